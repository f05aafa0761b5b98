"""Tickets in a test: making them as the console does, sitting down with one, and the command that prints them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests

from tests.conftest import Server
from tests.machine import patience
from tests.server.crowd import Phone

CODES = re.compile(r'class="slip__code"[^>]*>([0-9A-Z]{5}-[0-9A-Z]{5})<')
NOBODYS = "00000-00000"


def make(server: Server, count: int) -> list[str]:
    """New tickets, as they stand on their slips."""
    answer = server.call("POST", "/api/console/tickets", server.console, {"count": count})
    assert answer.status_code == 201, answer.text
    made = CODES.findall(answer.json()["html"])
    assert len(set(made)) == count
    return made


def come(server: Server, ticket: object, token: str = "") -> requests.Response:
    """What becomes of somebody at the door."""
    headers = {"X-Token": token} if token else {}
    return server.call("POST", "/api/join", body={"code": server.code, "ticket": ticket}, **headers)


def sit(server: Server, ticket: str, token: str = "") -> str:
    """The token of whoever comes with a good ticket."""
    answer = come(server, ticket, token)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


def void(server: Server, ticket: str) -> requests.Response:
    return server.call("POST", "/api/console/tickets/void", server.console, {"ticket": ticket})


class Holder(Phone):
    """A phone with a ticket."""

    def __init__(self, port: int, code: str, ticket: str) -> None:
        super().__init__(port, code)
        self._ticket = ticket

    def join(self) -> Holder:
        status, body = self.ask("POST", "/api/join", {"code": self._code, "ticket": self._ticket})
        assert status == 201, (status, body)
        self.token = str(body["token"])
        return self


def printed(home: Path, plan: Path, *options: str, ok: bool = True) -> str:
    """What `facilitator tickets` says, typed in the folder `home`; its data lies where a `Server` there has it."""
    env: dict[str, Any] = {k: v for k, v in os.environ.items() if not k.startswith("FACILITATOR_")} | {
        "HOME": str(home)
    }
    words = [sys.executable, "-m", "facilitator", "tickets", str(plan), "--data", str(home / "data"), *options]
    done = subprocess.run(words, cwd=home, env=env, capture_output=True, text=True, timeout=patience(15), check=False)
    assert (done.returncode == 0) is ok, done.stderr
    return done.stdout if ok else done.stderr


def on_paper(page: Path) -> list[str]:
    return CODES.findall(page.read_text("utf-8"))
