"""The end of a workshop: unseen texts leave the disk, the archive is finished, seats and room key are destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gevent
from sqlalchemy import Connection

from facilitator.errors import Refused
from facilitator.live.values import Applied
from facilitator.plans.keep import without_names
from facilitator.storage import texts, workshops
from facilitator.storage.writer import DiskFull, Overloaded
from facilitator.workshop.moderation import NOTE
from facilitator.workshop.rules import sealing

if TYPE_CHECKING:
    from facilitator.live.room import Room

AGAIN = 5.0
"""Seconds after which a seal whose archive could not be written is tried again."""


def seal(room: Room, cmd_id: str) -> Applied | Refused:
    """Seals the workshop. One transaction says so and forgets what was not shown; the rest follows it."""
    tickets = room.seats.tickets() if room.workshop.ticketed else None
    made, void = (tickets.made, tickets.void) if tickets else (None, None)
    languages = room.pulse.languages() if room.pulse else ()
    decision = sealing(room.workshop, room.seats.count(), room.moment(), made, void, languages)
    if isinstance(decision, Refused):
        return decision
    code, plan = room.workshop.code, without_names(room.plan_text)
    unseen = [NOTE, *sorted(room.workshop.texts.keys() - room.workshop.staying)]

    def job(conn: Connection) -> None:
        room.write(conn, decision, cmd_id)
        texts.forget(conn, code, unseen)
        texts.forget_originals(conn, code)
        workshops.keep_plan(conn, code, plan)
        workshops.mark_sealed(conn, code)

    room.writer.alone(job)
    for id_ in unseen:
        room.words.pop(id_, None)
    room.follow(decision.events)
    finish(room)
    return Applied(room.workshop.seq, ("WorkshopSealed",))


def finish(room: Room) -> None:
    """Writes the archive and then destroys the keys, in this order: a crash or a full disk in between leaves the room
    key, and whoever finds it does both again. Safe to repeat. Only then is the room `finished`, and everybody told."""
    if not (room.keep() and _destroyed(room)):
        gevent.spawn_later(AGAIN, finish, room)
        return
    room.finished = True
    room.tell("phone", "screen", "console")


def _destroyed(room: Room) -> bool:
    try:
        room.seats.drop()
        # A vote that was opened over nothing still has its key; the room's goes last, because it says "not done yet".
        mine, room_key = f"{room.workshop.code}.", f"{room.workshop.code}.room"
        for name in sorted(room.keystore.names() - {room_key}):
            if name.startswith(mine):
                room.keystore.destroy(name)
        room.writer.vacuum()
        room.clocks.forget()
        room.keystore.destroy(room_key)
    except (OSError, DiskFull, Overloaded) as problem:
        room.fault(problem)
        return False
    return True
