"""Checks across the parts of a plan: links that cannot work, minutes that do not fit, sides that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.plans.cuts import cut_findings as _cuts
from facilitator.plans.model import Plan, Stage
from facilitator.plans.problems import Problem, Source, Where

SLACK = 0.51
"""Minutes by which the parts may differ from their stage."""
WORDS = 40
"""Words that the back row can read on the wall."""

Finding = tuple[Where, str]
Places = list[tuple[Where, PartConfig]]


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


def _places(source: Source) -> Places:
    return [
        (("stages", i, "parts", j), part)
        for i, stage in enumerate(source.plan.stages)
        for j, part in enumerate(stage.parts)
    ]


# -- ids and links ----------------------------------------------------------------------------------------------------


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


def _named(part: PartConfig) -> Iterator[tuple[str, str]]:
    links = activity(part).links(part)
    named = {
        "items_from": links.items_from, "pairs_with": links.pairs_with, "shows": links.shows, "groups": links.groups,
        "dilemmas_from": links.dilemmas_from, "recalls": links.recalls,
    }  # fmt: skip
    yield from ((field, id_) for field, id_ in named.items() if id_ is not None)


def _links(source: Source) -> Iterator[Finding]:
    places = _places(source)
    ids = [part.id for _, part in places]
    for index, (where, part) in enumerate(places):
        for field, wanted in _named(part):
            before = {earlier.id: earlier for _, earlier in places[:index]}
            if field == "shows":
                before |= {part.id: part for part in source.plan.beside}
            if wanted in before:
                message = _misfit(field, part, before[wanted])
            elif wanted in ids:
                message = f"{wanted!r} is not before this part; name an earlier part"
            else:
                message = f"there is no part {wanted!r}; parts before this one: {', '.join(before) or 'none'}"
            if message:
                yield (*where, field), message


def _misfit(field: str, part: PartConfig, target: PartConfig) -> str:
    """Why `target` cannot do what a link asks of it; empty if it can."""
    if field == "items_from":
        return "" if _gives_texts(target) else f"{target.id!r} collects no texts; name a harvest, a sentence or a wall"
    if field == "groups":
        return "" if target.forms_groups else f"{target.id!r} forms no groups; name a part of kind groups"
    if field == "recalls":
        alike = activity(target).collects(target) and activity(target).links(target).groups == getattr(
            part, "groups", ""
        )
        return "" if alike else f"{target.id!r} is no form of the same groups; name an earlier capture of theirs"
    if field == "dilemmas_from":
        ranks = activity(target).links(target).items_from and {"votes"} <= set(type(target).model_fields)
        return "" if ranks else f"{target.id!r} chooses no texts; name a vote"
    if field == "pairs_with":
        if target.kind != part.kind:
            return f"{target.id!r} is a {target.kind}; a {part.kind} pairs with a {part.kind}"
        return (
            ""
            if _range(target) == _range(part)
            else f"{target.id!r} has another range; give both the same low and high"
        )
    if not activity(target).collects(target) or _gives_texts(target):
        return f"{target.id!r} has no results to show; name a choice, scale, side, vote or close"
    return f"the results of {target.id!r} are never revealed; name another part" if target.reveal == "never" else ""


def _gives_texts(part: PartConfig) -> bool:
    return bool({"starters", "template"} & set(type(part).model_fields)) or bool(getattr(part, "gives", None))


def _range(part: PartConfig) -> tuple[object, object]:
    return getattr(part, "low", None), getattr(part, "high", None)


def _readers(source: Source) -> Iterator[Finding]:
    """Texts are read by the facilitator before they are voted on, which takes the time of a part."""
    places = _places(source)
    for (_, before), (where, part) in pairwise(places):
        if _gives_texts(before) and activity(part).links(part).items_from == before.id:
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
