"""Cuts and protected minutes: what each takes away, when it can be taken back, where Next asks twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.errors import Refused
from facilitator.plans.model import Plan
from facilitator.workshop import events as ev
from facilitator.workshop.cuts import minutes_of, offered, said, skipped, undoable
from facilitator.workshop.decision import Decision
from facilitator.workshop.evening import Evening, evening
from tests.workshop.conftest import Run


@pytest.fixture
def run(cut_plan: Plan) -> Run:
    return Run(cut_plan)


def seen(run: Run) -> Evening:
    return evening(run.w, run.minute, run.w.now.seconds)


def numbers(run: Run) -> list[tuple[str, int]]:
    return [(cut.stage, cut.cut) for cut in offered(run.w)]


def test_a_cut_skips_its_parts_in_both_directions(run: Run) -> None:
    run.do("cut", stage="third", cut=1)
    run.go_to("choose")
    run.do("next")
    assert run.w.part.id == "after"
    run.do("back")
    assert run.w.part.id == "choose"
    assert run.w.now.phase != "ready"


def test_a_cut_without_parts_shortens_the_longest_part_to_come(run: Run) -> None:
    run.do("cut", stage="third", cut=0)
    assert run.w.cuts == (ev.CutTaken("third", 0, (), "look", 120),)
    run.go_to("look")
    assert run.w.now.seconds == 120


def test_what_was_opened_is_not_shortened(run: Run) -> None:
    run.go_to("look")
    run.do("cut", stage="third", cut=2)
    assert run.ask("cut", stage="third", cut=0) == Refused("not_editable")  # after and end keep half a minute at least
    assert run.ask("cut", stage="first", cut=0) == Refused("not_editable")


def test_a_cut_can_be_taken_back_until_its_part_is_opened(run: Run) -> None:
    before = run.w
    run.do("cut", stage="third", cut=0)
    assert [(cut.stage, cut.cut) for cut in undoable(run.w)] == [("third", 0)]
    run.do("uncut", stage="third", cut=0)
    assert run.w.cuts == before.cuts and seen(run).finish == evening(before, 0, before.now.seconds).finish
    run.do("cut", stage="third", cut=0)
    run.go_to("look")
    assert run.ask("uncut", stage="third", cut=0) == Refused("not_editable")
    assert undoable(run.w) == ()


def test_a_skipped_part_that_the_room_has_passed_stays_out(run: Run) -> None:
    run.do("cut", stage="first", cut=0)
    run.do("next")
    assert run.w.part.id == "before"
    assert run.ask("uncut", stage="first", cut=0) == Refused("not_editable")


@pytest.mark.parametrize(("stage", "cut"), [("nowhere", 0), ("third", 3), ("second", 0)])
def test_a_cut_that_the_plan_does_not_declare_is_unknown(run: Run, stage: str, cut: int) -> None:
    assert [run.ask(name, stage=stage, cut=cut) for name in ("cut", "uncut")] == [Refused("unknown_cut")] * 2


def test_cuts_never_bring_a_stage_below_its_minimum(run: Run) -> None:
    run.do("cut", stage="third", cut=1)
    assert run.ask("cut", stage="third", cut=0) == Refused("below_minimum")
    assert numbers(run) == [("first", 0), ("first", 1)]


def test_two_cuts_do_not_take_the_same_part(run: Run) -> None:
    run.do("cut", stage="third", cut=2)
    assert ("third", 1) not in numbers(run)


def test_a_cut_asked_for_twice_is_taken_once(run: Run) -> None:
    run.do("cut", stage="third", cut=2)
    assert run.do("cut", stage="third", cut=2).events == ()
    run.do("uncut", stage="third", cut=2)
    assert run.do("uncut", stage="third", cut=2).events == ()


def test_a_sentence_is_said_and_not_offered(plan: Plan) -> None:
    first = plan.stages[1].model_validate({**plan.stages[1].model_dump(), "cut": "the second reading"})
    run = Run(plan.model_copy(update={"stages": (plan.stages[0], first, *plan.stages[2:])}))
    found = said(run.w)
    assert found is not None and (found.words, found.saves) == ("the second reading", 0.0)
    assert offered(run.w) == ()
    run.go_to("texts")
    assert said(run.w) is None


def test_the_last_part_may_be_the_one_before_a_skipped_one(cut_plan: Plan) -> None:
    third = cut_plan.stages[3]
    words = {**third.model_dump(), "cut": [{"words": "no end", "saves": 2, "skips": ["end"]}]}
    run = Run(cut_plan.model_copy(update={"stages": (*cut_plan.stages[:3], third.model_validate(words))}))
    run.do("cut", stage="third", cut=0)
    run.go_to("quiet")
    run.close()
    assert run.ask("next") == Refused("at_the_end")
    assert isinstance(run.seal(), Decision)


# -- lead-in ----------------------------------------------------------------------------------------------------------


def test_the_lead_in_belongs_to_the_first_part_of_its_stage(run: Run) -> None:
    run.go_to("warm")
    found = evening(run.w, 3.0, -60)
    assert (found.lead_in, found.finish, found.behind) == (1.0, 31.0, 0)
    assert evening(run.w, 4.0, -120).behind == 60
    run.minute = 3.0
    run.go_to("before")
    assert (seen(run).lead_in, seen(run).behind) == (0.0, 0)


def test_the_lead_in_moves_on_where_the_first_part_is_cut(run: Run) -> None:
    run.do("cut", stage="first", cut=0)
    run.do("next")
    assert (seen(run).lead_in, seen(run).finish) == (1.0, 29.0)


# -- protected minutes ------------------------------------------------------------------------------------------------


@given(st.floats(0, 20))
def test_next_leaves_a_protected_stage_only_after_its_minimum_or_when_sure(cut_plan: Plan, stay: float) -> None:
    run = Run(cut_plan)
    run.go_to("talk")
    run.minute += stay
    held = stay < 9
    assert (run.ask("next") == Refused("protected")) is held
    assert isinstance(run.ask("next", sure=True), Decision)


def test_inside_a_protected_stage_next_asks_nothing(run: Run) -> None:
    run.go_to("texts")
    run.close()
    run.do("next")
    assert run.w.part.id == "talk"
    run.do("back")


def test_earlier_minutes_on_a_protected_stage_count(run: Run) -> None:
    run.go_to("talk")
    run.minute += 5
    run.do("back")
    run.minute += 3
    run.do("next")
    assert run.ask("next") == Refused("protected")
    run.minute += 1
    run.do("next")
    assert run.w.stage.id == "third"


def test_nothing_of_a_protected_stage_is_skipped_or_shorter(run: Run) -> None:
    for cut in offered(run.w):
        run.ask("cut", stage=cut.stage, cut=cut.cut)
    second = run.w.plan.stages[2]
    assert [minutes_of(run.w, part) for part in second.parts] == [5, 5]
    assert not skipped(run.w) & {part.id for part in second.parts}


def test_a_cut_never_hangs_on_a_part_that_was_put_in(run: Run) -> None:
    run.go_to("look")
    fields = {"title": "Asked now", "screen": "Asked now?", "options": ["yes", "no"], "minutes": 12}
    run.do("insert", after="current", kind="choice", fields=fields)
    (put_in,) = run.w.inserted
    for cut in offered(run.w):
        taken = run.do("cut", stage=cut.stage, cut=cut.cut).events
        assert all(isinstance(event, ev.CutTaken) and event.part != put_in for event in taken)
    run.do("remove", part=put_in)
    for cut in undoable(run.w):  # what the console asks for in every frame
        run.do("uncut", stage=cut.stage, cut=cut.cut)
    assert run.w.cuts == ()


def test_a_journal_in_which_one_does_can_be_gone_on_with(run: Run) -> None:
    # Written by an earlier version, which shortened whatever was longest.
    run.go_to("look")
    fields = {"title": "Asked now", "screen": "Asked now?", "options": ["yes", "no"]}
    run.do("insert", after="current", kind="choice", fields=fields)
    (put_in,) = run.w.inserted
    run.follow(ev.CutTaken("third", 0, (), put_in, 60))
    run.do("remove", part=put_in)
    assert undoable(run.w) == () and ("third", 0) not in numbers(run)
    assert run.ask("uncut", stage="third", cut=0) == Refused("not_editable")
    run.do("next", sure=True)
