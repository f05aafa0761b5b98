"""An open round in memory, and the tag under which a subject's rows lie: nobody without the key can make one."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from facilitator.activities.base import Ballot

Counts = Callable[[Mapping[str, Any]], bool]
"""Whether an answer makes its sender one of those who are counted."""


@dataclass
class Round:
    """The decrypted view of a round, dropped at its close. `deals` holds who was dealt what."""

    key: bytes
    ballots: dict[bytes, tuple[int, Ballot | None]] = field(default_factory=dict)
    deals: dict[bytes, tuple[int, ...]] = field(default_factory=dict)
    closing: bool = False
    people: dict[bytes, str] = field(default_factory=dict)
    """For each tag of a ballot the mark of its sender: only for counting people, and never handed on."""
    fresh: set[str] = field(default_factory=set)
    """Marks of those who wrote since somebody last looked."""

    def count(self, counts: Counts) -> int:
        """How many people there are of whom at least one ballot `counts`."""
        there = self.ballots.items()
        marks = {self.people[tag] for tag, (_, ballot) in there if ballot is not None and counts(ballot.answer)}
        return len(marks - {""})


def tag_of(key: bytes, subject: str, slot: int | str) -> bytes:
    return hmac.digest(key, json.dumps(["tag", subject, slot]).encode(), "sha256")[:16]


def mark_of(key: bytes, subject: str) -> str:
    """What all ballots of a subject in a round have in common; it means nothing without the round's key."""
    return hmac.digest(key, json.dumps(["person", subject]).encode(), "sha256")[:8].hex()
