"""A room whose script has rungs, and a plan with a ladder: the section is played and judged, and can fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from facilitator.rehearsal.pages import rungs
from tests.rehearsal.conftest import Rehearse
from tests.rehearsal.halls import calm_hall

GIVEN = {"p01": ("R0", "R1"), "p02": ("R0", "R1"), "p03": ("R2", "R1"), "p06": ("R1", "R2"), "p07": ("R0", "R2"),
         "p08": ("R2", "R2"), "p11": ("R0", "R1")}  # fmt: skip


def room(folder: Path) -> Path:
    """The small hall, of which seven people tap two rungs."""
    pairs = "".join(f"  {id_}: {{now: {now}, next: {after}}}\n" for id_, (now, after) in GIVEN.items())
    return calm_hall(folder, f"rungs:\n{pairs}")


def plan(folder: Path, count: int) -> Path:
    """A door, a harvest, a ladder of so many rungs, and an end."""
    rungs = [{"id": f"R{n}", "text": f"Rung number {n}"} for n in range(count)]
    parts = [
        {"id": "door", "kind": "lobby", "title": "Come in"},
        {"id": "dilemmas", "kind": "harvest", "title": "Write"},
        {"id": "rung", "kind": "ladder", "title": "Where do we stand?", "rungs": rungs},
        {"id": "end", "kind": "say", "title": "Good night"},
    ]
    stages = [{"id": f"s-{p['id']}", "title": p["title"], "minutes": 2, "parts": [p]} for p in parts]
    path = folder / "ladder.yaml"
    path.write_text(json.dumps({"schema": "plan/1", "id": "ladder", "title": "A ladder", "stages": stages}), "utf-8")
    return path


@pytest.mark.slow
def test_the_rungs_of_a_script_reach_the_wall_and_the_archive(rehearse: Rehearse, tmp_path: Path) -> None:
    told = rehearse("--room", room(tmp_path), "--plan", plan(tmp_path, 3), "--speed", 100, "--json")

    assert told.failed == {}
    assert (told.code, told.result["ok"]) == (0, True)
    assert "rungs" not in told.skipped and "ballots" in told.skipped
    checks = {check["name"]: check["got"] for check in told.result["checks"]}
    assert checks["counted.rung"] == len(GIVEN)
    assert checks["results.rung"]["pairs"] == [["R0", "R1", 3], ["R0", "R2", 1], ["R1", "R2", 1], ["R2", "R1", 1],
                                               ["R2", "R2", 1]]  # fmt: skip
    assert checks["rungs.rung.screen"] == {"R0": ["4", "0"], "R1": ["1", "4"], "R2": ["2", "3"]}


@pytest.mark.slow
def test_rungs_that_the_plan_does_not_have_are_no_success(rehearse: Rehearse, tmp_path: Path) -> None:
    told = rehearse("--room", room(tmp_path), "--plan", plan(tmp_path, 2), "--speed", 100, "--json")

    assert (told.code, told.result["ok"]) == (1, False)
    assert told.failed != {}


def test_the_figures_of_a_ladder_are_read_off_its_rungs() -> None:
    page = (
        '<li data-rung="R1"><bdi>Up 7</bdi><span>now:</span><b class="figures rungs__now">2</b><span>next:</span>'
        '<b class="figures rungs__next">0</b></li><li data-rung="R0"><b class="figures">12</b></li>'
    )
    assert rungs(page) == {"R1": ["2", "0"], "R0": ["12"]}
    assert rungs(page.replace(">2<", ">3<")) != rungs(page)
