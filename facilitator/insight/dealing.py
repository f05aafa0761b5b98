"""Which items a phone is dealt when there are too many to read: balanced, so that every item is seen equally often."""

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
