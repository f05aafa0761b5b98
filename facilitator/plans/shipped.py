"""The plans that come with the product."""

from __future__ import annotations

from pathlib import Path

from facilitator.paths import resource
from facilitator.plans.model import Plan
from facilitator.plans.read import read_plan


def shipped_plans() -> list[tuple[Path, Plan]]:
    """Every shipped plan with its file, in the order of their names."""
    return [(path, read_plan(path)) for path in sorted(resource("session_plans").glob("*.yaml"))]
