"""A new kind touches one name in four places and one line of the registry: shown by adding one, and running it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, Server

MODULE = '''"""nod: whether people nod. A kind that a test adds."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, Literal

from facilitator.activities.base import Asked, Ballot, Links, Outcome, PartConfig
from facilitator.errors import Refused

before_start = asks_side = keeps_side = False


class Config(PartConfig):
    kind: Literal["nod"]


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links()


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    return {"nod": True} if body == {"nod": True} else Refused("malformed")


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    return Outcome(len(ballots), {"nods": len(ballots)})


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    return {"nod": True}
'''
PARTIALS = {
    "phone": '<section data-part="{{ part.id }}"><main><h1>{{ part.phone or part.title }}</h1></main></section>',
    "screen": '<h1 class="say">{{ state.results.nods if state.results else part.title }}</h1>',
    "console": '{% include "activities/_console_answers.html" %}',
    "archive": '<section class="card"><h2>{{ part.title }}</h2><p data-nods="{{ state.results.nods }}"></p></section>',
}
PLAN = """
schema: plan/1
id: nods
title: Nods
stages:
  - id: all
    title: All of it
    minutes: 2
    parts:
      - {id: nods, kind: nod, title: Who nods?, minutes: 2, anonymity: none}
"""


@pytest.fixture
def grown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the program to which the kind was added, and nothing but it."""
    root = tmp_path / "grown"
    for folder in ("facilitator", "templates", "static", "session_plans"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "facilitator/activities/kinds/nod.py").write_text(MODULE, "utf-8")
    (root / "templates/activities/nod").mkdir()
    for face, words in PARTIALS.items():
        (root / f"templates/activities/nod/{face}.html").write_text(words, "utf-8")
    registry = root / "facilitator/activities/registry.py"
    words = registry.read_text("utf-8")
    words = words.replace("    parking,\n", "    nod,\n    parking,\n", 1)
    registry.write_text(words.replace('    "side": ', '    "nod": cast(Activity, nod),\n    "side": ', 1), "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(root))
    yield root


def test_a_kind_is_a_module_four_partials_and_a_line(grown: Path, tmp_path: Path) -> None:
    plan = tmp_path / "nods.yaml"
    plan.write_text(PLAN, "utf-8")
    server = Server(grown, plan, (), {}, cold=True).start()
    try:
        phones = [server.join() for _ in range(6)]
        assert [server.answer(phone, "nods", {"nod": True}).status_code for phone in phones] == [200] * 6
        assert server.answer(phones[0], "nods", {"nod": "twice"}, v=2).json()["error"] == "malformed"
        assert "Who nods?" in server.frames("phone", phones[0])["main"]
        server.do("close")
        server.until("revealed")
        assert server.kept("nods")["results"] == {"nods": 6}
        assert ">6<" in server.frames("screen", server.screen)["wall"]
        server.do("seal")
        report = next((server.data / "archive").glob("*/report.html")).read_text("utf-8")
        assert 'data-nods="6"' in report
    finally:
        server.stop()


def test_without_its_line_the_kind_is_unknown(grown: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "facilitator/activities/registry.py", grown / "facilitator/activities/registry.py")
    plan = tmp_path / "nods.yaml"
    plan.write_text(PLAN, "utf-8")
    with pytest.raises(AssertionError, match="nod"):
        Server(grown, plan, (), {}, cold=True).start()
