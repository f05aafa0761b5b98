"""What may be published: no side below the threshold, nothing to subtract, and no answer that a band gives away."""

from __future__ import annotations

from itertools import product

import pytest

from facilitator.insight.publication import Cell, band, pool_sides

K = 5
NAMES = ("a", "b", "c")
SIZES = [
    dict(zip((*NAMES[:sides], None), sizes, strict=True))
    for sides in (1, 2, 3)
    for sizes in product(range(0, 8), repeat=sides + 1)
]
"""Every room of one to three sides with up to seven people on each, and up to seven on none."""


def people(cell: Cell, sizes: dict[str | None, int]) -> int:
    return sum(sizes[side] for side in cell.sides)


def test_no_cell_is_smaller_than_the_threshold() -> None:
    small = [(s, cell) for s in SIZES for cell in pool_sides(s, K) if people(cell, s) < K]
    assert small == []


def test_what_is_not_shown_is_nobody_or_everybody() -> None:
    # A few people outside every cell could be found by subtracting the cells from the total.
    for sizes in SIZES:
        shown = sum(people(cell, sizes) for cell in pool_sides(sizes, K))
        assert shown == sum(sizes.values()) or (shown == 0 and sum(sizes.values()) < K), sizes


def test_people_without_a_side_never_stand_alone() -> None:
    alone = [s for s in SIZES for cell in pool_sides(s, K) if None in cell.sides and not cell.rest]
    assert alone == []


def test_every_side_is_in_at_most_one_cell_and_in_the_order_of_the_plan() -> None:
    for sizes in SIZES:
        cells = pool_sides(sizes, K)
        inside = [side for cell in cells for side in cell.sides]
        assert len(inside) == len(set(inside))
        firsts = [cell.sides[0] for cell in cells if not cell.rest]
        assert firsts == [side for side in sizes if side in firsts]
        assert [cell.rest for cell in cells] == sorted(cell.rest for cell in cells)


def test_a_side_that_needs_no_pooling_is_left_alone() -> None:
    for sizes in SIZES:
        small = sum(n for side, n in sizes.items() if side is None or n < K)
        big = [side for side, n in sizes.items() if side is not None and n >= K]
        if small == 0 or small >= K:
            assert [cell.sides[0] for cell in pool_sides(sizes, K) if not cell.rest] == big


@pytest.mark.parametrize(
    ("sizes", "cells"),
    [
        ({"a": 6, "b": 5, "c": 5, None: 0}, [Cell(("a",)), Cell(("b",)), Cell(("c",))]),
        ({"a": 6, "b": 3, "c": 4, None: 0}, [Cell(("a",)), Cell(("b", "c", None), rest=True)]),
        # Four people alone cannot be a rest: the next smallest side joins them.
        ({"a": 9, "b": 4, "c": 6, None: 0}, [Cell(("a",)), Cell(("b", "c", None), rest=True)]),
        ({"a": 6, "b": 6, "c": 9, None: 1}, [Cell(("b",)), Cell(("c",)), Cell(("a", None), rest=True)]),
        ({"a": 2, "b": 2, None: 0}, []),
        ({"a": 2, "b": 2, None: 1}, [Cell(("a", "b", None), rest=True)]),
        ({"a": 5, "b": 1, None: 0}, [Cell(("a", "b", None), rest=True)]),
    ],
    ids=["all big", "two small", "the next smallest joins", "first of equals joins", "too few", "just enough", "one"],
)
def test_small_sides_are_pooled(sizes: dict[str | None, int], cells: list[Cell]) -> None:
    assert list(pool_sides(sizes, K)) == cells


def test_a_higher_threshold_of_a_plan_holds_too() -> None:
    sizes: dict[str | None, int] = {"a": 9, "b": 12, "c": 10, None: 0}
    assert pool_sides(sizes, 10) == (Cell(("b",)), Cell(("a", "c", None), rest=True))


# -- bands ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", range(K, 61))
def test_both_ends_hold_at_least_three_counts(n: int) -> None:
    # Were "most" only n of n, everybody's answer would be certain; with n - 1 all but one person knows who it was.
    found = [band(count, n) for count in range(n + 1)]
    assert [found.count("few") >= 3, found.count("most") >= 3] == [True, True]
    assert found.count("few") == found.count("most")


@pytest.mark.parametrize("n", range(K, 61))
def test_bands_rise_with_the_count(n: int) -> None:
    order = {"few": 0, "some": 1, "most": 2}
    found = [order[band(count, n)] for count in range(n + 1)]
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("n", "few", "most"), [(5, 2, 3), (8, 2, 6), (11, 2, 9), (12, 3, 9), (20, 5, 15), (60, 15, 45)]
)
def test_the_ends_of_the_bands_are_where_they_were_promised(n: int, few: int, most: int) -> None:
    found = [band(count, n) for count in range(n + 1)]
    assert [found.count("few") - 1, found.index("most")] == [few, most]
