"""Time, passed in: a monotonic second hand for timers and a wall clock that shows minutes only."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta


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


def wall_seconds() -> int:
    """Seconds since local midnight."""
    now = datetime.now()
    return (now.hour * 60 + now.minute) * 60 + now.second


def as_wall(minutes: float) -> str:
    """Minutes since midnight as HH:MM."""
    whole = int(minutes) % (24 * 60)
    return f"{whole // 60:02d}:{whole % 60:02d}"


NIGHT_HOURS = 6
"""So long after midnight an evening is still the one that began before it."""


def this_evening() -> str:
    """The earliest date of a workshop that may still be going on."""
    return (datetime.now() - timedelta(hours=NIGHT_HOURS)).date().isoformat()


def today() -> str:
    """The local date, the finest time anything is stored with."""
    return datetime.now().date().isoformat()
