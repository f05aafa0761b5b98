"""What the ballot box says of a ballot: a version and a mark, never its content."""

from __future__ import annotations

from dataclasses import dataclass


class LostKey(Exception):
    """The key of an open part is not in the keystore: what was sent to the part cannot be read any more."""


@dataclass(frozen=True)
class Receipt:
    """What is acknowledged: the version that is on the disk, and a mark of it that means nothing to anybody else."""

    version: int
    receipt: str
    withdrawn: bool


@dataclass(frozen=True)
class Own:
    """One of a phone's own ballots, without its content."""

    slot: int
    version: int
    receipt: str
    withdrawn: bool
