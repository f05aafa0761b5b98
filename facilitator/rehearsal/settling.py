"""Before a part closes: the facilitator waits until everybody who is there is heard, and the phones compare notes."""

from __future__ import annotations

import contextlib

from facilitator.activities.base import PartConfig
from facilitator.rehearsal.console import Console
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.line import Broken
from facilitator.rehearsal.person import Person
from facilitator.rehearsal.phone import Phone

SETTLE_SECONDS = 10.0
"""Real seconds that are waited at most on a quick machine."""


def settle(console: Console, evening: Evening, part: PartConfig) -> None:
    """Waits until all who are there have seen the part and answered what they will, and nothing is unsent."""

    def quiet() -> bool:
        return all(_answered(person, part) for person in evening.people if person.here)

    if console.until(quiet, SETTLE_SECONDS) is None:
        unseen = [person for person in evening.people if person.here and not _saw(person, part)]
        evening.missed += [f"{part.id}: {len(unseen)}"] if unseen else []
    for person in evening.people:
        if person.phone is not None and person.here and person.phone.online:
            with contextlib.suppress(Broken):
                _compare(evening, person.phone, part)


def _saw(person: Person, part: PartConfig) -> bool:
    return any(id_ == part.id for id_, _ in person.seen)


def _answered(person: Person, part: PartConfig) -> bool:
    thinks = any(place.part == part.id for place in person.thinking)
    return person.phone is not None and _saw(person, part) and not thinks and not person.phone.outbox


def _compare(evening: Evening, phone: Phone, part: PartConfig) -> None:
    """Whether the server knows of a phone's ballots what the phone was told."""
    told = {(place.slot, ballot.v) for place, ballot in phone.acked.items() if place.part == part.id}
    round_ = int((phone.now or {}).get("round", 1))
    has = {(own["slot"], own["v"]) for own in phone.own(part.id, round_) if not own["withdrawn"]}
    if told != has:
        evening.unlike.append(f"{part.id}: {sorted(told)} told, {sorted(has)} there")
