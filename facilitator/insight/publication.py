"""What may be published: sides pooled to a smallest size, counts as bands. Looks at sizes only, never at answers.

Refusing to show a table because it is extreme would itself tell that it is (SECURITY.md); so no rule here may.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Band = Literal["few", "some", "most"]


@dataclass(frozen=True)
class Cell:
    """Sides shown together. `sides` is in plan order; `rest` marks the pooled one; None stands for no side."""

    sides: tuple[str | None, ...]
    rest: bool = False


def pool_sides(sizes: Mapping[str | None, int], k: int) -> tuple[Cell, ...]:
    """Cells of at least `k` responders: small sides go to the rest, which takes in the next smallest until it has k.

    Nobody's side stands alone below k, and no shown size can be subtracted to find one (complementary pooling).
    An empty result means that fewer than k people answered at all. People without a side (None) always pool.
    """
    order = {side: index for index, side in enumerate(sizes)}
    alone = sorted((s for s, n in sizes.items() if s is not None and n >= k), key=lambda s: (sizes[s], order[s]))
    rest = [s for s in sizes if s not in alone]
    pooled = sum(sizes[s] for s in rest)
    while 0 < pooled < k and alone:
        smallest = alone.pop(0)
        rest.append(smallest)
        pooled += sizes[smallest]
    cells = [Cell((s,)) for s in sorted(alone, key=lambda s: order[s])]
    if pooled >= k:
        cells.append(Cell(tuple(sorted(rest, key=lambda s: order[s])), rest=True))
    return tuple(cells)


def band(count: int, n: int) -> Band:
    """A count as a rough amount: each end holds at least three counts, so no answer is ever certain."""
    width = max(3, n // 4 + 1)
    if count < width:
        return "few"
    return "most" if count > n - width else "some"


ROUGH_FROM = 12
"""Smallest round that is shown roughly beside an earlier one: in a smaller room nearly every count is the edge of a
band, and one newcomer would move it."""


def near(n: int, earlier: Iterable[int]) -> bool:
    """Whether `n` responders differ from those of an earlier published round of the same part by one to four people:
    then one count taken from the other would be the answers of those few."""
    return any(1 <= abs(n - before) <= 4 for before in earlier)
