"""reply: answers count from the side that was asked, in four rough amounts, and from the threshold up."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.activities.addressing import addresses
from facilitator.activities.base import Asked, Ballot
from facilitator.errors import Refused

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart, Part

SIDES = ("north", "south")
ITEMS = tuple(f"{i:032x}" for i in range(4))
A, B, C, D = ITEMS
EVERYTHING = Asked(SIDES, ITEMS, addressed=("south", "north", "north", ""))
"""A goes to the south, B and C to the north, and of D nobody knows any more to whom it goes."""


@pytest.fixture(scope="session")
def reply(part: MakePart) -> Part:
    return part("reply", items_from="form")


def room(part: Part, rows: list[tuple[str | None, dict[str, str]]], asked: Asked = EVERYTHING) -> dict[str, Any]:
    """Bands by request when phones of these sides send these answers."""
    ballots = []
    for side, answers in rows:
        answer = part.accept({"answers": answers}, asked)
        assert not isinstance(answer, Refused)
        ballots.append(Ballot(answer, side))
    shown = part.kind.results(part.config, ballots, asked).shown
    assert shown is not None
    return {row["id"]: row["bands"] for row in shown["requests"]}


def test_answers_are_recorded_by_place(reply: Part) -> None:
    assert reply.accept({"answers": {C: "vague", A: "yes"}}, EVERYTHING) == {"answers": {"2": "vague", "0": "yes"}}
    assert reply.accept({"answers": {}}, EVERYTHING) == {"answers": {}}


@pytest.mark.parametrize(
    ("answers", "code"),
    [({A: "maybe"}, "malformed"), ({A: None}, "malformed"), ({A: True}, "malformed"), ({A: ["yes"]}, "malformed"),
     ([A], "malformed"), ({"x": "no"}, "unknown_option"), ({D: "no"}, "unknown_option")],
)  # fmt: skip
def test_what_is_none_of_the_four_or_no_request_is_refused(reply: Part, answers: Any, code: str) -> None:
    assert reply.accept({"answers": answers}, EVERYTHING) == Refused(code)


def test_only_the_side_that_was_asked_counts(reply: Part) -> None:
    south = [("south", {A: "yes", B: "no"})] * 5
    north = [("north", {A: "no", B: "try"})] * 6
    nobody: list[tuple[str | None, dict[str, str]]] = [(None, {A: "no", B: "no"})] * 9
    assert room(reply, [*south, *north, *nobody]) == {
        B: {"yes": "few", "no": "few", "try": "most", "vague": "few"},
        C: None,
        A: {"yes": "most", "no": "few", "try": "few", "vague": "few"},
    }


@pytest.mark.parametrize(("answered", "shown"), [(4, False), (5, True)])
def test_a_request_is_shown_from_the_threshold_up_however_many_of_others_answered(
    reply: Part, answered: int, shown: bool
) -> None:
    rows: list[tuple[str | None, dict[str, str]]] = [("south", {A: "yes"})] * answered
    rows += [("south", {})] * 6 + [("north", {A: "yes"})] * 6
    assert (room(reply, rows)[A] is not None) is shown


def test_requests_stand_side_by_side_in_the_order_of_the_plan(reply: Part) -> None:
    shown = reply.kind.results(reply.config, [], EVERYTHING).shown
    assert shown == {
        "requests": [{"id": id_, "to": to, "bands": None} for id_, to in ((B, "north"), (C, "north"), (A, "south"))]
    }


def test_answers_to_a_merged_request_count_for_the_one_that_stands_for_it(reply: Part) -> None:
    merged = replace(EVERYTHING, counts_for=(0, 2, 2, 3))
    rows = [("north", {B: "yes"})] * 3 + [("north", {B: "no", C: "yes"})] * 3
    assert room(reply, rows, merged) == {A: None, C: {"yes": "most", "no": "few", "try": "few", "vague": "few"}}
    # What the south said to a request that is merged into one to the north is no answer of the north.
    across = replace(EVERYTHING, counts_for=(1, 1, 2, 3))
    assert room(reply, [("south", {A: "no"})] * 6, across) == {B: None, C: None}


def test_asked_again_with_almost_the_same_people_nothing_is_shown(reply: Part) -> None:
    ballots = [Ballot({"answers": {"0": "yes"}}, "south")] * 20
    found = reply.kind.results(reply.config, ballots, replace(EVERYTHING, rough=True))
    assert (found.received, found.shown) == (20, None)


@given(st.lists(st.tuples(st.sampled_from([*SIDES, None]), st.integers(0, 99)), max_size=24))
def test_no_figure_ever_leaves(reply: Part, rows: list[tuple[str | None, int]]) -> None:
    asked = replace(EVERYTHING, items=(A, B, C), addressed=EVERYTHING.addressed[:3])
    bodies = [reply.kind.plausible(reply.config, asked, Random(seed)) for _, seed in rows]
    shown = reply.results(bodies, [side for side, _ in rows], asked).shown
    assert shown is not None
    assert json.loads(json.dumps(shown)) == shown
    leaves = {leaf for row in shown["requests"] for leaf in (row["bands"] or {}).values()}
    assert leaves <= {"few", "some", "most"}


def test_an_address_is_what_the_table_said_of_its_request(part: MakePart) -> None:
    fields = [
        {"id": "ask", "ask": "Ask"}, {"id": "note", "ask": "Note"}, {"id": "to", "ask": "Whom?", "kind": "sides"},
        {"id": "in_play", "ask": "Who is in it?", "kind": "sides", "picks": 2},
    ]  # fmt: skip
    form = part("capture", groups="tables", gives="ask", fields=fields).config
    assert form.addressing == ("to",)
    assert part("capture", groups="tables", fields=fields).config.addressing == ()
    groups = [
        {"group": 1, "text": "", "done": True, "picks": {"to": ["south"]}, "texts": {"ask": A, "note": B}},
        {"group": 2, "text": "", "done": True, "picks": {"in_play": ["north"]}, "texts": {"ask": C}},
        {"group": 3, "text": "", "done": True, "picks": {"to": ["north"]}, "texts": {}},
    ]
    assert addresses(form, {"groups": groups}, "to") == {A: "south"}
    assert addresses(form, None, "to") == {}


@pytest.mark.parametrize(("requests", "steps"), [(0, 1), (6, 1), (7, 2), (60, 10)])
def test_the_wall_takes_six_requests_at_a_time(reply: Part, requests: int, steps: int) -> None:
    assert reply.kind.steps_in(reply.config, {"requests": [{}] * requests}) == steps  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("fields", "field"),
    [({}, "items_from"), ({"items_from": "form", "to": "a b"}, "to"),
     ({"items_from": "form", "anonymity": "group"}, "anonymity")],
)  # fmt: skip
def test_a_plan_that_cannot_work_is_told_where(faults: Faults, fields: dict[str, Any], field: str) -> None:
    assert [where for where, _ in faults("reply", **fields)] == [field]


def test_a_table_has_a_row_for_each_kept_request(reply: Part) -> None:
    shown = {
        "requests": [
            {"id": B, "to": "north", "bands": {"yes": "most", "no": "few", "try": "some", "vague": "few"}},
            {"id": C, "to": "north", "bands": None},
            {"id": A, "to": "south", "bands": None},
        ]
    }
    table = reply.kind.table(reply.config, shown, {B: "First", A: "Last"}, 1)  # type: ignore[attr-defined]
    assert table.columns == ("text_id", "to", "yes", "no", "try", "vague", "text")
    assert table.rows == (
        (B, "north", "most", "few", "some", "few", "First"),
        (A, "south", "withheld", "withheld", "withheld", "withheld", "Last"),
    )
