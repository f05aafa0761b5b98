"""What a close gives away: nothing but a number below the threshold, results and texts from it on."""

from __future__ import annotations

import pytest

from facilitator.activities.base import Asked, Ballot, PartConfig
from facilitator.activities.registry import KINDS
from facilitator.ballots.release import Released, release

HARVEST = KINDS["harvest"].Config(id="words", kind="harvest", title="Words", per_person=3)
SECRET = KINDS["choice"].Config(id="pick", kind="choice", title="Pick", options=("yes", "no"))
OPEN = KINDS["choice"].Config(id="pick", kind="choice", title="Pick", options=("yes", "no"), anonymity="none")


def texts(count: int) -> list[Ballot]:
    return [Ballot({"text": f"text {i}"}) for i in range(count)]


def picks(*options: str) -> list[Ballot]:
    return [Ballot({"picks": [option]}) for option in options]


@pytest.mark.parametrize("count", range(5))
def test_four_authors_or_fewer_give_nothing_but_their_number(count: int) -> None:
    assert release(HARVEST, texts(count), Asked(authors=count)) == Released(count, True, None, [])


def test_five_authors_are_shown() -> None:
    found = release(HARVEST, texts(5), Asked(authors=5))
    assert (found.received, found.withheld, found.shown) == (5, False, {"texts": 5})
    assert sorted(body for _, body in found.texts) == [f"text {i}" for i in range(5)]


def test_second_texts_and_empty_answers_do_not_make_a_fifth_author() -> None:
    ballots = [*texts(4), Ballot({"text": "again"}), Ballot({"text": "and again"})]
    ballots += [Ballot({"nothing": True}) for _ in range(5)]
    assert release(HARVEST, ballots, Asked(authors=4)) == Released(4, True, None, [])


def test_whether_it_is_shown_depends_on_how_many_there_were_and_never_on_what_they_said() -> None:
    for answers in (("o1",) * 4, ("o1", "o2", "o1", "o2"), ("o2",) * 4):
        assert release(SECRET, picks(*answers), Asked()) == Released(4, True, None, [])
    for answers in (("o1",) * 5, ("o1", "o2", "o1", "o2", "o2"), ("o2",) * 5):
        found = release(SECRET, picks(*answers), Asked())
        assert (found.received, found.withheld) == (5, False)


def test_a_plan_raises_the_threshold_and_cannot_lower_it() -> None:
    def strict(threshold: int) -> PartConfig:
        return KINDS["harvest"].Config(id="words", kind="harvest", title="Words", threshold=threshold)

    assert release(strict(8), texts(7), Asked(authors=7)).withheld is True
    assert release(strict(8), texts(8), Asked(authors=8)).withheld is False
    with pytest.raises(ValueError, match="threshold"):
        strict(4)


def test_a_part_that_is_not_secret_has_no_threshold() -> None:
    found = release(OPEN, picks("o1"), Asked())
    assert (found.received, found.withheld, found.shown) == (1, False, {"counts": {"o1": 1, "o2": 0}, "n": 1})


def test_texts_leave_under_new_ids_in_the_order_of_the_ids() -> None:
    first, again = (release(HARVEST, texts(30), Asked(authors=30)).texts for _ in range(2))
    assert [id_ for id_, _ in first] == sorted({id_ for id_, _ in first})
    assert {len(id_) for id_, _ in first} == {32}
    assert {id_ for id_, _ in first} & {id_ for id_, _ in again} == set()
    # Were ids handed out in any order of the words, both closes would list the bodies alike.
    assert [body for _, body in first] != [body for _, body in again]


SCALE = KINDS["scale"].Config(id="far", kind="scale", title="Far")


def test_a_newcomer_between_two_rounds_cannot_be_read_off() -> None:
    # Round 1 showed {o1: 5}. With exact counts, the newcomer's answer would be the difference.
    assert release(SECRET, picks(*("o1",) * 5), Asked()).shown == {"counts": {"o1": 5, "o2": 0}, "n": 5}
    assert release(SECRET, picks(*("o1",) * 5, "o2"), Asked(), (5,)) == Released(6, True, None, [], rough=True)
    crowd = picks(*("o1",) * 20)
    shown = [release(SECRET, [*crowd, *picks(last)], Asked(), (20,)) for last in ("o1", "o2")]
    bands = {"all": {"o1": "most", "o2": "few"}, "cells": []}
    assert shown[0] == shown[1] == Released(21, False, bands, [], rough=True)


@pytest.mark.parametrize(("now", "rough"), [(20, False), (21, True), (24, True), (16, True), (15, False), (25, False)])
def test_one_to_four_people_more_or_fewer_are_almost_the_same(now: int, rough: bool) -> None:
    found = release(SECRET, picks(*("o1",) * now), Asked(), (20,))
    assert (found.rough, "counts" in (found.shown or {})) == (rough, not rough)


def test_every_published_round_counts_not_only_the_last() -> None:
    assert release(SECRET, picks(*("o1",) * 21), Asked(), (20, 40)).rough is True
    assert release(SECRET, picks(*("o1",) * 30), Asked(), (20, 40)).rough is False


def test_a_part_that_is_not_secret_is_never_rough() -> None:
    assert release(OPEN, picks("o1", "o1"), Asked(), (1,)).rough is False


def test_a_rough_scale_has_no_mean() -> None:
    found = release(SCALE, [Ballot({"value": 3}, "north") for _ in range(21)], Asked(("north", "south")), (20,))
    assert found.shown == {"all": {"1": "few", "2": "few", "3": "most", "4": "few", "5": "few"}, "cells": []}


def test_texts_of_another_round_are_released() -> None:
    assert len(release(HARVEST, texts(6), Asked(authors=6), (5,)).texts) == 6


def test_beside_texts_of_almost_the_same_people_stands_no_exact_number() -> None:
    part = KINDS["commitment"].Config(id="next", kind="commitment", title="Next", check_in=True)

    def written(again: int, others: int) -> list[Ballot]:
        asks = [Ballot({"text": f"I will, {n}", "check_in": n < again}) for n in range(again + others)]
        return [*asks, Ballot({"nothing": True})]

    first = release(part, written(8, 12), Asked())
    assert (first.shown, len(first.texts), first.rough) == ({"texts": 20, "check_in": 8}, 20, False)
    second = release(part, written(9, 12), Asked(), earlier=(20,))
    assert (second.shown, len(second.texts)) == ({"texts": 21}, 21)
    assert release(part, written(9, 21), Asked(), earlier=(20,)).shown == {"texts": 30, "check_in": 9}
