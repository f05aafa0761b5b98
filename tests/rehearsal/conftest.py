"""Rehearsals as anybody would start them: a process that starts a server of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import forked
from tests.machine import patience

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SMALL = HERE / "small-hall.yaml"
CLOSING_SECONDS = "0.5"
"""Instead of 5 s, which are real seconds at any speed."""
UNHURRIED = "2"
"""Where many people and a facilitator who takes something back share two busy processors."""


@dataclass(frozen=True)
class Told:
    """What a rehearsal said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return found

    @property
    def failed(self) -> dict[str, tuple[Any, Any]]:
        """Expected and got of every check that failed."""
        return {c["name"]: (c["expected"], c["got"]) for c in self.result["checks"] if not c["ok"]}

    @property
    def names(self) -> list[str]:
        return [check["name"] for check in self.result["checks"]]

    @property
    def skipped(self) -> dict[str, str]:
        return {skipped["name"]: skipped["why"] for skipped in self.result["skipped"]}


Rehearse = Callable[..., Told]


def started(words: list[str], seconds: float = 60, closing: str = CLOSING_SECONDS) -> Told:
    """`seconds` are those of the quiet reference machine, against hanging."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("FACILITATOR_")}
    env["FACILITATOR_CLOSING_SECONDS"] = closing
    found = forked.run(words, env=env, timeout=patience(seconds))
    assert "Traceback" not in found.stderr, found.stderr
    return Told(found.returncode, found.stdout, found.stderr)


@pytest.fixture
def rehearse() -> Rehearse:
    """`rehearse("--room", path, "--speed", 600, "--json")`."""

    def run(*words: Any, seconds: float = 60, closing: str = CLOSING_SECONDS) -> Told:
        return started(["-m", "facilitator", "rehearse", *map(str, words)], seconds, closing)

    return run


@pytest.fixture
def sabotaged() -> Rehearse:
    """The small hall against a server with one thing wrong: `sabotaged("loses_a_vote", room)`."""
    return lambda name, room=SMALL: started([str(HERE / "launch.py"), name, str(room), "60"])
