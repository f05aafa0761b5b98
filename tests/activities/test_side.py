"""side: where people stand, as names of sides and never as counts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.activities.base import Outcome
from facilitator.errors import Refused

if TYPE_CHECKING:
    from tests.activities.conftest import MakePart


def standing(north: int = 0, south: int = 0, west: int = 0, nowhere: int = 0) -> list[dict[str, str | None]]:
    people: list[str | None] = ["north"] * north + ["south"] * south + ["west"] * west + [None] * nowhere
    return [{"side": side} for side in people]


@pytest.mark.parametrize("side", ["north", "west", None])
def test_a_side_of_the_plan_or_none_is_recorded(part: MakePart, side: str | None) -> None:
    assert part("side").accept({"side": side}) == {"side": side}


@pytest.mark.parametrize(
    ("side", "code"),
    [("east", "unknown_side"), ("", "unknown_side"), ("North", "unknown_side"), (0, "malformed"), (False, "malformed"),
     (["north"], "malformed"), ({}, "malformed")],
)  # fmt: skip
def test_another_side_is_refused(part: MakePart, side: Any, code: str) -> None:
    assert part("side").accept({"side": side}) == Refused(code)


def test_a_plan_may_want_everybody_to_stand_somewhere(part: MakePart) -> None:
    assert part("side", allow_none=False).accept({"side": None}) == Refused("unknown_side")


def test_afterwards_the_sides_are_fixed_and_this_ballot_carries_no_second_side(part: MakePart) -> None:
    side = part("side")
    assert [side.kind.asks_side, side.kind.keeps_side] == [True, False]


@pytest.mark.parametrize(
    ("people", "cells", "others"),
    [
        (standing(6, 5, 7), ["north", "south", "west"], []),
        (standing(6, 5, 4, 1), ["north", "south"], ["west"]),
        # Four in the west are too few for a name, and too few to be "others": the next smallest joins them.
        (standing(6, 5, 4), ["north"], ["south", "west"]),
        (standing(9, 2, 1), [], ["north", "south", "west"]),
        (standing(2, 1, 1), [], ["north", "south", "west"]),
        (standing(), [], ["north", "south", "west"]),
        (standing(6, 6), ["north", "south"], ["west"]),
    ],
    ids=["all", "one small", "one joins", "one big", "few people", "nobody", "an empty side"],
)
def test_only_sides_that_reach_the_threshold_are_named(
    part: MakePart, people: list[dict[str, str | None]], cells: list[str], others: list[str]
) -> None:
    assert part("side").results(people) == Outcome(len(people), {"cells": cells, "others": others})


@given(*[st.integers(0, 12)] * 4)
def test_no_number_leaves_it(part: MakePart, north: int, south: int, west: int, nowhere: int) -> None:
    shown = part("side").results(standing(north, south, west, nowhere)).shown
    assert re.findall(r"\d", json.dumps(shown)) == []
    assert sorted([*shown["cells"], *shown["others"]]) == ["north", "south", "west"]
