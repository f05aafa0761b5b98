"""Pictures by side, every one there can be: from none can it be told what all members of a side answered.

Whoever looks knows how many came, and perhaps how many stand on each side; not what anybody said. For every table of
answers the kind's own results are made; tables that look alike cannot be told apart. Where all tables behind one
picture have a side of one mind, that picture gives the side away.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from facilitator.activities.base import Asked, Ballot
from facilitator.insight.publication import band

if TYPE_CHECKING:
    from tests.activities.conftest import MakePart, Part

SIDES = ("north", "south", "west")
TEXT = "f" * 32
FEWEST = 5
Counts = tuple[int, ...]
Room = tuple[Counts, ...]
"""For each side how many gave each answer."""
Picture = Callable[[Room], Any]


def splits(n: int, parts: int, least: int = 0) -> Iterator[Counts]:
    """Every way to put `n` into so many numbers of at least `least`."""
    if parts == 1:
        if n >= least:
            yield (n,)
        return
    for first in range(least, n - least * (parts - 1) + 1):
        for rest in splits(n - first, parts - 1, least):
            yield (first, *rest)


def rooms(n: int, answers: int, sides: int = 2) -> Iterator[Room]:
    """Every table of `n` people of which each side can be shown."""
    for sizes in splits(n, sides, FEWEST):
        yield from product(*(list(splits(size, answers)) for size in sizes))


def giving_away(tables: Iterator[Room], picture: Picture, *, sizes_known: bool) -> list[tuple[Any, list[Room]]]:
    """The pictures behind which, in every table, all members of one side gave one and the same answer."""
    behind: dict[str, list[Room]] = defaultdict(list)
    for room in tables:
        sizes = tuple(map(sum, room)) if sizes_known else ()
        behind[json.dumps([sizes, picture(room)], sort_keys=True)].append(room)
    return [
        (seen, same)
        for seen, same in behind.items()
        if any(
            all(room[side][answer] == sum(room[side]) for room in same)
            for side in range(len(same[0]))
            for answer in range(len(same[0][0]))
        )
    ]


def published(part: Part, answers: Sequence[Any], asked: Asked) -> Picture:
    """What the kind makes of a table: the results that screen, phones, console, report and exports are drawn from."""
    recorded = [part.accept(answer, asked) for answer in answers]

    def picture(room: Room) -> Any:
        ballots = [
            Ballot(recorded[answer], SIDES[side])  # type: ignore[arg-type]
            for side, counts in enumerate(room)
            for answer, count in enumerate(counts)
            for _ in range(count)
        ]
        shown = part.kind.results(part.config, ballots, asked).shown
        assert shown is not None
        made = part.kind.table(part.config, shown, {TEXT: "One two three four."}, 1)  # type: ignore[attr-defined]
        return [shown, made.columns, made.rows]

    return picture


def choice(part: MakePart) -> Picture:
    made = part("choice", options=["Tea", "Coffee"], picture="sides")
    return published(made, [{"picks": ["o1"]}, {"picks": ["o2"]}], Asked(SIDES))


def choice_of_three(part: MakePart) -> Picture:
    made = part("choice", options=["Tea", "Coffee", "Water"], picture="sides")
    return published(made, [{"picks": [f"o{n}"]} for n in (1, 2, 3)], Asked(SIDES))


def scale(part: MakePart) -> Picture:
    return published(part("scale", high=3, picture="sides"), [{"value": n} for n in (1, 2, 3)], Asked(SIDES))


def sign(part: MakePart) -> Picture:
    """Everybody who would change a word picks the same one, so that its count would be that of the answer."""
    made = part("sign", items_from="texts")
    return published(made, [{"signs": {TEXT: sign}} for sign in ("as_is", 3)], Asked(SIDES, (TEXT,)))


def guess(part: MakePart) -> Picture:
    """What the sides say of themselves; nobody guesses."""
    options = [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]
    made = part("guess", options=options, own="Yours?", guess="What of {side}?")
    return published(made, [{"own": id_, "guesses": {}} for id_ in ("a", "b")], Asked(SIDES))


@pytest.mark.parametrize("sizes_known", [False, True], ids=["number known", "sizes known"])
@pytest.mark.parametrize(
    ("made", "answers", "people"),
    [(choice, 2, range(10, 21)), (sign, 2, range(10, 21)), (guess, 2, range(10, 21)),
     (choice_of_three, 3, range(10, 14)), (scale, 3, range(10, 14))],
    ids=lambda found: getattr(found, "__name__", None),
)  # fmt: skip
def test_no_picture_tells_what_a_whole_side_answered(
    part: MakePart, made: Callable[[MakePart], Picture], answers: int, people: range, sizes_known: bool
) -> None:
    picture = made(part)
    told = {n: giving_away(rooms(n, answers), picture, sizes_known=sizes_known) for n in people}
    assert told == {n: [] for n in people}


@pytest.mark.parametrize("n", [15, 16])
def test_three_sides_tell_as_little(part: MakePart, n: int) -> None:
    assert giving_away(rooms(n, 2, sides=3), choice(part), sizes_known=True) == []


@pytest.mark.parametrize("n", [12, 13, 14, 15])
def test_with_everybody_beside_the_sides_it_would_be_told(part: MakePart, n: int) -> None:
    # What was published once: the same results, and a band of everybody for each answer.
    alone = choice(part)

    def beside(room: Room) -> Any:
        return [alone(room), [band(sum(count), n) for count in zip(*room, strict=True)]]

    found = giving_away(rooms(n, 2), beside, sizes_known=False)
    assert len(found) >= 8
    if n == 12:  # north three of five, and all seven in the south said no
        assert any(((3, 2), (0, 7)) in same for _, same in found)


@pytest.mark.parametrize("n", [10, 12])
def test_with_a_word_counted_beside_the_sides_it_would_be_told(part: MakePart, n: int) -> None:
    alone = sign(part)

    def beside(room: Room) -> Any:
        changed = sum(counts[1] for counts in room)
        return [alone(room), changed if changed >= FEWEST else 0]

    assert giving_away(rooms(n, 2), beside, sizes_known=False)
