"""A real server for a rehearsal: `facilitator run` as a process of its own, killed and started again on call."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import gevent

from facilitator import control
from facilitator.paths import keys_dir
from facilitator.processes import own_command
from facilitator.rehearsal.line import Web
from facilitator.rehearsal.patience import patience

START_SECONDS = 60.0
"""Until it must be ready, on a quick machine."""
OWN_COMMAND = tuple(own_command("facilitator"))
BACK = "The server died (signal 9) and is back"
"""How the line begins that a server's parent prints when it has started it again."""
SETTLED_HERE = ("DATA", "KEYS", "HOST", "PORT", "PUBLIC_URL", "PRACTICE", "SEATS")
"""Settings of the caller's environment that a rehearsal decides itself."""


class NotStarted(Exception):
    """The server did not come up; the message is what it said."""


class Server:
    """`command run PLAN` on loopback. What it prints is kept in files outside the data folder."""

    def __init__(self, plan: Path, data: Path | None, command: Sequence[str] = OWN_COMMAND) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="facilitator-rehearsal-")
        self.home = Path(self._home.name)
        self.data = data or self.home / "data"
        self.plan = plan
        self._command = tuple(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._starts = 0
        self._port = 0
        self._begun = 0.0
        self._killed = 0
        self.ready: dict[str, Any] = {}
        self.first_start = 0.0
        """Seconds from the first start to a usable console: what this machine needs, and others are measured by."""

    def start(self) -> dict[str, Any]:
        """Starts it and waits for its line of JSON. Raises NotStarted."""
        self._starts += 1
        self._begun = time.monotonic()
        words = [*self._command, "run", str(self.plan), "--host", "127.0.0.1", "--port", str(self._port)]
        words += ["--data", str(self.data), "--no-browser", "--json", *(["--new"] if self._starts == 1 else [])]
        with self._file("out").open("wb") as out, self._file("err").open("wb") as err:
            self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=_env())
        self.ready = json.loads(self._first_line())
        self._port = urlsplit(self.ready["console_url"]).port or 0
        return self.ready

    def usable(self) -> None:
        """The console answered for the first time."""
        self.first_start = self.first_start or time.monotonic() - self._begun

    def start_now(self) -> float:
        """What a first start takes at this moment: a machine that has got slower since the first one is no fault.

        Starts another server in an empty folder. Raises NotStarted, or Broken.
        """
        other = Server(self.plan, None, self._command)
        try:
            url, _, code = str(other.start()["console_url"]).partition("/console#c=")
            web = Web(url)
            web.token = str(web.ask("POST", "/api/console/claim", {"code": code}).body["token"])
            web.ask("GET", "/api/console/frames")
            other.usable()
            return other.first_start
        finally:
            other.stop()
            other.forget()

    def kill(self) -> bool:
        """SIGKILL for the process that serves; whether another process is there to start it again by itself."""
        serving = self._serving()
        if serving is None:
            return self.power_cut()
        try:
            os.kill(serving, signal.SIGKILL)
        except ProcessLookupError:
            return self.power_cut()
        self._killed += 1
        return True

    def power_cut(self) -> bool:
        """SIGKILL for everything that was started, first for what could start the rest again; nothing then does."""
        serving = self._serving()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        if serving is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(serving, signal.SIGKILL)
        return False

    def _serving(self) -> int | None:
        """The process that serves, where it is another one than was started: the newest, as it left word of itself."""
        if "server_pid" not in self.ready or self._process is None or self._process.poll() is not None:
            return None
        running = control.read(keys_dir(self.data)) or {}
        found = int(running.get("pid", 0))
        return found if found not in (0, self._process.pid) else int(self.ready["server_pid"])

    def stop(self) -> None:
        """Ends it as Ctrl-C does, or by force when it does not end. Safe to repeat."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(patience(10))
            except subprocess.TimeoutExpired:
                self.power_cut()

    def said(self) -> str:
        """What it printed beyond the lines that a start prints: empty if all is well."""
        lines: list[str] = []
        for path in sorted(self.home.glob("start-*")):
            text = path.read_text("utf-8", "replace").splitlines()
            lines += text[1:] if path.suffix == ".out" else [x for x in text if not x.startswith("Going on with")]
        for told in [line for line in lines if line.startswith(BACK)][: self._killed]:
            lines.remove(told)  # of a death that was ours; of any other it says too much went wrong
        return "\n".join(lines)

    def forget(self) -> None:
        """Removes the folder for what was printed, and the data if they lay there."""
        with contextlib.suppress(OSError):
            self._home.cleanup()

    def _file(self, kind: str) -> Path:
        return self.home / f"start-{self._starts}.{kind}"

    def _first_line(self) -> bytes:
        while time.monotonic() - self._begun < patience(START_SECONDS):
            line, newline, _ = self._file("out").read_bytes().partition(b"\n")
            if newline:
                return line
            if self._process is None or self._process.poll() is not None:
                break
            gevent.sleep(0.02)
        self.stop()
        raise NotStarted(self._file("err").read_text("utf-8", "replace").strip() or "the server did not answer")


def _env() -> dict[str, str]:
    own = {f"FACILITATOR_{name}" for name in SETTLED_HERE}
    return {key: value for key, value in os.environ.items() if key not in own}
