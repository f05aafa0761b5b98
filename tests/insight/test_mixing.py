"""Groups across sides: as good as can be in small rooms, good and quick in large ones, and nobody is lost."""

from __future__ import annotations

import random
import time
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from facilitator.insight.mixing import Groups, cost, join, merge, mix, sizes
from tests.profiles import examples

Sides = tuple[str | None, ...]
Pairs = frozenset[tuple[int, int]]
ROOMS = Path(__file__).parents[1] / "rooms"
NOBODY: Pairs = frozenset()


def room(*many: int, without: int = 0) -> Sides:
    """A room with so many people of each side."""
    named = [side for side, count in zip("abcdefghijkl", many, strict=False) for _ in range(count)]
    return (*named, *[None] * without)


def optimum(sides: Sides, apart: Pairs) -> tuple[int, ...]:
    """The least that any way of dividing this room costs, by trying every one."""
    prices: dict[tuple[int, ...], tuple[int, ...]] = {}

    def price(group: tuple[int, ...]) -> tuple[int, ...]:
        if group not in prices:
            prices[group] = cost((group,), sides, apart)
        return prices[group]

    @cache
    def least(left: tuple[int, ...], to_make: tuple[int, ...]) -> tuple[int, ...]:
        if not left:
            return (0, 0, 0, 0, 0)
        found = []
        for size in set(to_make):
            rest = list(to_make)
            rest.remove(size)
            for others in combinations(left[1:], size - 1):
                after = least(tuple(i for i in left[1:] if i not in others), tuple(rest))
                found.append(tuple(map(sum, zip(price((left[0], *others)), after, strict=True))))
        return min(found)

    return least(tuple(range(len(sides))), sizes(len(sides)))


def held(groups: Groups, sides: Sides) -> None:
    assert sorted(i for members in groups for i in members) == list(range(len(sides)))
    assert tuple(len(members) for members in groups) == sizes(len(sides))


SIZES = {
    0: (), 1: (1,), 2: (2,), 3: (3,), 4: (4,), 5: (5,), 6: (3, 3), 7: (4, 3), 8: (4, 4), 9: (4, 5), 10: (5, 5),
    11: (4, 4, 3), 12: (4, 4, 4), 13: (4, 4, 5), 14: (4, 5, 5), 15: (4, 4, 4, 3), 24: (4,) * 6, 25: (4,) * 5 + (5,),
    26: (4,) * 4 + (5, 5), 27: (4,) * 6 + (3,),
}  # fmt: skip


@pytest.mark.parametrize(("people", "expected"), SIZES.items())
def test_the_sizes_of_groups(people: int, expected: tuple[int, ...]) -> None:
    assert sizes(people) == expected
    assert tuple(map(len, mix([None] * people, NOBODY, random.Random(1)))) == expected


def test_every_size_is_fours_and_the_rest() -> None:
    for people in range(7, 1001):
        counted = Counter(sizes(people))
        assert sum(size * count for size, count in counted.items()) == people
        assert (counted[5], counted[3]) == {0: (0, 0), 1: (1, 0), 2: (2, 0), 3: (0, 1)}[people % 4]
        assert set(counted) <= {3, 4, 5}


def test_what_is_wrong_with_groups() -> None:
    sides = ("a", "a", "a", "b", "b", "c", "c", None)
    assert cost(((0, 1, 3, 4), (2, 5, 6, 7)), sides, frozenset({(0, 1), (5, 2), (0, 2)})) == (2, 0, 0, 2, 13)
    assert cost(((0, 1, 2, 3), (4, 5, 6, 7)), sides, NOBODY) == (0, 0, 1, 2, 15)
    assert cost(((0, 1, 2, 7), (3, 4, 5, 6)), sides, NOBODY) == (0, 1, 0, 2, 17)
    assert cost(((0, 3, 5, 7), (1, 2, 4, 6)), sides, NOBODY) == (0, 0, 0, 0, 9)
    assert cost((), (), NOBODY) == (0, 0, 0, 0, 0)


UNEVEN = [
    room(9, 1, 1, 1), room(6, 2), room(1, 7), room(5, 1), room(11, 1), room(10, 2), room(4, 4, 4), room(8, 1),
    room(2, 2, 2, 2, 2, 2), room(5, 5, 1), room(3, 3, 1), room(7, without=5), room(3, 1, without=8), room(without=12),
    room(12), room(*[1] * 12), room(1, 1), room(2), room(4, 1), room(without=1), (),
]  # fmt: skip


@pytest.mark.parametrize("sides", UNEVEN)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_hand_picked_small_rooms_are_as_good_as_can_be(sides: Sides, seed: int) -> None:
    groups = mix(sides, NOBODY, random.Random(seed))
    held(groups, sides)
    assert cost(groups, sides, NOBODY) == optimum(sides, NOBODY)


@st.composite
def small_rooms(draw: st.DrawFn) -> tuple[Sides, Pairs, int]:
    people = draw(st.integers(1, 12))
    named = draw(st.lists(st.sampled_from([None, *"abcdef"]), min_size=1, max_size=7))
    sides = tuple(draw(st.lists(st.sampled_from(named), min_size=people, max_size=people)))
    pairs = list(combinations(range(people), 2))
    apart = draw(st.sets(st.sampled_from(pairs), max_size=30)) if pairs else set()
    return sides, frozenset(apart), draw(st.integers(0, 10_000))


@settings(max_examples=examples(400))
@given(small_rooms())
def test_any_small_room_is_as_good_as_can_be(drawn: tuple[Sides, Pairs, int]) -> None:
    sides, apart, seed = drawn
    groups = mix(sides, apart, random.Random(seed))
    held(groups, sides)
    assert cost(groups, sides, apart) == optimum(sides, apart)


def test_dealing_alone_would_not_be_as_good() -> None:
    """The comparison with every other way can fail: people as they come sit worse."""
    sides = room(9, 1, 1, 1)
    as_they_come = tuple(tuple(range(at, at + 4)) for at in (0, 4, 8))
    assert cost(as_they_come, sides, NOBODY) > optimum(sides, NOBODY)


@pytest.mark.parametrize("many", [(5, 3, 4, 2), (6, 5, 4, 5, 4)])
def test_uneven_rooms_of_many_sides_have_three_in_each_group(many: tuple[int, ...]) -> None:
    sides = room(*many)
    groups = mix(sides, NOBODY, random.Random(5))
    held(groups, sides)
    assert cost(groups, sides, NOBODY)[:4] == (0, 0, 0, 0)
    even = sum(count % len(groups) * (2 * (count // len(groups)) + 1) + len(groups) * (count // len(groups)) ** 2
               for count in many)  # fmt: skip
    assert cost(groups, sides, NOBODY)[4] == even  # no division could be more even than each side dealt evenly


def test_harbour_has_no_lone_member_facing_three() -> None:
    script = YAML(typ="safe").load(ROOMS / "harbour-housing.yaml")
    sides = tuple(person["faction"] for person in script["participants"])
    assert len(sides) == 24
    for seed in range(20):
        groups = mix(sides, NOBODY, random.Random(seed))
        held(groups, sides)
        for members in groups:
            counts = Counter(sides[i] for i in members).values()
            assert len(counts) >= 2
            assert not (min(counts) == 1 and max(counts) >= 3)


def test_who_asked_not_to_be_together_is_not() -> None:
    sides = room(6, 6, 6, 6)
    apart = frozenset({(i, i + 1) for i in range(0, 24, 2)} | {(23, 0)})
    for seed in range(20):
        assert cost(mix(sides, apart, random.Random(seed)), sides, apart)[0] == 0


@pytest.mark.parametrize("people", [2, 6, 9, 24, 100])
def test_everybody_apart_from_everybody_still_sits_somewhere(people: int) -> None:
    sides = tuple("abc"[i % 3] for i in range(people))
    apart = frozenset(combinations(range(people), 2))
    groups = mix(sides, apart, random.Random(3))
    held(groups, sides)
    assert cost(groups, sides, apart)[0] == sum(size * (size - 1) // 2 for size in sizes(people))


def test_the_draw_decides_and_nothing_else() -> None:
    sides, apart = room(6, 6, 6, 6), frozenset({(0, 7), (20, 3)})
    mixed = [mix(sides, apart, random.Random(seed)) for seed in range(20)]
    assert mixed == [mix(sides, apart, random.Random(seed)) for seed in range(20)]
    together = [{frozenset(members) for members in groups} for groups in mixed]
    assert len(set(map(frozenset, together))) == 20
    meets = {other for groups in mixed for members in groups if 0 in members for other in members}
    assert meets >= set(range(6, 24)) - {7}  # sooner or later, everybody of another side


@pytest.mark.parametrize("apart_each", [0, 1])
@pytest.mark.parametrize(("people", "looks"), [(24, 100), (300, 5), (1000, 5)])
def test_a_mix_is_quick(people: int, looks: int, apart_each: int) -> None:
    """So many looks at the price of all groups for each person; trying every way out would be more by far."""
    invent = random.Random(people)
    sides = tuple(invent.choice("aaaabbcdef") for _ in range(people))
    apart = frozenset((i, (i * 7 + 1) % people) for i in range(people * apart_each))
    began = time.process_time()
    groups = mix(sides, apart, random.Random(1))
    took = time.process_time() - began
    began = time.process_time()
    for _ in range(20):
        cost(groups, sides, apart)
    assert took < looks * people * (time.process_time() - began) / 20
    held(groups, sides)
    assert cost(groups, sides, apart)[:3] == (0, 0, 0)


def test_a_latecomer_joins_the_smallest_group() -> None:
    assert [join(s) for s in ([4, 4, 3], [4, 5, 4], [5, 5], [1], [5, 0, 4], [0, 0], [6, 5, 5])] == [2, 0, 0, 0, 2, 0, 1]
    with pytest.raises(ValueError):
        join([])


def test_a_group_under_three_goes_into_the_smallest_other() -> None:
    asked = ([4, 4, 3], [4, 2, 3], [2], [], [1, 5], [2, 2, 4], [2, 1, 2], [0, 2, 4], [0, 4], [4, 4, 2])
    assert [merge(s) for s in asked] == [None, (1, 2), None, None, (0, 1), (0, 1), (1, 0), (1, 2), None, (2, 0)]
