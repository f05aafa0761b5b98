"""wall: what a very short text may be, and that only one with every tick leaves the part."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from facilitator.activities.base import Asked, Ballot, Outcome
from facilitator.activities.registry import KINDS, authored
from facilitator.errors import Refused
from facilitator.plans.check import cross_problems
from facilitator.plans.read import load

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart

TICKS = ["I do not know the answer", "It is not advice", "The answer could change what I do"]
PLAN = """
schema: plan/1
id: questions
title: Questions
sides: [{id: north, name: North}, {id: south, name: South}]
stages:
- id: one
  title: One
  minutes: 8
  parts:
  - {id: stand, kind: side, title: Stand}
  - {id: chair, kind: KIND, title: The empty chair}
  - {id: read, kind: say, title: Read}
  - {id: choose, kind: vote, title: Choose, items_from: chair}
"""


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"text": " What happened\nthat day? "}, {"text": "What happened that day?", "ticks": []}),
        ({"text": "What happened?", "ticks": [2, 0]}, {"text": "What happened?", "ticks": [0, 2]}),
        ({"text": "x" * 40, "ticks": [0, 1, 2]}, {"text": "x" * 40, "ticks": [0, 1, 2]}),
        ({"nothing": True}, {"nothing": True}),
    ],
    ids=ascii,
)
def test_a_text_is_kept_with_its_ticks(part: MakePart, sent: Any, kept: Any) -> None:
    assert part("wall", length=40, ticks=TICKS).accept(sent) == kept


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": "x" * 41}, "text_too_long"),
        ({"text": "x" + " " * 200}, "text_too_long"),
        ({"text": "?!"}, "empty_text"),
        ({"text": "a\ud800"}, "malformed"),
        ({"text": 1}, "malformed"),
        ({"ticks": [0]}, "malformed"),
        ({"text": "a", "ticks": [0, 0]}, "malformed"),
        ({"text": "a", "ticks": [True]}, "malformed"),
        ({"text": "a", "ticks": [1.0]}, "malformed"),
        ({"text": "a", "ticks": "0"}, "malformed"),
        ({"text": "a", "ticks": None}, "malformed"),
        ({"text": "a", "ticks": [3]}, "unknown_option"),
        ({"text": "a", "ticks": [-1]}, "unknown_option"),
        ({"nothing": True, "ticks": []}, "malformed"),
        ({"nothing": 1}, "malformed"),
        ({}, "malformed"),
        ([], "malformed"),
    ],
    ids=ascii,
)
def test_a_body_that_does_not_fit_is_refused(part: MakePart, body: Any, code: str) -> None:
    assert part("wall", length=40, ticks=TICKS).accept(body) == Refused(code)


def test_only_texts_with_every_tick_leave_the_part(part: MakePart) -> None:
    wall = part("wall", ticks=TICKS)
    found = wall.results([
        {"text": "Two", "ticks": [0, 1, 2]}, {"text": "None", "ticks": []}, {"nothing": True},
        {"text": "Nearly", "ticks": [0, 2]}, {"text": "One", "ticks": [0, 1, 2]},
    ])  # fmt: skip
    assert found == Outcome(2, {"texts": 2}, ("One", "Two"))


def test_where_no_ticks_are_asked_every_text_leaves_it(part: MakePart) -> None:
    found = part("wall").results([{"text": "B", "ticks": []}, {"text": "A", "ticks": []}])
    assert found == Outcome(2, {"texts": 2}, ("A", "B"))


def test_authors_are_counted_by_what_leaves_the_part(part: MakePart) -> None:
    wall = part("wall", per_person=2, ticks=TICKS)
    answers = [{"text": f"{n} {slot}", "ticks": [0, 1, 2]} for n in range(4) for slot in (0, 1)]
    answers += [{"text": "4 0", "ticks": [0]}, {"text": "4 1", "ticks": [0, 1, 2]}, {"nothing": True}]
    assert [authored(wall.config)(answer) for answer in answers] == [True] * 8 + [False, True, False]
    found = wall.kind.results(wall.config, [Ballot(answer) for answer in answers], Asked(authors=5))
    assert [found.received, found.shown, len(found.texts)] == [5, {"texts": 9}, 9]


def test_practice_people_now_and_then_leave_a_tick_out(part: MakePart) -> None:
    wall = part("wall", ticks=TICKS)
    bodies = [wall.kind.plausible(wall.config, Asked(), Random(seed)) for seed in range(200)]
    assert {len(body["ticks"]) for body in bodies} == {2, 3}


@pytest.mark.parametrize("length", [20, 30, 60, 200])
def test_words_of_their_own_have_room(part: MakePart, length: int) -> None:
    wall = part("wall", length=length)
    told = KINDS["wall"].worded(wall.config, "What are you protecting?", "heron, brick, thaw")  # type: ignore[attr-defined]
    assert wall.accept({"text": told}) == {"text": told, "ticks": []}
    assert "heron, brick, thaw" in told


@pytest.mark.parametrize(("kind", "found"), [("wall", 0), ("lobby", 1)])
def test_a_vote_may_take_its_texts(kind: str, found: int, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN.replace("KIND", kind), "utf-8")
    problems = [problem for problem in cross_problems(load(plan)) if problem.field.endswith("items_from")]
    assert len(problems) == found
    assert all("name a harvest, a sentence or a wall" in problem.message for problem in problems)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"length": 19}, "length"),
        ({"length": 201}, "length"),
        ({"per_person": 4}, "per_person"),
        ({"ticks": ["x"] * 5}, "ticks"),
        ({"ticks": [""]}, "ticks.0"),
        ({"starters": ["I want …"] * 7}, "starters"),
        ({"anonymity": "none"}, "anonymity"),
        ({"reveal": "on_close"}, "reveal"),
        ({"terms": ["x"]}, "terms"),
    ],
)
def test_a_wrong_field_is_found(faults: Faults, fields: dict[str, Any], field: str) -> None:
    assert [where for where, _ in faults("wall", **fields)] == [field]
