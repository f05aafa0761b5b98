"""Which plans can have requests answered: the link must lead to texts of tables that are addressed to one side."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.plans.read import PlanProblems, read_plan, read_plan_text

PLAN = (Path(__file__).parents[1] / "server" / "requests.yaml").read_text("utf-8")
LINK = "items_from: form, to: whom}"
HINT = "addresses no texts to a side; name a capture that `gives` a text and has a field of kind sides with one pick"
CASES = {
    "another part that collects texts": (
        "items_from: form",
        "items_from: read",
        [f"31:74: stages.1.parts.4.items_from: 'read' {HINT}"],
    ),
    "a capture that gives nothing": (
        "        gives: request\n",
        "",
        [f"30:74: stages.1.parts.4.items_from: 'form' {HINT}"],
    ),
    "a capture without one pick": (
        "kind: sides}",
        "kind: sides, picks: 2}",
        [f"31:74: stages.1.parts.4.items_from: 'form' {HINT}"],
    ),
    "a field that is not there": (
        "to: whom}",
        "to: side}",
        ["31:92: stages.1.parts.4.to: 'form' has no field 'side' of kind sides with one pick; it has whom"],
    ),
    "a field that is a text": (
        "to: whom}",
        "to: why}",
        ["31:92: stages.1.parts.4.to: 'form' has no field 'why' of kind sides with one pick; it has whom"],
    ),
    "the field that is meant when none is named": (
        ", to: whom}",
        "}",
        ["31:9: stages.1.parts.4.to: 'form' has no field 'to' of kind sides with one pick; it has whom"],
    ),
    "a later part": (
        LINK,
        "items_from: after, to: whom}",
        ["31:74: stages.1.parts.4.items_from: 'after' is not before this part; name an earlier part"],
    ),
}


def test_the_plan_itself_is_right(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, "utf-8")
    assert read_plan(path).part("replies") is not None


@pytest.mark.parametrize("case", CASES)
def test_a_link_that_cannot_work_is_told_where(case: str) -> None:
    old, new, expected = CASES[case]
    assert PLAN.count(old) == 1
    with pytest.raises(PlanProblems) as caught:
        read_plan_text(PLAN.replace(old, new), "plan.yaml")
    assert [str(problem).removeprefix("plan.yaml:") for problem in caught.value.problems] == expected
