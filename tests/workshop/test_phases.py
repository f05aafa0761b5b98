"""The phase table: what can happen to a part, and that nothing else can."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from facilitator.plans.model import Plan
from facilitator.workshop import events as ev
from facilitator.workshop.state import PHASES, PartState, Phase, Workshop, begin, evolve

MOVES: dict[type[ev.Event], ev.Event] = {
    ev.PartOpened: ev.PartOpened("warm", 2, 120),
    ev.PartClosing: ev.PartClosing("warm", 1),
    ev.ClosingUndone: ev.ClosingUndone("warm", 1),
    ev.PartClosed: ev.PartClosed("warm", 1, 9, False, {"n": 9}),
    ev.PartRevealed: ev.PartRevealed("warm", 1),
}
TABLE = {
    ("ready", ev.PartOpened): "open",
    ("open", ev.PartOpened): "open",
    ("open", ev.PartClosing): "closing",
    ("closing", ev.ClosingUndone): "open",
    ("closing", ev.PartClosed): "closed",
    ("closed", ev.PartRevealed): "revealed",
    ("revealed", ev.PartRevealed): "revealed",
    ("closed", ev.PartOpened): "open",
    ("revealed", ev.PartOpened): "open",
}
"""Written out a second time: a change of the table is a decision, not a typing error."""


def standing(plan: Plan, phase: Phase) -> Workshop:
    w = begin("amber-birch-clay", plan)
    return replace(w, parts={**w.parts, "warm": PartState(phase)})


def test_the_table_is_what_was_decided() -> None:
    assert {(str(phase), kind): str(to) for (phase, kind), to in PHASES.items()} == TABLE


@pytest.mark.parametrize(("phase", "kind"), sorted(PHASES, key=str))
def test_a_pair_of_the_table_happens(plan: Plan, phase: Phase, kind: type[ev.Event]) -> None:
    assert evolve(standing(plan, phase), MOVES[kind]).parts["warm"].phase is PHASES[phase, kind]


@pytest.mark.parametrize(
    ("phase", "kind"), [pair for pair in product(Phase, MOVES) if pair not in PHASES], ids=lambda value: str(value)
)
def test_a_pair_that_is_not_in_the_table_is_refused(plan: Plan, phase: Phase, kind: type[ev.Event]) -> None:
    with pytest.raises(ValueError, match=f"{kind.__name__} cannot follow {phase} in warm"):
        evolve(standing(plan, phase), MOVES[kind])


@pytest.mark.parametrize("phase", list(Phase))
def test_showing_a_part_changes_nothing_in_it(plan: Plan, phase: Phase) -> None:
    w = standing(plan, phase)
    assert evolve(w, ev.PartShown("warm", 3.0)).parts == w.parts


def test_every_event_counts_as_one_step(plan: Plan) -> None:
    w = standing(plan, Phase.READY)
    assert evolve(evolve(w, MOVES[ev.PartOpened]), ev.TimePaused()).seq == w.seq + 2
