"""A run without a plan: a page with what can be run, and the workshop that comes of a tap."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests import forked
from tests.machine import patience

PLAN = "cross-boundary-dilemmas-30.yaml"


class Terminal:
    """`facilitator run` without a plan, as somebody types it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.out = home / "out"
        self.web = requests.Session()
        self.web.trust_env = False

    def start(self) -> Terminal:
        env = {k: v for k, v in os.environ.items() if not k.startswith("FACILITATOR_")} | {"PYTHONUNBUFFERED": "1"}
        words = ["-m", "facilitator", "run", "--host", "127.0.0.1", "--port", "0", "--no-browser"]
        words += ["--data", str(self.home / "data")]
        with self.out.open("wb") as out:
            self.process = forked.start(words, env=env, cwd=self.home, stdout=out, stderr=out)
        self.url, self.key = self.said(r"Choose a plan: (http://\S+)/plans#k=(\S+)")
        return self

    def said(self, pattern: str) -> tuple[str, ...]:
        until = time.monotonic() + patience(10)
        while time.monotonic() < until:
            found = re.search(pattern, self.out.read_text("utf-8"))
            if found:
                return found.groups()
            time.sleep(0.02)
        raise AssertionError(self.out.read_text("utf-8"))

    def choose(self, plan: object, key: str | None = None, **headers: str) -> requests.Response:
        headers["Authorization"] = f"Bearer {self.key if key is None else key}"
        return self.web.post(f"{self.url}/api/plans", json={"plan": plan}, headers=headers, timeout=patience(5))

    def page(self, path: str) -> requests.Response:
        return self.web.get(self.url + path, timeout=patience(5))

    def stop(self) -> None:
        self.process.terminate()
        assert self.process.wait(patience(5)) == 0


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    started = Terminal(tmp_path).start()
    yield started
    started.process.kill()
    started.process.wait(patience(3))


def test_the_shipped_plan_is_there_and_a_tap_runs_it(terminal: Terminal) -> None:
    assert PLAN in terminal.page("/plans").text
    reply = terminal.choose(0)
    assert reply.status_code == 201
    code = reply.json()["console_url"].split("#c=")[1]
    claimed = terminal.web.post(f"{terminal.url}/api/console/claim", json={"code": code}, timeout=patience(5))
    assert claimed.status_code == 200
    assert terminal.said(r"Workshop (\w{4}): phones go to")


def test_without_the_key_of_the_link_nobody_runs_anything(terminal: Terminal) -> None:
    assert terminal.choose(0, key="guess").status_code == 401
    assert [terminal.choose(plan).status_code for plan in (99, -1, "0", None, True)] == [404, 400, 400, 400, 400]
    assert terminal.choose(0, Origin="http://evil.example").status_code == 403
    assert terminal.choose(0, Host="evil.example").status_code == 421
    assert terminal.page("/plans").status_code == 200


def test_until_then_there_is_no_workshop_and_afterwards_no_choice(terminal: Terminal) -> None:
    assert terminal.page("/console").status_code == 404
    assert terminal.choose(0).status_code == 201
    assert terminal.page("/console").status_code == 200
    assert terminal.choose(0).status_code in (404, 405)


def test_a_plan_that_was_run_before_stands_first(terminal: Terminal) -> None:
    assert "Run before" not in terminal.page("/plans").text
    assert terminal.choose(0).status_code == 201
    terminal.stop()
    page = terminal.start().page("/plans").text
    assert page.count(PLAN) == 1
    assert "Run before" in page
