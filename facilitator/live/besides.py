"""Parts beside the evening: their keys, what the console sees of them on the tick, and batches of texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from facilitator.activities.base import Asked, Ballot, Outcome, PartConfig
from facilitator.activities.registry import activity, authored
from facilitator.ballots.box import Box
from facilitator.ballots.release import named
from facilitator.errors import Refused
from facilitator.live.values import Applied
from facilitator.storage import texts
from facilitator.storage.writer import DiskFull, Overloaded
from facilitator.workshop import events as ev
from facilitator.workshop.beside import open_besides
from facilitator.workshop.cuts import at_the_end
from facilitator.workshop.decision import just
from facilitator.workshop.state import Phase, Workshop, fold
from facilitator.workshop.views import Words

if TYPE_CHECKING:
    from facilitator.live.room import Room


Batch = tuple[ev.TextsReleased, list[tuple[str, str]]]


def make_keys(box: Box, w: Workshop, events: Sequence[ev.Event]) -> None:
    """Makes the keys of what `events` will open, on the stage and beside it.

    A key exists before the journal says "open": a crash in between leaves a key without ballots, which recovery
    destroys; the other way round would leave an open part that cannot take any.
    """
    for event in events:
        part = w.plan.part(event.part) if isinstance(event, ev.PartOpened) else None
        if isinstance(event, ev.PartOpened) and part is not None and activity(part).collects(part):
            _key(box, event.part, event.round)
    for beside, round_ in open_besides(fold(w, events)):
        _key(box, beside, round_)


def _key(box: Box, part: str, round_: int) -> None:
    try:
        box.open(part, round_)
    except OSError as problem:
        raise DiskFull from problem


class Besides:
    """What stands beside the evening of one room. `seen` is what the console may see, renewed by `tick` alone."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.seen: dict[str, Mapping[str, Any]] = {}

    def shred(self) -> None:
        """Forgets rounds that are over; what the console saw of them goes too."""
        room = self._room
        wanted = open_besides(room.workshop)
        mine = {part.id for part in room.workshop.plan.beside}
        over = sorted((part, round_) for part, round_ in room.box.rounds() - wanted if part in mine)
        for part, _ in over:
            self.seen.pop(part, None)  # all of it before the first wait for the disk: pages are drawn meanwhile
        for part, round_ in over:
            try:
                room.box.shred(part, round_)
            except (DiskFull, Overloaded, OSError) as problem:
                room.fault(problem)  # nothing is taken in it any more; the next start forgets it

    def tick(self) -> bool:
        """Looks once; True if the console has something new to see. A full batch of texts is released."""
        before = dict(self.seen)
        for part in self._room.workshop.plan.beside:
            state = self._room.workshop.parts[part.id]
            if state.phase is Phase.OPEN:
                self._look(part, state.round)
                self._release_if_full(part, state.round)
        return self.seen != before

    def _look(self, part: PartConfig, round_: int) -> None:
        """Sizes alone decide: fewer than `seen_from` are not seen, nor a change of fewer than that."""
        box = self._room.box
        outcome = self._so_far(part, round_)
        if outcome.received < part.seen_from:
            self.seen.pop(part.id, None)
        elif box.fresh(part.id, round_) >= part.seen_from or part.seen_from == 1:
            box.look(part.id, round_)
            self.seen[part.id] = outcome.shown or {}

    def _release_if_full(self, part: PartConfig, round_: int) -> None:
        batch = getattr(part, "batch", None)
        if batch is None:
            return
        if self._so_far(part, round_).received >= batch:
            try:
                self._release(part, round_, last=False)
            except (DiskFull, Overloaded, OSError) as problem:
                self._room.fault(problem)  # nothing was released; the next tick tries again

    def _so_far(self, part: PartConfig, round_: int) -> Outcome:
        box = self._room.box
        people = box.people(part.id, round_, authored(part))
        return activity(part).results(part, box.view(part.id, round_), Asked(authors=people))

    def gather(self, part_id: str, cmd_id: str) -> Applied | Refused:
        """Ends a part with texts and releases what is left of them, however few: only where the evening ends."""
        room = self._room
        part = next((p for p in room.workshop.plan.beside if p.id == part_id and getattr(p, "batch", None)), None)
        if part is None:
            return Refused("unknown_part")
        state = room.workshop.parts[part.id]
        if not at_the_end(room.workshop):
            return Refused("too_early")
        if state.phase is not Phase.OPEN:
            return Refused("not_open")
        self._release(part, state.round, last=True, cmd_id=cmd_id)
        return Applied(room.workshop.seq, (ev.TextsReleased.__name__,))

    def _release(self, part: PartConfig, round_: int, last: bool, cmd_id: str | None = None) -> None:
        """One transaction, as at the close of any part; the next round has its key before this one is over."""
        room = self._room
        if not last:
            room.box.open(part.id, round_ + 1)

        def finish(conn: Connection, ballots: list[Ballot], people: int) -> Batch:
            outcome = activity(part).results(part, ballots, Asked(authors=people))
            released = named(outcome.texts)
            event = ev.TextsReleased(part.id, round_, outcome.received, tuple(id_ for id_, _ in released), last)
            texts.add(conn, room.workshop.code, [(id_, part.id, round_, body) for id_, body in released])
            room.write(conn, just(event), cmd_id)
            return event, released

        event, released = room.box.close(part.id, round_, authored(part), finish)
        room.words.update({id_: Words(body) for id_, body in released})
        self.seen.pop(part.id, None)
        room.follow((event,))
