"""An open round in memory, and the tag under which a subject's rows lie: nobody without the key can make one."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field

from facilitator.activities.base import Ballot


@dataclass
class Round:
    """The decrypted view of a round, dropped at its close. `deals` holds who was dealt what."""

    key: bytes
    ballots: dict[bytes, tuple[int, Ballot | None]] = field(default_factory=dict)
    deals: dict[bytes, tuple[int, ...]] = field(default_factory=dict)
    closing: bool = False
    fresh: set[bytes] = field(default_factory=set)
    """Tags written since somebody last looked: what a batch is made of."""


def tag_of(key: bytes, subject: str, slot: int | str) -> bytes:
    return hmac.digest(key, json.dumps(["tag", subject, slot]).encode(), "sha256")[:16]
