"""scale: whole numbers on a short line, their mean, and a later one beside an earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.activities.base import Links, Outcome
from facilitator.errors import Refused

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart


@pytest.mark.parametrize("value", [1, 3, 5])
def test_a_number_on_the_line_is_recorded(part: MakePart, value: int) -> None:
    assert part("scale").accept({"value": value}) == {"value": value}


@pytest.mark.parametrize(
    ("value", "code"),
    [(0, "unknown_option"), (6, "unknown_option"), (3.0, "malformed"), ("3", "malformed"), (True, "malformed"),
     (None, "malformed"), (float("nan"), "malformed"), ([3], "malformed")],
)  # fmt: skip
def test_what_is_not_on_the_line_is_refused(part: MakePart, value: Any, code: str) -> None:
    assert part("scale").accept({"value": value}) == Refused(code)


def test_results_count_every_number_and_give_the_mean(part: MakePart) -> None:
    found = part("scale", high=3).results([{"value": value} for value in (1, 3, 3, 2, 2, 3)])
    assert found == Outcome(6, {"counts": {"1": 1, "2": 2, "3": 3}, "n": 6, "mean": 2.33})


def test_nobody_answered(part: MakePart) -> None:
    nobody = {"counts": {"1": 0, "2": 0, "3": 0}, "n": 0, "mean": None}
    assert part("scale", high=3).results([]) == Outcome(0, nobody)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=60))
def test_the_mean_is_that_of_the_counts(part: MakePart, values: list[int]) -> None:
    shown = part("scale", low=0, high=10).results([{"value": value} for value in values]).shown
    weighed = sum(int(value) * count for value, count in shown["counts"].items())
    assert [sum(shown["counts"].values()), shown["mean"]] == [len(values), round(weighed / len(values), 2)]


def test_by_side_there_is_neither_a_mean_nor_a_count(part: MakePart) -> None:
    bodies = [{"value": 1}] * 5 + [{"value": 3}] * 5
    assert part("scale", high=3, picture="sides").results(bodies, ["north"] * 5 + ["south"] * 5) == Outcome(
        10,
        {
            "all": None,
            "cells": [
                {"sides": ["north"], "rest": False, "bands": {"1": "most", "2": "few", "3": "few"}},
                {"sides": ["south"], "rest": False, "bands": {"1": "few", "2": "few", "3": "most"}},
            ],
        },
    )


def test_a_later_scale_names_the_earlier_one(part: MakePart) -> None:
    scale = part("scale", pairs_with="before")
    assert scale.kind.links(scale.config) == Links(pairs_with="before")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"low": 2}, "low"),
        ({"low": -1}, "low"),
        ({"high": 2}, "high"),
        ({"high": 11}, "high"),
        ({"high": 4.5}, "high"),
        ({"high": "5"}, "high"),
        ({"low": True}, "low"),
        ({"low_label": "x" * 61}, "low_label"),
        ({"pairs_with": "part"}, ""),
    ],
)
def test_a_wrong_field_is_found(faults: Faults, fields: dict[str, Any], field: str) -> None:
    assert [where for where, _ in faults("scale", **fields)] == [field]
