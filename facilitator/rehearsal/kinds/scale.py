"""scale: the first of a pair takes the honesty at the start, the last one that of the evaluation, and one by
itself from 0 to 10 how likely somebody would be called a traitor at home."""

from __future__ import annotations

from collections.abc import Iterator

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.plans.model import Plan
from facilitator.rehearsal.bars import columns
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.kinds import price
from facilitator.rehearsal.kinds.due import Due, Room
from facilitator.rehearsal.outcome import Finding, Skipped, equal
from facilitator.rehearsal.pages import figures
from facilitator.rehearsal.person import Person
from facilitator.rehearsal.script import Script

SECTIONS = ("baseline_honesty", "evaluation", "price_at_home")
KEYS = ("baseline_honesty_mean", "baseline_n", "evaluation_honest_mean", "evaluation_n")


def role(plan: Plan, part: PartConfig) -> str:
    """first or last of a pair; price, of several the last one; or neither."""
    if activity(part).links(part).pairs_with is not None:
        return "last"
    paired = [activity(other).links(other).pairs_with for _, other in plan.parts()]
    if part.id in paired:
        return "first"
    alone = [other.id for _, other in plan.parts() if _like_price(plan, other, part) and other.id not in paired]
    return "price" if alone and alone[-1] == part.id else ""


def _like_price(plan: Plan, other: PartConfig, part: PartConfig) -> bool:
    if type(other) is not type(part) or activity(other).links(other).pairs_with is not None:
        return False
    return (other.low, other.high) == (0, 10)  # type: ignore[attr-defined]


def takes(script: Script, plan: Plan, part: PartConfig) -> tuple[str, ...]:
    which = role(plan, part)
    if which == "price":
        return (price.SECTION,)
    return {"first": ("baseline_honesty", *KEYS[:2]), "last": ("evaluation", *KEYS[2:])}.get(which, ())


def answers(script: Script, plan: Plan, person: Person, part: PartConfig, room: Room) -> list[Due] | None:
    """None leaves it to taste: a scale that the script does not know."""
    which = role(plan, part)
    if which == "first" and script.baseline_honesty:
        value = script.baseline_honesty.get(person.id)
        return [] if value is None else [Due(lambda: {"value": value})]
    if which == "last" and "honest" in script.evaluation:
        values = dict(zip(room.present(), script.evaluation["honest"], strict=False))
        return [Due(lambda: {"value": values[person.id]})] if person.id in values else []
    if which == "price" and any(found.traitor_0_10 is not None for found in script.price_at_home.values()):
        picks = price.picks(script, price.TRAITOR, person.id)
        return [Due(lambda: {"value": int(picks[0])})] if picks else []
    return None


def judge(evening: Evening, part: PartConfig) -> Iterator[Finding]:
    known = evening.script.expected
    which = role(evening.plan, part)
    if which == "first":
        means = ("baseline_honesty_mean", known.baseline_honesty_mean), ("baseline_n", known.baseline_n)
    elif which == "last":
        means = ("evaluation_honest_mean", known.evaluation_honest_mean), ("evaluation_n", known.evaluation_n)
    else:
        if which == "price" and evening.script.price_at_home:
            shown = columns(evening.heard.newest("screen", part.id, "revealed"))
            yield from price.judge(evening, part, price.TRAITOR, shown)
        return
    results = evening.results(part.id)
    charts = figures(evening.heard.newest("screen", part.id, "revealed"))
    pair = charts[-1] if charts else (None, "")
    for (name, value), field, figure in zip(means, ("mean", "n"), pair, strict=True):
        if value is None:
            continue
        if getattr(part, "picture", "total") != "total":
            yield Skipped(name, "the plan shows this scale by side, in bands and without a mean")
            continue
        yield equal(name, value, results.get(field))
        yield equal(f"{name}.screen", f"{value:.2f}" if field == "mean" else str(value), figure)
