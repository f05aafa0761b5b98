"""When each part of a plan is on, in the seconds of a script that may have been written for another plan."""

from __future__ import annotations

from dataclasses import dataclass

from facilitator.activities.registry import activity
from facilitator.plans.model import Plan, Stage
from facilitator.rehearsal.script import Script

EARLY = 10.0
"""Seconds before the first thing in the script at which the room opens."""


@dataclass(frozen=True)
class Window:
    """From when to when the room stands on a part."""

    begin: float
    end: float


def windows(script: Script, plan: Plan) -> dict[str, Window]:
    """A window for every part, in the order of the plan, without gaps.

    Stages of both plans that have the same id stand at the same time, and so does the stage in which the script's
    texts are written; what is between them shares the time by its minutes.
    """
    end = max([span.to_s for span in script.stages] + [event.at + 1 for event in script.events])
    times = [person.joins for person in script.participants] + [event.at for event in script.events]
    begins = _stage_begins(script, plan, min(0.0, *times) - EARLY, end)
    found: dict[str, Window] = {}
    for stage, begin, finish in zip(plan.stages, begins, [*begins[1:], end], strict=True):
        minutes = [float(part.minutes) for part in stage.parts]
        at = begin
        for part, share in zip(stage.parts, minutes, strict=True):
            until = at + (finish - begin) * share / sum(minutes)
            found[part.id] = Window(at, until)
            at = until
    return found


def _stage_begins(script: Script, plan: Plan, first: float, end: float) -> list[float]:
    fixed: dict[int, float] = {}
    spans = {span.id: span for span in script.stages}
    writing = _writing(script)
    door = _door(plan)
    for index, stage in enumerate(plan.stages):
        if index < door:
            fixed[index] = first if index == 0 else 0.0
            continue
        span = spans.get(stage.id) or (spans.get(writing) if _gives_texts(stage) else None)
        if span is not None and span.from_s >= max(fixed.values(), default=first):
            fixed[index] = span.from_s
    fixed.setdefault(door, 0.0)
    begins: list[float] = []
    for index, _ in enumerate(plan.stages):
        if index in fixed:
            begins.append(fixed[index])
            continue
        before = max(known for known in fixed if known < index)
        after = min((known for known in fixed if known > index), default=len(plan.stages))
        free = fixed.get(after, end) - fixed[before]
        shares = [_share(stage) for stage in plan.stages[before:after]]
        begins.append(fixed[before] + free * sum(shares[: index - before]) / sum(shares))
    return begins


def _door(plan: Plan) -> int:
    """How many stages at the beginning stand before the start."""
    count = 0
    while count < len(plan.stages) - 1 and all(activity(part).before_start for part in plan.stages[count].parts):
        count += 1
    return count


def _share(stage: Stage) -> float:
    return max(float(stage.minutes.target), 0.1)


def _writing(script: Script) -> str:
    """The id of the script's stage in which its texts are written."""
    times = sorted(dilemma.at for dilemma in script.dilemmas)
    middle = times[len(times) // 2] if times else None
    return next((s.id for s in script.stages if middle is not None and s.from_s <= middle < s.to_s), "")


def _gives_texts(stage: Stage) -> bool:
    return any(hasattr(part, "starters") for part in stage.parts)
