"""Cuts that a plan declares: what each takes from its stage, and which of them cannot be taken as they stand."""

from __future__ import annotations

from collections.abc import Iterator

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.plans.model import Cut, Plan, Stage
from facilitator.plans.problems import Source, Where

LEAST = 0.5
"""Minutes that a part keeps, however much is cut."""
NEAR = 0.01
"""Minutes below which two amounts are the same."""


def room_to_cut(stage: Stage) -> float:
    """Minutes by which a stage may be shortened."""
    return 0.0 if stage.protected else stage.minutes.target - stage.minutes.min


def off_the_rest(stage: Stage, cut: Cut) -> float:
    """Minutes that `cut` saves beyond the parts it skips."""
    skipped = sum(part.minutes for part in stage.parts if part.id in cut.skips)
    return max(0.0, cut.saves - skipped)


def longest(parts: Iterator[tuple[PartConfig, float]], minutes: float) -> PartConfig | None:
    """The part with the most minutes left, of two alike the later one, if it can give `minutes` away."""
    found = max(enumerate(parts), key=lambda numbered: (numbered[1][1], numbered[0]), default=None)
    if found is None or found[1][1] - minutes < LEAST - NEAR:
        return None
    return found[1][0]


def cut_findings(source: Source) -> Iterator[tuple[Where, str]]:
    """Cuts that could not be taken, or would take too much."""
    for i, stage in enumerate(source.plan.stages):
        for k, cut in enumerate(stage.cut):
            here: Where = ("stages", i, "cut", k)
            wrong = list(_skips(source.plan, stage, cut, here))
            yield from wrong or _saves(stage, cut, here)


def _skips(plan: Plan, stage: Stage, cut: Cut, here: Where) -> Iterator[tuple[Where, str]]:
    own = [part.id for part in stage.parts]
    for n, id_ in enumerate(cut.skips):
        where = (*here, "skips", n)
        if id_ in cut.skips[:n]:
            yield where, f"{id_!r} is skipped twice; name it once"
        elif id_ not in own:
            other = next((s.id for s, part in plan.parts() if part.id == id_), None)
            wrong = f"{id_!r} is a part of stage {other!r}" if other else f"there is no part {id_!r}"
            yield where, f"{wrong}; this stage has {', '.join(own)}"
        elif needed := _needed_by(plan, id_, cut):
            yield where, f"{needed!r} needs {id_!r}; skip another part"
    if cut.skips and not cut.saves:
        yield (*here, "saves"), "parts are skipped and no minute is saved; give their minutes"


def _needed_by(plan: Plan, id_: str, cut: Cut) -> str | None:
    """A part that stays and cannot be without the part `id_`."""
    skipped = plan.part(id_)
    asks_side = skipped is not None and activity(skipped).asks_side
    for _, part in plan.parts():
        links = activity(part).links(part)
        compares = asks_side and (links.items_from or getattr(part, "picture", "total") == "sides")
        if part.id not in cut.skips and (id_ in (links.items_from, links.pairs_with, links.shows) or compares):
            return part.id
    return None


def _saves(stage: Stage, cut: Cut, here: Where) -> Iterator[tuple[Where, str]]:
    where = (*here, "saves")
    if not cut.saves:
        return
    if stage.protected:
        yield here, f"{stage.id!r} is protected, nothing of it is cut; leave this out, or write a sentence"
        return
    spare = room_to_cut(stage)
    if cut.saves > spare + NEAR:
        target, least = stage.minutes.target, stage.minutes.min
        yield where, f"{cut.saves:g} is too much: from {target:g} to the minimum {least:g} it is {spare:g}"
        return
    skipped = sum(part.minutes for part in stage.parts if part.id in cut.skips)
    if skipped > cut.saves + NEAR:
        yield where, f"the parts it skips take {skipped:g} minutes; a cut saves at least those"
        return
    rest = off_the_rest(stage, cut)
    stay = [part for part in stage.parts if part.id not in cut.skips]
    if stay and rest > NEAR and longest(((part, part.minutes) for part in stay), rest) is None:
        yield where, f"no part that stays has {rest:g} minutes to give; skip a part, or save less"
    if not stay and rest > stage.lead_in + NEAR:
        yield where, f"the whole stage takes {skipped + stage.lead_in:g} minutes; save no more"
