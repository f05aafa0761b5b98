"""sign: rough amounts for each dealt text, words from the threshold up, and an order without scores."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.activities.base import Asked, Ballot
from facilitator.errors import Refused
from facilitator.insight.dealing import deal

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart, Part

SIDES = ("north", "south")
ITEMS = tuple(f"{i:032x}" for i in range(4))
A, B, C, D = ITEMS
EVERYTHING = Asked(SIDES, ITEMS)
SIGNS = st.sampled_from(["as_is", "changed", "no", 0, 3])


@pytest.fixture(scope="session")
def sign(part: MakePart) -> Part:
    return part("sign", items_from="texts", each=4)


def room(part: Part, rows: list[tuple[str | None, dict[str, Any]]], asked: Asked = EVERYTHING) -> dict[str, Any]:
    """Results when phones of these sides send these signs."""
    ballots = []
    for side, signs in rows:
        answer = part.accept({"signs": signs}, asked)
        assert not isinstance(answer, Refused)
        ballots.append(Ballot(answer, side))
    shown = part.kind.results(part.config, ballots, asked).shown
    assert shown is not None
    return dict(shown)


def of(shown: dict[str, Any], item: str) -> dict[str, Any]:
    return next(row for row in shown["signed"] if row["id"] == item)


def test_signs_are_recorded_by_place_with_what_was_dealt(sign: Part) -> None:
    body = {"signs": {A: "as_is", C: 7}}
    assert sign.accept(body, EVERYTHING) == {"signs": {"0": "as_is", "2": 7}, "seen": None}
    dealt = replace(EVERYTHING, dealt=(0, 2))
    assert sign.accept(body, dealt) == {"signs": {"0": "as_is", "2": 7}, "seen": [0, 2]}


@pytest.mark.parametrize(
    ("signs", "code"),
    [({A: "yes"}, "malformed"), ({A: None}, "malformed"), ({A: True}, "malformed"), ({A: -1}, "malformed"),
     ({A: 300}, "malformed"), ({A: 1.0}, "malformed"), ({A: ["as_is"]}, "malformed"), ({"x": "no"}, "unknown_option"),
     ({B: "no"}, "not_dealt"), ([A], "malformed")],
)  # fmt: skip
def test_what_is_no_sign_on_a_dealt_text_is_refused(sign: Part, signs: Any, code: str) -> None:
    assert sign.accept({"signs": signs}, replace(EVERYTHING, dealt=(0, 2))) == Refused(code)


def test_three_rough_amounts_and_support_by_cell(sign: Part) -> None:
    shown = room(sign, [("north", {A: "as_is"})] * 6 + [("south", {A: "no"})] * 6)
    assert of(shown, A) == {
        "id": A,
        "all": None,
        "cells": [
            {"sides": ["north"], "rest": False, "bands": {"as_is": "most", "changed": "few", "no": "few"}},
            {"sides": ["south"], "rest": False, "bands": {"as_is": "few", "changed": "few", "no": "most"}},
        ],
        "words": {},
    }


def test_a_small_side_is_in_no_cell_of_its_own(sign: Part) -> None:
    shown = room(sign, [("north", {A: "as_is"})] * 8 + [("south", {A: "no"})] * 4)
    assert of(shown, A)["cells"] == []
    assert shown["most_sides"] is None


def test_a_text_dealt_to_few_shows_nothing_and_has_no_place(sign: Part) -> None:
    first, second = replace(EVERYTHING, dealt=(0,)), replace(EVERYTHING, dealt=(0, 1))
    rows = [(side, {A: "as_is"}, first) for side in SIDES for _ in range(6)]
    rows += [("north", {A: "no", B: "as_is"}, second)] * 4
    ballots = [Ballot(sign.accept({"signs": signs}, asked), side) for side, signs, asked in rows]  # type: ignore[arg-type]
    shown = sign.kind.results(sign.config, ballots, EVERYTHING).shown
    assert shown is not None
    assert of(dict(shown), B) == {"id": B, "all": None, "cells": [], "words": {}}
    assert shown["most_sides"] == [[A]]
    # One reader more, and it is there.
    more = [*ballots, Ballot(sign.accept({"signs": {}}, second), "south")]  # type: ignore[arg-type]
    seen = sign.kind.results(sign.config, more, EVERYTHING).shown
    assert seen is not None
    assert of(dict(seen), B)["all"]["as_is"] == "most"  # five readers in two sides are one cell, so everybody is shown
    assert B in {id_ for group in seen["most_sides"] for id_ in group}


def test_what_every_side_would_sign_comes_before_what_one_side_loves(sign: Part) -> None:
    north = [("north", {A: "as_is", B: "as_is", C: "no"})] * 5 + [("north", {A: "as_is", B: "no", C: "no"})] * 2
    south = [("south", {A: "no", B: "as_is", C: 2})] * 4 + [("south", {A: "no", B: "changed", C: "no"})]
    shown = room(sign, north + south)
    assert shown["most_sides"][0] == [B]
    assert shown["most_sides"][-1] == [C, D]
    assert shown["compared"] == [{"sides": ["north"], "rest": False}, {"sides": ["south"], "rest": False}]


@pytest.mark.parametrize(("picked", "words"), [(4, {}), (5, {"3": 5}), (6, {"3": 6})])
def test_a_word_is_named_from_the_threshold_up(sign: Part, picked: int, words: dict[str, int]) -> None:
    shown = room(sign, [("north", {A: 3})] * picked + [("north", {A: 8})] * 4)
    assert of(shown, A)["words"] == words
    assert of(shown, A)["all"]["changed"] == "most"


def test_a_merged_text_counts_for_the_one_that_stands_for_it(sign: Part) -> None:
    merged = replace(EVERYTHING, counts_for=(0, 0, 2, 3))
    shown = room(
        sign, [("north", {B: "as_is"})] * 3 + [("north", {A: "no", B: 4})] * 3 + [("north", {B: 4})] * 6, merged
    )
    assert [row["id"] for row in shown["signed"]] == [A, C, D]
    assert of(shown, A)["all"] == {"as_is": "few", "changed": "some", "no": "few"}
    assert of(shown, A)["words"] == {}


def test_roughly_there_is_no_side_no_word_and_no_figure(sign: Part) -> None:
    rows = [(side, {A: 3}) for side in SIDES for _ in range(6)]
    shown = room(sign, rows, replace(EVERYTHING, rough=True))
    assert of(shown, A) == {
        "id": A, "all": {"as_is": "few", "changed": "most", "no": "few"}, "cells": [], "words": {},
    }  # fmt: skip
    assert (shown["most_sides"], shown["compared"]) == (None, [])
    assert of(room(sign, rows[:11], replace(EVERYTHING, rough=True)), A)["all"] is None


def figures(shown: Any) -> list[int]:
    if isinstance(shown, dict):
        return [n for value in shown.values() for n in figures(value)]
    if isinstance(shown, list):
        return [n for value in shown for n in figures(value)]
    return [shown] if isinstance(shown, int | float) and not isinstance(shown, bool) else []


@given(
    st.lists(st.tuples(st.sampled_from([*SIDES, None]), st.dictionaries(st.sampled_from(ITEMS), SIGNS)), max_size=24)
)
def test_no_figure_but_words_of_many_leaves_a_room(sign: Part, rows: list[tuple[str | None, dict[str, Any]]]) -> None:
    shown = room(sign, rows)
    assert all(figure >= 5 for figure in figures(shown))
    assert figures({**shown, "signed": [{**row, "words": {}} for row in shown["signed"]]}) == []
    assert json.loads(json.dumps(shown)) == shown
    placed = [id_ for group in shown["most_sides"] or [] for id_ in group]
    assert placed == [] or sorted(placed) == [row["id"] for row in shown["signed"] if row["all"] or row["cells"]]
    assert [row for row in shown["signed"] if row["cells"] and (row["all"] or row["words"])] == []


@given(st.integers(1, 40), st.integers(1, 12), st.integers(1, 6))
def test_what_is_dealt_is_balanced(people: int, items: int, each: int) -> None:
    dealt = [deal(turn, items, each) for turn in range(people)]
    read = [sum(item in hand for hand in dealt) for item in range(items)]
    assert max(read) - min(read) <= 1
    assert {len(hand) for hand in dealt} == {min(each, items)}


def test_a_part_deals_above_what_each_phone_reads(part: MakePart) -> None:
    assert part("sign", items_from="texts").config.deal.above == 3  # type: ignore[attr-defined]
    found = part("sign", items_from="texts", each=2)
    assert found.config.deal.each == 2  # type: ignore[attr-defined]
    assert found.kind.plausible(found.config, replace(EVERYTHING, dealt=(1, 3)), Random(1))["signs"].keys() == {B, D}


@pytest.mark.parametrize(
    ("fields", "field"),
    [({}, "items_from"), ({"items_from": "texts", "each": 0}, "each"), ({"items_from": "texts", "top": 9}, "top"),
     ({"items_from": "texts", "anonymity": "none"}, "anonymity")],
)  # fmt: skip
def test_a_plan_that_cannot_work_is_told_where(faults: Faults, fields: dict[str, Any], field: str) -> None:
    assert [where for where, _ in faults("sign", **fields)] == [field]


def test_a_table_has_a_row_for_each_kept_text(sign: Part) -> None:
    shown = room(sign, [(side, {A: "as_is", B: "no"}) for side in SIDES for _ in range(6)])
    table = sign.kind.table(sign.config, shown, {A: "First", B: "Second"}, 1)  # type: ignore[attr-defined]
    by_side = tuple(f"{side} {sign}" for side in SIDES for sign in ("as_is", "changed", "no"))
    assert table.columns == ("text_id", "most_sides", "as_is", "changed", "no", *by_side, "text")
    everybody = (None, None, None)
    first, second = ("most", "few", "few"), ("few", "few", "most")
    assert table.rows == (
        (A, "1", *everybody, *first * len(SIDES), "First"), (B, "2=", *everybody, *second * len(SIDES), "Second"),
    )  # fmt: skip


def test_a_table_of_one_side_has_the_amounts_of_everybody(sign: Part) -> None:
    shown = room(sign, [("north", {A: "as_is", B: "no"})] * 6)
    table = sign.kind.table(sign.config, shown, {A: "First", B: "Second"}, 1)  # type: ignore[attr-defined]
    assert table.columns == ("text_id", "most_sides", "as_is", "changed", "no", "text")
    assert {row[2:] for row in table.rows} == {("most", "few", "few", "First"), ("few", "few", "most", "Second")}
