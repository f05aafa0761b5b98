"""From closed ballots to what may be shown: the activity's results behind the threshold, texts under random ids. Pure
but for the ids."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from facilitator.activities.base import Asked, Ballot, PartConfig
from facilitator.activities.registry import activity


@dataclass(frozen=True)
class Released:
    """`shown` is None when withheld. `texts` are (id, body) in the order of their random ids, which says nothing."""

    received: int
    withheld: bool
    shown: Mapping[str, Any] | None
    texts: list[tuple[str, str]]


def release(part: PartConfig, ballots: Sequence[Ballot], asked: Asked) -> Released:
    """What comes out of a part. A secret part with fewer responders than its threshold gives nothing but their number.

    The rule looks at how many there were, never at what they said (SECURITY.md, what may be shown).
    """
    outcome = activity(part).results(part, ballots, asked)
    if part.anonymity != "none" and outcome.received < part.threshold:
        return Released(outcome.received, True, None, [])
    texts = named(outcome.texts)
    return Released(outcome.received, False, outcome.shown, texts)


def named(texts: Sequence[str]) -> list[tuple[str, str]]:
    """(id, body) in the order of random ids."""
    return sorted((secrets.token_hex(16), body) for body in texts)
