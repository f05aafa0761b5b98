"""Checks across the parts of a plan: links that cannot work, minutes that do not fit, sides that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.plans.cuts import cut_findings as _cuts
from facilitator.plans.links import gives_texts
from facilitator.plans.links import link_findings as _links
from facilitator.plans.links import places as _places
from facilitator.plans.model import Plan, Stage
from facilitator.plans.problems import Problem, Source, Where

SLACK = 0.51
"""Minutes by which the parts may differ from their stage."""
WORDS = 40
"""Words that the back row can read on the wall."""

Finding = tuple[Where, str]


def breaking_problems(source: Source) -> list[Problem]:
    """What would fail, or break a promise, while the plan runs. Cheap, and done at every door."""
    return _sorted(source, [*_ids(source), *_links(source), *_open_sides(source), *_cuts(source)])


def cross_problems(source: Source) -> list[Problem]:
    """Everything that is wrong between parts that are each right by themselves."""
    checks = (_ids, _links, _open_sides, _readers, _minutes, _promise, _sides, _wall, _once, _pictures, _words, _cuts)
    return _sorted(source, [finding for check in checks for finding in check(source)])


def problems_of_part(plan: Plan, part: str) -> list[str]:
    """The fields of one part that do not fit what is around it, for a part that no file holds."""
    source = Source("", plan, None)
    found = [finding for check in (_links, _sides, _wall) for finding in check(source)]
    here = next(where for where, config in _places(source) if config.id == part)
    return [str(where[-1]) for where, _ in found if where[: len(here)] == here]


def _sorted(source: Source, found: Iterable[Finding]) -> list[Problem]:
    problems = [source.problem(where, message) for where, message in found]
    return sorted(problems, key=lambda problem: (problem.line, problem.column))


# -- ids and readers --------------------------------------------------------------------------------------------------


def _ids(source: Source) -> Iterator[Finding]:
    stages = [(("stages", i, "id"), stage.id) for i, stage in enumerate(source.plan.stages)]
    yield from _twice("stage", stages)
    besides = [(("beside", i, "id"), part.id) for i, part in enumerate(source.plan.beside)]
    yield from _twice("part", [*(((*where, "id"), part.id) for where, part in _places(source)), *besides])
    yield from _twice("side", [(("sides", i, "id"), side.id) for i, side in enumerate(source.plan.sides)])


def _twice(what: str, ids: Iterable[tuple[Where, str]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for where, id_ in ids:
        if id_ in seen:
            yield where, f"{id_!r} is used twice; every {what} needs an id of its own"
        seen.add(id_)


def _readers(source: Source) -> Iterator[Finding]:
    """Texts are read by the facilitator before they are voted on, which takes the time of a part."""
    places = _places(source)
    for (_, before), (where, part) in pairwise(places):
        if gives_texts(before) and activity(part).links(part).items_from == before.id:
            message = f"{before.id!r} is the part just before: nobody has time to read; put a part between"
            yield (*where, "items_from"), message


# -- minutes ----------------------------------------------------------------------------------------------------------


def _counted(stage: Stage) -> list[PartConfig]:
    return [part for part in stage.parts if not activity(part).before_start]


def _minutes(source: Source) -> Iterator[Finding]:
    for i, stage in enumerate(source.plan.stages):
        parts, target = sum(part.minutes for part in _counted(stage)) + stage.lead_in, stage.minutes.target
        if _counted(stage) and abs(parts - target) > SLACK:
            message = f"the parts take {parts:g} minutes with lead-in, the stage says {target:g}; make them equal"
            yield ("stages", i, "minutes"), message


def _promise(source: Source) -> Iterator[Finding]:
    promised = source.plan.promised_minutes
    total = sum(stage.minutes.target for stage in source.plan.stages if _counted(stage))
    if promised and total > promised:
        message = f"the stages take {total:g} minutes, {promised:g} are promised; shorten or promise more"
        yield ("promised_minutes",), message


# -- what a kind needs around it -----------------------------------------------------------------------------------


def _sides(source: Source) -> Iterator[Finding]:
    asked = False
    few = len(source.plan.sides) < 2
    for where, part in _places(source):
        kind = activity(part)
        if kind.asks_side and few:
            yield (
                (*where, "kind"),
                "people are asked for a side, and the plan has fewer than two; list them under `sides`",
            )
        elif kind.links(part).needs_sides and few:
            yield (*where, "kind"), "the part shows the sides, and the plan has fewer than two; list them under `sides`"
        links = kind.links(part)
        by_side = links.items_from or getattr(part, "picture", "total") == "sides" or part.draws
        if by_side and not asked:
            message = f"{part.id!r} compares sides, and nobody was asked for one; put a part of kind side before it"
            yield (*where, "kind"), message
        asked = asked or kind.asks_side


def _open_sides(source: Source) -> Iterator[Finding]:
    """Where somebody stands is secret: a picture by side that moves with each tap would show it."""
    for where, part in _places(source):
        if getattr(part, "picture", "total") == "sides" and part.anonymity == "none":
            yield (*where, "picture"), "sides are secret, and answers that are not would tell them; use anonymity: room"


def _wall(source: Source) -> Iterator[Finding]:
    for where, part in _places(source):
        words = len(part.screen.split())
        if words > WORDS:
            yield (*where, "screen"), f"{words} words; the back row reads at most {WORDS}"
        if part.reveal == "live" and part.anonymity != "none":
            message = "answers that are secret are not shown as they come; use on_close, or anonymity: none"
            yield (*where, "reveal"), message


# -- what runs, and is not what was meant ----------------------------------------------------------------------------


def _once(source: Source) -> Iterator[Finding]:
    """What stands in the plan and does nothing there, or nothing a second time."""
    sided, begun = "", ""
    for where, part in _places(source):
        kind = activity(part)
        if part.anonymity == "group" and kind.links(part).groups is None:
            yield (*where, "anonymity"), "a group is not told apart here, this is kept like room; use anonymity: room"
        if kind.before_start and begun:
            message = f"{begun!r} is before it, and a {part.kind} comes before the start; put it first, or use say"
            yield (*where, "kind"), message
        if kind.asks_side and sided:
            message = f"{sided!r} asks for a side already, and the answers would be two; ask once"
            yield (*where, "kind"), message
        sided = sided or (part.id if kind.asks_side else "")
        begun = begun or ("" if kind.before_start else part.id)


def _pictures(source: Source) -> Iterator[Finding]:
    parts = {part.id: part for _, part in _places(source)}
    for where, part in _places(source):
        earlier = parts.get(activity(part).links(part).pairs_with or "")
        if earlier and "sides" in (getattr(part, "picture", ""), getattr(earlier, "picture", "")):
            message = (
                f"{earlier.id!r} cannot stand beside it, a picture by side has no counts; give both picture: total"
            )
            yield (*where, "pairs_with"), message


def _words(source: Source) -> Iterator[Finding]:
    """Whoever reads two answers alike cannot know which of them is meant."""
    yield from _alike((("sides", i, "name"), side.name) for i, side in enumerate(source.plan.sides))
    for where, part in _places(source):
        for field in ("options", "ratings"):
            lines = enumerate(getattr(part, field, ()))
            yield from _alike(((*where, field, i), line.text) for i, line in lines)


def _alike(lines: Iterable[tuple[Where, str]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for where, text in lines:
        read = " ".join(text.casefold().split())
        if read in seen:
            yield where, f"{text!r} stands here twice; give each words of its own"
        seen.add(read)
