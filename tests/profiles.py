"""Hypothesis profiles: `gate` for every run, `deep` with `FACILITATOR_TESTS=deep`. Imported by `tests/conftest.py`.

Neither knows a deadline or a slow draw: how long an example takes says how busy the machine is.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

DEEP = os.environ.get("FACILITATOR_TESTS") == "deep"
SHARE = 10.0 if DEEP else 1 / 3
"""Of the number of examples that a test asks for, or of Hypothesis's hundred."""


def examples(count: int) -> int:
    """How many examples a test that asks for so many gets in this profile."""
    return max(1, round(count * SHARE))


def choose() -> None:
    """Loads the profile of this run. The gate draws the same examples every time; deep draws new ones."""
    calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("gate", calm, max_examples=examples(100), derandomize=True)
    settings.register_profile("deep", calm, max_examples=examples(100))
    settings.load_profile("deep" if DEEP else "gate")


choose()
