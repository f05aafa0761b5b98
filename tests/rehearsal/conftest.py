"""Rehearsals as anybody would start them: a process that starts a server of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.machine import patience

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SMALL = HERE / "small-hall.yaml"
CLOSING_SECONDS = "0.5"
"""Instead of 5 s, which are real seconds at any speed."""


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


def started(words: list[str], seconds: float = 60) -> Told:
    """`seconds` are those of the quiet reference machine, against hanging."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("FACILITATOR_")}
    env["FACILITATOR_CLOSING_SECONDS"] = CLOSING_SECONDS
    words, limit = [sys.executable, *words], patience(seconds)
    found = subprocess.run(words, capture_output=True, text=True, timeout=limit, env=env, cwd=ROOT, check=False)
    assert "Traceback" not in found.stderr, found.stderr
    return Told(found.returncode, found.stdout, found.stderr)


@pytest.fixture
def rehearse() -> Rehearse:
    """`rehearse("--room", path, "--speed", 600, "--json")`."""
    return lambda *words, seconds=60: started(["-m", "facilitator", "rehearse", *map(str, words)], seconds)


@pytest.fixture
def sabotaged() -> Rehearse:
    """The small hall against a server with one thing wrong: `sabotaged("loses_a_vote", room)`."""
    return lambda name, room=SMALL: started([str(HERE / "launch.py"), name, str(room), "60"])
