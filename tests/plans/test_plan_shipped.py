"""The plans that come with the product: they fit their minutes, and every part tells the facilitator what to say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from facilitator.activities.registry import activity
from facilitator.paths import resource
from facilitator.plans import check_files
from facilitator.plans.model import Plan
from facilitator.plans.read import read_plan
from facilitator.plans.shipped import shipped_plans

PATHS = sorted(resource("session_plans").iterdir())
HALF_HOUR = "cross-boundary-dilemmas-30"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return next(plan for path, plan in shipped_plans() if path.stem == HALF_HOUR)


def test_shipped_plans_are_sound_and_named_after_their_files() -> None:
    assert check_files(PATHS) == []
    assert sorted((path, plan.id) for path, plan in shipped_plans()) == [(path, path.stem) for path in PATHS]


def test_a_run_that_names_no_plan_takes_the_half_hour() -> None:
    assert shipped_plans()[0][1].id == HALF_HOUR
    assert [plan.promised_minutes for _, plan in shipped_plans()] == [30, 90, 90, 180]


def test_a_shipped_plan_with_a_mistake_would_be_noticed(tmp_path: Path) -> None:
    path = tmp_path / "copy.yaml"
    shutil.copy(resource("session_plans") / f"{HALF_HOUR}.yaml", path)
    path.write_text(path.read_text("utf-8").replace("items_from: dilemmas", "items_from: pairs"), "utf-8")
    assert [line.rsplit(": ", 1)[1] for line in check_files([path])] == [
        "'pairs' collects no texts; name a harvest, a sentence or a wall"
    ]


def test_it_takes_the_half_hour_it_promises(plan: Plan) -> None:
    assert plan.promised_minutes == sum(stage.minutes.target for stage in plan.stages) == 30
    assert sum(stage.minutes.min for stage in plan.stages) < 30 < sum(stage.minutes.max for stage in plan.stages)


def test_its_stages_and_kinds(plan: Plan) -> None:
    assert [(stage.id, [part.kind for part in stage.parts]) for stage in plan.stages] == [
        ("lobby", ["lobby"]),
        ("warm-up", ["choice"]),
        ("honesty", ["scale"]),
        ("sides", ["side"]),
        ("write-dilemma", ["harvest"]),
        ("pairs", ["say"]),
        ("choose", ["vote"]),
        ("look", ["say"]),
        ("close", ["scale", "close"]),
    ]
    assert [(part.id, part.kind) for part in plan.beside] == [("pause", "signal"), ("parking", "parking")]


def test_only_the_warm_up_is_not_secret(plan: Plan) -> None:
    asked = [part for _, part in plan.parts() if activity(part).collects(part)]
    assert [(part.id, part.anonymity, part.reveal) for part in asked] == [
        ("warm-up", "none", "live"),
        ("honesty-before", "room", "on_close"),
        ("sides", "room", "on_close"),
        ("dilemmas", "room", "never"),
        ("choose", "room", "on_close"),
        ("honesty-after", "room", "on_close"),
    ]


def test_the_same_question_opens_and_closes(plan: Plan) -> None:
    before, after = plan.part("honesty-before"), plan.part("honesty-after")
    assert before is not None and after is not None
    assert activity(after).links(after).pairs_with == before.id
    for field in ("low", "high", "low_label", "high_label"):
        assert getattr(before, field) == getattr(after, field)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_part_has_a_script(path: Path) -> None:
    plan = read_plan(path)
    assert [part.id for _, part in plan.parts() if not part.say or not part.watch] == []
    assert [stage.id for stage in plan.stages if not stage.purpose] == []
    assert [part.id for _, part in plan.parts() if not part.screen or len(part.screen.split()) > 40] == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_credit_is_given(path: Path) -> None:
    plan = read_plan(path)
    assert ("Dean Williams" in plan.credits, "Leadership for a Fractured World" in plan.credits) == (True, True)


def test_there_are_sides_to_stand_on(plan: Plan) -> None:
    assert len(plan.sides) == 3
    assert [side.id for side in plan.sides if not side.story] == []
