"""What the room knows beyond the journal at this instant: clocks, counts, the tally of a part that is not secret."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from facilitator.activities.base import Asked
from facilitator.activities.registry import activity, authored
from facilitator.clock import wall_seconds
from facilitator.workshop.addresses import addressed
from facilitator.workshop.judge import counts_for
from facilitator.workshop.rules import asks
from facilitator.workshop.spans import dealt_dilemmas, groups_of
from facilitator.workshop.state import Phase, Workshop
from facilitator.workshop.views import ClockView, Live

if TYPE_CHECKING:
    from facilitator.live.room import Room

TAKING = (Phase.OPEN, Phase.CLOSING)
MANY = 12
"""Phones awake from which tenths are told: of ten or fewer, a tenth is a person."""


def instant(room: Room) -> Live:
    """The instant, for rendering."""
    w = room.workshop
    left = w.now.seconds - int(room.clocks.used(w.part.id, w.now.round))
    running = w.now.phase in TAKING and not (w.paused or w.sealed)
    open_now = w.now.phase in TAKING and asks(w, w.part)
    tally = exact = None
    if open_now and w.part.anonymity != "room":
        people = room.box.people(w.part.id, w.now.round, authored(w.part))
        given = replace(asked(w, w.part.id), authors=people)
        outcome = activity(w.part).results(w.part, room.box.view(w.part.id, w.now.round), given)
        tally, exact = outcome.shown, outcome.received
    undo = None
    if room.closing_until is not None:
        undo = max(0, round(room.closing_until - room.clocks.now()))
    until = room.clocks.until(w.part.id, w.now.round, left, wall_seconds()) if running else ""
    return Live(
        ClockView(left, w.now.seconds, running, until), room.moment().minute, room.answered if open_now else None,
        tally, exact, room.seats.count(), room.pulse.awake() if room.pulse else 0, undo,
        room.finished,
    )  # fmt: skip


def asked(w: Workshop, part: str, forming: tuple[int, ...] = ()) -> Asked:
    """What the ballots of a part are counted by: its items, and for a merged text the one that stands for it; the
    tables that people sit at, those that are just `forming` included, and their dilemmas."""
    items, config = w.parts[part].items, w.plan.part(part)
    sizes, dilemmas = groups_of(w, config) if config is not None and not forming else (forming, ())
    if forming and config is not None:
        dilemmas = dealt_dilemmas(w, config, len(forming))
    sides = tuple(side.id for side in w.sides)
    to = addressed(w, config) if config is not None else ()
    merged = counts_for(w.texts, items)
    return Asked(sides, items, counts_for=merged, groups=sizes, dilemmas=dilemmas, addressed=to)


def tenths(room: Room) -> int | None:
    """Tenths of the phones that have answered a secret part, 0 to 9; None where nothing may be told."""
    w = room.workshop
    if w.part.anonymity != "room" or w.now.phase not in TAKING or not asks(w, w.part):
        return None
    present = room.pulse.awake() if room.pulse else 0
    if present < MANY:
        return None
    answered = room.box.people(w.part.id, w.now.round, lambda answer: True)  # "nothing to add" is an answer too
    return min(9, 10 * answered // present)
