"""The clock of an evening: what was planned, what was promised, when it will end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.plans.model import Plan
from facilitator.workshop import events as ev
from facilitator.workshop.evening import Evening, evening
from facilitator.workshop.state import begin, evolve

if TYPE_CHECKING:
    from tests.workshop.conftest import Run, StartRun

PLANNED = 30.0
MINUTES = {"warm": 2, "before": 2, "side": 2, "texts": 5, "talk": 5, "choose": 4, "look": 4, "after": 2, "quiet": 2,
           "end": 2}  # fmt: skip
LATER = list(MINUTES)
quarters = st.integers(0, 60).map(lambda quarter: quarter / 4)
stays = st.lists(quarters, min_size=1, max_size=len(MINUTES))


def seen(run: Run, used: float = 0.0) -> Evening:
    """The evening `used` minutes into the current part."""
    return evening(run.w, run.minute + used, run.w.now.seconds - round(used * 60))


def walk(run: Run, minutes: list[float]) -> None:
    """Leaves the lobby, and stays on each part for its minutes; stands at the beginning of the part after them."""
    run.go_to("warm")
    for stay, part in zip(minutes, LATER[1:], strict=False):
        run.minute += stay
        run.go_to(part)


def to_come(part: str) -> float:
    return float(sum(MINUTES[later] for later in LATER[LATER.index(part) :]))


def test_before_the_start_the_evening_takes_what_was_planned(run: Run) -> None:
    found = seen(run)
    assert [found.finish, found.promised, found.behind] == [PLANNED, 40.0, 0]


@given(st.floats(0, 500), st.integers(-9999, 9999))
def test_minutes_in_the_lobby_do_not_count(start: StartRun, minute: float, left: int) -> None:
    found = evening(start().w, minute, left)
    assert [found.finish, found.behind] == [PLANNED, 0]
    assert [span.id for span in found.ruler] == ["first", "second", "third"]


def test_a_plan_that_promises_nothing_promises_its_stages(plan: Plan) -> None:
    free = begin("amber-birch-clay", plan.model_copy(update={"promised_minutes": 0}))
    assert evening(evolve(free, ev.PartOpened("lobby", 1, 600)), 0.0, 600).promised == PLANNED


def test_an_evening_on_time_is_never_behind(run: Run) -> None:
    run.go_to("warm")
    for part, after in zip(LATER, [*LATER[1:], "end"], strict=True):
        found = [seen(run, share * MINUTES[part]) for share in (0.0, 0.5, 1.0)]
        assert [(evening.finish, evening.behind) for evening in found] == [(PLANNED, 0)] * 3
        run.minute += MINUTES[part]
        run.go_to(after)


@given(stays)
def test_the_finish_is_now_and_what_is_still_to_come(start: StartRun, minutes: list[float]) -> None:
    run = start()
    walk(run, minutes)
    found = seen(run)
    assert found.finish == pytest.approx(run.minute + to_come(run.w.part.id))
    assert found.behind == round((found.finish - PLANNED) * 60)


@given(stays, st.floats(0, 90))
def test_a_part_that_takes_too_long_moves_the_finish(start: StartRun, minutes: list[float], used: float) -> None:
    run = start()
    walk(run, minutes)
    over = max(0.0, used - MINUTES[run.w.part.id])
    # Seconds are whole on the console's clock, minutes are not.
    assert seen(run, used).finish - seen(run).finish == pytest.approx(over, abs=1 / 60)


@given(stays, st.integers(15, 3600))
def test_more_time_moves_the_finish_by_as_much(start: StartRun, minutes: list[float], seconds: int) -> None:
    run = start()
    walk(run, minutes)
    before = seen(run)
    run.do("extend", seconds=seconds)
    after = seen(run)
    assert after.finish - before.finish == pytest.approx(seconds / 60)
    assert after.behind - before.behind == seconds


@given(stays)
def test_the_ruler_has_no_gap(start: StartRun, minutes: list[float]) -> None:
    run = start()
    walk(run, minutes)
    found = seen(run)
    at = 0.0
    for span in found.ruler:
        assert span.run_at == pytest.approx(at, abs=0.05)
        at += span.run_for
    assert at == pytest.approx(found.finish, abs=0.05)
    assert [(span.planned_at, span.planned_for) for span in found.ruler] == [(0.0, 6.0), (6.0, 10.0), (16.0, 14.0)]


def test_looking_at_results_uses_up_what_an_early_close_saved(run: Run) -> None:
    run.go_to("texts")
    run.minute += 2
    run.close()
    left = run.w.now.seconds - 120  # the clock of a closed part stands still
    began = evening(run.w, run.minute, left)
    assert evening(run.w, run.minute + 3, left).finish == pytest.approx(began.finish)
    assert evening(run.w, run.minute + 4, left).finish == pytest.approx(began.finish + 1)


def test_the_ruler_knows_what_is_over_and_where_the_room_stands(run: Run) -> None:
    run.go_to("talk")
    found = seen(run)
    assert [(span.done, span.current) for span in found.ruler] == [(True, False), (False, True), (False, False)]


def test_promised_minutes_do_not_change_with_the_run(run: Run) -> None:
    walk(run, [90.0, 90.0])
    assert seen(run).promised == 40.0


def test_minutes_after_back_belong_to_the_stage_the_room_went_back_to(run: Run) -> None:
    walk(run, [2.0, 2.0, 2.0])
    run.minute += 1
    run.do("back")
    run.minute += 3
    run.do("next")
    spans = seen(run).ruler
    assert [span.run_for for span in spans[:2]] == [9.0, 1.0 + 5.0 + 5.0]


@given(stays, st.integers(1, 4), st.floats(0, 60))
def test_the_finish_never_lies_in_the_past(start: StartRun, minutes: list[float], back: int, used: float) -> None:
    run = start()
    walk(run, minutes)
    for _ in range(min(back, run.w.at - 1)):
        run.minute += 7
        run.do("back")
    found = evening(run.w, run.minute + used, 0)
    assert found.finish >= found.minute - 1e-9


def test_after_the_end_the_evening_took_what_it_took(run: Run) -> None:
    walk(run, [float(minutes) for minutes in MINUTES.values()][:-1])
    run.close()
    run.minute += 5
    run.follow(ev.WorkshopSealed(9, run.minute))
    found = evening(run.w, run.minute + 600, 0)
    assert [found.finish, found.behind] == [33.0, 180]
    assert [(span.done, span.current) for span in found.ruler] == [(True, False)] * 3
