"""What a good report contains (domain.md, 5.1), read from the page as a reader reads it and held against its record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from facilitator.archive.blocks import Block, blocks
from facilitator.archive.record import PartRecord, Record

Found = Callable[["Report"], object]


class Report:
    """A report by its headings: `of("Minutes")` is everything said below that heading, until the next one like it."""

    def __init__(self, html: str, record: Record) -> None:
        self.blocks = blocks(html)
        self.record = record
        self.html = html

    def of(self, heading: str) -> str:
        """The words below the first heading of these words; empty where there is none."""
        return "\n".join(words for block in self._below(heading) for words in _words(block))

    def _below(self, heading: str) -> Iterator[Block]:
        level = 0
        for block in self.blocks:
            if level and block.role == "heading" and block.level <= level:
                return
            if level:
                yield block
            elif block.role == "heading" and block.text == heading:
                level = block.level

    @property
    def top(self) -> str:
        """What stands above the first heading of a section: title and facts."""
        upper = next((at for at, block in enumerate(self.blocks) if block.role == "heading" and block.level == 2), 0)
        return "\n".join(words for block in self.blocks[:upper] for words in _words(block))

    @property
    def headings(self) -> list[str]:
        return [block.text for block in self.blocks if block.role == "heading"]

    def kind(self, *kinds: str) -> list[PartRecord]:
        return [part for part in self.record.parts if part.kind in kinds and part.results and not part.withheld]

    def stage(self, part: PartRecord) -> str:
        """What is said in the stage of a part."""
        return self.of(next(stage.title for stage in self.record.stages if stage.id == part.stage))


def _words(block: Block) -> Iterator[str]:
    yield from ([block.text] if block.text else [])
    for row in block.rows:
        yield " | ".join(row)


def _has(said: str, *wanted: object) -> bool:
    """Whether all of it is said; spaces count as one, as a reader reads them."""
    flat = " ".join(said.split())
    return bool(wanted) and all(" ".join(str(words).split()) in flat for words in wanted)


def _every(kind: str, holds: Callable[[Report, PartRecord], bool]) -> Found:
    """There is such a part, and it holds for each of them."""
    return lambda r: r.kind(kind) and all(holds(r, part) for part in r.kind(kind))


def _ask(part: PartRecord) -> str:
    return str(part.asked["phone"] or part.asked["screen"] or part.title)


def _in_order(r: Report) -> bool:
    """Stages as headings in the order of the plan, below each the questions as they were asked."""
    there = [stage.title for stage in r.record.stages if any(part.stage == stage.id for part in r.record.parts)]
    asked = [part for part in r.record.parts if part.kind in ASKING]
    in_order = [heading for heading in r.headings if heading in there]
    return list(dict.fromkeys(in_order)) == there and bool(asked) and all(_ask(p) in r.stage(p) for p in asked)


ASKING = ("choice", "scale", "guess", "card_sort", "vote", "ladder", "sign", "reply", "harvest", "commitment")


def _two_orders(r: Report, part: PartRecord) -> bool:
    first, second = (group for order in ("most_votes", "most_sides") for group in [(part.results or {})[order]])
    bodies = {text.id: text.body for text in r.record.texts}
    rows = [row for row in r.stage(part).splitlines() if row.count(" | ") >= 2]
    listed = [bodies[id_] for group in first for id_ in group if id_ in bodies]
    return bool(second) and bool(listed) and all(any(_has(row, body) for row in rows) for body in listed)


def _captured(r: Report, part: PartRecord) -> bool:
    said = r.stage(part)
    told = {text.id for text in r.record.texts}
    groups = (part.results or {})["groups"]
    tables = [record["group"] for record in groups if record["done"] or told & set(record["texts"].values())]
    return bool(tables) and _has(said, *(f"Table {n}" for n in tables), *(text.body for text in part.texts))


def _counted(r: Report, part: PartRecord) -> bool:
    found = part.results or {}
    return _has(r.stage(part), f"n = {found['n']}", *(option["text"] for option in part.asked["options"]))


def _texts(r: Report, part: PartRecord) -> bool:
    return bool(part.texts) and _has(r.stage(part), *(text.body for text in part.texts))


def _items(r: Report, part: PartRecord) -> bool:
    bodies = {text.id: text.body for text in r.record.texts}
    return bool(part.items) and _has(r.stage(part), *(bodies[id_] for id_ in part.items if id_ in bodies))


def _first_page(r: Report) -> bool:
    page = r.of("On one page")
    headings = {str(part.asked["first_page"]) for part in r.record.parts if part.asked.get("first_page")}
    did = [stage.title for stage in r.record.stages if any(part.stage == stage.id for part in r.record.parts)]
    return len(headings) >= 4 and _has(page, "What we did", *did, *headings, "What happens next", r.record.plan.next)


def _minutes(r: Report) -> bool:
    rows = [f"{s.title} | {round(s.planned)} | {round(s.taken)}" for s in r.record.stages if s.taken is not None]
    return _has(r.of("Minutes"), *rows)


def _answers(r: Report) -> bool:
    rows = [f"{part.title} | {part.received}" for part in r.record.parts if part.received is not None]
    return _has(r.of("Answers by question"), *rows, *(s.title for s in r.record.stages if s.taken is not None))


def _cut(r: Report) -> bool:
    cuts = [cut.words for stage in r.record.stages for cut in stage.cuts]
    left = [skipped.title for skipped in r.record.skipped]
    return _has(r.of("What differed from the plan"), *(cuts + left or ["Nothing was cut or left out."]))


def _before_after(r: Report) -> bool:
    later = [part for part in r.kind("scale") if part.asked["pairs_with"]]
    return bool(later) and all(_has(r.stage(part), "Before", "Now") or "roughly" in r.stage(part) for part in later)


def _moderated(r: Report) -> bool:
    reasons = {reason for part in r.record.outcomes for reason in part.declined}
    words = {"names_person": "Named a person:", "attack": "Attacked someone:", "off_topic": "Off topic:"}
    said = [words[reason] for reason in reasons if reason in words]
    return _has(r.of("Safety record"), "held back and deleted", *said)


def _log(r: Report) -> bool:
    said = r.of("What is deleted, and when")
    return bool(r.record.deleted) and all(_has(said, f"| {one.count} | {one.on}") for one in r.record.deleted)


CONTENTS: dict[str, Found] = {
    "1 one page for everyone": _first_page,
    "2 date": lambda r: _has(r.top, r.record.date),
    "2 place": lambda r: r.record.plan.place and _has(r.top, "Place", r.record.plan.place),
    "2 plan, version and hash": lambda r: (
        r.record.plan.version and _has(r.top, f"{r.record.plan.id} {r.record.plan.version} {r.record.plan.sha256[:16]}")
    ),
    "2 planned and actual minutes": _minutes,
    "2 what was cut": _cut,
    "2 joined": lambda r: _has(r.top, "Took part", f"{r.record.joined} phones"),
    "2 answered per stage": _answers,
    "2 languages": lambda r: _has(r.top, "Languages", "English"),
    "2 entries without a phone": lambda r: _has(r.top, "Without a phone", f"{r.record.entered or 'nobody'}"),
    "3 results by stage, as asked": _in_order,
    "3 n and threshold": lambda r: re.search(r"\d+ answered\. Shown from \d", r.html) and "n = " in r.html,
    "3 what was pooled or withheld": lambda r: _has(r.of("Safety record"), "smaller sides were pooled", "withheld"),
    "4 chosen dilemmas in both orders": _every("vote", _two_orders),
    "4 captures": _every("capture", _captured),
    "4 losses": _every("choice", _counted),
    "4 sentences with support": _every("sign", _items),
    "4 requests and answers": _every("reply", _items),
    "4 rung pairs": _every("ladder", lambda r, part: _has(r.html, "from “")),
    "5 commitments": _every("commitment", _texts),
    "5 count by rung": _every("ladder", lambda r, part: _has(r.stage(part), *(s["text"] for s in part.asked["rungs"]))),
    "5 check-ins asked for": _every("commitment", lambda r, part: _has(r.stage(part), "asked to be asked again in 30")),
    "6 before and after": _before_after,
    "6 ratings": _every("close", lambda r, part: _has(r.stage(part), *(s["text"] for s in part.asked["ratings"]))),
    "6 what to do differently": lambda r: any(
        _texts(r, part) for part in r.kind("harvest") if "differently" in part.part
    ),
    "7 the promise": lambda r: _has(r.of("The promise, as phones showed it"), *r.record.promise),
    "7 moderation by reason": _moderated,
    "7 edits": lambda r: _has(r.of("Safety record"), "edited for safety"),
    "7 thresholds": lambda r: _has(r.of("Answers by question"), "Shown from"),
    "7 suppressed views": lambda r: re.search(r"results? (was|were) withheld", r.of("Safety record")),
    "7 deletion log": _log,
}
"""Numbers are those of the list. The facilitator's notes are no content of a report (`test_notes`)."""


def missing(html: str, record: Record) -> list[str]:
    """Contents that this report does not have."""
    report = Report(html, record)
    return [name for name, found in CONTENTS.items() if not found(report)]
