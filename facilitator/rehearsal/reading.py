"""Reading a room script as strictly as a plan: whatever is wrong with it comes with its line and field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from facilitator.plans.problems import PlanProblems, Problem, Where, brief, dotted, place
from facilitator.plans.read import raw_of
from facilitator.plans.sentences import problems_of
from facilitator.plans.text import plain, tree_of
from facilitator.rehearsal.script import LETTERS, SCHEMA, Script

MAX_NODES = 40_000
ROLES = ("facilitator", "room", "projector")
OF_A_PERSON = (
    "late_join", "double_tap", "phone_locks", "back_button", "reload", "second_device", "second_tab", "early_submit",
    "submit_hostile", "submit_safeguarding", "leaves", "battery_dead",
)  # fmt: skip
_PLAN = re.compile(r"\bplan(s?)\b")

Finding = tuple[Where, str]


def read_script(path: Path) -> Script:
    """The room script in `path`. Raises PlanProblems."""
    name = str(path)
    try:
        tree = tree_of(raw_of(path), name, SCHEMA, MAX_NODES)
    except PlanProblems as found:
        # What is said of a file that is no YAML is said of plans.
        raise PlanProblems([_of_a_script(problem) for problem in found.problems]) from None
    try:
        script = Script.model_validate(plain(tree))
    except ValidationError as invalid:
        raise PlanProblems([_begins(problem) for problem in problems_of(invalid, tree, name, Script)]) from None
    findings = [Problem(name, *place(tree, where), dotted(where), message) for where, message in _findings(script)]
    if findings:
        raise PlanProblems(sorted(findings, key=lambda problem: (problem.line, problem.column)))
    return script


def _of_a_script(problem: Problem) -> Problem:
    return replace(problem, message=_PLAN.sub(r"room script\1", problem.message))


def _begins(problem: Problem) -> Problem:
    return replace(problem, message=problem.message.replace("a plan begins", "a room script begins"))


def _findings(script: Script) -> Iterator[Finding]:
    yield from _ids(script)
    yield from _times(script)
    yield from _people(script)
    yield from _texts(script)
    yield from _votes(script)
    yield from _cards(script)
    yield from _picks(script)
    yield from _events(script)
    yield from _expected(script)


def _ids(script: Script) -> Iterator[Finding]:
    for field in ("stages", "factions", "participants", "dilemmas"):
        seen: set[str] = set()
        for i, entry in enumerate(getattr(script, field)):
            if entry.id in seen:
                yield (field, i, "id"), f"{entry.id!r} is used twice; every entry needs an id of its own"
            seen.add(entry.id)


def _times(script: Script) -> Iterator[Finding]:
    for i, span in enumerate(script.stages):
        if span.to_s < span.from_s:
            yield (
                ("stages", i, "to_s"),
                f"ends at {span.to_s:g}, before it begins at {span.from_s:g}; put them in order",
            )
    for i, (before, after) in enumerate(pairwise(script.stages), start=1):
        if after.from_s < before.to_s:
            message = f"begins at {after.from_s:g}, before {before.id!r} ends at {before.to_s:g}; put stages in order"
            yield ("stages", i, "from_s"), message
    for i, (earlier, later) in enumerate(pairwise(script.events), start=1):
        if later.at < earlier.at:
            yield ("events", i, "at"), f"{later.at:g} comes after {earlier.at:g}; put events in the order of time"


def _people(script: Script) -> Iterator[Finding]:
    factions = [faction.id for faction in script.factions]
    for i, person in enumerate(script.participants):
        if person.faction is not None and person.faction not in factions:
            yield ("participants", i, "faction"), _unknown("faction", person.faction, factions)
    stands = Counter(person.faction for person in script.participants)
    for i, faction in enumerate(script.factions):
        if stands[faction.id] != faction.members:
            message = f"says {faction.members}, and {stands[faction.id]} participants stand there; make them equal"
            yield ("factions", i, "members"), message
    for field in ("map_recall", "baseline_honesty", "card_sort", "mistakes", "ballots", "price_at_home", "rungs"):
        for id_ in getattr(script, field):
            if script.person(id_) is None:
                yield (field, id_), _unknown("participant", id_, [person.id for person in script.participants])


def _texts(script: Script) -> Iterator[Finding]:
    ids = [dilemma.id for dilemma in script.dilemmas]
    for i, dilemma in enumerate(script.dilemmas):
        person = script.person(dilemma.by)
        if person is None:
            yield ("dilemmas", i, "by"), _unknown("participant", dilemma.by, [p.id for p in script.participants])
        else:
            if dilemma.faction is not None and dilemma.faction != person.faction:
                yield ("dilemmas", i, "faction"), f"{person.id} stands with {person.faction}, not {dilemma.faction}"
            if dilemma.at < person.joins:
                yield ("dilemmas", i, "at"), f"{person.id} joins at {person.joins:g}, after this; give a later time"
        target = dilemma.expect.removeprefix("merge_into_")
        if target != dilemma.expect and target not in ids:
            yield ("dilemmas", i, "expect"), _unknown("dilemma", target, ids)


def _votes(script: Script) -> Iterator[Finding]:
    ids = [dilemma.id for dilemma in script.dilemmas]
    for who, picks in script.ballots.items():
        if len(picks) > script.votes_each:
            yield ("ballots", who), f"{len(picks)} votes; at most {script.votes_each} each (votes_each)"
        if len(set(picks)) < len(picks):
            yield ("ballots", who), "a dilemma stands here twice; give each one vote"
        for i, pick in enumerate(picks):
            if pick not in ids:
                yield ("ballots", who, i), _unknown("dilemma", pick, ids)


def _cards(script: Script) -> Iterator[Finding]:
    order = script.card_order
    for i, card in enumerate(order):
        if card in order[:i]:
            yield ("card_order", i), f"{card!r} stands here twice; name each card once"
    for who, letters in script.card_sort.items():
        if len(letters) != len(order):
            message = f"{len(letters)} letters for {len(order)} cards (card_order); write one for each, - for no answer"
            yield ("card_sort", who), message
    known = script.expected
    yield from _each(known.most_split_cards or (), list(order), "card", ("expected", "most_split_cards"))
    for card, figures in (known.card_sort or {}).items():
        if card not in order:
            yield ("expected", "card_sort", card), _unknown("card", card, list(order))
        if set(figures) != {*LETTERS.values(), "entropy_bits"}:
            message = f"figures of a card are {', '.join(LETTERS.values())} and entropy_bits"
            yield ("expected", "card_sort", card), message


def _picks(script: Script) -> Iterator[Finding]:
    keeps = {who: price.keep for who, price in script.price_at_home.items()}
    for field, given, rest in (("mistakes", script.mistakes, ()), ("price_at_home", keeps, ("keep",))):
        for who, picks in given.items():
            for i, pick in enumerate(picks):
                if pick in picks[:i]:
                    yield (field, who, *rest, i), f"{pick!r} stands here twice; name each once"


def _events(script: Script) -> Iterator[Finding]:
    people = [person.id for person in script.participants]
    down = False
    for i, event in enumerate(script.events):
        if event.what in OF_A_PERSON and event.who not in people:
            yield ("events", i, "who"), _unknown("participant", event.who, people)
        elif event.who not in people and event.who not in ROLES:
            yield ("events", i, "who"), f"there is no {brief(event.who)}; use a participant, or {', '.join(ROLES)}"
        if event.what == "wifi_up" and not down:
            yield ("events", i, "what"), "the Wi-Fi never went; put a wifi_down before it"
        if event.what == "wifi_down" and down:
            yield ("events", i, "what"), "the Wi-Fi is gone already; put a wifi_up before it"
        down = event.what == "wifi_down" or (down and event.what != "wifi_up")
    if down:
        yield ("events",), "the Wi-Fi never comes back; put a wifi_up after it"


def _expected(script: Script) -> Iterator[Finding]:
    known = script.expected
    dilemmas, factions = [d.id for d in script.dilemmas], [faction.id for faction in script.factions]
    for field in ("held_or_declined", "softened", "not_english"):
        for i, id_ in enumerate(getattr(known, field) or ()):
            if id_ not in dilemmas:
                yield ("expected", field, i), _unknown("dilemma", id_, dilemmas)
    for i, tied in enumerate(known.by_total or ()):
        yield from _each(tied.ids, dilemmas, "dilemma", ("expected", "by_total", i, "ids"))
    for i, group in enumerate(known.by_cross_support or ()):
        yield from _each(group, dilemmas, "dilemma", ("expected", "by_cross_support", i))
    for cell, sides in (known.cells_shown or {}).items():
        yield from _each(sides, factions, "faction", ("expected", "cells_shown", cell))
    for pair in (known.merged or {}).items():
        yield from (
            (("expected", "merged", pair[0]), _unknown("dilemma", i, dilemmas)) for i in pair if i not in dilemmas
        )
    for id_ in known.must_not_appear.voters_by_faction if known.must_not_appear else ():
        if id_ not in factions:
            yield ("expected", "must_not_appear", "voters_by_faction", id_), _unknown("faction", id_, factions)


def _each(ids: Iterable[str], there: list[str], what: str, where: Where) -> Iterator[Finding]:
    yield from (((*where, i), _unknown(what, id_, there)) for i, id_ in enumerate(ids) if id_ not in there)


def _unknown(what: str, id_: Any, there: list[str]) -> str:
    listed = ", ".join(there[:12]) + (" and so on" if len(there) > 12 else "")
    return f"there is no {what} {brief(id_)}; there are {listed or 'none'}"
