"""vote: people give the script's votes to the texts on their phones; the two orders must be the script's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.plans.model import Plan
from facilitator.rehearsal.console import Console
from facilitator.rehearsal.evening import Evening, named_cells
from facilitator.rehearsal.kinds.due import Due, Room
from facilitator.rehearsal.moderation import Moderation
from facilitator.rehearsal.outcome import Check, Finding, equal, none
from facilitator.rehearsal.pages import orders
from facilitator.rehearsal.person import Person
from facilitator.rehearsal.script import Script

SECTIONS = ("ballots", "votes_each", "chosen_by_facilitator")
KEYS = ("ballots", "votes_cast", "by_total", "by_cross_support", "cells_shown")


def fits(script: Script, part: PartConfig) -> dict[str, Any]:
    """As many votes as the script gives, over all its texts at once."""
    if not script.ballots:
        return {}
    found: dict[str, Any] = {}
    texts = script.expected.on_ballot or len(script.dilemmas)
    if texts > part.deal.above:  # type: ignore[attr-defined]
        found["deal.above"] = texts
    if script.votes_each > part.votes:  # type: ignore[attr-defined]
        found["votes"] = script.votes_each
    return found


def answers(script: Script, plan: Plan, person: Person, part: PartConfig, room: Room) -> list[Due] | None:
    if not script.ballots:
        return None

    def body() -> dict[str, Any]:
        dealt = room.items(person.id, part.id)
        wanted = [room.moderation.text_id(pick) for pick in script.ballots[person.id]]
        return {"votes": {id_: 1 for id_ in wanted if id_ is not None and id_ in dealt}}

    return [Due(body)] if person.id in script.ballots else []


def after(script: Script, part: PartConfig, console: Console, moderation: Moderation) -> None:
    """The facilitator chooses for the groups. What is refused stays unchosen, and is found by who judges."""
    wanted = [moderation.text_id(pick) for pick in script.chosen_by_facilitator]
    if wanted and None not in wanted:
        console.do("choose", part=part.id, texts=wanted)


def judge(evening: Evening, part: PartConfig) -> Iterator[Finding]:
    expected, results = evening.script.expected, evening.results(part.id)
    if expected.ballots is not None:
        yield equal("ballots", expected.ballots, results.get("ballots"))
    if expected.votes_cast is not None:
        yield equal("votes_cast", expected.votes_cast, results.get("votes"))
    screen = orders(evening.heard.newest("screen", part.id, "revealed"))
    by_total = [list(place.ids) for place in expected.by_total] if expected.by_total is not None else None
    across = [list(group) for group in expected.by_cross_support] if expected.by_cross_support is not None else None
    for name, groups, field, ranked in (
        ("by_total", by_total, "most_votes", "most-votes"),
        ("by_cross_support", across, "most_sides", "most-sides"),
    ):
        if groups is not None:
            kept = [[_name(evening, id_) for id_ in group] for group in results.get(field) or ()]
            listed = [_name(evening, id_) for id_, _ in screen.get(ranked, ())]
            yield Check(name, groups, kept[: len(groups)], _sets(kept[: len(groups)]) == _sets(groups))
            yield Check(f"{name}.screen", groups, listed, agrees(groups, listed))
    if expected.cells_shown is not None:
        wanted = {name: sorted(sides) for name, sides in expected.cells_shown.items()}
        found = {"others" if c["rest"] else c["sides"][0]: sorted(c["sides"]) for c in results.get("cells") or ()}
        yield equal("cells_shown", wanted, found)
        on_phones = sorted(named_cells(evening, part.id))
        yield equal("cells_shown.phones", sorted("+".join(sides) for sides in wanted.values()), on_phones)
    if evening.script.chosen_by_facilitator:
        chosen = [_name(evening, id_) for id_ in evening.part(part.id).get("chosen", ())]
        yield equal(f"chosen.{part.id}", list(evening.script.chosen_by_facilitator), chosen)
    yield none(f"no_score.{part.id}", _scores(results, screen))
    source = activity(part).links(part).items_from
    texts = {text["id"] for text in evening.part(source).get("texts", ())} if source else set()
    dealt = {item for (_, asked), items in evening.dealt.items() if asked == part.id for item in items}
    whole = len(texts) <= part.deal.above  # type: ignore[attr-defined]
    yield Check(f"ballot_paper.{part.id}", len(texts), len(dealt), dealt == texts if whole else dealt <= texts)


def agrees(groups: Sequence[Sequence[str]], listed: Sequence[str]) -> bool:
    """Whether a list follows the groups: ties in any order, and a list cut inside a group may show any of it."""
    rest = list(listed)
    for group in groups:
        part, rest = rest[: len(group)], rest[len(group) :]
        if not set(part) <= set(group) or len(set(part)) < len(part):
            return False
        if not rest:
            return bool(listed)
    return True


def _sets(groups: Sequence[Sequence[str]]) -> list[set[str]]:
    return [set(group) for group in groups]


def _name(evening: Evening, id_: str) -> str:
    return evening.moderation.dilemma_of.get(id_, id_)


def _scores(results: dict[str, Any], screen: dict[str, list[tuple[str, str]]]) -> Iterator[str]:
    """Numbers beside texts that are no places: a score, or a total of one text."""
    for field, value in results.items():
        if field not in ("ballots", "votes") and _has_number(value):
            yield f"a number in {field}"
    for name, rows in screen.items():
        for _, before in rows:
            if not before.removesuffix("=").strip().isdecimal():
                yield f"{before!r} before a text in {name}"


def _has_number(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_number, value.values()))
    if isinstance(value, list):
        return any(map(_has_number, value))
    return isinstance(value, int | float) and not isinstance(value, bool)
