"""choice: what is accepted, an exact total, or bands by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from facilitator.activities.base import Outcome
from facilitator.errors import Refused

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart

DRINKS = ["Tea", "Coffee", "Water"]
TEA, COFFEE = {"picks": ["o1"]}, {"picks": ["o2"]}


def test_bare_options_get_ids_in_their_order(part: MakePart) -> None:
    options = getattr(part("choice", options=["Tea", {"id": "beans", "text": "Coffee"}, "Water"]).config, "options", ())
    assert [(option.id, option.text) for option in options] == [("o1", "Tea"), ("beans", "Coffee"), ("o3", "Water")]


def test_options_may_carry_ids_by_which_evenings_are_compared(part: MakePart) -> None:
    losses = [{"id": "being_right", "text": "Being right"}, {"id": "M01", "text": "My case"}, "Nothing"]
    asked = part("choice", options=losses)
    assert asked.accept({"picks": ["being_right"]}) == {"picks": ["being_right"]}
    assert asked.results([{"picks": ["M01"]}]).shown == {"counts": {"being_right": 0, "M01": 1, "o3": 0}, "n": 1}


@pytest.mark.parametrize("id_", ["", "_", "being__right", "being right", "being_", "M-_1", "x" * 61, "ü"])
def test_an_id_that_is_none_is_found(faults: Faults, id_: str) -> None:
    found = faults("choice", options=[{"id": id_, "text": "Tea"}, "Coffee", "Water"])
    assert [where for where, _ in found] == ["options.0.id"]


@pytest.mark.parametrize(
    ("picks", "recorded"), [(["o1"], ["o1"]), (["o3", "o1"], ["o1", "o3"])], ids=["one", "two, in the order of ids"]
)
def test_picks_are_recorded_without_the_order_of_the_taps(
    part: MakePart, picks: list[str], recorded: list[str]
) -> None:
    assert part("choice", options=DRINKS, max_picks=2).accept({"picks": picks}) == {"picks": recorded}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"picks": []}, "malformed"),
        ({"picks": "o1"}, "malformed"),
        ({"picks": ["o1", "o1"]}, "malformed"),
        ({"picks": ["o1", 1]}, "malformed"),
        ({"picks": {"o1": 1}}, "malformed"),
        ({"picks": ["o1", "o2", "o3"]}, "too_many_picks"),
        ({"picks": ["o4"]}, "unknown_option"),
        ({"picks": ["Tea"]}, "unknown_option"),
        ({}, "malformed"),
    ],
)
def test_a_body_that_does_not_fit_is_refused(part: MakePart, body: Any, code: str) -> None:
    assert part("choice", options=DRINKS, max_picks=2).accept(body) == Refused(code)


def test_the_total_counts_every_option_and_every_person_once(part: MakePart) -> None:
    both = {"picks": ["o1", "o2"]}
    found = part("choice", options=DRINKS, max_picks=2).results([TEA, TEA, COFFEE, both])
    assert found == Outcome(4, {"counts": {"o1": 3, "o2": 2, "o3": 0}, "n": 4})


def test_nobody_answered(part: MakePart) -> None:
    assert part("choice", options=["Tea", "Coffee"]).results([]) == Outcome(0, {"counts": {"o1": 0, "o2": 0}, "n": 0})


def test_by_side_there_are_bands_and_no_count(part: MakePart) -> None:
    # Six in the north, five in the south, one in the west and one nowhere: those two go with the south.
    sides = ["north"] * 6 + ["south"] * 5 + ["west", None]
    bodies = [TEA] * 6 + [COFFEE] * 7
    assert part("choice", options=DRINKS[:2], picture="sides").results(bodies, sides) == Outcome(
        13,
        {
            "all": None,
            "cells": [
                {"sides": ["north"], "rest": False, "bands": {"o1": "most", "o2": "few"}},
                {"sides": ["south", "west"], "rest": True, "bands": {"o1": "few", "o2": "most"}},
            ],
        },
    )


@pytest.mark.parametrize("sides", [["north"] * 8, ["north"] * 6 + ["south"] * 2], ids=["one side", "one and a few"])
def test_one_cell_is_no_picture_by_side(part: MakePart, sides: list[str]) -> None:
    found = part("choice", options=DRINKS[:2], picture="sides").results([TEA] * 8, sides)
    assert found == Outcome(8, {"all": {"o1": "most", "o2": "few"}, "cells": []})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Field required"),
        ({"options": ["Tea"]}, "at least 2"),
        ({"options": ["Tea"] * 13}, "at most 12"),
        ({"options": "Tea"}, "valid tuple"),
        ({"options": [{"id": "a", "text": "Tea"}, {"id": "a", "text": "Coffee"}]}, "an id of its own"),
        ({"options": ["Tea", {"id": "o1", "text": "Coffee"}]}, "an id of its own"),
        ({"options": ["Tea", "Coffee"], "max_picks": 3}, "max_picks is 3, but there are 2 options"),
        ({"options": ["Tea", "Coffee"], "max_picks": 0}, "greater than or equal to 1"),
        ({"options": ["Tea", "Coffee"], "picture": "both"}, "'total' or 'sides'"),
        ({"options": ["Tea", "Coffee", ""]}, "at least 1 character"),
    ],
)
def test_a_wrong_field_is_found(faults: Faults, fields: dict[str, Any], message: str) -> None:
    found = faults("choice", **fields)
    assert len(found) == 1 and message in found[0][1], found
