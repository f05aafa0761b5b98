"""Dealing items to phones: every item is read equally often, whenever one stops counting."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.insight.dealing import deal, order

tables = st.integers(1, 60).flatmap(lambda items: st.tuples(st.just(items), st.integers(1, items)))


@given(tables, st.integers(1, 120))
def test_two_items_are_never_more_than_one_deal_apart(table: tuple[int, int], turns: int) -> None:
    items, each = table
    dealt = Counter(range(items))
    for turn in range(turns):
        dealt.update(deal(turn, items, each))
    assert max(dealt.values()) - min(dealt.values()) <= 1


@given(tables, st.integers(0, 10_000))
def test_a_phone_gets_as_many_different_items_as_it_should(table: tuple[int, int], turn: int) -> None:
    items, each = table
    dealt = deal(turn, items, each)
    assert len(set(dealt)) == len(dealt) == each
    assert list(dealt) == sorted(dealt)
    assert set(dealt) <= set(range(items))


@pytest.mark.parametrize("turn", [0, 1, 99])
def test_few_items_are_dealt_to_everybody(turn: int) -> None:
    assert deal(turn, 4, 12) == (0, 1, 2, 3)


def test_the_deal_walks_round_the_table() -> None:
    assert [deal(turn, 5, 3) for turn in range(3)] == [(0, 1, 2), (0, 3, 4), (1, 2, 3)]


sides = st.integers(2, 12).flatmap(lambda items: st.tuples(st.just(items), st.integers(1, min(2, items))))


@given(sides, st.integers(1, 120))
def test_every_side_is_drawn_equally_often(table: tuple[int, int], turns: int) -> None:
    items, each = table
    drawn = Counter(range(items))
    for turn in range(turns):
        drawn.update(order(turn, items, each)[:each])
    assert max(drawn.values()) - min(drawn.values()) <= 1


@given(sides, st.integers(0, 10_000))
def test_an_order_holds_every_side_once(table: tuple[int, int], turn: int) -> None:
    items, each = table
    assert sorted(order(turn, items, each)) == list(range(items))


@pytest.mark.parametrize("each", [1, 2])
def test_whoever_passes_over_their_own_side_does_not_always_get_the_same_one_instead(each: int) -> None:
    instead = {found[each] for turn in range(60) if 0 in (found := order(turn, 5, each))[:each]}
    assert len(instead) >= 3


def test_an_order_is_walked_by_all_phones_in_turn() -> None:
    assert [order(turn, 3, 1) for turn in range(4)] == [(0, 1, 2), (1, 2, 0), (2, 0, 1), (0, 2, 1)]
