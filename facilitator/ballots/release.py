"""From closed ballots to what may be shown: the activity's results behind the threshold, texts under random ids. Pure
but for the ids."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from facilitator.activities.base import Asked, Ballot, Outcome, PartConfig
from facilitator.activities.registry import activity
from facilitator.insight.publication import ROUGH_FROM, near


@dataclass(frozen=True)
class Released:
    """`shown` is None when withheld. `texts` are (id, body) in the order of their random ids, which says nothing.

    `rough` says that almost the same people answered as in an earlier round. `agreed` are ids of texts that a group
    agreed to show.
    """

    received: int
    withheld: bool
    shown: Mapping[str, Any] | None
    texts: list[tuple[str, str]]
    rough: bool = False
    agreed: tuple[str, ...] = ()


def release(part: PartConfig, ballots: Sequence[Ballot], asked: Asked, earlier: Sequence[int] = ()) -> Released:
    """What comes out of a part. A secret part with fewer responders than its threshold gives nothing but their number.

    `earlier` are the responders of this part's published rounds. Almost the same people are shown roughly, or not at
    all. Both rules look at how many there were, never at what they said (SECURITY.md, what may be shown).
    """
    outcome = activity(part).results(part, ballots, asked)
    # What a group says at its table is no secret of one person, and how many groups there are everybody sees.
    if part.anonymity != "room" or part.forms_groups:
        return _released(outcome)
    if outcome.received < part.threshold:
        return Released(outcome.received, True, None, [])
    again = near(outcome.received, earlier)
    if again and outcome.texts:
        # Texts may stand there, read one by one; a count beside them may not.
        rough = activity(part).results(part, ballots, replace(asked, rough=True))
        return _released(replace(outcome, shown=rough.shown))
    if again:
        rough = activity(part).results(part, ballots, replace(asked, rough=True))
        if rough.shown is None or rough.received < ROUGH_FROM:
            return Released(outcome.received, True, None, [], rough=True)
        return _released(rough, rough=True)
    return _released(outcome)


def _released(outcome: Outcome, rough: bool = False) -> Released:
    ids = [secrets.token_hex(16) for _ in outcome.texts]
    shown = outcome.shown if outcome.placed is None else outcome.placed(ids)
    agreed = tuple(sorted(ids[i] for i in outcome.agreed))
    return Released(
        outcome.received, False, shown, sorted(zip(ids, outcome.texts, strict=True)), rough, agreed
    )  # fmt: skip


def named(texts: Sequence[str]) -> list[tuple[str, str]]:
    """(id, body) in the order of random ids."""
    return sorted((secrets.token_hex(16), body) for body in texts)
