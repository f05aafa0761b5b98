"""How fast this machine is: measured once at the start of a run, so that no test judges an absolute time."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable

SETTING = "FACILITATOR_TESTS_PACE"
REFERENCE_LOOP = 0.12
REFERENCE_FORK = 0.001
REFERENCE_SYNC = 0.002
"""Seconds on the machine that limits in the tests are written for: two million additions at module level (twenty take
1.2 s there), a fork, and a write of 4 KiB with its fsync."""
ADDITIONS = compile("total = 0\nfor number in range(2_000_000): total += number", "additions", "exec")
SPARE = 4.0
"""How much longer than on a quiet machine of that kind a wait may take before it counts as hanging."""


def pace() -> float:
    """How many times slower than the reference machine this one is; at least 1.

    Measured once and handed to every process of the run through the environment.
    """
    if SETTING not in os.environ:
        os.environ[SETTING] = f"{max(1.0, *measured().values()):.2f}"
    return float(os.environ[SETTING])


def measured() -> dict[str, float]:
    """Medians of five, as multiples of the reference machine: a loop in pure Python, a fork, a write with its fsync."""
    times = {"loop": (_loop, REFERENCE_LOOP), "fork": (_fork, REFERENCE_FORK), "fsync": (_sync, REFERENCE_SYNC)}
    return {name: statistics.median(_seconds(work) for _ in range(5)) / usual for name, (work, usual) in times.items()}


def patience(seconds: float) -> float:
    """A limit against hanging, in seconds: `seconds` would do on the quiet reference machine. Never a bar."""
    return seconds * pace() * SPARE


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _loop() -> None:
    exec(ADDITIONS, {})


def _fork() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _sync() -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"x" * 4096)
        file.flush()
        os.fsync(file.fileno())
