"""One answer to each of several items: what is taken, counted, and told roughly. A missing answer is never a zero."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from pydantic import model_validator

from facilitator.activities.base import Ballot, StableId, Strict
from facilitator.activities.tally import totals
from facilitator.errors import Refused
from facilitator.insight.publication import ROUGH_FROM, band

Grid = Mapping[str, Sequence[str]]
"""For each item the ids that can be answered to it."""


class Item(Strict):
    """One of several; evenings are compared by its id, so nothing numbers it by itself."""

    id: StableId

    @model_validator(mode="before")
    @classmethod
    def named(cls, given: Any) -> Any:
        if isinstance(given, str):
            raise ValueError("a bare text stands here; give it an id that never changes, such as `id: C01`, and fields")
        return given


def twice(items: Iterable[Any]) -> str | None:
    """The first id that two items have."""
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            return str(item.id)
        seen.add(item.id)
    return None


def accepted(body: Any, field: str, grid: Grid) -> dict[str, Any] | Refused:
    """{field: {item: answer}} for some of the items, at least one, recorded without the order of the taps."""
    if not isinstance(body, dict) or set(body) != {field} or not isinstance(body[field], dict) or not body[field]:
        return Refused("malformed")
    answers = body[field]
    if not all(isinstance(answer, str) for answer in answers.values()):
        return Refused("malformed")
    if not all(item in grid and answer in grid[item] for item, answer in answers.items()):
        return Refused("unknown_option")
    return {field: {item: answers[item] for item in grid if item in answers}}


def counted(ballots: Sequence[Ballot], field: str, grid: Grid, k: int) -> dict[str, dict[str, Any] | None]:
    """{item: {"counts", "n"}} of those who answered the item; None where they are fewer than `k`."""
    found: dict[str, dict[str, Any] | None] = {}
    for item, options in grid.items():
        picks = _picks(ballots, field, item)
        found[item] = totals([[pick] for pick in picks], options) if len(picks) >= k else None
    return found


def roughly(ballots: Sequence[Ballot], field: str, grid: Grid, k: int) -> dict[str, dict[str, str] | None]:
    """{item: {answer: band}}; None where fewer answered the item than a rough round needs."""
    found: dict[str, dict[str, str] | None] = {}
    for item, options in grid.items():
        picks = _picks(ballots, field, item)
        enough = len(picks) >= max(k, ROUGH_FROM)
        found[item] = {option: band(picks.count(option), len(picks)) for option in options} if enough else None
    return found


def _picks(ballots: Sequence[Ballot], field: str, item: str) -> list[str]:
    return [ballot.answer[field][item] for ballot in ballots if item in ballot.answer[field]]


def entropy_bits(counts: Collection[int]) -> float:
    """Shannon entropy of the shares, in bits: 0 where all answered alike. Equal for equal counts in any order."""
    n = sum(counts)
    return -math.fsum(count / n * math.log2(count / n) for count in sorted(counts) if count) + 0.0 if n else 0.0
