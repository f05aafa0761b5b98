"""Stage clocks: seconds a part has used while this process ran. Downtime is not deducted; nothing closes by a clock."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path

from facilitator.clock import as_wall, monotonic, wall_minutes

STEADY = 45
"""Seconds by which a time of day that was given may be wrong before another one is given."""


class Clocks:
    """Counts used seconds for each (part, round) and remembers them in a small file about once a second.

    The file is written without fsync: after a crash a clock may show a second too much, never a lost answer.
    """

    def __init__(self, path: Path, now: Callable[[], float] = monotonic) -> None:
        self._path = path
        self.now = now
        self._used: dict[str, float] = {}
        self._until: dict[str, int] = {}
        self._last = now()
        self._began: float | None = None
        with contextlib.suppress(OSError, ValueError, AttributeError):
            saved = json.loads(path.read_text("utf-8"))
            self._used = {str(key): float(value) for key, value in saved.items()}

    def tick(self, part: str, round_: int, running: bool) -> None:
        """Adds the time since the last tick to the part on stage, if its clock runs."""
        now = self.now()
        elapsed, self._last = now - self._last, now
        if running:
            key = f"{part}.{round_}"
            self._used[key] = self._used.get(key, 0.0) + elapsed

    def save(self) -> None:
        """Writes the file; a full disk costs a second on a clock, not the evening."""
        with contextlib.suppress(OSError):
            spare = self._path.with_suffix(".tmp")
            spare.write_text(json.dumps({key: round(value, 1) for key, value in self._used.items()}), "utf-8")
            os.replace(spare, self._path)

    def used(self, part: str, round_: int) -> float:
        return self._used.get(f"{part}.{round_}", 0.0)

    def until(self, part: str, round_: int, left: int, wall: int) -> str:
        """HH:MM when `left` seconds will be over, at `wall` seconds since midnight.

        Two looks at the same clock differ by a second or two; what was said stays until it is far off.
        """
        key, at = f"{part}.{round_}", wall + left
        if abs(at - self._until.get(key, -3600)) > STEADY:
            self._until[key] = 60 * round(at / 60)
        return as_wall(self._until[key] / 60)

    def minute(self, began: str) -> float:
        """Run minutes since the evening began at `began` (HH:MM); 0 before it has."""
        if not began:
            self._began = None
            return 0.0
        if self._began is None:
            hours, minutes = began.split(":")
            since = (wall_minutes() - (int(hours) * 60 + int(minutes))) % (24 * 60)
            self._began = self.now() - since * 60
        return max(0.0, (self.now() - self._began) / 60)

    def forget(self) -> None:
        """Removes the file once the workshop is sealed."""
        with contextlib.suppress(OSError):
            self._path.unlink()
