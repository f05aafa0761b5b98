"""The clock of an evening: planned and actual minutes of stages, projected finish against promised finish. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitator.activities.registry import activity
from facilitator.plans.model import Stage
from facilitator.workshop.cuts import minutes_of, saved, skipped
from facilitator.workshop.state import Phase, Workshop


@dataclass(frozen=True)
class Span:
    """A stage on the ruler, in run minutes: where the plan puts it and where the run has it."""

    id: str
    title: str
    planned_at: float
    planned_for: float
    run_at: float
    run_for: float
    done: bool
    current: bool
    kept: bool


@dataclass(frozen=True)
class Evening:
    """`finish` and `promised` are run minutes; `behind` is in seconds, negative when ahead.

    `least` is the earliest finish that leaves every later stage its minimum. `lead_in` counts the minutes of lead-in
    that belong to the present part's time.
    """

    ruler: tuple[Span, ...]
    minute: float
    finish: float
    promised: float
    behind: int
    least: float = 0.0
    lead_in: float = 0.0


def counted_stages(w: Workshop) -> tuple[Stage, ...]:
    """Stages whose minutes count: the door that opens before the start does not."""
    return tuple(s for s in w.plan.stages if not all(activity(part).before_start for part in s.parts))


def evening(w: Workshop, minute: float, seconds_left: int) -> Evening:
    """Where the run stands at run minute `minute` with `seconds_left` in the current part's clock.

    What is still to come is the rest of this part's clock with the stage's lead-in if it is the first, the later parts
    of this stage, and the later stages by their target minutes without what was cut, or by what they have already
    taken if the room went back. The clock of a closed part stands still while the room looks at its results; what is
    left of it then is its minutes without those the room stayed.
    """
    stages = counted_stages(w)
    started = w.at > 0 or bool(w.began)
    spent = _spent(w, minute)
    here = next((i for i, s in enumerate(stages) if s.id == w.stage.id), -1)
    planned_at = 0.0
    at = least = 0.0
    ruler = []
    for index, stage in enumerate(stages):
        target = float(stage.minutes.target)
        is_here = index == here and not w.sealed
        past = spent.get(stage.id, 0.0)
        if w.sealed or (here >= 0 and index < here):
            run_for = shortest = past
        elif is_here:
            run_for = shortest = past + _rest_of_part(w, minute, seconds_left) + _rest_of_stage(w)
        else:
            run_for = max(target - saved(w, stage), past)
            shortest = max(float(stage.minutes.min), past)
        ruler.append(
            Span(stage.id, stage.title, planned_at, target, round(at, 2), round(run_for, 2),
                 done=w.sealed or (here >= 0 and index < here), current=is_here, kept=stage.protected)
        )  # fmt: skip
        planned_at += target
        at += run_for
        least += shortest
    planned = planned_at
    promised = float(w.plan.promised_minutes) or planned
    finish = at if started else planned
    behind = round((finish - planned) * 60) if started else 0
    return Evening(tuple(ruler), minute, finish, promised, behind, least, lead_in(w))


def too_soon(w: Workshop, minute: float) -> bool:
    """Whether the room stands on a protected stage whose minimum is not over at run minute `minute`."""
    if not w.stage.protected or w.stage not in counted_stages(w):
        return False
    return _spent(w, minute).get(w.stage.id, 0.0) < w.stage.minutes.min


def lead_in(w: Workshop) -> float:
    """Minutes of lead-in that the present part has beside its clock: those of its stage, if it is the first of it."""
    out = skipped(w)
    first = next((part.id for part in w.stage.parts if part.id not in out), None)
    if first != w.part.id or activity(w.part).before_start:
        return 0.0
    return w.stage.lead_in


def _rest_of_part(w: Workshop, minute: float, seconds_left: int) -> float:
    if w.now.phase not in (Phase.CLOSED, Phase.REVEALED):
        return max(0.0, seconds_left / 60 + lead_in(w))
    return max(
        0.0, w.now.seconds / 60 + lead_in(w) - sum(took for part, took in _stays(w, minute) if part == w.part.id)
    )


def _stays(w: Workshop, minute: float) -> list[tuple[str, float]]:
    """Where the room stood and for how many minutes, in order."""
    ends = [*[stay.since for stay in w.log[1:]], minute]
    return [(stay.part, max(0.0, end - stay.since)) for stay, end in zip(w.log, ends, strict=True) if stay.part]


def stayed(w: Workshop, part: str) -> float:
    """Minutes the room has stood on a part, Back and forth added up, without a stay that is not over."""
    return sum(took for where, took in _stays(w, w.log[-1].since if w.log else 0.0) if where == part)


def _spent(w: Workshop, minute: float) -> dict[str, float]:
    """Minutes the room has stood on each stage, Back and forth added up."""
    stage_of = {part.id: stage.id for stage, part in w.plan.parts()}
    spent: dict[str, float] = {}
    for part, took in _stays(w, minute):
        spent[stage_of[part]] = spent.get(stage_of[part], 0.0) + took
    return spent


def _rest_of_stage(w: Workshop) -> float:
    ids = [part.id for part in w.stage.parts]
    later = w.stage.parts[ids.index(w.part.id) + 1 :]
    return sum(minutes_of(w, part) for part in later)
