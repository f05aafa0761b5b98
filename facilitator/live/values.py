"""What a room answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Applied:
    """A command that was carried out: the revision after it and the names of what happened."""

    rev: int
    events: tuple[str, ...]


class Unreadable(Exception):
    """The plan or the journal of this run cannot be read by this version. Nothing of it was touched."""
