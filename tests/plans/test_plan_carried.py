"""What a plan has of the session before: strictly read, refused with its line, kept as it is."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from facilitator.paths import resource
from facilitator.plans import check_files
from facilitator.plans.keep import with_carried, without_names
from facilitator.plans.read import PlanProblems, read_plan_text

OPTIONS = [{"id": "status", "text": "Status"}, {"id": "loyalty_absent", "text": "A promise"}]
CARRIED: dict[str, Any] = {
    "from": {"title": "First", "date": "2026-03-14", "code": "K7QD", "until": "2026-06-12"},
    "gaps": [{
        "title": "The gap", "options": OPTIONS,
        "sides": [
            {"id": "north", "name": "North", "guessed": {"status": "most"}, "own": {"loyalty_absent": "some"}},
            {"id": "south", "name": "South", "guessed": {}},
        ],
    }],
    "commitments": ["When rain, I will call, with a clerk. {{ 7*7 }} <script>", "متى أمكن: سأتصل"],
}  # fmt: skip
VIEWS = [{"id": view, "kind": "recall", "title": view, "view": view} for view in ("map", "gaps", "commitments")]
PLAN: dict[str, Any] = {
    "schema": "plan/1", "id": "p", "title": "P",
    "sides": [{"id": "north", "name": "North"}, {"id": "south", "name": "South"}],
    "stages": [{"id": "one", "title": "One", "minutes": 6, "parts": VIEWS}],
}  # fmt: skip


def said(path: Path, plan: dict[str, Any]) -> list[str]:
    (path / "plan.yaml").write_text(json.dumps(plan, indent=1), "utf-8")
    return [str(problem).partition("plan.yaml:")[2].split(": ", 1)[1] for problem in check_files([path / "plan.yaml"])]


def test_a_plan_with_and_without_it_passes(tmp_path: Path) -> None:
    assert said(tmp_path, PLAN) == []
    assert said(tmp_path, {**PLAN, "carried": CARRIED}) == []
    assert said(tmp_path, {**PLAN, "carried": {"from": CARRIED["from"]}}) == []


def test_only_the_map_needs_sides(tmp_path: Path) -> None:
    found = said(tmp_path, {**PLAN, "sides": []})
    assert [line.split(": ")[0] for line in found] == ["stages.0.parts.0.kind"]


def test_what_was_carried_comes_back_word_for_word() -> None:
    plain = json.dumps(PLAN)
    text = with_carried(plain, PLAN["sides"], CARRIED)
    read = read_plan_text(text, "plan.yaml").carried
    assert read is not None
    assert read.model_dump(mode="json", by_alias=True, exclude_none=True) == CARRIED
    assert text == with_carried(text, PLAN["sides"], CARRIED)
    assert read == read_plan_text(without_names(text), "plan.yaml").carried
    assert read_plan_text(plain, "plan.yaml").carried is None


def test_the_most_that_can_be_carried_fits_into_the_longest_shipped_plan() -> None:
    options = [{"id": f"loss_{n}", "text": "ض" * 120} for n in range(12)]
    bands = dict.fromkeys(("loss_0", "loss_1", "loss_2"), "some")
    kinds = ("values", "loyalties", "losses", "influencers")
    sides = [
        {"id": f"s{n}", "name": "ض" * 60, "story": "ض" * 300, **{k: ["ض" * 60] * 4 for k in kinds}} for n in range(6)
    ]
    said = [{"id": side["id"], "name": side["name"], "guessed": bands, "own": bands} for side in sides]
    gap = {"title": "ض" * 120, "options": options, "sides": said}
    most = {**CARRIED, "gaps": [gap] * 2, "commitments": ["ض" * 600] * 120}
    plans = sorted(resource("session_plans").glob("*.yaml"), key=lambda path: path.stat().st_size)
    read = read_plan_text(with_carried(plans[-1].read_text("utf-8"), sides, most), "plan.yaml")
    assert read.carried is not None
    assert (len(read.carried.gaps), len(read.carried.commitments)) == (2, 120)


Change = Callable[[dict[str, Any]], object]
CHANGES: list[tuple[str, Change, str]] = [
    ("no origin", lambda c: c.pop("from"), "from is missing; add `from:` here"),
    ("no such day", lambda c: c["from"].update(date="2026-13-01"), "'2026-13-01' cannot be used"),
    ("no such code", lambda c: c["from"].update(code="../x"), "'../x' cannot be used"),
    ("another field", lambda c: c.update(people=["Anna"]), "there is no field 'people'"),
    ("a count", lambda c: c["gaps"][0]["sides"][0].update(guessed={"status": 4}), "4 is not possible"),
    ("the least band", lambda c: c["gaps"][0]["sides"][0].update(own={"status": "few"}), "'few' is not possible"),
    ("an unknown option", lambda c: c["gaps"][0]["sides"][0].update(own={"x": "most"}), "'x' is named by a side and"),
    ("a fourth option", lambda c: c["gaps"][0]["sides"][0].update(own=dict.fromkeys("abcd", "some")), "4 options"),
    ("an option twice", lambda c: c["gaps"][0].update(options=[OPTIONS[0]] * 2), "every option needs an id of its own"),
    ("a side twice", lambda c: c["gaps"][0].update(sides=c["gaps"][0]["sides"][:1] * 2), "a side stands here twice"),
    ("a side of which nothing is known", lambda c: c["gaps"][0]["sides"][1].pop("guessed"), "nothing stands here of"),
    ("too many gaps", lambda c: c.update(gaps=c["gaps"] * 5), "5 in this list; at most 4 are possible"),
    ("too many commitments", lambda c: c.update(commitments=["x"] * 121), "121 in this list; at most 120 are possible"),
    ("a long one", lambda c: c.update(commitments=["x" * 601]), "601 characters; at most 600 fit"),
    ("an empty one", lambda c: c.update(commitments=[" "]), "nothing stands here; write a text"),
    ("a sign that turns words", lambda c: c.update(commitments=["a\u202eb"]), "an invisible sign stands here (U+202E)"),
    ("a number", lambda c: c.update(commitments=[7]), "text is wanted here, and YAML reads a number"),
    ("no block", lambda c: c.clear(), "from is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "found"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_what_does_not_fit_is_refused_in_a_sentence(change: Change, found: str) -> None:
    carried = copy.deepcopy(CARRIED)
    change(carried)
    with pytest.raises(PlanProblems) as raised:
        read_plan_text(json.dumps({**PLAN, "carried": carried}, ensure_ascii=True), "plan.yaml")
    (problem, *_) = raised.value.problems
    assert problem.message.startswith(found), problem
    assert problem.field.startswith("carried")
