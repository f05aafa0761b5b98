"""Judging what may not be seen: who wrote what, texts that were kept back, and how many stand on a side."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.rehearsal.authors import authors
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.outbox import Place
from facilitator.rehearsal.outcome import Finding, Skipped, none
from facilitator.rehearsal.pages import cells, everything
from facilitator.rehearsal.traces import Traces, readable, words_of

AROUND = 16
"""Signs on both sides of a name in which a number would stand beside it, and what comes before and after that."""


def privacy(evening: Evening) -> Iterator[Finding]:
    """Every finding about what nobody may see."""
    pages = {page.number: everything(page.text) for page in evening.heard.pages}
    files = {f"archive/{name}": readable(raw) for name, raw in evening.files.items()}
    kept = {name: readable(raw) for name, raw in (evening.kept or {}).items()}
    log = {"log": evening.log} if evening.log else {}
    yield from _own_texts(evening, pages)
    yield from _never_shown(evening, pages, files | log, kept)
    yield none("authors", authors(evening, pages, files | kept | log))
    yield none("counts_by_side", _numbers_of_cells(evening))
    if evening.script.expected.must_not_appear is not None:
        yield none("must_not_appear", _beside_names(evening, pages, files | kept | log))
    yield none("small_cells", _small_cells(evening))
    if evening.kept is None:
        yield Skipped("data_folder", "the data folder of a server that runs elsewhere cannot be read")


def _own_texts(evening: Evening, pages: dict[int, str]) -> Iterator[Finding]:
    """What somebody sent comes back to no phone and no screen before the room sees the texts in a vote.

    Words that stand in a text of another part, which the room does see, give nobody away; nor do those that a wall
    is there to show.
    """
    texts, moderation = _texts(evening), evening.moderation
    wanted: list[tuple[str, Traces, int]] = []
    for part in evening.collecting():
        if part.id not in texts:
            continue
        seen_in = [p.id for p in evening.collecting() if activity(p).links(p).items_from == part.id]
        before = min((evening.opened[id_] for id_ in seen_in), default=None)
        wall = hasattr(part, "ticks")
        seen = [body for id_, body in moderation.shown.items() if wall or moderation.texts[id_].part != part.id]
        traces = Traces(texts[part.id], [evening.plan_text, *seen])
        wanted.append((part.id, traces, len(evening.heard.pages) if before is None else before))
    found: dict[str, list[str]] = {id_: [] for id_, _, _ in wanted}
    for page in evening.heard.by("phone", "screen"):
        words = words_of(pages[page.number])
        for id_, traces, before in wanted:
            if page.number < before:
                found[id_] += traces.among(words)
    yield from (none(f"unseen.{id_}", hits) for id_, hits in found.items())


def _texts(evening: Evening) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part, text in evening.wrote():
        found.setdefault(part.id, []).append(text)
    return found


def _never_shown(
    evening: Evening, pages: dict[int, str], files: dict[str, str], kept: dict[str, str]
) -> Iterator[Finding]:
    open_words = [evening.plan_text, *evening.moderation.shown.values()]
    traces = Traces(evening.moderation.never_shown(), open_words)
    seen = [
        (page.audience, t) for page in evening.heard.by("phone", "screen") for t in traces.within(pages[page.number])
    ]
    yield none("kept_back.frames", (f"{audience}: {trace}" for audience, trace in seen))
    yield none(
        "kept_back.files", (f"{name}: {t}" for name, text in (files | kept).items() for t in traces.within(text))
    )


# -- sides -------------------------------------------------------------------------------------------------------------


def _numbers_of_cells(evening: Evening) -> Iterator[str]:
    """No number is attached to a cell, in the archive or on any page."""
    for part in evening.archive.get("parts", ()):
        results = part["results"] or {}
        for cell in results.get("cells", ()):
            if re.search(r"\d", re.sub(r'"[^"]*"', "", json.dumps(cell))):
                yield f"a number at a cell in session.json, {part['part']}"
    names = sorted((side["name"] for side in evening.archive.get("sides", ())), key=len, reverse=True)
    for page in evening.heard.by("phone", "screen", "console"):
        for words in cells(page.text) if "data-cell" in page.text else ():
            for name in names:
                words = words.replace(" ".join(name.split()), "")
            if re.search(r"\d", words):
                yield f"a number at a cell on the {page.audience}"


def _beside_names(evening: Evening, pages: dict[int, str], files: dict[str, str]) -> Iterator[str]:
    """How many stand on a side: the script's figures next to the names or ids of its sides, in any page or file."""
    hidden = evening.script.expected.must_not_appear
    counts = hidden.voters_by_faction if hidden else {}
    sides = {side["id"]: str(side["name"]) for side in evening.archive.get("sides", ())}
    patterns = {}
    for id_, count in counts.items():
        for name in {id_, sides.get(id_, id_)}:
            word = re.escape(name)
            patterns[name] = re.compile(
                rf"(?<![\w-]){word}\W{{1,4}}{count}(?![\w.:-])|(?<![\w.:-]){count}\W{{1,3}}{word}(?![\w-])"
            )
    for number, text in pages.items():
        page = evening.heard.pages[number]
        yield from (f"{hit!r} on the {page.audience}" for hit in _near(text, patterns))
    for where, text in files.items():
        yield from (f"{hit!r} in {where}" for hit in _near(text, patterns))


def _near(text: str, patterns: Mapping[str, re.Pattern[str]]) -> set[str]:
    """What a pattern finds around its name. Only there it is tried: an evening is a thousand times longer."""
    around: dict[str, set[str]] = {name: set() for name in patterns}
    for name, near in around.items():
        at = text.find(name)
        while at >= 0:
            near.add(text[max(0, at - AROUND) : at + len(name) + AROUND])
            at = text.find(name, at + 1)
    return {hit[0] for name, near in around.items() for words in near for hit in patterns[name].finditer(words)}


def _small_cells(evening: Evening) -> Iterator[str]:
    """Every cell that is named has as many people as the threshold, by what the phones know."""
    for part in evening.collecting():
        sizes = _standing(evening, part)
        results = evening.results(part.id)
        for cell in results.get("cells", ()):
            named = [cell] if isinstance(cell, str) else cell["sides"]
            rest = not isinstance(cell, str) and cell["rest"]
            size = sum(sizes[side] for side in named) + (sizes[None] if rest else 0)
            if size < part.threshold:
                yield f"{part.id}: {', '.join(named)} are fewer than {part.threshold}"


def _standing(evening: Evening, part: PartConfig) -> Counter[str | None]:
    """How many people answered a part from each side."""
    found: Counter[str | None] = Counter()
    for person in evening.people:
        ballot = next((b for place, b in _acked(person) if place.part == part.id and b.body), None)
        if ballot is not None:
            found[ballot.body.get("side", ballot.side)] += 1
    return found


def _acked(person: Any) -> list[tuple[Place, Any]]:
    return list(person.phone.acked.items()) if person.phone else []
