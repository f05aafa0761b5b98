"""The clock of a script: seconds from the start of its first stage, faster than real ones, and it can stand."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

import gevent
from gevent.event import Event


class Pace:
    """Runs from `begin` at `speed` script seconds a second. `hold` stops it, for what takes its time at any speed."""

    def __init__(self, speed: float, begin: float) -> None:
        self.speed = speed
        self._at = begin
        self._since = time.monotonic()
        self._holds = 0
        self._running = Event()
        self._running.set()

    def now(self) -> float:
        """The present script second."""
        if self._holds:
            return self._at
        return self._at + (time.monotonic() - self._since) * self.speed

    def until(self, at: float) -> None:
        """Waits for script second `at`; what was due before the clock was stopped is not held up."""
        while (rest := at - self.now()) > 0:
            if self._running.is_set():
                gevent.sleep(max(rest / self.speed, 0.0005))
            else:
                self._running.wait()

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """The clock stands while the block runs; blocks may overlap."""
        self._at = self.now()
        self._holds += 1
        self._running.clear()
        try:
            yield
        finally:
            self._holds -= 1
            if not self._holds:
                self._since = time.monotonic()
                self._running.set()
