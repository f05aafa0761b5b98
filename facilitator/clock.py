"""Time, passed in: a monotonic second hand for timers and a wall clock that shows minutes only."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Moment:
    """When a request was made. `minute` counts run minutes since the evening began; `wall` is HH:MM on the laptop."""

    minute: float = 0.0
    wall: str = "00:00"


def monotonic() -> float:
    """Seconds that never jump; only differences mean anything."""
    return time.monotonic()


def wall_minutes() -> int:
    """Minutes since local midnight."""
    now = datetime.now()
    return now.hour * 60 + now.minute


def as_wall(minutes: float) -> str:
    """Minutes since midnight as HH:MM."""
    whole = int(minutes) % (24 * 60)
    return f"{whole // 60:02d}:{whole % 60:02d}"


def today() -> str:
    """The local date, the finest time anything is stored with."""
    return datetime.now().date().isoformat()
