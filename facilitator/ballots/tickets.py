"""Tickets: a secret on paper that opens a seat. It is never stored; the seat it opens is a keyed hash of it."""

from __future__ import annotations

import hmac
import secrets
from typing import Final

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no I, L, O or U."""
LENGTH: Final = 10
"""50 random bits: more guesses than an evening has room for (SECURITY.md, tickets)."""

_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": "", "\u2010": "", "\u2013": "", "\u00a0": ""})


def new_ticket() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def typed(text: str) -> str:
    """A ticket as somebody typed it, made canonical: case, spaces, hyphens and look-alikes forgiven."""
    return text.upper().translate(_FORGIVEN)


def printed(ticket: str) -> str:
    """A ticket as it stands on its slip: five and five."""
    return f"{ticket[:5]}-{ticket[5:]}"


def seat_of(room_key: bytes, text: str) -> str:
    """The seat a ticket opens, whatever was typed: a ticket that nobody holds leads to a seat that is not there.

    The same steps for every text of this length, so that its time tells nothing.
    """
    return hmac.digest(room_key, b"seat" + typed(text).encode("utf-8", "replace"), "sha256")[:16].hex()
