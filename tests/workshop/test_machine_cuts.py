"""Any evening at all with cuts, lead-in and protected minutes: what the clock and the cuts keep, whatever happens."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import Phase as Step
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from facilitator.errors import Refused
from facilitator.plans.cuts import LEAST, room_to_cut
from facilitator.plans.model import Plan
from facilitator.workshop.cuts import minutes_of, offered, saved, skipped, undoable
from facilitator.workshop.decision import Decision
from facilitator.workshop.evening import Evening, counted_stages, evening
from facilitator.workshop.state import Phase
from tests.workshop.test_machine import MANY, WRONG, AnyEvening, play

CLOSE = 1e-6
PLACES = st.tuples(st.sampled_from(["first", "second", "third", "nowhere"]), st.integers(0, 3))


class CutEvening(AnyEvening):
    """Everything the other evenings do, and cuts. Next is sure of itself unless a rule says otherwise."""

    left = 0

    def ask(self, name: str, **words: Any) -> Decision | Refused:
        return super().ask(name, **({"sure": True, **words} if name == "next" else words))

    def seen(self, minutes: float = 0.0) -> Evening:
        return evening(self.w, self.minute + minutes, self.left - round(minutes * 60))

    @rule(left=st.integers(-600, 600))
    def the_clock_shows(self, left: int) -> None:
        self.left = left

    @rule(place=PLACES)
    def cut(self, place: tuple[str, int]) -> None:
        stage, number = place
        can = place in {(cut.stage, cut.cut) for cut in offered(self.w)}
        before, finish = len(self.w.cuts), self.seen().finish
        self.ask("cut", stage=stage, cut=number)
        assert len(self.w.cuts) == before + can
        saves = next(s.cut[number].saves for s in self.w.plan.stages if s.id == stage) if can else 0.0
        assert -CLOSE <= finish - self.seen().finish <= saves + CLOSE

    @rule(place=PLACES)
    def uncut(self, place: tuple[str, int]) -> None:
        can = place in {(cut.stage, cut.cut) for cut in undoable(self.w)}
        before = len(self.w.cuts)
        self.ask("uncut", stage=place[0], cut=place[1])
        assert len(self.w.cuts) == before - can

    @rule(place=PLACES)
    def cut_and_put_back(self, place: tuple[str, int]) -> None:
        if place in {(cut.stage, cut.cut) for cut in offered(self.w)}:
            before = self.w
            self.ask("cut", stage=place[0], cut=place[1])
            self.ask("uncut", stage=place[0], cut=place[1])
            assert replace(self.w, seq=before.seq) == before

    @rule()
    def next_without_being_sure(self) -> None:
        stage, spent = self.w.stage, self._minutes_here()
        asked = self.ask("next", sure=False)
        if stage.protected and spent < stage.minutes.min and not self.w.sealed:
            assert self.w.stage.id == stage.id
        else:
            assert asked != Refused("protected")

    def _minutes_here(self) -> float:
        ends = [*[stay.since for stay in self.w.log[1:]], self.minute]
        own = {part.id for part in self.w.stage.parts}
        return sum(end - stay.since for stay, end in zip(self.w.log, ends, strict=True) if stay.part in own)

    # -- what must hold -----------------------------------------------------------------------------------------------

    @invariant()
    def no_stage_falls_below_its_minimum(self) -> None:
        for stage in self.w.plan.stages:
            assert 0 <= saved(self.w, stage) <= room_to_cut(stage)
            parts = sum(minutes_of(self.w, part) for part in stage.parts)
            if stage in counted_stages(self.w):
                assert abs(parts + stage.lead_in - (stage.minutes.target - saved(self.w, stage))) < 0.02
                assert not stage.protected or parts + stage.lead_in >= stage.minutes.min

    @invariant()
    def the_room_never_stands_on_what_was_cut(self) -> None:
        out = skipped(self.w)
        assert self.w.part.id not in out
        assert {self.w.parts[id_].phase for id_ in out} <= {Phase.READY}
        assert all(minutes_of(self.w, part) >= LEAST for _, part in self.w.plan.parts() if part.id not in out)

    @invariant()
    def the_finish_leaves_every_later_stage_its_minimum(self) -> None:
        if self.w.sealed or not self.w.began:
            return
        stages, found = counted_stages(self.w), self.seen()
        here = next((i for i, stage in enumerate(stages) if stage.id == self.w.stage.id), -1)
        past = {span.id: span for span in found.ruler}
        # A stage that was begun and left again by Back has some of its minutes behind it.
        begun = {s.id for s in stages[here + 1 :] if any(self.w.parts[p.id].phase is not Phase.READY for p in s.parts)}
        ahead = sum(stage.minutes.min for stage in stages[here + 1 :] if stage.id not in begun)
        assert found.finish >= self.minute + ahead - CLOSE
        assert found.finish >= found.least - CLOSE
        assert all(past[s.id].run_for >= s.minutes.min for s in stages[here + 1 :])

    @invariant()
    def waiting_never_brings_the_finish_nearer(self) -> None:
        finishes = [self.seen(minutes).finish for minutes in (0.0, 0.5, 1.0, 5.0, 30.0)]
        assert all(later >= sooner - CLOSE for sooner, later in pairwise(finishes))


class Greedy(CutEvening):
    """A clock that takes every cut for twice as much."""

    def seen(self, minutes: float = 0.0) -> Evening:
        found = super().seen(minutes)
        return replace(found, finish=found.finish - sum(saved(self.w, stage) for stage in self.w.plan.stages))


class Uncutting(CutEvening):
    """A journal that does not keep what was cut."""

    def remember(self, words: dict[str, Any]) -> None:
        if words["event"] != "CutTaken":
            super().remember(words)


def test_any_evening_with_cuts_keeps_its_minima_and_its_journal(cut_plan: Plan) -> None:
    play(lambda: CutEvening(cut_plan), MANY)


@pytest.mark.parametrize("machine", [Greedy, Uncutting])
def test_a_clock_or_journal_that_is_wrong_is_found(cut_plan: Plan, machine: type[AnyEvening]) -> None:
    with pytest.raises(AssertionError):
        play(lambda: machine(cut_plan), settings(WRONG, phases=[Step.generate], database=None))
