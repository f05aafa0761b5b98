"""How long is waited for what should come at once: a guard against hanging, as long as this machine needs.

Nothing is judged by it but that something came at all.
"""

from __future__ import annotations

import time
from functools import cache

ADDITIONS = 1_000_000
QUICK = 0.06
"""Seconds that they take where 20 million take 1.2."""


@cache
def pace() -> float:
    """How many times as long as there they take here, at least 1. Measured at the first call."""
    begun, total = time.monotonic(), 0
    for number in range(ADDITIONS):
        total += number
    return max(1.0, (time.monotonic() - begun) / QUICK)


def patience(seconds: float) -> float:
    """Seconds to wait here for what a quick machine has within `seconds` at the very latest."""
    return seconds * pace()
