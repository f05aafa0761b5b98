"""A real server for tests that need one: always a subprocess in a folder of its own, killed at the end."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import time
import tracemalloc  # noqa: F401  pytest imports it in whatever thread drops a file first, and two do not share
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

import tests.profiles  # noqa: F401  chooses the profile of Hypothesis for this run
from tests import forked
from tests.forked import ROOT
from tests.lots import Lots, lot
from tests.machine import patience

pytest_plugins = ["tests.collected"]

PLAN = ROOT / "session_plans" / "cross-boundary-dilemmas-30.yaml"
START_SECONDS = 10
"""On the reference machine, as every limit here (`patience`)."""
CLOSING_SECONDS = 0.5
"""Instead of 5 s, so that an evening fits into a test; a test of the closing itself asks for its own."""


class Server:
    """`facilitator run` as anybody would start it. Start it again after a kill: same folder, same port."""

    module = "facilitator"

    def __init__(
        self, home: Path, plan: Path, options: tuple[str, ...], settings: dict[str, Any], cold: bool = False
    ) -> None:
        self.home = home
        self.cold = cold
        self.plan = plan
        self.options = options
        self.settings = {"closing_seconds": CLOSING_SECONDS, **settings}
        self.port = 0
        self.ready: dict[str, Any] = {}
        self.web = requests.Session()
        self.web.trust_env = False
        self._process: forked.Process | None = None
        self._token = ""
        self._starts = 0

    # -- the process ----------------------------------------------------------------------------------------------

    def start(self) -> Server:
        """Starts it and waits for the line of JSON that says it is ready."""
        self._starts += 1
        words = ["-m", self.module, "run", str(self.plan), "--host", "127.0.0.1"]
        words += ["--port", str(self.port), "--data", str(self.home / "data"), "--no-browser", "--json", *self.options]
        with self.output.open("wb") as out, self.errors.open("wb") as err:
            self._process = forked.start(words, env=self._env(), cwd=self.home, stdout=out, stderr=err, cold=self.cold)
        self.ready = json.loads(self._first_line())
        self.port = int(self.console_url.split("//", 1)[1].split("/", 1)[0].rsplit(":", 1)[1])
        return self

    def _env(self) -> dict[str, str]:
        env = {k: v for k, v in os.environ.items() if not k.startswith("FACILITATOR_") and k != "XDG_DATA_HOME"}
        env |= {"HOME": str(self.home), "PYTHONUNBUFFERED": "1"}
        return env | {f"FACILITATOR_{name.upper()}": str(value) for name, value in self.settings.items()}

    def _first_line(self) -> bytes:
        assert self._process is not None
        until = time.monotonic() + patience(START_SECONDS)
        while time.monotonic() < until:
            line, newline, _ = self.output.read_bytes().partition(b"\n")
            if newline:
                return line
            if self._process.poll() is not None:
                break
            time.sleep(0.01)
        self.stop()
        raise AssertionError(f"the server did not start:\n{self.log()}")

    def kill9(self) -> None:
        """A power cut, as far as a process can tell."""
        assert self._process is not None
        server = self.server_pid
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(patience(5))
        # The server ends with its parent, by itself; what follows must not meet it.
        until = time.monotonic() + patience(5)
        while forked.alive(server):
            assert time.monotonic() < until, "the server outlived its parent"
            time.sleep(0.002)

    def kill_server(self) -> int:
        """kill -9 of the server alone, as a fault would: its parent starts it again. The process that died."""
        server = self.server_pid
        os.kill(server, signal.SIGKILL)
        return server

    def stop(self) -> int:
        """Ctrl-C from outside; the exit code. A server that does not end by itself is killed."""
        assert self._process is not None
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(patience(5))
        self.kill9()
        return self._process.returncode

    def restart(self) -> Server:
        """Ends it if it still runs, and starts it on the same folder and port."""
        self.stop()
        return self.start()

    @property
    def output(self) -> Path:
        return self.home / f"stdout-{self._starts}"

    @property
    def errors(self) -> Path:
        return self.home / f"stderr-{self._starts}"

    def log(self) -> str:
        """Everything that every start of it has printed."""
        return "".join(path.read_text("utf-8", "replace") for path in sorted(self.home.glob("std*-*")))

    # -- what it said when it was ready -----------------------------------------------------------------------------

    @property
    def console_url(self) -> str:
        return str(self.ready["console_url"])

    @property
    def screen_url(self) -> str:
        return str(self.ready["screen_url"])

    @property
    def join_url(self) -> str:
        return str(self.ready["join_url"])

    @property
    def code(self) -> str:
        return str(self.ready["code"])

    @property
    def data(self) -> Path:
        return Path(self.ready["data"])

    @property
    def pid(self) -> int:
        return int(self.ready["pid"])

    @property
    def server_pid(self) -> int:
        """The process that serves at this moment: a child of `pid`."""
        try:
            found = json.loads((Path(f"{self.data}.keys") / "running.json").read_text("utf-8"))
            return int(found["server_pid"])
        except (OSError, ValueError):  # it has ended in order
            return int(self.ready["server_pid"])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # -- asking it --------------------------------------------------------------------------------------------------

    def call(self, method: str, path: str, token: str = "", body: Any = None, **headers: str) -> requests.Response:
        """One request over HTTP, as a page would make it."""
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return self.web.request(method, self.url + path, json=body, headers=headers, timeout=patience(5))

    @property
    def console(self) -> str:
        """The console's token: the one-time link is used up at the first call."""
        if not self._token:
            answer = self.call("POST", "/api/console/claim", body={"code": self.console_url.split("#c=")[1]})
            self._token = str(answer.json()["token"])
        return self._token

    @property
    def screen(self) -> str:
        """The screen's token."""
        return self.screen_url.split("#t=")[1]

    def now(self) -> dict[str, Any]:
        """Where the room stands: part, round, kind, phase, seq, stage."""
        found: dict[str, Any] = self.call("GET", "/api/console/frames", self.console).json()["now"]
        return found

    def frames(self, audience: str, token: str) -> dict[str, str]:
        """The HTML of every region of an audience."""
        answer = self.call("GET", f"/api/{audience}/frames", token)
        assert answer.status_code == 200, answer.text
        found: dict[str, str] = answer.json()["frames"]
        return found

    def do(self, name: str, **words: Any) -> dict[str, Any]:
        """A console command that must succeed. Tests are faster than any stage, so Next is sure of itself."""
        if name == "next":
            words = {"sure": True, **words}
        body = {"cmd_id": uuid.uuid4().hex, "expect_rev": self.now()["seq"], "do": {"name": name, **words}}
        answer = self.call("POST", "/api/console/commands", self.console, body)
        assert answer.status_code == 200, f"{name}: {answer.status_code} {answer.text}"
        done: dict[str, Any] = answer.json()
        return done

    def show_all(self) -> None:
        """Shows every text that waits, flagged ones too: in these tests somebody has read them."""
        while texts := re.findall(
            r'id="text-(\w{32})"[^>]* data-status="held"', self.frames("console", self.console)["console"]
        ):
            self.do("show", texts=texts)

    def join(self) -> str:
        """A phone's token."""
        answer = self.call("POST", "/api/join", body={"code": self.code})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["token"])

    def answer(
        self, token: str, part: str, body: Any, v: int = 1, round_: int = 1, slot: int = 0, side: str | None = None
    ) -> requests.Response:
        """A phone's ballot, whatever becomes of it."""
        return self.call("PUT", f"/api/parts/{part}/{round_}/{slot}", token, {"v": v, "body": body, "side": side})

    def until(self, phase: str, seconds: float = 5) -> dict[str, Any]:
        """Waits until the current part is in a phase."""
        end = time.monotonic() + patience(seconds)
        while (now := self.now())["phase"] != phase:
            assert time.monotonic() < end, f"{now['part']} stayed {now['phase']}, expected {phase}"
            time.sleep(0.02)
        return now

    def kept(self, part: str, seconds: float = 5) -> dict[str, Any]:
        """What the archive keeps of a part; it is written a moment after the close is seen."""
        end = time.monotonic() + patience(seconds)
        while time.monotonic() < end:
            for path in (self.data / "archive").glob("*/session.json"):
                for found in json.loads(path.read_text("utf-8"))["parts"]:
                    if found["part"] == part:
                        return dict(found)
            time.sleep(0.02)
        raise AssertionError(f"{part} is not in the archive")

    def go_to(self, part: str) -> None:
        """Next, and again, until the part is up; parts on the way are closed without answers."""
        while (now := self.now())["part"] != part:
            if now["phase"] == "closing":
                time.sleep(0.02)
                continue
            self.do("next")


StartServer = Callable[..., Server]


HANGING_SECONDS = 90
"""On the reference machine, where a test names no limit of its own (`pytest.mark.timeout`)."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Limits against hanging follow the machine; what takes longest comes first, so that no worker is left with it."""
    for item in items:
        limit = item.get_closest_marker("timeout")
        item.add_marker(pytest.mark.timeout(patience(limit.args[0] if limit else HANGING_SECONDS)), append=False)
    lots = {item.nodeid: lot(item.nodeid) for item in items}
    longest: dict[str, float] = {}
    for item in items:
        longest[lots[item.nodeid]] = max(longest.get(lots[item.nodeid], 0), _minutes(item))
    items.sort(key=lambda item: -longest[lots[item.nodeid]])


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Lots | None:
    """The order is ours: xdist would begin with the largest file."""
    return Lots(config, log) if config.getoption("dist") == "loadscope" else None


def _minutes(item: pytest.Item) -> float:
    """How long a test takes, as its mark says: `slow(minutes=2)`; a slow one without a figure counts as a quarter."""
    mark = item.get_closest_marker("slow")
    return 0.0 if mark is None else float(mark.kwargs.get("minutes", 0.25))


def pytest_sessionfinish() -> None:
    forked.stop()


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[StartServer]:
    """Starts servers: `start_server(plan, "--practice", "6", closing_seconds=5)`. All end with the test.

    `cold=True` starts a new interpreter, as anybody's shell would; otherwise the server is forked (tests/forked.py).
    """
    running: list[Server] = []

    def start(plan: Path = PLAN, *options: str, cold: bool = False, **settings: Any) -> Server:
        home = tmp_path / f"server-{len(running)}"
        home.mkdir()
        running.append(Server(home, plan, options, settings, cold))
        return running[-1].start()

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def server(start_server: StartServer) -> Server:
    """The shipped plan on a real server."""
    return start_server()
