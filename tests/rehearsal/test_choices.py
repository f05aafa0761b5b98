"""Choices that a script answers: told by the ids of their options, counted in the archive and on the wall."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.plans.problems import PlanProblems
from facilitator.plans.read import read_plan
from facilitator.rehearsal.bars import bars, columns
from facilitator.rehearsal.kinds import choice, scale, taken
from facilitator.rehearsal.reading import read_script
from tests.conftest import PLAN as HALF_HOUR
from tests.rehearsal.conftest import HERE, ROOT, Rehearse, started

PLAN = HERE / "choices.yaml"
LOWFIELD = ROOT / "tests" / "rooms" / "lowfield-clinic.yaml"
CHECKS = {"mistakes", "price_at_home.loss", "price_at_home.traitor_0_10", "price_at_home.keep"}
SECTIONS = {"mistakes", "price_at_home"}


def changed(path: Path, folder: Path, before: str, after: str) -> Path:
    """A copy with one change."""
    text = path.read_text("utf-8")
    assert text.count(before) == 1
    copy = folder / path.name
    copy.write_text(text.replace(before, after), "utf-8")
    return copy


@pytest.mark.slow
def test_mistakes_and_the_price_at_home_come_out(rehearse: Rehearse) -> None:
    told = rehearse("--room", LOWFIELD, "--plan", PLAN, "--speed", 600, "--json")

    assert told.failed == {}
    assert (told.code, told.result["ok"], told.result["fitted"]) == (0, True, ["own-up.max_picks = 3"])
    assert set(told.names) >= CHECKS | {f"{name}.screen" for name in CHECKS}
    got = {check["name"]: check["got"] for check in told.result["checks"]}
    assert (got["mistakes"]["M02"], got["price_at_home.keep.screen"]["K03"]) == (6, 7)
    assert got["price_at_home.traitor_0_10"] == {"1": 1, "2": 2, "5": 4, "6": 1, "7": 3, "8": 1, "9": 1, "10": 1}
    assert not SECTIONS & set(told.skipped)


@pytest.mark.slow
def test_a_wrong_figure_and_a_lost_tap_are_noticed(tmp_path: Path) -> None:
    room = changed(LOWFIELD, tmp_path, "mistakes: {M01: 3,", "mistakes: {M01: 4,")
    plan = changed(PLAN, tmp_path, "    max_picks: 2\n", "    max_picks: 2\n    anonymity: none\n")
    told = started([str(HERE / "launch.py"), "loses_a_tap", str(room), "600", str(plan)])

    assert (told.code, told.result["ok"]) == (1, False)
    wrong = {"mistakes", "price_at_home.keep"}
    assert set(told.failed) & (CHECKS | {f"{name}.screen" for name in CHECKS}) == {
        *wrong, *(f"{name}.screen" for name in wrong),
    }  # fmt: skip


def test_ids_decide_and_of_two_alike_the_last() -> None:
    script, plan = read_script(LOWFIELD), read_plan(PLAN)
    asked = {p.id: choice.asked(script, plan, p) for _, p in plan.parts() if hasattr(p, "options")}
    assert asked == {"before": "", "own-up": "mistakes", "felt": "loss", "keep": "keep"}
    roles = {p.id: scale.role(plan, p) for _, p in plan.parts() if hasattr(p, "low")}
    assert roles == {"traitor": "price"}


def test_a_plan_whose_choices_and_scales_ask_other_things_takes_neither() -> None:
    script, plan = read_script(LOWFIELD), read_plan(HALF_HOUR)
    found = {name for _, part in plan.parts() for name in taken(script, plan, part)}
    assert not SECTIONS & found
    assert {"baseline_honesty", "evaluation", "ballots"} <= found


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("p02: [M01, M02]", "p02: [M01, M01]", "mistakes.p02.1: 'M01' stands here twice; name each once"),
        ("p02: [M01, M02]", "p99: [M01, M02]", "mistakes.p99: there is no participant 'p99'"),
        ("p02: [M01, M02]", 'p02: ["M 1"]', "mistakes.p02.0: 'M 1' cannot be used; letters, digits"),
        ("keep: [K02, K05]", "keep: [K02, K02]", "price_at_home.p07.keep.1: 'K02' stands here twice"),
        ("traitor_0_10: 10", "traitor_0_10: 11", "price_at_home.p13.traitor_0_10: 11 is too much; at most 10"),
        ("traitor_0_10: 10", "traitor: 10", "price_at_home.p13.traitor: there is no field 'traitor'"),
    ],
)
def test_what_is_wrong_with_what_a_script_answers_is_named(
    tmp_path: Path, before: str, after: str, said: str
) -> None:  # fmt: skip
    with pytest.raises(PlanProblems) as found:
        read_script(changed(LOWFIELD, tmp_path, before, after))
    assert [str(problem) for problem in found.value.problems if said in str(problem)] != []


def test_bars_and_columns_are_read_from_the_wall() -> None:
    page = (
        '<div class="bar" data-option="M01"><bdi>Opened 7 times</bdi><span class="bar__value">2</span></div>'
        '<tr data-option="M02"><th>a few</th></tr>'
        '<svg class="columns"><text>9</text><text class="value">0</text></svg>'
        '<svg class="columns"><text>3</text><text class="value">0</text><text>0</text><text class="value">10</text>'
    )
    assert bars(page) == {"M01": 2}
    assert columns(page) == {"0": 3, "10": 0}
    assert (bars("<p>1</p>"), columns("<p>1</p>")) == ({}, {})
