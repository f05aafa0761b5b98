"""Any evening at all with every room control, and with everything that can stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import Phase as Step
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from facilitator.plans.model import Plan
from facilitator.workshop import events as ev
from facilitator.workshop.beside import open_besides
from facilitator.workshop.decision import Decision
from facilitator.workshop.insert import MOST
from facilitator.workshop.rules import allowed, open_parts
from facilitator.workshop.state import Phase
from facilitator.workshop.views import Words
from tests.workshop.test_machine import MANY, WRONG, AnyEvening, play

INSERTS: tuple[tuple[str, dict[str, Any], bool], ...] = (
    ("choice", {"title": "Go on?", "options": ["Yes", "No"]}, True),
    ("scale", {"title": "Again?", "high": 10}, True),
    ("harvest", {"title": "What else?", "per_person": 2}, True),
    ("choice", {"title": "Go on?"}, False),
    ("scale", {"title": "Again?", "id": "warm"}, False),
    ("vote", {"title": "Vote", "items_from": "texts"}, False),
    ("parking", {"title": "Another"}, False),
    ("lobby", {"title": "Door"}, False),
    ("x", {}, False),
)
"""A kind, fields, and whether they make a part that can be put in."""


class ControlledEvening(AnyEvening):
    """Everything the other evenings do, and the room controls."""

    @rule(words=st.sampled_from(["Tea is ready", "x" * 201, "\u200b", ""]), screen=st.booleans())
    def announce(self, words: str, screen: bool) -> None:
        able = "announce" in allowed(self.w) and words == "Tea is ready"
        assert isinstance(self.ask("announce", words=words, screen=screen), Decision) is able

    @rule(name=st.sampled_from(["freeze", "freeze", "thaw", "unannounce"]))
    def press_a_control(self, name: str) -> None:
        locked = name == "freeze" and self.w.now.phase is Phase.CLOSING
        assert isinstance(self.ask(name), Decision) is not (self.w.sealed or locked)

    @rule(given=st.sampled_from(INSERTS))
    def insert(self, given: tuple[str, dict[str, Any], bool]) -> None:
        kind, fields, fits = given
        alone = set(open_parts(self.w)) <= {self.w.part.id}
        parts, able = len(self.w.plan.parts()), fits and alone and not self.w.sealed and len(self.w.inserted) < MOST
        assert isinstance(self.ask("insert", after="current", kind=kind, fields=fields), Decision) is able
        assert len(self.w.plan.parts()) == parts + able

    @rule(draw=st.randoms(use_true_random=False))
    def remove(self, draw: Any) -> None:
        part = draw.choice([*self.w.inserted, "warm", "parking", "nowhere"])
        state = self.w.parts.get(part)
        able = part in self.w.inserted and state is not None and state.phase is Phase.READY and not self.w.sealed
        assert isinstance(self.ask("remove", part=part), Decision) is able

    @precondition(lambda self: not self.w.sealed)
    @rule()
    def somebody_without_a_phone_is_entered(self) -> None:
        self.write([ev.EntryTaken()])

    @precondition(lambda self: self.w.parts["parking"].phase is Phase.OPEN)
    @rule(texts=st.integers(0, 3), last=st.booleans())
    def a_batch_is_released(self, texts: int, last: bool) -> None:
        ids = tuple(f"{len(self.w.texts) + i:032x}" for i in range(texts))
        self.words |= {id_: Words(f"text {id_}") for id_ in ids}
        self.write([ev.TextsReleased("parking", self.w.parts["parking"].round, texts, ids, last)])

    @invariant()
    def what_stands_beside_is_open_until_the_seal_or_its_last_batch(self) -> None:
        states = {part.id: self.w.parts[part.id] for part in self.w.plan.beside}
        assert {state.phase for state in states.values()} <= {Phase.OPEN, Phase.CLOSED}
        assert self.w.sealed is (states["pause"].phase is Phase.CLOSED) is (states["pulse"].phase is Phase.CLOSED)
        assert open_besides(self.w) == {(id_, s.round) for id_, s in states.items() if s.phase is Phase.OPEN}

    @invariant()
    def nothing_closes_while_phones_are_frozen(self) -> None:
        assert not (self.w.frozen and Phase.CLOSING in {state.phase for state in self.w.parts.values()})

    @invariant()
    def every_part_has_a_state_and_an_id_of_its_own(self) -> None:
        ids = [part.id for part in (*(part for _, part in self.w.plan.parts()), *self.w.plan.beside)]
        assert sorted(ids) == sorted(self.w.parts)


class Freezing(ControlledEvening):
    """A room that begins to close without thawing the phones."""

    def write(self, events: Sequence[ev.Event]) -> None:
        super().write([event for event in events if not isinstance(event, ev.PhonesThawed)])


class Losing(ControlledEvening):
    """A journal that does not keep what was put in."""

    def remember(self, words: dict[str, Any]) -> None:
        if words["event"] != "PartInserted":
            super().remember(words)


def test_any_controlled_evening_can_be_folded_from_its_journal(beside_plan: Plan) -> None:
    play(lambda: ControlledEvening(beside_plan), MANY)


@pytest.mark.parametrize("machine", [Freezing, Losing])
def test_a_room_or_journal_that_is_wrong_is_found(beside_plan: Plan, machine: type[AnyEvening]) -> None:
    with pytest.raises(AssertionError):
        play(lambda: machine(beside_plan), settings(WRONG, phases=[Step.generate], database=None))
