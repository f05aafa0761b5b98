"""guess: bands of what others think of a side and of what it says itself, and the gap between the two."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.activities.base import Asked, Ballot
from facilitator.activities.registry import steps_in
from facilitator.activities.tables import Table
from facilitator.errors import Refused
from facilitator.plans import check_files

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart, Part

SIDES = ("north", "south", "west")
OPTIONS = [{"id": "loyalty_absent", "text": "A promise"}, {"id": "status", "text": "Status"},
           {"id": "control", "text": "Control"}]  # fmt: skip
IDS = [option["id"] for option in OPTIONS]
WORDS = {"own": "What would your own side lose?", "guess": "What would {side} say they lose?"}
EVERYTHING = Asked(SIDES)
Row = tuple[str | None, str | None, dict[str, str]]


@pytest.fixture(scope="session")
def guess(part: MakePart) -> Part:
    return part("guess", options=OPTIONS, others=2, **WORDS)


def room(part: Part, rows: list[Row], asked: Asked = EVERYTHING) -> dict[str, Any]:
    """Results when phones of these sides say this of themselves and of others."""
    ballots = []
    for side, own, guesses in rows:
        answer = part.accept({"own": own, "guesses": guesses}, asked)
        assert not isinstance(answer, Refused), answer
        ballots.append(Ballot(answer, side))
    shown = part.kind.results(part.config, ballots, asked).shown
    assert shown is not None
    return dict(shown)


@pytest.mark.parametrize(
    ("own", "guesses"),
    [("status", {"north": "control"}), (None, {"west": "status", "north": "status"}), ("loyalty_absent", {})],
)
def test_one_answer_and_a_guess_for_each_drawn_side_are_recorded(
    guess: Part, own: str | None, guesses: dict[str, str]
) -> None:
    assert guess.accept({"own": own, "guesses": guesses}) == {"own": own, "guesses": guesses}


@pytest.mark.parametrize(
    ("body", "code"),
    [({"own": "money", "guesses": {}}, "unknown_option"), ({"own": None, "guesses": {"north": "x"}}, "unknown_option"),
     ({"own": None, "guesses": {"east": "status"}}, "unknown_option"), ({"own": None, "guesses": {}}, "malformed"),
     ({"own": 1, "guesses": {}}, "malformed"), ({"own": "status"}, "malformed"), ({"guesses": {}}, "malformed"),
     ({"own": "status", "guesses": []}, "malformed"), ({"own": "status", "guesses": {"north": None}}, "malformed"),
     ({"own": "status", "guesses": {"north": ["status"]}}, "malformed"),
     ({"own": "status", "guesses": {}, "side": "north"}, "malformed"),
     ({"own": None, "guesses": dict.fromkeys(SIDES, "status")}, "too_many_picks"), (None, "malformed")],
)  # fmt: skip
def test_what_is_no_answer_is_refused(guess: Part, body: Any, code: str) -> None:
    assert guess.accept(body) == Refused(code)


@pytest.mark.parametrize(("side", "code"), [("west", None), ("north", None), ("south", "not_dealt")])
def test_only_the_first_of_what_a_phone_drew_may_be_guessed_about(part: MakePart, side: str, code: str | None) -> None:
    # Two of its three: one of them may be its own, which is known to the phone alone.
    one = part("guess", options=OPTIONS, others=1, **WORDS)
    found = one.accept(
        {"own": None, "guesses": {side: "status"}}, replace(EVERYTHING, drawn=("west", "north", "south"))
    )
    assert (found.code if isinstance(found, Refused) else None) == code


def test_guesses_stand_beside_what_the_side_says_itself(guess: Part) -> None:
    shown = room(
        guess,
        [*[("north", "loyalty_absent", {"south": "control"})] * 6, *[("south", "status", {"north": "status"})] * 5],
    )
    few = dict.fromkeys(IDS, "few")
    assert shown == {
        "guesses": {"north": {**few, "status": "most"}, "south": {**few, "control": "most"}},
        "cells": [
            {"sides": ["north"], "rest": False, "bands": {**few, "loyalty_absent": "most"}},
            {"sides": ["south"], "rest": False, "bands": {**few, "status": "most"}},
        ],
        "gap": {
            "north": {"guessed": ["status"], "own": ["loyalty_absent"]},
            "south": {"guessed": ["control"], "own": ["status"]},
        },
    }


def test_where_answers_are_spread_nothing_is_foremost(guess: Part) -> None:
    spread = [("north", IDS[i % 3], {"south": IDS[i % 3]}) for i in range(6)]
    shown = room(guess, [*spread, *[("south", "status", {"north": "status"})] * 5])
    assert shown["gap"] == {
        "north": {"guessed": ["status"], "own": []}, "south": {"guessed": [], "own": ["status"]}
    }  # fmt: skip


def test_a_guess_about_the_own_side_does_not_count(guess: Part) -> None:
    forged = [("north", "status", {"north": "status", "south": "control"})] * 5
    assert list(room(guess, forged)["guesses"]) == ["south"]
    without = room(guess, [("north", "status", {"south": "control"})] * 5)
    assert room(guess, forged) == without


def test_an_own_answer_without_a_side_stands_in_no_cell(guess: Part) -> None:
    rows: list[Row] = [*[("north", "status", {})] * 5, *[("south", "control", {})] * 5]
    assert room(guess, [*rows, *[(None, "loyalty_absent", {})] * 9]) == room(guess, rows)


def test_a_small_side_is_pooled_and_has_no_gap(guess: Part) -> None:
    rows: list[Row] = [("north", "status", {"west": "control"})] * 6
    rows += [("south", "control", {"west": "control"})] * 4 + [("west", "control", {"south": "status"})] * 3
    shown = room(guess, rows)
    assert [(cell["sides"], cell["rest"]) for cell in shown["cells"]] == [(["north"], False), (["south", "west"], True)]
    assert list(shown["guesses"]) == ["west"]  # three guessed about the south
    assert shown["gap"] == {}


def test_with_one_cell_there_are_the_guesses_alone(guess: Part) -> None:
    shown = room(
        guess, [("north", "status", {"south": "control"})] * 8 + [("south", "control", {"north": "status"})] * 4
    )
    assert shown == {"guesses": {"south": {**dict.fromkeys(IDS, "few"), "control": "most"}}, "cells": [], "gap": {}}
    assert steps_in(guess.config, shown) == 1
    both = room(
        guess, [("north", "status", {"south": "control"})] * 8 + [("south", "control", {"north": "status"})] * 5
    )
    assert steps_in(guess.config, both) == guess.kind.steps(guess.config) == 2


@pytest.mark.parametrize(("people", "shown"), [(11, []), (12, ["south"])])
def test_roughly_there_are_guesses_of_many_and_no_side_of_anybody(guess: Part, people: int, shown: list[str]) -> None:
    rows: list[Row] = [("north", "status", {"south": "control"})] * people + [("south", "status", {})] * 12
    found = room(guess, rows, replace(EVERYTHING, rough=True))
    assert (list(found["guesses"]), found["cells"], found["gap"]) == (shown, [], {})


answers = st.tuples(
    st.sampled_from([*SIDES, None]),
    st.sampled_from([*IDS, None]),
    st.dictionaries(st.sampled_from(SIDES), st.sampled_from(IDS), min_size=1, max_size=2),
)


@given(st.lists(answers, max_size=40))
def test_nothing_leaves_a_room_that_fewer_than_five_said(guess: Part, rows: list[Row]) -> None:
    shown = room(guess, rows)
    assert not any(character.isdigit() for character in str(shown))
    for side in SIDES:
        people = sum(side in guesses and own != side for own, _, guesses in rows)
        assert (side in shown["guesses"]) == (people >= 5)
    for cell in shown["cells"]:
        assert sum(side in cell["sides"] and own is not None for side, own, _ in rows) >= 5
    assert len(shown["cells"]) != 1
    alone = {cell["sides"][0] for cell in shown["cells"] if not cell["rest"]}
    assert set(shown["gap"]) == alone & set(shown["guesses"])


def test_a_table_has_the_own_answers_once_they_were_shown(guess: Part) -> None:
    shown = room(
        guess, [*[("north", "status", {"south": "control"})] * 5, *[("south", "status", {"north": "status"})] * 5]
    )
    table = guess.kind.table  # type: ignore[attr-defined]
    assert table(guess.config, shown, {}, 1).columns == ("id", "option", "guessed north", "guessed south")
    assert table(guess.config, shown, {}, 2) == Table(
        ("id", "option", "guessed north", "guessed south", "own north", "own south"),
        (("loyalty_absent", "A promise", "few", "few", "few", "few"),
         ("status", "Status", "most", "few", "most", "most"), ("control", "Control", "few", "most", "few", "few")),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"guess": "What would they lose?"}, "guess", "write {side} once"),
        ({"guess": "{side} or {side}?"}, "guess", "write {side} once"),
        ({"options": OPTIONS[:1]}, "options", "at least 2"),
        ({"options": [*OPTIONS, OPTIONS[0]]}, "", "every option needs an id of its own"),
        ({"options": [{"id": "_a", "text": "x"}, *OPTIONS]}, "options.0.id", "pattern"),
        ({"others": 3}, "others", "less than or equal to 2"),
        ({"others": 0}, "others", "greater than or equal to 1"),
        ({"anonymity": "none"}, "anonymity", "'room'"),
        ({"own": ""}, "own", "at least 1"),
    ],
)
def test_a_plan_that_cannot_work_is_told_why(faults: Faults, fields: dict[str, Any], field: str, said: str) -> None:
    ((where, message),) = faults("guess", **{"options": OPTIONS, **WORDS, **fields})
    assert where == field
    assert said in message


@pytest.mark.parametrize(
    ("kinds", "asked"),
    [(["lobby", "side", "guess"], True), (["lobby", "guess", "side"], False), (["lobby", "guess"], False)],
)
def test_people_are_asked_for_their_side_before_they_guess(tmp_path: Path, kinds: list[str], asked: bool) -> None:
    own = {"guess": {"options": OPTIONS, **WORDS}}
    parts = [{"id": kind, "kind": kind, "title": kind, "minutes": 2, **own.get(kind, {})} for kind in kinds]
    stages = [{"id": f"s-{part['id']}", "title": "A stage", "minutes": 2, "parts": [part]} for part in parts]
    words = {"schema": "plan/1", "id": "p", "title": "P", "sides": [{"id": side, "name": side} for side in SIDES]}
    path = tmp_path / "plan.yaml"
    path.write_text(json.dumps({**words, "stages": stages}), "utf-8")
    said = "'guess' compares sides, and nobody was asked for one; put a part of kind side before it"
    assert [line.partition(".kind: ")[2] for line in check_files([path])] == ([] if asked else [said])
