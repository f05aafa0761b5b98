"""Counting answers for publication: an exact total, or rough bands by side, never both (SECURITY.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from facilitator.activities.base import Ballot
from facilitator.insight.publication import Cell, band, pool_sides


def totals(picks: Sequence[Sequence[str]], options: Sequence[str]) -> dict[str, Any]:
    """Counts of each option over all ballots, and the number of ballots."""
    flat = [pick for ballot in picks for pick in ballot]
    return {"counts": {option: flat.count(option) for option in options}, "n": len(picks)}


def cells(ballots: Sequence[Ballot], sides: Sequence[str], k: int) -> tuple[Cell, ...]:
    """The cells that may be shown for these ballots, by their sizes alone."""
    sizes: dict[str | None, int] = {side: 0 for side in sides}
    sizes[None] = 0
    for ballot in ballots:
        sizes[ballot.side if ballot.side in sizes else None] += 1
    return pool_sides(sizes, k)


def members(cell: Cell, ballots: Sequence[Ballot], sides: Sequence[str]) -> list[Ballot]:
    """Ballots of the people in a cell."""
    return [b for b in ballots if (b.side if b.side in sides else None) in cell.sides]


def side_names(cell: Cell) -> list[str]:
    """Ids of the sides in a cell; people without a side have no name in it."""
    return [side for side in cell.sides if side is not None]


def banded(
    ballots: Sequence[Ballot], picks: Mapping[int, Sequence[str]], options: Sequence[str], sides: Sequence[str], k: int
) -> dict[str, Any]:
    """A picture by side: bands for each cell, or for everybody (`all`) where no cells can be shown; no count and no
    size anywhere.

    `picks` maps the index of a ballot to what was picked in it. Never both: a side that is "most" while everybody is
    "few" tells what each member of the other side answered (SECURITY.md, what may be shown).
    """

    def bands(indexes: Sequence[int]) -> dict[str, str]:
        return {o: band(sum(o in picks[i] for i in indexes), len(indexes)) for o in options}

    found = cells(ballots, sides, k)
    shown = []
    for cell in found if len(found) > 1 else ():
        inside = [i for i, b in enumerate(ballots) if (b.side if b.side in sides else None) in cell.sides]
        shown.append({"sides": side_names(cell), "rest": cell.rest, "bands": bands(inside)})
    return {"all": None if shown else bands(range(len(ballots))), "cells": shown}
