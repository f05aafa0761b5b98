"""Feeds among groups that cannot work are found at their line, with what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.plans import check_files

PLAN = (Path(__file__).parent.parent / "server" / "tables.yaml").read_text("utf-8")
WRONG = {
    "groups that no part forms": (
        "minutes: 4, groups: tables",
        "minutes: 4, groups: votes",
        "'votes' forms no groups; name a part of kind groups",
    ),
    "groups of a part that is not there": (
        "minutes: 4, groups: tables",
        "minutes: 4, groups: table",
        "there is no part 'table'",
    ),
    "dilemmas from something that chooses none": (
        "dilemmas_from: votes",
        "dilemmas_from: dilemmas",
        "'dilemmas' chooses no texts; name a vote",
    ),
    "a form of other groups": ("recalls: form", "recalls: votes", "'votes' is no form of the same groups"),
    "a form that comes later": ("recalls: form", "recalls: pledge", "'pledge' is not before this part"),
    "a field that gives no text": ("gives: move", "gives: in_play", "and that is no field of kind text"),
    "a field without an id": ("{id: never, ask: One", "{ask: One", "id is missing"),
    "one side alone": (
        "  - {id: south, name: The south}\n  - {id: west, name: The west}\n",
        "",
        "the plan has fewer than two; list them under `sides`",
    ),
}


def said(text: str, folder: Path) -> str:
    """Everything that is wrong with a plan; empty if nothing is."""
    path = folder / "tables.yaml"
    path.write_text(text, "utf-8")
    return "\n".join(map(str, check_files([path])))


def test_the_plan_is_right_before_it_is_made_wrong(tmp_path: Path) -> None:
    assert said(PLAN, tmp_path) == ""


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG.values(), ids=WRONG)
def test_a_feed_that_cannot_work_is_found(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert PLAN.count(old) >= 1
    found = said(PLAN.replace(old, new, 1), tmp_path)
    assert sentence in found, found
    assert "tables.yaml:" in found, "with its line"
