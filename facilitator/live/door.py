"""The door: who gets a seat, by the room's code or by a ticket, and what becomes of whoever sat there before."""

from __future__ import annotations

from facilitator.ballots.seats import Joined
from facilitator.ballots.tickets import printed
from facilitator.errors import Refused
from facilitator.ids import same, typed_code
from facilitator.live.room import Room


def join(room: Room, code: str, ticket: str, token: str) -> Joined | Refused:
    """A seat: the one of `token` if it is known, of `ticket` where there are tickets, else a new one.

    Closed doors keep out who never had a seat. Every ticket that opens nothing is refused alike.
    """
    w = room.workshop
    if w.sealed:
        return Refused("sealed")
    if not same(typed_code(code), w.code):
        return Refused("wrong_code")
    joined = _by_ticket(room, ticket, token) if w.ticketed else _by_code(room, token)
    if isinstance(joined, Joined):
        if joined.moved and room.pulse:
            room.pulse.send_off(joined.seat)
        room.tell("console", "screen")
    return joined


def _by_code(room: Room, token: str) -> Joined | Refused:
    if room.seats.who(token) is None:
        if room.workshop.doors_closed:
            return Refused("doors_closed")
        if room.seats.count() >= room.settings.max_phones:
            return Refused("busy")
    return room.seats.join(token or None)


def _by_ticket(room: Room, ticket: str, token: str) -> Joined | Refused:
    seat = room.seats.place(ticket)
    known = room.seats.who(token)
    if seat is None and not ticket and known is not None:
        return Joined(token, known, fresh=False)
    if seat is None:
        return Refused("wrong_ticket")
    if room.workshop.doors_closed and room.seats.unused(seat):
        return Refused("doors_closed")
    return room.seats.take(seat, token or None) or Refused("wrong_ticket")


def make_tickets(room: Room, number: int) -> list[str] | Refused:
    """New tickets as they are printed; they are kept nowhere."""
    if room.workshop.sealed:
        return Refused("sealed")
    if not room.workshop.ticketed:
        return Refused("not_ticketed")
    if room.seats.tickets().made + number > room.settings.max_phones:
        return Refused("busy")
    made = room.seats.make(number)
    room.tell("console")
    return [printed(ticket) for ticket in made]


def void_ticket(room: Room, ticket: str) -> Refused | None:
    """Takes a ticket back. What its seat has sent stays (DECISIONS.md, tickets); it sends nothing more."""
    if room.workshop.sealed:
        return Refused("sealed")
    if not room.workshop.ticketed:
        return Refused("not_ticketed")
    seat = room.seats.void(ticket)
    if seat is None:
        return Refused("wrong_ticket")
    if room.pulse:
        room.pulse.shut_out(seat)
    room.tell("console", "screen")
    return None
