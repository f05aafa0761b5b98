"""Who sits with whom: groups of four across sides, where a latecomer goes, and what becomes of a group that shrinks."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Protocol

Groups = tuple[tuple[int, ...], ...]
FOUR = 4
TOO_FEW = 3
"""A group under three cannot ask, listen and watch at once."""
STARTS = 100
"""How often a small room is dealt anew."""
_BITS = 3  # of one side's count within a group's signature: five at most


class Draw(Protocol):
    """The only randomness of a mix: `random.Random`, or what shuffles like it."""

    def shuffle(self, x: list[int], /) -> object: ...


def sizes(people: int) -> tuple[int, ...]:
    """How large the groups of so many people are: fours, the rest in fives or one three.

    A five survives somebody who leaves, so a remainder of one or two goes into fives; 6 cannot be two fives.
    """
    if people == 6:
        return (3, 3)
    fours, rest = divmod(people, FOUR)
    if people < FOUR:
        return (people,) if people else ()
    fives = rest if rest < TOO_FEW else 0
    return (FOUR,) * (fours - fives) + (FOUR + 1,) * fives + ((TOO_FEW,) if rest == TOO_FEW else ())


def cost(groups: Groups, sides: Sequence[str | None], apart: frozenset[tuple[int, int]]) -> tuple[int, ...]:
    """What is wrong with `groups`, lower is better; compared from the first number on. A person without a side counts
    for no side.

    1. Pairs that asked not to be together and are: a promise to a person goes before any mixture.
    2. Groups with fewer than two sides: what a group across boundaries is for cannot happen there.
    3. Groups with a lone member of a side facing three or more of one other side: that person would have to speak for
       all of theirs.
    4. Groups with fewer than three sides: two sides debate, a third asks.
    5. The squares of how many each side has in each group, added up: the more even, the smaller.
    """
    apart_together = sum(
        1 for members in groups for one, other in combinations(members, 2) if {(one, other), (other, one)} & apart
    )
    flaws = [_flaws([*Counter(sides[i] for i in members if sides[i] is not None).values()]) for members in groups]
    return (apart_together, *(sum(column) for column in zip(*flaws, strict=True))) if flaws else (0, 0, 0, 0, 0)


def mix(sides: Sequence[str | None], apart: frozenset[tuple[int, int]], draw: Draw) -> Groups:
    """People (indexes into `sides`) in groups of `sizes(len(sides))`, as good by `cost` as was found.

    Each start deals the shuffled sides round the groups, then swaps two people wherever that helps until no swap does;
    the best of up to `STARTS` starts is taken. The work is bounded: about 20,000 + n² tried swaps for n people, so
    small rooms are dealt often and large ones once. Same `draw`, same groups; nothing else decides.
    """
    room = _Room.of(sides, apart)
    best: list[list[int]] = []
    least = -1
    for start in range(STARTS):
        tables = room.dealt(draw, by_side=start % 2 == 0)
        found = room.improve(tables)
        if least < 0 or found < least:
            best, least = tables, found
        if room.tries <= 0:
            break
    return tuple(tuple(sorted(members)) for members in best)


def join(groups_sizes: Sequence[int]) -> int:
    """Index of the group a latecomer joins: the smallest, the first of several. Nobody joins an empty group while
    another is there, and none grows over five while a smaller one is there. ValueError without groups."""
    return min(range(len(groups_sizes)), key=lambda i: (groups_sizes[i] == 0, groups_sizes[i]))


def merge(sizes: Sequence[int]) -> tuple[int, int] | None:
    """Indexes of the smallest group under three and of the smallest other, into which it goes; None where no group is
    under three, or there is no other. An empty group is none."""
    there = sorted((size, i) for i, size in enumerate(sizes) if size > 0)
    if len(there) < 2 or there[0][0] >= TOO_FEW:
        return None
    return there[0][1], there[1][1]


def _flaws(counts: Sequence[int]) -> tuple[int, int, int, int]:
    """Points 2 to 5 of `cost` for one group, from how many each side that is there has in it."""
    lone = 1 in counts and max(counts) >= TOO_FEW
    return int(len(counts) < 2), int(lone), int(len(counts) < 3), sum(count * count for count in counts)


@dataclass
class _Room:
    """The people of one mix as numbers, and how many swaps may still be tried.

    A group's signature adds up its members' `unit`s, so it says how many each side has; those without a side have the
    lowest unit. All of `cost` is one number, its points being digits to a base that none of them reaches.
    """

    unit: list[int]
    foes: list[int]
    """Bit masks of whom each person shall not sit with."""
    base: int
    tries: int
    prices: dict[int, int] = field(default_factory=dict)
    settled: set[tuple[int, int]] = field(default_factory=set)
    """Pairs of signatures between which no swap helps where nobody has anybody to keep apart from."""

    @classmethod
    def of(cls, sides: Sequence[str | None], apart: frozenset[tuple[int, int]]) -> _Room:
        place = {side: n for n, side in enumerate(sorted({side for side in sides if side is not None}), start=1)}
        foes = [0] * len(sides)
        for one, other in apart:
            if one != other:
                foes[one] |= 1 << other
                foes[other] |= 1 << one
        unit = [1 << _BITS * (place[side] if side is not None else 0) for side in sides]
        return cls(unit, foes, base=25 * len(sides) + 1, tries=20_000 + len(sides) ** 2)

    def dealt(self, draw: Draw, *, by_side: bool) -> list[list[int]]:
        """Everybody in groups of the right sizes: side after side round the groups, or in any order."""
        self.tries -= len(self.unit)
        order = list(range(len(self.unit)))
        draw.shuffle(order)
        if by_side:
            many = Counter(self.unit)
            order.sort(key=lambda i: (-many[self.unit[i]], self.unit[i]))
        room = list(sizes(len(order)))
        tables: list[list[int]] = [[] for _ in room]
        at = 0
        for person in order:
            while len(tables[at % len(room)]) == room[at % len(room)]:
                at += 1
            tables[at % len(room)].append(person)
            at += 1
        return tables

    def improve(self, tables: list[list[int]]) -> int:
        """Swaps people between `tables`, in place, until no swap helps or the tries are over. What it costs then."""
        signs = [sum(self.unit[i] for i in members) for members in tables]
        masks = [sum(1 << i for i in members) for members in tables]
        open_ = deque(range(len(tables)))
        waiting = set(open_)
        while open_ and self.tries > 0:
            here = open_.popleft()
            waiting.discard(here)
            for there in range(len(tables)):
                if there != here and self._swap(tables, signs, masks, here, there):
                    fresh = [table for table in (here, there) if table not in waiting]
                    open_.extend(fresh)
                    waiting.update(fresh)
        return sum(map(self._price, signs)) + self.base**4 * sum(map(self._together, tables))

    def _swap(self, tables: list[list[int]], signs: list[int], masks: list[int], here: int, there: int) -> bool:
        """Makes the first swap between two tables that helps; False where there is none."""
        unit, foes, far = self.unit, self.foes, self.base**4
        free = not any(foes[i] for i in tables[here]) and not any(foes[i] for i in tables[there])
        pair = (signs[here], signs[there])
        self.tries -= 1
        if free and pair in self.settled:
            return False
        now = self._price(pair[0]) + self._price(pair[1])
        for a, one in enumerate(tables[here]):
            for b, other in enumerate(tables[there]):
                self.tries -= 1
                turn = unit[other] - unit[one]
                gain = now - self._price(pair[0] + turn) - self._price(pair[1] - turn) if turn else 0
                if foes[one] or foes[other]:
                    left = (foes[one] & masks[here]).bit_count() + (foes[other] & masks[there]).bit_count()
                    met = (foes[one] & masks[there] & ~(1 << other)).bit_count()
                    met += (foes[other] & masks[here] & ~(1 << one)).bit_count()
                    gain += far * (left - met)
                if gain > 0:
                    tables[here][a], tables[there][b] = other, one
                    signs[here], signs[there] = pair[0] + turn, pair[1] - turn
                    flip = 1 << one | 1 << other
                    masks[here] ^= flip
                    masks[there] ^= flip
                    return True
        if free:
            self.settled.add(pair)
        return False

    def _price(self, sign: int) -> int:
        """Points 2 to 5 of `cost` for a group with this signature, as one number."""
        price = self.prices.get(sign)
        if price is None:
            counts, rest = [], sign >> _BITS
            while rest:
                rest >>= ((rest & -rest).bit_length() - 1) // _BITS * _BITS  # to the next side that is there
                counts.append(rest % (1 << _BITS))
                rest >>= _BITS
            price = 0
            for flaw in _flaws(counts):
                price = price * self.base + flaw
            self.prices[sign] = price
        return price

    def _together(self, members: list[int]) -> int:
        return sum(1 for one, other in combinations(members, 2) if self.foes[one] >> other & 1)
