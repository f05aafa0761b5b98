"""Cuts while the workshop runs: which can be taken now, what they take away, how they are taken back. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitator.activities.base import PartConfig
from facilitator.clock import Moment
from facilitator.errors import Refused
from facilitator.plans.cuts import NEAR, longest, off_the_rest, room_to_cut
from facilitator.plans.model import Cut, Stage
from facilitator.workshop import events as ev
from facilitator.workshop import requests as rq
from facilitator.workshop.decision import Decision, just
from facilitator.workshop.state import Phase, Workshop


@dataclass(frozen=True)
class Declared:
    """A cut as the console lists it: cut number `cut` of a stage. `saves` is in minutes."""

    stage: str
    title: str
    cut: int
    words: str
    saves: float


def skipped(w: Workshop) -> frozenset[str]:
    """Parts that a cut took out: Next and Back pass over them."""
    return frozenset(id_ for taken in w.cuts for id_ in taken.parts)


def minutes_of(w: Workshop, part: PartConfig) -> float:
    """Minutes of a part after the cuts; 0 if it is skipped."""
    if part.id in skipped(w):
        return 0.0
    return part.minutes - sum(taken.seconds for taken in w.cuts if taken.part == part.id) / 60


def saved(w: Workshop, stage: Stage) -> float:
    """Minutes that the cuts taken so far save in a stage: never more than its target less its minimum."""
    return sum(stage.cut[taken.cut].saves for taken in w.cuts if taken.stage == stage.id)


def step_from(w: Workshop, by: int) -> int | None:
    """Where Next (`by` 1) or Back (-1) leads from the present part; None at either end of the evening."""
    out = skipped(w)
    parts = w.plan.parts()
    steps = range(w.at + by, len(parts) if by > 0 else -1, by)
    return next((i for i in steps if parts[i][1].id not in out), None)


def at_the_end(w: Workshop) -> bool:
    """Whether nothing comes after the present part."""
    return step_from(w, 1) is None


def take(request: rq.Cut, w: Workshop, at: Moment) -> Decision | Refused:
    found = _find(w, request.stage, request.cut)
    if found is None:
        return Refused("unknown_cut")
    stage, cut = found
    if _taken(w, stage.id, request.cut):
        return just()
    if stage.protected or saved(w, stage) + cut.saves > room_to_cut(stage) + NEAR:
        return Refused("below_minimum")
    done = _effect(w, stage, cut, request.cut)
    return just(done) if done else Refused("not_editable")


def take_back(request: rq.Uncut, w: Workshop, at: Moment) -> Decision | Refused:
    if _find(w, request.stage, request.cut) is None:
        return Refused("unknown_cut")
    taken = _taken(w, request.stage, request.cut)
    if taken is None:
        return just()
    if not all(_to_come(w, id_) for id_ in _touched(taken)):
        return Refused("not_editable")
    return just(ev.CutUndone(request.stage, request.cut))


def offered(w: Workshop) -> tuple[Declared, ...]:
    """Cuts that would be taken if asked for, in the order of the evening."""
    if w.sealed:
        return ()
    return tuple(c for c in _declared(w) if _changes(take(rq.Cut(name="cut", stage=c.stage, cut=c.cut), w, Moment())))


def undoable(w: Workshop) -> tuple[Declared, ...]:
    """Cuts that were taken and can still be taken back."""
    if w.sealed:
        return ()
    asked = ((c, rq.Uncut(name="uncut", stage=c.stage, cut=c.cut)) for c in _declared(w))
    return tuple(c for c, request in asked if _changes(take_back(request, w, Moment())))


def said(w: Workshop) -> Declared | None:
    """The first cut from here on that is only a sentence."""
    here = w.plan.stages.index(w.stage)
    ahead = {stage.id for stage in w.plan.stages[here:] if not stage.protected}
    return next((cut for cut in _declared(w) if cut.stage in ahead and not cut.saves), None)


def _declared(w: Workshop) -> list[Declared]:
    return [Declared(s.id, s.title, k, cut.words, cut.saves) for s in w.plan.stages for k, cut in enumerate(s.cut)]


def _changes(decision: Decision | Refused) -> bool:
    return isinstance(decision, Decision) and bool(decision.events)


def _find(w: Workshop, stage_id: str, number: int) -> tuple[Stage, Cut] | None:
    """A cut that can be taken at all: a bare sentence saves nothing."""
    stage = next((stage for stage in w.plan.stages if stage.id == stage_id), None)
    if stage is None or number >= len(stage.cut) or not stage.cut[number].saves:
        return None
    return stage, stage.cut[number]


def _taken(w: Workshop, stage: str, number: int) -> ev.CutTaken | None:
    return next((taken for taken in w.cuts if (taken.stage, taken.cut) == (stage, number)), None)


def _effect(w: Workshop, stage: Stage, cut: Cut, number: int) -> ev.CutTaken | None:
    """What taking `cut` does; None where a part that it needs was opened, or another cut has touched it."""
    touched = skipped(w) | {taken.part for taken in w.cuts}
    if any(not _to_come(w, id_) or id_ in touched for id_ in cut.skips):
        return None
    rest = off_the_rest(stage, cut)
    # What was put in can be taken out again, and a cut must not hang on it.
    spared = {*cut.skips, *skipped(w), *w.inserted}
    free = [part for part in stage.parts if _to_come(w, part.id) and part.id not in spared]
    if rest <= NEAR or all(part.id in cut.skips for part in stage.parts):
        return ev.CutTaken(stage.id, number, cut.skips)
    shorter = longest(((part, minutes_of(w, part)) for part in free), rest)
    return ev.CutTaken(stage.id, number, cut.skips, shorter.id, round(rest * 60)) if shorter else None


def _touched(taken: ev.CutTaken) -> tuple[str, ...]:
    return (*taken.parts, taken.part) if taken.part else taken.parts


def _to_come(w: Workshop, id_: str) -> bool:
    """Whether a part was not opened and lies ahead of the room; one that was taken out does not."""
    index = next((i for i, (_, part) in enumerate(w.plan.parts()) if part.id == id_), -1)
    return index > w.at and w.parts[id_].phase is Phase.READY
