"""Plans to choose from: those that come with the product, and those that were run before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from facilitator.paths import resource
from facilitator.plans.model import Plan
from facilitator.plans.read import PlanProblems, read_plan, read_plan_text


@dataclass(frozen=True)
class Offer:
    """A plan that can be run: its file's name, its text as it stands in the file, and what it says."""

    name: str
    text: str
    plan: Plan
    recent: bool = False
    code: str | None = None
    """The unsealed run to go on with, of day `date`; None where the plan is what is offered."""
    date: str = ""


def shipped_plans() -> list[tuple[Path, Plan]]:
    """Every shipped plan with its file, the shortest first: a run that names none takes that one."""
    found = [(path, read_plan(path)) for path in sorted(resource("session_plans").glob("*.yaml"))]
    return sorted(found, key=lambda shipped: shipped[1].promised_minutes)


def offers(past: Iterable[tuple[str, str]]) -> list[Offer]:
    """Plans of `past` (name, text), newest first and each text once, then the shipped ones that are not among them.

    A plan that this version cannot read any more is left out.
    """
    found: dict[str, Offer] = {}
    shipped = [(path.name, path.read_text("utf-8")) for path, _ in shipped_plans()]
    for recent, plans in ((True, past), (False, shipped)):
        for name, text in plans:
            try:
                found.setdefault(text, Offer(name, text, read_plan_text(text, name), recent))
            except PlanProblems:
                continue
    return list(found.values())
