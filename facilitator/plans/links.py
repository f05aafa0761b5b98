"""Links between the parts of a plan: which part each one names, and whether that one can do what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.plans.problems import Source, Where


def places(source: Source) -> list[tuple[Where, PartConfig]]:
    """Every part on the stage with its place in the file, in the order of the plan."""
    return [
        (("stages", i, "parts", j), part)
        for i, stage in enumerate(source.plan.stages)
        for j, part in enumerate(stage.parts)
    ]


def _named(part: PartConfig) -> Iterator[tuple[str, str]]:
    links = activity(part).links(part)
    named = {
        "items_from": links.items_from, "pairs_with": links.pairs_with, "shows": links.shows, "groups": links.groups,
        "dilemmas_from": links.dilemmas_from, "recalls": links.recalls,
    }  # fmt: skip
    yield from ((field, id_) for field, id_ in named.items() if id_ is not None)


def link_findings(source: Source) -> Iterator[tuple[Where, str]]:
    """Every link that cannot work: where it stands, and what is wrong with it."""
    every = places(source)
    ids = [part.id for _, part in every]
    for index, (where, part) in enumerate(every):
        for field, wanted in _named(part):
            before = {earlier.id: earlier for _, earlier in every[:index]}
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
            elif field == "items_from" and (message := _unaddressed(part, before[wanted])):
                yield (*where, "to"), message


def _misfit(field: str, part: PartConfig, target: PartConfig) -> str:
    """Why `target` cannot do what a link asks of it; empty if it can."""
    if field == "items_from" and activity(part).links(part).addressed_by is not None:
        kinds = "name a capture that `gives` a text and has a field of kind sides with one pick"
        return "" if target.addressing else f"{target.id!r} addresses no texts to a side; {kinds}"
    if field == "items_from":
        return "" if gives_texts(target) else f"{target.id!r} collects no texts; name a harvest, a sentence or a wall"
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
    if not activity(target).collects(target) or gives_texts(target):
        return f"{target.id!r} has no results to show; name a choice, scale, side, vote or close"
    return f"the results of {target.id!r} are never revealed; name another part" if target.reveal == "never" else ""


def _unaddressed(part: PartConfig, target: PartConfig) -> str:
    """What is wrong with the field that says to whom the texts of `target` go; empty if nothing is."""
    by = activity(part).links(part).addressed_by
    if by is None or by in target.addressing:
        return ""
    return f"{target.id!r} has no field {by!r} of kind sides with one pick; it has {', '.join(target.addressing)}"


def gives_texts(part: PartConfig) -> bool:
    """Whether texts leave the part, which later parts may take as items."""
    return bool({"starters", "template"} & set(type(part).model_fields)) or bool(getattr(part, "gives", None))


def _range(part: PartConfig) -> tuple[object, object]:
    return getattr(part, "low", None), getattr(part, "high", None)
