"""Seats of an open room: one per browser, known by the hash of a token, without time, side or address."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select

from facilitator.ballots.keystore import Keystore
from facilitator.ids import fingerprint
from facilitator.storage.tables import seats
from facilitator.storage.writer import Writer


@dataclass(frozen=True)
class Joined:
    """A seat for a browser; `fresh` is False when the token it showed was known."""

    token: str
    seat: str
    fresh: bool


class Seats:
    """Who may send ballots in workshop `code`. Tokens are never stored; their SHA-256 is."""

    def __init__(self, writer: Writer, keystore: Keystore, code: str) -> None:
        self._writer = writer
        self._keystore = keystore
        self._code = code
        self._by_hash: dict[str, str] = {}

    def load(self) -> None:
        """Reads the seats back after a restart."""
        query = select(seats.c.bearer, seats.c.seat).where(seats.c.workshop == self._code)
        self._by_hash = {bearer: seat for bearer, seat in self._writer.read(lambda conn: conn.execute(query).all())}

    def join(self, token: str | None = None) -> Joined:
        """The seat of `token`, or a new one; a new seat is on the disk before it is given out."""
        known = self.who(token) if token else None
        if known is not None and token is not None:
            return Joined(token, known, fresh=False)
        key = self._keystore.get(f"{self._code}.room")
        if key is None:
            raise RuntimeError("the room key is gone")
        fresh = secrets.token_urlsafe(32)
        seat = hmac.digest(key, b"seat" + secrets.token_bytes(16), "sha256")[:16].hex()
        row = {"workshop": self._code, "seat": seat, "bearer": fingerprint(fresh)}
        self._writer.run(lambda conn: conn.execute(seats.insert(), row))
        self._by_hash[row["bearer"]] = seat
        return Joined(fresh, seat, fresh=True)

    def who(self, token: str) -> str | None:
        """The seat of a token. Looking up a hash tells nothing about tokens by its time."""
        return self._by_hash.get(fingerprint(token))

    def count(self) -> int:
        return len(self._by_hash)

    def drop(self) -> None:
        """Forgets every seat, on the disk too. The count is kept for the pages that are still open."""
        self._writer.alone(lambda conn: conn.execute(delete(seats).where(seats.c.workshop == self._code)))
        self._by_hash = {}
