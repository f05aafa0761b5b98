"""A room whose script has commitments: handed out in order, kept once each, and a wrong archive is noticed."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from facilitator.plans.read import read_plan
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.heard import Heard
from facilitator.rehearsal.kinds import SCRIPTED
from facilitator.rehearsal.outbox import Place
from facilitator.rehearsal.outcome import Check
from tests.rehearsal.conftest import Rehearse
from tests.rehearsal.halls import calm_hall

GIVEN = [
    {"when": f"on the {n} evening", "will": f"knock at door {n} and listen", "with": f"the neighbour {n}"}
    for n in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
]
LONG = {"when": "Monday", "will": f"tell everybody {'everything ' * 7}I know", "with": "two colleagues"}
SAID = [f"When {one['when']}, I will {one['will']}, with {one['with']}." for one in GIVEN]


def room(folder: Path) -> Path:
    lines = (f"  - {json.dumps(given)}\n" for given in (*GIVEN, LONG))
    return calm_hall(folder, f"commitments:\n{''.join(lines)}")


def plan(folder: Path) -> Path:
    """A door, a harvest, the commitments, a part in which they are read, and an end."""
    parts = [
        {"id": "door", "kind": "lobby", "title": "Come in"},
        {"id": "dilemmas", "kind": "harvest", "title": "Write"},
        {"id": "commit", "kind": "commitment", "title": "One step", "if_badly": True, "check_in": True},
        {"id": "end", "kind": "say", "title": "Good night"},
    ]
    stages = [{"id": f"s-{p['id']}", "title": p["title"], "minutes": 2, "parts": [p]} for p in parts]
    path = folder / "commit.yaml"
    path.write_text(json.dumps({"schema": "plan/1", "id": "commit", "title": "One step", "stages": stages}), "utf-8")
    return path


@pytest.mark.slow
def test_the_commitments_of_a_script_are_kept_once_each(rehearse: Rehearse, tmp_path: Path) -> None:
    told = rehearse("--room", room(tmp_path), "--plan", plan(tmp_path), "--speed", 100, "--json")

    assert told.failed == {}
    assert (told.code, told.result["ok"]) == (0, True)
    assert "commitments" not in told.skipped
    assert told.result["fitted"] == ["commit.length = 98"]
    checks = {check["name"]: check["got"] for check in told.result["checks"]}
    assert checks["counted.commit"] == len(GIVEN) + 1
    assert checks["results.commit"] == {"texts": len(GIVEN) + 1, "check_in": None}
    assert {f"commitments.commit.{what}" for what in ("console", "archive", "script", "names")} <= set(checks)


@pytest.mark.parametrize(
    ("kept", "wrong"),
    [
        (SAID, []),
        (SAID[1:], ["archive"]),
        ([*SAID, SAID[0]], ["archive"]),
        ([*SAID[1:], f"{SAID[0]} Ada"], ["archive"]),
        ([*SAID[:-1], f"{SAID[-1]} p03"], ["archive", "names"]),
    ],
    ids=["as sent", "one lost", "one twice", "other words", "somebody's id"],
)
def test_an_archive_that_differs_from_what_was_sent_is_noticed(
    tmp_path: Path, kept: list[str], wrong: list[str]
) -> None:
    assert [name for name in judged(tmp_path, kept, GIVEN) if name != "console"] == wrong


def test_words_that_are_not_the_scripts_are_noticed(tmp_path: Path) -> None:
    assert judged(tmp_path, SAID, GIVEN[1:]) == ["console", "script"]


def judged(folder: Path, kept: list[str], script: list[dict[str, str]]) -> list[str]:
    """Which checks fail of an evening in which these texts are kept, and no console showed any."""
    read = read_plan(plan(folder))
    part = next(part for _, part in read.parts() if part.id == "commit")
    people: list[Any] = [
        SimpleNamespace(id=f"p{n:02}", phone=SimpleNamespace(acked={Place("commit", 1): ballot}, states={}))
        for n, body in enumerate(GIVEN)
        for ballot in (SimpleNamespace(body=body, side=None),)
    ]
    archive = {"parts": [{"part": "commit", "withheld": False, "texts": [{"body": text} for text in kept]}]}
    words: Any = SimpleNamespace(commitments=script)
    moderation: Any = SimpleNamespace(texts={})
    evening = Evening(words, read, "", Heard(), people, moderation, archive=archive)
    found = [check for check in SCRIPTED[part.kind].judge(evening, part) if isinstance(check, Check)]
    return [check.name.rpartition(".")[2] for check in found if not check.ok]
