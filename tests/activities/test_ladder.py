"""ladder: two rungs a person; what the room comes to are counts of pairs, and of each rung."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.activities.base import Asked, Outcome
from facilitator.activities.tables import Table
from facilitator.errors import Refused

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart, Part

RUNGS = [{"id": f"R{n}", "text": f"Rung number {n}"} for n in range(4)]
IDS = [rung["id"] for rung in RUNGS]


@pytest.fixture(scope="session")
def ladder(part: MakePart) -> Part:
    return part("ladder", rungs=RUNGS)


@pytest.mark.parametrize(
    "body", [{"now": "R0", "next": "R1"}, {"now": "R3", "next": "R3"}, {"now": "R2", "next": "R0"}]
)
def test_two_rungs_of_the_ladder_are_recorded(ladder: Part, body: dict[str, str]) -> None:
    assert ladder.accept(body) == body


@pytest.mark.parametrize(
    ("body", "code"),
    [({"now": "R0", "next": "R4"}, "unknown_option"), ({"now": "r0", "next": "R1"}, "unknown_option"),
     ({"now": "R0"}, "malformed"), ({"now": "R0", "next": None}, "malformed"), ({"now": 0, "next": 1}, "malformed"),
     ({"now": ["R0"], "next": "R1"}, "malformed"), ({"now": "R0", "next": "R1", "who": "p01"}, "malformed"),
     (["R0", "R1"], "malformed"), (None, "malformed")],
)  # fmt: skip
def test_what_is_no_pair_of_rungs_is_refused(ladder: Part, body: Any, code: str) -> None:
    assert ladder.accept(body) == Refused(code)


def test_the_room_is_counted_by_pair_and_by_rung(ladder: Part) -> None:
    given = [("R0", "R1"), ("R2", "R1"), ("R0", "R1"), ("R0", "R3"), ("R1", "R1")]
    found = ladder.results([{"now": now, "next": after} for now, after in given])
    assert found == Outcome(5, {
        "pairs": [["R0", "R1", 2], ["R0", "R3", 1], ["R1", "R1", 1], ["R2", "R1", 1]],
        "now": {"R0": 3, "R1": 1, "R2": 1, "R3": 0}, "next": {"R0": 0, "R1": 4, "R2": 0, "R3": 1}, "n": 5,
    })  # fmt: skip


def test_a_side_is_neither_kept_nor_looked_at(ladder: Part) -> None:
    bodies = [{"now": "R0", "next": "R1"}] * 6
    assert ladder.kind.keeps_side is False
    assert ladder.results(bodies, ["north"] * 6) == ladder.results(bodies, ["north", "south"] * 3)


def test_asked_again_a_newcomer_moves_no_band_by_name(ladder: Part) -> None:
    bodies = [{"now": "R0", "next": "R1"}] * 11 + [{"now": "R1", "next": "R2"}]
    found = ladder.results(bodies, asked=Asked(rough=True)).shown
    assert found == {
        "now": {"R0": "most", "R1": "few", "R2": "few", "R3": "few"},
        "next": {"R0": "few", "R1": "most", "R2": "few", "R3": "few"},
    }
    assert ladder.results([*bodies, {"now": "R3", "next": "R3"}], asked=Asked(rough=True)).shown == found


@given(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=30))
def test_pairs_rungs_and_people_add_up(ladder: Part, given: list[tuple[str, str]]) -> None:
    found = ladder.results([{"now": now, "next": after} for now, after in given]).shown
    assert found is not None
    pairs = {(now, after): count for now, after, count in found["pairs"]}
    assert pairs == Counter(given)
    for at, question in enumerate(("now", "next")):
        summed = {id_: sum(count for pair, count in pairs.items() if pair[at] == id_) for id_ in IDS}
        assert found[question] == summed
    assert found["n"] == len(given) == sum(pairs.values())


def test_a_table_has_a_row_for_each_pair_and_roughly_one_for_each_rung(ladder: Part) -> None:
    bodies = [{"now": "R0", "next": "R1"}] * 12
    exact, rough = ladder.results(bodies).shown, ladder.results(bodies, asked=Asked(rough=True)).shown
    table = ladder.kind.table  # type: ignore[attr-defined]
    assert table(ladder.config, exact, {}, 1) == Table(
        ("now", "now_text", "next", "next_text", "count"), (("R0", "Rung number 0", "R1", "Rung number 1", 12),)
    )
    assert table(ladder.config, rough, {}, 1).rows[0] == ("R0", "Rung number 0", "most", "few")


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"rungs": RUNGS[:1]}, "rungs", "at least 2"),
        ({"rungs": [*RUNGS, RUNGS[0]]}, "", "every rung needs an id of its own"),
        ({"rungs": [{"text": "No name"}, *RUNGS]}, "rungs.0.id", "Field required"),
        ({"rungs": ["Bare words", *RUNGS]}, "rungs.0", "dictionary"),
        ({"rungs": [{"id": "R 0", "text": "A gap"}, *RUNGS[1:]]}, "rungs.0.id", "pattern"),
        ({"rungs": RUNGS, "anonymity": "none"}, "anonymity", "'room'"),
        ({"rungs": RUNGS, "questions": {"later": "?"}}, "questions.later", "not permitted"),
    ],
)
def test_a_plan_that_cannot_work_is_told_why(faults: Faults, fields: dict[str, Any], field: str, said: str) -> None:
    ((where, message),) = faults("ladder", **fields)
    assert where == field
    assert said in message


def test_ids_keep_the_case_in_which_they_are_written(part: MakePart) -> None:
    named = part("ladder", rungs=[{"id": "C01", "text": "One"}, {"id": "c01", "text": "Other"}])
    assert named.accept({"now": "C01", "next": "c01"}) == {"now": "C01", "next": "c01"}
