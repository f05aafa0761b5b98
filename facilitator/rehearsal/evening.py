"""An evening as its clients had it: what those who judge may look at, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from facilitator.activities.addressing import addresses
from facilitator.activities.base import Asked, Ballot, PartConfig
from facilitator.activities.registry import activity, authored
from facilitator.errors import Refused
from facilitator.plans.model import Plan
from facilitator.rehearsal.elements import cells
from facilitator.rehearsal.heard import Heard
from facilitator.rehearsal.moderation import NOTE, Moderation
from facilitator.rehearsal.outbox import LATE, UNSENT, Place
from facilitator.rehearsal.person import Person
from facilitator.rehearsal.script import Script
from facilitator.workshop.spans import uses

SEAT = re.compile(r'data-seat="(\d+)')


@dataclass
class Evening:
    """`archive` is session.json and `files` are the archive's; `kept` and `log` are None where nobody can look."""

    script: Script
    plan: Plan
    plan_text: str
    heard: Heard
    people: list[Person]
    moderation: Moderation
    code: str = ""
    archive: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    kept: dict[str, bytes] | None = None
    log: str | None = None
    joined: int | None = None
    joined_sealed: int | None = None
    opened: dict[str, int] = field(default_factory=dict)
    dealt: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    seats: dict[tuple[str, str], int] = field(default_factory=dict)
    """By person and the part that formed the tables: the table that their own phone was told."""
    formed: dict[str, dict[str, int]] = field(default_factory=dict)
    """The same by part, for those who were there when the tables were formed; others came later."""
    unlike: list[str] = field(default_factory=list)
    """Where a phone's own ballots, as the server has them, were others than those it was told are received."""
    missed: list[str] = field(default_factory=list)
    """Parts that some phone in the room never got to see."""
    unfit: list[str] = field(default_factory=list)
    """Limits of a plan that runs elsewhere, which this room would need higher."""

    def sat(self, who: str, part: PartConfig | None, page: str) -> None:
        """Remembers the table that a phone was told."""
        found = SEAT.search(page)
        if found is not None and part is not None:
            self.seats[who, uses(part) or ""] = int(found[1])

    def part(self, id_: str) -> dict[str, Any]:
        """What the archive keeps of a part; empty if nothing."""
        return next((dict(part) for part in self.archive.get("parts", ()) if part["part"] == id_), {})

    def results(self, id_: str) -> dict[str, Any]:
        return dict(self.part(id_).get("results") or {})

    def collecting(self) -> Iterator[PartConfig]:
        """The parts in which phones were asked something."""
        for _, part in self.plan.parts():
            if activity(part).collects(part) and part.id in self.opened:
                yield part

    def acknowledged(self, part: PartConfig) -> list[Ballot]:
        """Every ballot that a phone was told is received, in its last version, as the part records it."""
        return [ballot for person in self.people for ballot in self._of(person, part)]

    def authors(self, part: PartConfig) -> int:
        """How many phones have at least one of those that is counted."""
        counts = authored(part)
        return sum(any(counts(ballot.answer) for ballot in self._of(person, part)) for person in self.people)

    def _of(self, person: Person, part: PartConfig) -> list[Ballot]:
        kind = activity(part)
        found = []
        for place, sent in sorted(person.phone.acked.items(), key=str) if person.phone else ():
            if place.part != part.id or sent.body is None:
                continue
            answer = kind.accept(part, sent.body, self.asked(part, person))
            if not isinstance(answer, Refused):
                found.append(Ballot(answer, sent.side if kind.keeps_side else None))
        return found

    def wrote(self) -> Iterator[tuple[PartConfig, str]]:
        """Every text that a phone was told is received, as its part records it, person by person."""
        for person, place in self.places():
            part, sent = self.plan.part(place.part), person.phone.acked[place] if person.phone else None
            if part is None or sent is None or sent.body is None:
                continue
            answer = activity(part).accept(part, sent.body, self.asked(part, person))
            if not isinstance(answer, Refused) and isinstance(answer.get("text"), str):
                yield part, answer["text"]

    def seen_words(self, secret: str = "", told: bool = False) -> list[str]:
        """What anybody may read on a page, in whatever words: plan, sides, what the moderator showed and said, and
        what people write where nobody moderates. Of the part `secret` only with `told`, once the room sees its texts.
        """
        moderation = self.moderation
        shown = [words for id_, words in moderation.shown.items() if told or moderation.texts[id_].part != secret]
        sides = [*self.script.factions, *self.plan.sides]
        said = [words for side in sides for words in _strings(side.model_dump(mode="json"))]
        for person, place in self.places():
            body = person.phone.acked[place].body if person.phone else None
            if place.part != secret and body is not None and "fields" in body:
                said += _strings(body["fields"])
        return [self.plan_text, NOTE, *shown, *moderation.translated.values(), *said]

    def answered(self, id_: str) -> set[tuple[str, int]]:
        """Parts and rounds in which somebody's answer was received, on whatever phone."""
        phones = [person.phone for person in self.people if person.id == id_ and person.phone]
        return {(place.part, place.round) for phone in phones for place in phone.acked}

    def forget_dealt(self, id_: str, answered: set[tuple[str, int]]) -> None:
        """What is not yet answered will be dealt anew to another phone."""
        for key in [key for key in self.dealt if key[0] == id_ and (key[1], 1) not in answered]:
            del self.dealt[key]

    def late(self, part: PartConfig) -> int:
        """Ballots of which nobody knows whether they were taken: sent in time, answered never or too late."""
        states = [(p, s) for person in self.people if person.phone for p, s in person.phone.states.items()]
        return sum(place.part == part.id and state in (LATE, UNSENT) for place, state in states)

    def asked(self, part: PartConfig, person: Person | None = None) -> Asked:
        """What a phone was asked in a part, as far as it could see."""
        sides = tuple(str(side["id"]) for side in self.archive.get("sides", ()))
        source, by = activity(part).links(part).items_from, activity(part).links(part).addressed_by
        items = tuple(text["id"] for text in self.part(source).get("texts", ())) if source else ()
        if source and by and (collected := self.plan.part(source)):
            to = addresses(collected, self.results(source), by)
            items = tuple(item for item in items if item in to)
            return Asked(sides, items, addressed=tuple(to[item] for item in items))
        if person is not None and part.draws:
            return Asked(sides, items, drawn=self.dealt.get((person.id, part.id)))
        former = uses(part)
        if former is not None:
            formed = self.results(former)
            group = self.seats.get((person.id, former), 0) if person is not None else 0
            sizes, texts = tuple(formed.get("sizes", ())), tuple(formed.get("texts", ()))
            return Asked(sides, items, groups=sizes, dilemmas=texts, group=group)
        deal = getattr(part, "deal", None)
        if person is None or deal is None or len(items) <= deal.above:
            return Asked(sides, items)
        dealt = self.dealt.get((person.id, part.id), ())
        return Asked(sides, items, tuple(sorted(items.index(item) for item in dealt if item in items)))

    def places(self) -> Iterator[tuple[Person, Place]]:
        for person in self.people:
            for place in person.phone.acked if person.phone else ():
                yield person, place


def _strings(found: Any) -> Iterator[str]:
    if isinstance(found, Mapping):
        found = list(found.values())
    if isinstance(found, list | tuple):
        for value in found:
            yield from _strings(value)
    elif isinstance(found, str):
        yield found


def named_cells(evening: Evening, part: str) -> set[str]:
    """Cells that screen and phones were shown of a part: a side that stands alone by its id, others as a+b."""
    names = {" ".join(str(side["name"]).split()): str(side["id"]) for side in evening.archive.get("sides", ())}
    found = set()
    for page in evening.heard.by("screen", "phone"):
        for words in cells(page.text) if page.part == part and "data-cell" in page.text else ():
            inside = sorted(id_ for name, id_ in names.items() if name in words)
            found.add(names.get(words, "+".join(inside) or words))
    return found
