"""Texts in the order *from most sides*: support counted for each cell and never published as a score; and one order of
both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from facilitator.activities.base import Asked, Ballot
from facilitator.activities.tally import members
from facilitator.insight.bridging import p_bridge
from facilitator.insight.publication import Cell


def by_sides(
    found: Sequence[Cell], ballots: Sequence[Ballot], asked: Asked, supports: Sequence[set[int]],
    seen: Sequence[set[int]],
) -> list[float]:  # fmt: skip
    """P_bridge of each item; the threshold is the mean share of readers who support one (DECISIONS.md, two orders).

    `supports` and `seen` hold, for each ballot, the indexes of the items it supports and of those it was shown.
    """
    places = {id(ballot): i for i, ballot in enumerate(ballots)}
    groups = [[places[id(b)] for b in members(cell, ballots, asked.sides)] for cell in found]
    readers = sum(map(len, seen))
    threshold = sum(map(len, supports)) / readers if readers else 0.5
    return [
        p_bridge(
            [(sum(i in supports[v] for v in group), sum(i in seen[v] for v in group)) for group in groups], threshold
        )
        for i in range(len(asked.items))
    ]


def named(groups: Sequence[Sequence[int]], asked: Asked, listed: set[int]) -> list[list[str]]:
    """Tie groups of indexes as text ids, without what is not listed."""
    kept = [[asked.items[i] for i in group if i in listed] for group in groups]
    return [sorted(group) for group in kept if group]


def both_orders(results: Mapping[str, Any]) -> tuple[str, ...]:
    """One order of all texts in published `results`: from most sides first, alike there by most votes, alike there too
    by their random ids. What stands in one of the two only comes after what stands in both."""
    places: list[dict[str, int]] = [
        {id_: place for place, group in enumerate(results.get(order) or ()) for id_ in group}
        for order in ("most_sides", "most_votes")
    ]
    last = sum(map(len, places))
    return tuple(sorted({*places[0], *places[1]}, key=lambda id_: (*(order.get(id_, last) for order in places), id_)))
