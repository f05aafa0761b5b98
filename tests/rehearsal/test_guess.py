"""A room whose script says what each side would lose, and a plan with the gap: played, judged, and able to fail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from facilitator.plans.read import read_plan
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.heard import Heard
from facilitator.rehearsal.kinds import SCRIPTED
from facilitator.rehearsal.outcome import Check
from facilitator.rehearsal.pages import gap
from tests.rehearsal.conftest import Rehearse
from tests.rehearsal.halls import calm_hall

OPTIONS = ("resources", "loyalty_absent", "status")
OWN = dict.fromkeys(("p01", "p02", "p03", "p04", "p05"), "loyalty_absent")
OWN |= dict.fromkeys(("p06", "p07", "p08", "p09", "p10"), "status") | {"p11": "resources", "p12": "resources"}


def room(folder: Path) -> Path:
    """The small hall, of which everybody stays and says what they would lose and what the hardest side would."""
    said = "".join(
        f"  {id_}: {{own_loss: {loss}, hardest: {'bell' if id_ < 'p06' else 'choir'}, guessed_loss: resources}}\n"
        for id_, loss in OWN.items()
    )
    path = calm_hall(folder, f"map_recall:\n{said}")
    path.write_text("\n".join(line for line in path.read_text("utf-8").splitlines() if "leaves" not in line), "utf-8")
    return path


def plan(folder: Path, options: tuple[str, ...] = OPTIONS) -> Path:
    """A door, a harvest, the sides, the gap, and an end."""
    words = {"own": "What would yours lose?", "guess": "What would {side} lose?", "others": 2}
    gap = {**words, "options": [{"id": id_, "text": f"The {id_}"} for id_ in options]}
    parts = [
        {"id": "door", "kind": "lobby", "title": "Come in"},
        {"id": "dilemmas", "kind": "harvest", "title": "Write"},
        {"id": "stand", "kind": "side", "title": "Where do you stand?"},
        {"id": "gap", "kind": "guess", "title": "The gap", **gap},
        {"id": "end", "kind": "say", "title": "Good night"},
    ]
    stages = [{"id": f"s-{p['id']}", "title": p["title"], "minutes": 2, "parts": [p]} for p in parts]
    sides = [{"id": id_, "name": id_.title()} for id_ in ("choir", "bell", "garden")]
    path = folder / "gap.yaml"
    path.write_text(
        json.dumps({"schema": "plan/1", "id": "gap", "title": "Gap", "sides": sides, "stages": stages}), "utf-8"
    )
    return path


@pytest.mark.slow
def test_the_losses_of_a_script_reach_the_wall_and_the_archive(rehearse: Rehearse, tmp_path: Path) -> None:
    told = rehearse("--room", room(tmp_path), "--plan", plan(tmp_path), "--speed", 100, "--json")

    assert told.failed == {}
    assert (told.code, told.result["ok"]) == (0, True)
    assert "map_recall" not in told.skipped
    checks = {check["name"]: check["got"] for check in told.result["checks"]}
    assert checks["counted.gap"] == len(OWN)
    cells = checks["results.gap"]["cells"]
    assert [(cell["sides"], cell["rest"]) for cell in cells] == [(["bell"], False), (["choir", "garden"], True)]
    assert cells[0]["bands"] == {"resources": "few", "loyalty_absent": "few", "status": "most"}
    assert set(checks["results.gap"]["guesses"]) == {"choir", "bell", "garden"}
    # Everybody guesses about both others, and all of the bell say the same of the choir.
    assert checks["gap.gap.first"]["choir"]["guessed"] == {"resources": "most"}
    assert "own" not in checks["gap.gap.first"]["bell"]
    assert checks["gap.gap.screen"]["bell"]["own"] == {"status": "most"}


@pytest.mark.slow
def test_losses_that_the_plan_does_not_have_are_skipped_and_said(rehearse: Rehearse, tmp_path: Path) -> None:
    told = rehearse("--room", room(tmp_path), "--plan", plan(tmp_path, OPTIONS[:2]), "--speed", 100, "--json")

    assert told.failed == {}
    assert told.skipped["map_recall"] == "the plan's part 'gap' has no status"


def wall(guessed: str, own: str) -> str:
    """A wall with one side: what others think, and what it says where `own` is given."""
    row = '<p data-said="{}"><b>Words</b><span data-named="{}"><bdi>X</bdi><i data-band="most"></i></span></p>'
    said = row.format("guessed", guessed) + (row.format("own", own) if own else "")
    return f'<li data-about="bell"><h2>Bell</h2>{said}</li>'


def test_the_rows_of_a_side_are_read_off_the_wall() -> None:
    assert gap(wall("status", "resources")) == {
        "bell": {"guessed": {"status": "most"}, "own": {"resources": "most"}}
    }  # fmt: skip
    assert gap(wall("status", "")) == {"bell": {"guessed": {"status": "most"}}}


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        (("status", ""), ("status", "resources"), []),
        (("resources", ""), ("status", "resources"), ["gap.gap.first"]),
        (("status", "resources"), ("status", "resources"), ["gap.gap.first"]),
        (("status", ""), ("status", "status"), ["gap.gap.screen"]),
        (("status", ""), ("status", ""), ["gap.gap.screen"]),
    ],
    ids=["as kept", "another guess", "both at once", "another word", "the second row missing"],
)
def test_a_wall_that_differs_from_the_archive_is_noticed(
    tmp_path: Path, first: tuple[str, str], last: tuple[str, str], wrong: list[str]
) -> None:
    found = judged(tmp_path, first, last)
    assert [check.name for check in found if not check.ok and "small" not in check.name] == wrong


def test_a_side_of_whom_fewer_spoke_than_the_threshold_is_noticed(tmp_path: Path) -> None:
    # Nobody's phone was told that anything is received, and still the archive has a picture.
    (small,) = (check for check in judged(tmp_path, ("status", ""), ("status", "resources")) if "small" in check.name)
    assert (small.ok, small.got) == (False, ["answers of bell", "guesses about bell"])


def judged(folder: Path, *walls: tuple[str, str]) -> list[Check]:
    """What is said of an evening in which the screen had these walls, one after the other."""
    read = read_plan(plan(folder))
    part = next(part for _, part in read.parts() if part.id == "gap")
    few = dict.fromkeys(OPTIONS, "few")
    kept = {
        "guesses": {"bell": {**few, "status": "most"}}, "gap": {},
        "cells": [{"sides": ["bell"], "rest": False, "bands": {**few, "resources": "most"}}],
    }  # fmt: skip
    heard = Heard()
    for one in walls:
        heard.note("screen", "gap", "revealed", wall(*one))
    script: Any = type("NoScript", (), {"map_recall": {}})()
    archive = {"parts": [{"part": "gap", "results": kept}]}
    evening = Evening(script, read, "", heard, [], None, archive=archive)  # type: ignore[arg-type]
    return [found for found in SCRIPTED[part.kind].judge(evening, part) if isinstance(found, Check)]
