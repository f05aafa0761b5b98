"""A real server for a rehearsal: `facilitator run` as a process of its own, killed and started again on call."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import gevent

START_SECONDS = 30.0
OWN_COMMAND = (sys.executable, "-m", "facilitator")
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
        self.ready: dict[str, Any] = {}

    def start(self) -> dict[str, Any]:
        """Starts it and waits for its line of JSON. Raises NotStarted."""
        self._starts += 1
        words = [*self._command, "run", str(self.plan), "--host", "127.0.0.1", "--port", str(self._port)]
        words += ["--data", str(self.data), "--no-browser", "--json", *(["--new"] if self._starts == 1 else [])]
        with self._file("out").open("wb") as out, self._file("err").open("wb") as err:
            self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=_env())
        self.ready = json.loads(self._first_line())
        self._port = urlsplit(self.ready["console_url"]).port or 0
        return self.ready

    def kill(self) -> None:
        """SIGKILL: a power cut, as far as a process can tell."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)

    def stop(self) -> None:
        """Ends it as Ctrl-C does, or by force when it does not end. Safe to repeat."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def said(self) -> str:
        """What it printed beyond the lines that a start prints: empty if all is well."""
        lines = []
        for path in sorted(self.home.glob("start-*")):
            text = path.read_text("utf-8", "replace").splitlines()
            lines += text[1:] if path.suffix == ".out" else [x for x in text if not x.startswith("Going on with")]
        return "\n".join(lines)

    def forget(self) -> None:
        """Removes the folder for what was printed, and the data if they lay there."""
        with contextlib.suppress(OSError):
            self._home.cleanup()

    def _file(self, kind: str) -> Path:
        return self.home / f"start-{self._starts}.{kind}"

    def _first_line(self) -> bytes:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
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
