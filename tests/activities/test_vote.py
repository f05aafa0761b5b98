"""vote: a few votes over shown texts, two orders of them, and nothing from which a table could be worked out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.activities.base import Asked, Ballot, Links
from facilitator.errors import Refused

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart

CAKE, BUS, KEY, BELL = (letter * 32 for letter in "abcd")
ALL = Asked(("north", "south", "west"), (CAKE, BUS, KEY, BELL))
DEALT = Asked(ALL.sides, ALL.items, (0, 2))
VOTE: dict[str, Any] = {"items_from": "texts"}


def for_(*items: str) -> dict[str, dict[str, int]]:
    return {"votes": {item: items.count(item) for item in dict.fromkeys(items)}}


# -- answers ---------------------------------------------------------------------------------------------------------


def test_votes_are_recorded_by_place_and_not_by_text(part: MakePart) -> None:
    # A ballot that held text ids would join a side to texts.
    assert part("vote", **VOTE).accept(for_(BUS, BELL), ALL) == {"votes": {"1": 1, "3": 1}, "seen": None}


def test_what_a_phone_was_dealt_travels_with_its_votes(part: MakePart) -> None:
    assert part("vote", **VOTE).accept(for_(KEY), DEALT) == {"votes": {"2": 1}, "seen": [0, 2]}


def test_supporting_nothing_is_a_ballot(part: MakePart) -> None:
    assert part("vote", **VOTE).accept({"votes": {}}, ALL) == {"votes": {}, "seen": None}


def test_several_votes_on_one_item_count_where_the_plan_says_so(part: MakePart) -> None:
    vote = part("vote", **VOTE, votes=4, max_per_item=3)
    assert vote.accept(for_(CAKE, CAKE, CAKE, BUS), ALL) == {"votes": {"0": 3, "1": 1}, "seen": None}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (for_(CAKE, BUS, KEY, BELL), "too_many_votes"),
        (for_(CAKE, CAKE), "malformed"),
        ({"votes": {CAKE: 0}}, "malformed"),
        ({"votes": {CAKE: -1}}, "malformed"),
        ({"votes": {CAKE: True}}, "malformed"),
        ({"votes": {CAKE: 1.0}}, "malformed"),
        ({"votes": {CAKE: "1"}}, "malformed"),
        ({"votes": {"0": 1}}, "unknown_option"),
        ({"votes": {"e" * 32: 1}}, "unknown_option"),
        ({"votes": [CAKE]}, "malformed"),
        ({"votes": None}, "malformed"),
        ({"votes": {CAKE: 1}, "seen": [0]}, "malformed"),
    ],
    ids=[
        "four of three", "two on one", "none", "less than none", "a yes", "a fraction", "a word", "a place",
        "another text", "a list", "nothing", "what it saw",
    ],
)  # fmt: skip
def test_a_body_that_does_not_fit_is_refused(part: MakePart, body: Any, code: str) -> None:
    assert part("vote", **VOTE).accept(body, ALL) == Refused(code)


def test_an_item_that_a_phone_was_not_dealt_is_refused(part: MakePart) -> None:
    assert part("vote", **VOTE).accept(for_(CAKE, BUS), DEALT) == Refused("not_dealt")


# -- results ---------------------------------------------------------------------------------------------------------


def test_two_orders_can_disagree(part: MakePart) -> None:
    # The north stands behind the cake; the bus has fewer votes, and some on both sides.
    bodies = [for_(CAKE)] * 6 + [for_(CAKE, BUS)] * 2 + [for_(BUS)] * 4 + [for_(KEY)] * 2
    sides = ["north"] * 8 + ["south"] * 6
    assert part("vote", **VOTE).results(bodies, sides, ALL).shown == {
        "most_votes": [[CAKE], [BUS], [KEY]],
        "most_sides": [[BUS], [CAKE], [KEY]],
        "cells": [{"sides": ["north"], "rest": False}, {"sides": ["south"], "rest": False}],
        "ballots": 14,
        "votes": 16,
    }


def test_items_of_equal_standing_are_one_group(part: MakePart) -> None:
    bodies = [for_(BELL, KEY)] * 5 + [for_(KEY, BELL)] * 5
    shown = part("vote", **VOTE).results(bodies, ["north"] * 5 + ["south"] * 5, ALL).shown
    assert [shown["most_votes"], shown["most_sides"]] == [[[KEY, BELL]], [[KEY, BELL]]]


def test_the_order_across_sides_counts_people_and_not_their_dots(part: MakePart) -> None:
    # One person who puts three dots on the cake is one supporter.
    dots = [for_(CAKE, CAKE, CAKE)] * 2 + [for_(BUS)] * 3
    shown = part("vote", **VOTE, max_per_item=3).results(dots * 2, ["north"] * 5 + ["south"] * 5, ALL).shown
    assert [shown["most_votes"], shown["most_sides"]] == [[[CAKE], [BUS]], [[BUS], [CAKE]]]


@pytest.mark.parametrize("sides", [["north"] * 9, ["north"] * 6 + [None] * 3], ids=["one side", "one and nowhere"])
def test_with_one_cell_there_is_only_one_order(part: MakePart, sides: list[str | None]) -> None:
    shown = part("vote", **VOTE).results([for_(CAKE)] * 9, sides, ALL).shown
    assert [shown["most_votes"], shown["most_sides"]] == [[[CAKE]], None]


def test_what_was_dealt_is_compared_by_its_share_of_readers(part: MakePart) -> None:
    # The cake was read by ten and liked by four; the bus by five and liked by three.
    vote = part("vote", **VOTE)
    answers = (
        [({"0": 1}, [0, 1])] * 1
        + [({"1": 1}, [0, 1])] * 3
        + [({}, [0, 1])]
        + [({"0": 1}, [0, 2])] * 3
        + [({}, [0, 2])] * 2
    )
    ballots = [Ballot({"votes": votes, "seen": seen}) for votes, seen in answers]
    assert vote.kind.results(vote.config, ballots, ALL).shown["most_votes"] == [[BUS], [CAKE]]


def test_nobody_voted(part: MakePart) -> None:
    assert part("vote", **VOTE).results([], [], ALL).shown == {
        "most_votes": [], "most_sides": None, "cells": [], "ballots": 0, "votes": 0,
    }  # fmt: skip


def test_everybody_was_there_and_supported_nothing(part: MakePart) -> None:
    shown = part("vote", **VOTE).results([for_()] * 10, ["north"] * 5 + ["south"] * 5, ALL).shown
    assert [shown["most_votes"], shown["most_sides"], shown["ballots"], shown["votes"]] == [[], [], 10, 0]


people = st.lists(
    st.tuples(st.sets(st.sampled_from(ALL.items), max_size=3), st.sampled_from([*ALL.sides, None])), max_size=30
)


@given(people)
def test_no_count_of_an_item_or_a_side_leaves_it(part: MakePart, room: list[tuple[set[str], str | None]]) -> None:
    shown = dict(
        part("vote", **VOTE).results([for_(*items) for items, _ in room], [side for _, side in room], ALL).shown
    )
    assert [shown.pop("ballots"), shown.pop("votes")] == [len(room), sum(len(items) for items, _ in room)]
    assert re.findall(r"\d", json.dumps(shown)) == []


@given(people)
def test_both_orders_hold_what_somebody_voted_for_once(part: MakePart, room: list[tuple[set[str], str | None]]) -> None:
    shown = part("vote", **VOTE).results([for_(*items) for items, _ in room], [side for _, side in room], ALL).shown
    wanted = sorted({item for items, _ in room for item in items})
    for order in (shown["most_votes"], shown["most_sides"]):
        assert order is None or sorted(item for group in order for item in group) == wanted


def test_the_reveal_has_a_step_for_each_order(part: MakePart) -> None:
    vote = part("vote", **VOTE)
    assert [vote.kind.steps(vote.config), vote.kind.links(vote.config)] == [2, Links(items_from="texts")]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "items_from"),
        ({**VOTE, "votes": 0}, "votes"),
        ({**VOTE, "votes": 11}, "votes"),
        ({**VOTE, "max_per_item": 0}, "max_per_item"),
        ({**VOTE, "top": 2}, "top"),
        ({**VOTE, "top": 9}, "top"),
        ({**VOTE, "deal": {"above": 10, "each": 11}}, "deal"),
        ({**VOTE, "deal": {"above": 4}}, "deal.above"),
        ({**VOTE, "anonymity": "none"}, "anonymity"),
    ],
)
def test_a_wrong_field_is_found(faults: Faults, fields: dict[str, Any], field: str) -> None:
    assert [where for where, _ in faults("vote", **fields)] == [field]
