"""A process that a bench starts, watches from outside and ends: its answers, its CPU, its memory."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from facilitator.processes import own_command
from facilitator.rehearsal.patience import patience

TICK = os.sysconf("SC_CLK_TCK")
LAST_WORDS = 10.0
"""Seconds a process gets to end by itself on a quick machine."""


class Failed(Exception):
    """A process ended or said something that is no answer."""


class Child:
    """A process that answers with lines of JSON. Ends with the block it is used in, whatever happens there."""

    def __init__(self, words: Sequence[str], env: Mapping[str, str] | None = None, log: Path | None = None) -> None:
        self._log = log
        with open(log or os.devnull, "wb") as errors:
            self._process = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors if log else None,
                env=dict(env) if env is not None else None,
                start_new_session=True,  # Ctrl-C is for the bench, which ends its processes in order
            )  # fmt: skip
        self.pid = self._process.pid
        """The process that is measured: this one, or the one of its children that does the work."""

    @classmethod
    def module(cls, name: str, *words: object) -> Child:
        """One of our own, by the name of its module."""
        return cls([*own_command(name), *map(str, words)])

    def __enter__(self) -> Child:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, at: TracebackType | None
    ) -> None:
        self.end()

    def order(self, do: str, **words: Any) -> dict[str, Any]:
        """One order to the load, and what came of it."""
        self.begin(do, **words)
        return self.said()

    def begin(self, do: str, **words: Any) -> None:
        """An order whose answer is awaited later."""
        stdin = self._process.stdin
        if stdin is None:
            raise Failed(do)
        try:
            stdin.write(json.dumps({"do": do, **words}).encode() + b"\n")
            stdin.flush()
        except OSError:
            raise Failed(f"{do}: the process has ended") from None

    def said(self) -> dict[str, Any]:
        """The next line. Raises Failed if there is none."""
        line = self._process.stdout.readline() if self._process.stdout else b""
        try:
            found: dict[str, Any] = json.loads(line)
        except ValueError:
            said = self._log.read_text("utf-8", "replace")[-400:] if self._log else ""
            raise Failed(f"a process of the bench ended early {said}".strip()) from None
        return found

    def cpu(self) -> float:
        """Seconds of CPU so far, of all its threads, in and out of the kernel."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            # To the nanosecond where the kernel keeps it; a room of thirty costs less than a tick.
            tasks = list(Path(f"/proc/{self.pid}/task").iterdir())
            return sum(int((task / "schedstat").read_text("ascii").split()[0]) for task in tasks) / 1e9
        fields = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def resident(self) -> int:
        """Memory in KiB."""
        lines = Path(f"/proc/{self.pid}/status").read_text("ascii", "replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))

    def end(self) -> None:
        """Asks it to end, and makes it."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.terminate()
        try:
            self._process.wait(patience(LAST_WORDS))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
