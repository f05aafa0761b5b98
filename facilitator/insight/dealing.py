"""Which items a phone is dealt, and in which order: balanced, so that every item is seen equally often."""

from __future__ import annotations


def deal(turn: int, items: int, each: int) -> tuple[int, ...]:
    """Indexes of the `each` items that the phone at `turn` (0, 1, 2, ...) gets, out of `items`.

    Consecutive turns walk round the circle of items, so after any number of turns two items were dealt equally often
    or once apart.
    """
    if each >= items:
        return tuple(range(items))
    start = turn * each
    return tuple(sorted((start + step) % items for step in range(each)))


def order(turn: int, items: int, each: int) -> tuple[int, ...]:
    """Indexes of all `items` in the order in which the phone at `turn` draws them; it answers `each` of them.

    The first `each` walk round the circle as in `deal`. Those behind them stand in for one that is passed over; they
    begin elsewhere in each lap, so that it is not always the same neighbour.
    """
    start = turn * min(each, items)
    first = [(start + step) % items for step in range(min(each, items))]
    rest = [(first[-1] + step) % items for step in range(1, items - len(first) + 1)]
    lap = start // items % len(rest) if rest else 0
    return (*first, *rest[lap:], *rest[:lap])
