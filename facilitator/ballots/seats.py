"""Seats: one per browser in an open room, one per ticket where there are tickets; without time, side or address."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from itertools import count

from sqlalchemy import delete, select, update

from facilitator.ballots.keystore import Keystore
from facilitator.ballots.tickets import new_ticket, seat_of
from facilitator.ids import fingerprint
from facilitator.storage.tables import seats
from facilitator.storage.writer import Writer

REMEMBERED = 2_000
"""Tokens whose seat went on elsewhere that are still told so; after that they are unknown like any other."""


@dataclass(frozen=True)
class Joined:
    """A seat for a browser. `fresh` is False when the token it showed was of this seat; `moved` is True when another
    browser sat there until now."""

    token: str
    seat: str
    fresh: bool
    moved: bool = False


@dataclass(frozen=True)
class Tickets:
    """How many tickets there are, and how many of them are void."""

    made: int
    void: int


@dataclass
class _Place:
    """A seat that a ticket opens: unused until somebody sits there, and whose token it is now. `turn` grows."""

    state: str
    bearer: str = ""
    turn: int = 0


class Seats:
    """Who may send ballots in workshop `code`. Tokens and tickets are never stored; hashes of them are."""

    def __init__(self, writer: Writer, keystore: Keystore, code: str) -> None:
        self._writer = writer
        self._keystore = keystore
        self._code = code
        self._by_hash: dict[str, str] = {}
        self._places: dict[str, _Place] = {}
        self._moved: dict[str, str] = {}
        self._turns = count(1)

    def load(self, ticketed: bool = False) -> None:
        """Reads the seats back after a restart."""
        query = select(seats.c.bearer, seats.c.seat, seats.c.state).where(seats.c.workshop == self._code)
        rows = self._writer.read(lambda conn: conn.execute(query).all())
        self._by_hash = {bearer: seat for bearer, seat, _ in rows if bearer}
        self._places = {seat: _Place(state, bearer) for bearer, seat, state in rows if ticketed}

    # -- an open room: a seat for a browser ---------------------------------------------------------------------------

    def join(self, token: str | None = None) -> Joined:
        """The seat of `token`, or a new one; a new seat is on the disk before it is given out."""
        known = self.who(token) if token else None
        if known is not None and token is not None:
            return Joined(token, known, fresh=False)
        fresh = secrets.token_urlsafe(32)
        seat = hmac.digest(self._key(), b"seat" + secrets.token_bytes(16), "sha256")[:16].hex()
        row = {"workshop": self._code, "seat": seat, "bearer": fingerprint(fresh)}
        self._writer.run(lambda conn: conn.execute(seats.insert(), row))
        self._by_hash[row["bearer"]] = seat
        return Joined(fresh, seat, fresh=True)

    # -- tickets: a seat for a piece of paper --------------------------------------------------------------------------

    def make(self, number: int) -> list[str]:
        """So many new tickets, whose seats are on the disk when this returns. The tickets are nowhere but here."""
        key, made = self._key(), [new_ticket() for _ in range(number)]
        rows = [
            {"workshop": self._code, "seat": seat_of(key, ticket), "bearer": "", "state": "unused"} for ticket in made
        ]
        self._writer.run(lambda conn: conn.execute(seats.insert(), rows))
        self._places |= {row["seat"]: _Place(row["state"]) for row in rows}
        return made

    def spare(self, ticketed: bool) -> Joined:
        """A seat for somebody without a phone: in a room of tickets by a new one that is counted as made."""
        if not ticketed:
            return self.join()
        joined = self.take(seat_of(self._key(), self.make(1)[0]))
        if joined is None:
            raise RuntimeError("a new ticket opened nothing")
        return joined

    def place(self, ticket: str) -> str | None:
        """The seat that a ticket opens; None for one that is wrong, void or of another workshop, all alike."""
        seat = seat_of(self._key(), ticket)
        found = self._places.get(seat)
        return seat if found is not None and found.state != "void" else None

    def unused(self, seat: str) -> bool:
        return self._places[seat].state == "unused"

    def take(self, seat: str, token: str | None = None) -> Joined | None:
        """Sits down on the seat of a ticket. The last one to do so has it: the token from before opens nothing more.

        None if the ticket became void meanwhile. A token that is shown again is given back as it is.
        """
        if token and self.who(token) == seat:
            return Joined(token, seat, fresh=False)
        fresh, turn, known = secrets.token_urlsafe(32), next(self._turns), token and self.once(token) == seat
        mark = fingerprint(fresh)
        change = (
            update(seats)
            .where(seats.c.workshop == self._code, seats.c.seat == seat, seats.c.state != "void")
            .values(bearer=mark, state="active")
        )
        if not self._writer.run(lambda conn: conn.execute(change).rowcount):
            return None
        found = self._places[seat]
        before = found.bearer
        if turn < found.turn:  # written before another one: whoever is last on the disk has the seat
            self._leave(mark, seat)
            return Joined(fresh, seat, fresh=not known)
        self._leave(before, seat)
        self._by_hash[mark] = seat
        found.bearer, found.state, found.turn = mark, "active", turn
        return Joined(fresh, seat, fresh=not known, moved=bool(before))

    def void(self, ticket: str) -> str | None:
        """Takes a ticket back for good, used or not: its seat sends nothing more. The seat, None for a wrong ticket."""
        seat = seat_of(self._key(), ticket)
        found = self._places.get(seat)
        if found is None:
            return None
        change = update(seats).where(seats.c.workshop == self._code, seats.c.seat == seat)
        self._writer.alone(lambda conn: conn.execute(change.values(bearer="", state="void")))
        self._by_hash.pop(found.bearer, None)
        self._moved = {mark: other for mark, other in self._moved.items() if other != seat}
        found.bearer, found.state = "", "void"
        return seat

    def tickets(self) -> Tickets:
        return Tickets(len(self._places), sum(place.state == "void" for place in self._places.values()))

    def _leave(self, bearer: str, seat: str) -> None:
        if bearer:
            self._by_hash.pop(bearer, None)
            self._moved[bearer] = seat
            while len(self._moved) > REMEMBERED:
                self._moved.pop(next(iter(self._moved)))

    # -- both ---------------------------------------------------------------------------------------------------------

    def who(self, token: str) -> str | None:
        """The seat of a token. Looking up a hash tells nothing about tokens by its time."""
        return self._by_hash.get(fingerprint(token))

    def once(self, token: str) -> str | None:
        """The seat that a token had until another browser took it with the same ticket."""
        return self._moved.get(fingerprint(token))

    def everyone(self) -> set[str]:
        """Seats on which somebody sits."""
        return set(self._by_hash.values())

    def count(self) -> int:
        """How many they are."""
        return len(self._by_hash)

    def drop(self) -> None:
        """Forgets every seat, on the disk too. The count is kept for the pages that are still open."""
        self._writer.alone(lambda conn: conn.execute(delete(seats).where(seats.c.workshop == self._code)))
        self._by_hash, self._places, self._moved = {}, {}, {}

    def _key(self) -> bytes:
        key = self._keystore.get(f"{self._code}.room")
        if key is None:
            raise RuntimeError("the room key is gone")
        return key
