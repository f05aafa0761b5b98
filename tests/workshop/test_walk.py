"""Walking through an evening: Next, Back, Close, Undo, Reveal, Reopen and the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from facilitator.errors import Refused
from facilitator.workshop import events as ev
from facilitator.workshop.decision import Decision
from facilitator.workshop.state import Phase, begin, fold

if TYPE_CHECKING:
    from tests.workshop.conftest import Run

HELD = "0" * 31 + "1"
RESULTS = {"counts": {"o1": 4, "o2": 5}, "n": 9}


def test_next_walks_through_the_parts_and_then_the_next_stage(run: Run) -> None:
    seen = [(run.w.stage.id, run.w.part.id)]
    while run.w.part.id != "end":
        if run.can() == {"next", "close"}:
            run.close()
        run.do("next")
        seen.append((run.w.stage.id, run.w.part.id))
    assert seen == [(stage.id, part.id) for stage, part in run.w.plan.parts()]


def test_next_opens_a_part_with_its_minutes_and_the_moment(run: Run) -> None:
    run.minute = 1.5
    assert run.do("next").events == (ev.PartOpened("warm", 1, 120, (), 1.5, "19:00"),)


@pytest.mark.parametrize("name", ["next", "close"])
def test_next_and_close_begin_to_close_an_open_part(run: Run, name: str) -> None:
    run.go_to("warm")
    assert run.do(name).events == (ev.PartClosing("warm", 1),)
    assert run.w.now.phase is Phase.CLOSING


@pytest.mark.parametrize("name", ["next", "close", "back"])
def test_nobody_walks_off_while_a_part_is_closing(run: Run, name: str) -> None:
    run.go_to("warm")
    run.do("close")
    assert run.ask(name) == Refused("closing")


def test_undo_opens_the_part_again_with_its_round(run: Run) -> None:
    run.go_to("warm")
    before = run.w.parts
    run.do("next")
    run.do("undo")
    assert run.w.parts == before


@pytest.mark.parametrize("part", ["lobby", "warm"])
def test_there_is_nothing_to_undo_unless_a_part_is_closing(run: Run, part: str) -> None:
    run.go_to(part)
    assert run.ask("undo") == Refused("not_closing")


@pytest.mark.parametrize("part", ["lobby", "talk"])
def test_a_part_that_asks_nothing_does_not_close(run: Run, part: str) -> None:
    run.go_to(part)
    assert run.ask("close") == Refused("not_open")


def test_a_vote_over_nothing_asks_nothing_and_next_passes_it(run: Run) -> None:
    run.go_to("choose")
    assert run.ask("close") == Refused("not_open")
    assert run.do("next").events == (ev.PartOpened("look", 1, 240, (), 0.0, "19:00"),)


def test_a_vote_asks_about_the_texts_shown_when_it_opened(run: Run) -> None:
    run.go_to("texts")
    ids = tuple(f"{i:032x}" for i in (3, 1, 4, 2))
    run.close({"texts": 4}, ids)
    run.do("show", texts=[ids[0], ids[1], ids[2]])
    run.go_to("choose")
    run.do("show", texts=[ids[3]])
    assert run.w.now.items == (ids[1], ids[0], ids[2])


def test_a_vote_that_opened_over_nothing_can_be_opened_again_over_something(run: Run) -> None:
    run.go_to("texts")
    run.close({"texts": 1}, (HELD,))
    run.go_to("choose")
    assert run.ask("reopen") == Refused("already_open")
    run.do("show", texts=[HELD])
    # Nobody has answered yet, so it is still the first round.
    assert run.do("reopen").events == (ev.PartOpened("choose", 1, 240, (HELD,), 0.0, "19:00"),)
    assert run.can() == {"next", "close"}


# -- back ----------------------------------------------------------------------------------------------------------


def test_back_shows_the_part_before_and_deletes_nothing(run: Run) -> None:
    run.go_to("warm")
    run.close(RESULTS)
    run.go_to("before")
    before = run.w.parts
    assert run.do("back").events == (ev.PartShown("warm", 0.0),)
    assert run.w.part.id == "warm"
    assert run.w.parts == before
    assert run.w.now.results == RESULTS


def test_back_from_an_open_part_leaves_it_open_and_next_returns(run: Run) -> None:
    run.go_to("before")
    run.do("back")
    assert run.do("next").events == (ev.PartShown("before", 0.0),)
    assert run.w.now.phase is Phase.OPEN


def test_there_is_nothing_before_the_first_part_and_nothing_after_the_last(run: Run) -> None:
    assert run.ask("back") == Refused("at_the_start")
    run.go_to("end")
    run.close()
    assert run.ask("next") == Refused("at_the_end")


# -- reveal --------------------------------------------------------------------------------------------------------


def test_next_never_reveals(run: Run) -> None:
    run.go_to("before")
    run.close(RESULTS)
    run.do("next")
    assert run.w.parts["before"].phase is Phase.CLOSED
    assert run.w.parts["before"].step == 0


def test_results_on_tap_wait_for_the_tap(run: Run) -> None:
    run.go_to("before")
    run.close(RESULTS)
    assert run.w.now.phase is Phase.CLOSED
    assert run.do("reveal").events == (ev.PartRevealed("before", 1),)
    assert run.ask("reveal") == Refused("nothing_to_reveal")


def test_results_on_close_show_their_first_step_at_once(run: Run) -> None:
    run.go_to("texts")
    run.close({"texts": 1}, (HELD,))
    run.do("show", texts=[HELD])
    run.go_to("choose")
    run.close({"most_votes": [[HELD]]})
    assert [run.w.now.phase, run.w.now.step] == [Phase.REVEALED, 1]
    assert run.do("reveal").events == (ev.PartRevealed("choose", 2),)
    assert run.ask("reveal") == Refused("nothing_to_reveal")


def test_withheld_results_have_no_second_step(run: Run) -> None:
    run.go_to("texts")
    run.close({"texts": 1}, (HELD,))
    run.do("show", texts=[HELD])
    run.go_to("choose")
    run.do("close")
    run.finish(None, received=3)
    assert [run.w.now.withheld, run.w.now.results, run.w.now.received] == [True, None, 3]
    assert run.ask("reveal") == Refused("nothing_to_reveal")


@pytest.mark.parametrize("part", ["quiet", "texts"])
def test_what_is_never_shown_cannot_be_revealed(run: Run, part: str) -> None:
    run.go_to(part)
    run.close(RESULTS)
    assert run.w.now.phase is Phase.CLOSED
    assert run.ask("reveal") == Refused("nothing_to_reveal")


@pytest.mark.parametrize("part", ["lobby", "warm"])
def test_an_open_part_has_nothing_to_reveal(run: Run, part: str) -> None:
    run.go_to(part)
    assert run.ask("reveal") == Refused("nothing_to_reveal")


# -- asking again --------------------------------------------------------------------------------------------------


def test_asking_again_is_a_new_round_without_the_old_results(run: Run) -> None:
    run.go_to("warm")
    run.close(RESULTS)
    assert run.do("reopen").events == (ev.PartOpened("warm", 2, 120, (), 0.0, "19:00"),)
    assert [run.w.now.phase, run.w.now.round, run.w.now.results, run.w.now.received] == [Phase.OPEN, 2, None, None]


def test_texts_of_an_earlier_round_are_no_items_of_a_vote(run: Run) -> None:
    run.go_to("texts")
    run.close({"texts": 1}, (HELD,))
    run.do("show", texts=[HELD])
    run.do("reopen")
    run.close({"texts": 1}, ("f" * 32,))
    run.do("show", texts=["f" * 32])
    run.go_to("choose")
    assert run.w.now.items == ("f" * 32,)


def test_an_open_part_is_not_asked_again(run: Run) -> None:
    run.go_to("warm")
    assert run.ask("reopen") == Refused("already_open")


def test_only_one_part_asks_at_a_time(run: Run) -> None:
    run.go_to("before")
    run.do("back")
    assert run.ask("reopen") == Refused("another_part_open")


# -- the end -------------------------------------------------------------------------------------------------------


def test_the_end_waits_for_a_part_that_is_open_or_closing(run: Run) -> None:
    run.go_to("end")
    assert run.seal() == Refused("still_open")
    run.do("close")
    assert run.seal() == Refused("still_open")
    run.finish({})
    assert run.seal() == Decision((ev.WorkshopSealed(9, 0.0),))


def test_the_end_waits_for_a_part_that_back_left_open(run: Run) -> None:
    run.go_to("before")
    run.do("back")
    assert run.seal() == Refused("still_open")


def test_after_the_end_nothing_happens_any_more(run: Run) -> None:
    run.do("black")
    run.follow(ev.WorkshopSealed(9, 3.0))
    asked = ("next", "back", "close", "undo", "reveal", "reopen", "extend", "pause", "resume", "black", "light")
    assert {run.ask(name) for name in asked} == {Refused("sealed")}
    assert run.ask("heads", heads=3) == run.ask("show", texts=[HELD]) == run.seal() == Refused("sealed")
    assert [run.w.sealed, run.w.black, run.w.joined_at_seal] == [True, False, 9]


def test_a_new_round_knows_how_many_answered_each_published_round_and_nothing_else(run: Run) -> None:
    run.go_to("before")
    for received, results in ((9, {"mean": 2.0}), (3, None), (20, {"mean": 4.0})):
        run.do("close")
        run.finish(results, received=received)
        run.do("reopen")
    assert (run.w.now.earlier, run.w.now.results, run.w.now.received) == ((9, 20), None, None)
    assert fold(begin(run.w.code, run.w.plan), run.journal).now == run.w.now
