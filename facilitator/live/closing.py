"""The end of a close: ballots are released in one transaction with the journal, then their key is destroyed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from facilitator.activities.base import Ballot
from facilitator.activities.registry import authored
from facilitator.ballots.release import release
from facilitator.live.instant import asked
from facilitator.live.values import Applied
from facilitator.storage import texts
from facilitator.workshop import events as ev
from facilitator.workshop.decision import Decision
from facilitator.workshop.rules import closed
from facilitator.workshop.views import Words

if TYPE_CHECKING:
    from facilitator.live.room import Room

Released = tuple[tuple[ev.Event, ...], list[tuple[str, str]]]


def finish_close(room: Room, part_id: str, round_: int, cmd_id: str | None = None) -> Applied:
    """One transaction releases the ballots and writes the journal, and who sits where if the part forms groups; then
    the key is destroyed (SECURITY.md)."""
    w = room.workshop
    part = w.plan.part(part_id)
    if part is None:
        raise ValueError(part_id)
    if part.forms_groups:
        room.groups.spans.begin((part_id, round_))  # a key before its rows, as everywhere

    def finish(conn: Connection, ballots: list[Ballot], people: int, sent: Mapping[str, Ballot]) -> Released:
        sizes = room.groups.form(conn, part, round_, sent) if part.forms_groups else ()
        given = replace(asked(w, part_id, sizes), authors=people)
        if room.groups.own_case(part):
            # Their forms are about no dilemma; to leave it out of theirs alone would tell the room which they are.
            given = replace(given, dilemmas=())
        found = release(part, ballots, given, w.parts[part_id].earlier)
        ids = tuple(id_ for id_, _ in found.texts)
        shown = dict(found.shown) if found.shown is not None else None
        events = closed(w, part_id, found.received, found.withheld, shown, ids, found.rough, found.agreed)
        texts.add(conn, w.code, [(id_, part_id, round_, body) for id_, body in found.texts])
        room.write(conn, Decision(events), cmd_id)
        return events, found.texts

    seats = room.groups.those_here() if part.forms_groups else ()
    events, released = room.box.close_seated(part_id, round_, authored(part), seats, finish)
    if part.forms_groups:
        room.groups.formed(part, round_)
    room.closing_until = None
    room.words.update({id_: Words(body) for id_, body in released})
    room.follow(events)
    room.keep()
    return Applied(room.workshop.seq, tuple(type(e).__name__ for e in events))
