"""P_bridge: the exact values of its definition, what it must never do, and how scores become ties."""

from __future__ import annotations

from fractions import Fraction
from math import comb, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.insight.bridging import p_above, p_bridge, tie_groups

counts = st.integers(0, 60).flatmap(lambda seen: st.tuples(st.integers(0, seen), st.just(seen)))
thresholds = st.floats(0.0, 1.0)


def exactly(agreed: int, seen: int, t: Fraction) -> Fraction:
    """The definition in whole numbers, without floats: P(Bin(seen + 1, t) <= agreed)."""
    n = seen + 1
    return sum((comb(n, i) * t**i * (1 - t) ** (n - i) for i in range(agreed + 1)), Fraction(0))


@pytest.mark.parametrize(
    ("agreed", "seen", "expected"),
    [(5, 5, 0.984375), (3, 3, 0.9375), (4, 5, 0.890625), (9, 12, 0.953857421875), (0, 0, 0.5)],
)
def test_the_value_is_exact(agreed: int, seen: int, expected: float) -> None:
    assert p_above(agreed, seen) == expected


@given(counts, st.fractions(0, 1, max_denominator=40))
def test_any_threshold_follows_the_definition(cell: tuple[int, int], t: Fraction) -> None:
    assert isclose(p_above(*cell, t), float(exactly(*cell, t)), rel_tol=1e-12, abs_tol=1e-300)


@given(counts, thresholds)
def test_one_more_supporter_never_lowers_it(cell: tuple[int, int], t: float) -> None:
    agreed, seen = cell
    assert p_above(agreed, seen + 1, t) <= p_above(agreed + 1, seen + 1, t)


@given(counts, thresholds)
def test_one_more_reader_who_passes_never_raises_it(cell: tuple[int, int], t: float) -> None:
    agreed, seen = cell
    assert p_above(agreed, seen + 1, t) <= p_above(agreed, seen, t) + 1e-12


@given(counts, thresholds, thresholds)
def test_a_higher_threshold_never_raises_it(cell: tuple[int, int], one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert p_above(*cell, high) <= p_above(*cell, low) + 1e-12


@given(counts)
def test_support_and_rejection_mirror_each_other(cell: tuple[int, int]) -> None:
    agreed, seen = cell
    assert isclose(p_above(agreed, seen) + p_above(seen - agreed, seen), 1.0, abs_tol=1e-12)


@pytest.mark.parametrize("agreed", [0, 300, 1200, 2000, 3000])
def test_a_hall_of_thousands_has_a_score_too(agreed: int) -> None:
    # comb(3001, 1500) is no float; a close of such a part must not fail.
    found = p_above(agreed, 3000, 0.4)
    assert isclose(found, float(exactly(agreed, 3000, Fraction(2, 5))), rel_tol=1e-9, abs_tol=1e-300)


@pytest.mark.parametrize("seen", [0, 7, 1500])
def test_the_ends_of_the_threshold_are_sure(seen: int) -> None:
    assert [p_above(seen, seen, 0.0), p_above(seen, seen, 1.0)] == [1.0, 0.0]


@pytest.mark.parametrize(("agreed", "seen"), [(-1, 5), (6, 5), (1, 0)])
def test_impossible_counts_are_an_error(agreed: int, seen: int) -> None:
    with pytest.raises(ValueError, match="agreed"):
        p_above(agreed, seen)


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan")])
def test_an_impossible_threshold_is_an_error(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        p_above(1, 2, threshold)


# -- all sides together --------------------------------------------------------------------------------------------


def test_it_is_the_product_over_the_sides() -> None:
    assert p_bridge([(5, 5), (3, 3), (0, 0)]) == 0.984375 * 0.9375 * 0.5


@given(st.lists(counts, max_size=6), thresholds)
def test_the_order_of_the_sides_does_not_matter(cells: list[tuple[int, int]], t: float) -> None:
    assert isclose(p_bridge(cells[::-1], t), p_bridge(cells, t), rel_tol=1e-12)


@given(st.lists(counts, min_size=1, max_size=6), thresholds)
def test_no_side_can_make_up_for_another(cells: list[tuple[int, int]], t: float) -> None:
    assert p_bridge(cells, t) <= min(p_above(*cell, t) for cell in cells)


def test_one_more_side_that_agrees_is_worth_more_than_a_bigger_one() -> None:
    # Ten of ten on one side and nobody on the other, against half support on both.
    assert p_bridge([(10, 10), (0, 10)]) < p_bridge([(5, 10), (5, 10)])


# -- ties ----------------------------------------------------------------------------------------------------------


def test_equal_scores_are_one_group_and_the_best_comes_first() -> None:
    assert tie_groups([0.2, 0.9, 0.2, 0.5]) == [[1], [3], [0, 2]]


def test_scores_that_differ_by_rounding_are_a_tie() -> None:
    assert tie_groups([0.1 + 0.2, 0.3]) == [[0, 1]]


def test_scores_that_really_differ_are_not_a_tie() -> None:
    assert tie_groups([0.3, 0.3 + 1e-9]) == [[1], [0]]


@given(st.lists(st.floats(0, 1)))
def test_every_item_is_in_exactly_one_group(scores: list[float]) -> None:
    groups = tie_groups(scores)
    assert sorted(i for group in groups for i in group) == list(range(len(scores)))
    assert [group for group in groups if group != sorted(group)] == []
