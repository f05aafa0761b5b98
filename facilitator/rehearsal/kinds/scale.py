"""scale: the first of a pair takes the honesty at the start, the last one that of the evaluation."""

from __future__ import annotations

from collections.abc import Iterator

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.plans.model import Plan
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.kinds.due import Due, Room
from facilitator.rehearsal.outcome import Finding, Skipped, equal
from facilitator.rehearsal.pages import figures
from facilitator.rehearsal.person import Person
from facilitator.rehearsal.script import Script

SECTIONS = ("baseline_honesty", "evaluation")
KEYS = ("baseline_honesty_mean", "baseline_n", "evaluation_honest_mean", "evaluation_n")


def role(plan: Plan, part: PartConfig) -> str:
    """first or last of a pair, or neither."""
    if activity(part).links(part).pairs_with is not None:
        return "last"
    paired = [activity(other).links(other).pairs_with for _, other in plan.parts()]
    return "first" if part.id in paired else ""


def answers(script: Script, plan: Plan, person: Person, part: PartConfig, room: Room) -> list[Due] | None:
    """None leaves it to taste: a scale that the script does not know."""
    which = role(plan, part)
    if which == "first" and script.baseline_honesty:
        value = script.baseline_honesty.get(person.id)
        return [] if value is None else [Due(lambda: {"value": value})]
    if which == "last" and "honest" in script.evaluation:
        values = dict(zip(room.present(), script.evaluation["honest"], strict=False))
        return [Due(lambda: {"value": values[person.id]})] if person.id in values else []
    return None


def judge(evening: Evening, part: PartConfig) -> Iterator[Finding]:
    known = evening.script.expected
    which = role(evening.plan, part)
    if which == "first":
        means = ("baseline_honesty_mean", known.baseline_honesty_mean), ("baseline_n", known.baseline_n)
    elif which == "last":
        means = ("evaluation_honest_mean", known.evaluation_honest_mean), ("evaluation_n", known.evaluation_n)
    else:
        return
    results = evening.results(part.id)
    charts = figures(evening.heard.newest("screen", part.id, "revealed"))
    shown = charts[-1] if charts else (None, "")
    for (name, value), field, figure in zip(means, ("mean", "n"), shown, strict=True):
        if value is None:
            continue
        if getattr(part, "picture", "total") != "total":
            yield Skipped(name, "the plan shows this scale by side, in bands and without a mean")
            continue
        yield equal(name, value, results.get(field))
        yield equal(f"{name}.screen", f"{value:.2f}" if field == "mean" else str(value), figure)
