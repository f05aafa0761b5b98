"""Judging what may not be seen: who wrote what, texts that were kept back, and how many stand on a side."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.rehearsal.authors import authors
from facilitator.rehearsal.elements import cells
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.heard import Page
from facilitator.rehearsal.outbox import Place
from facilitator.rehearsal.outcome import Finding, Skipped, none
from facilitator.rehearsal.pages import everything
from facilitator.rehearsal.traces import Traces, legible, readable

KEPT_BACK = "a text that was kept back"
AROUND = 16
"""Signs on both sides of a name in which a number would stand beside it, and what comes before and after that."""


def privacy(evening: Evening) -> Iterator[Finding]:
    """Every finding about what nobody may see."""
    files = {f"archive/{name}": text_of(raw) for name, raw in evening.files.items()}
    kept = {name: text_of(raw) for name, raw in (evening.kept or {}).items()}
    log = {"log": evening.log} if evening.log else {}
    yield from Secrets(evening).findings(evening.heard.by("phone", "screen"), files | log | kept)
    yield none("authors", authors(evening, files | kept | log))
    yield none("counts_by_side", _numbers_of_cells(evening))
    if evening.script.expected.must_not_appear is not None:
        yield none("must_not_appear", _beside_names(evening, files | kept | log))
    yield none("small_cells", _small_cells(evening))
    if evening.kept is None:
        yield Skipped("data_folder", "the data folder of a server that runs elsewhere cannot be read")


def text_of(raw: bytes) -> str:
    """What can be read in a file, which may hold pages."""
    return legible(readable(raw))


class Secrets:
    """What would give away a text that is not to be seen: made once for an evening, whatever is then looked through.

    What somebody sent comes back to no phone and no screen before the room sees the texts in a vote, and what the
    moderator kept back comes to nobody and stays in no file. Words that stand in a text of another part, which the room
    does see, give nobody away; nor do those that a wall is there to show.
    """

    def __init__(self, evening: Evening) -> None:
        self._unseen = list(_unseen(evening))
        self._back = Traces(evening.moderation.never_shown(), evening.seen_words(told=True))

    def findings(self, pages: Iterable[Page], files: Mapping[str, str]) -> Iterator[Finding]:
        """What is wrong in pages of phones and screens, and in files."""
        found: dict[str, Found] = {name: Found() for name, _, _ in self._unseen}
        leaked, stays = Found(), Found()
        for page in pages:
            text = legible(page.text)
            for name, traces, before in self._unseen:
                if page.number < before:
                    found[name].add(traces.within(text), page.audience, page.where)
            leaked.add(self._back.within(text), page.audience, page.where)
        for name, hits in found.items():
            yield none(f"unseen.{name}", hits.sentences(f"a text of {name} that the room has not seen"))
        yield none("kept_back.frames", leaked.sentences(KEPT_BACK))
        for name, text in files.items():
            stays.add(self._back.within(text), name, name)
        yield none("kept_back.files", stays.sentences(KEPT_BACK))


class Found:
    """Words that were found: where first, and in how many places."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], list[str]] = {}

    def add(self, stretches: Iterable[str], kind: str, where: str) -> None:
        for stretch in stretches:
            self._places.setdefault((kind, stretch), []).append(where)

    def sentences(self, of: str) -> Iterator[str]:
        """What was seen where, and by what it was compared."""
        for (_, stretch), places in self._places.items():
            more = f" and {len(places) - 1} more" if len(places) > 1 else ""
            yield f"{stretch!r} on or in {places[0]}{more}: words of {of}, and of nothing that may be seen"


def _unseen(evening: Evening) -> Iterator[tuple[str, Traces, int]]:
    """Each part with texts, what would give them away, and the first page on which they may be seen."""
    texts: dict[str, list[str]] = {}
    for part, text in evening.wrote():
        texts.setdefault(part.id, []).append(text)
    for part in evening.collecting():
        if part.id not in texts:
            continue
        seen_in = [p.id for p in evening.collecting() if activity(p).links(p).items_from == part.id]
        before = min((evening.opened[id_] for id_ in seen_in), default=len(evening.heard.pages))
        open_words = evening.seen_words(part.id, told=hasattr(part, "ticks"))
        yield part.id, Traces(texts[part.id], open_words), before


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
                yield f"{words!r}, a number at a cell on {page.where}"


def _beside_names(evening: Evening, files: dict[str, str]) -> Iterator[str]:
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
    for page in evening.heard.pages:
        yield from (f"{hit!r} on {page.where}" for hit in _near(everything(page.text), patterns))
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
