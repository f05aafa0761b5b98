"""Which texts of a vote the groups get: the facilitator's choice, and what stands in for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from facilitator.activities.orders import both_orders
from facilitator.errors import Refused
from facilitator.workshop import events as ev
from facilitator.workshop.choosing import choosable, chosen_texts
from facilitator.workshop.state import begin, fold

if TYPE_CHECKING:
    from tests.workshop.conftest import Run

ONE, TWO, THREE, FOUR, FIVE, SIX = IDS = tuple(f"{i:032x}" for i in range(1, 7))
RESULTS: dict[str, Any] = {
    "most_votes": [[FIVE], [ONE, TWO], [THREE]], "most_sides": [[THREE], [ONE, TWO, FIVE]], "cells": [],
    "ballots": 9, "votes": 20,
}  # fmt: skip


@pytest.fixture
def voting(run: Run) -> Run:
    """Six texts were shown, and the vote on them is open."""
    run.go_to("texts")
    run.close({"texts": 6}, IDS)
    run.do("show", texts=list(IDS))
    run.go_to("choose")
    return run


@pytest.fixture
def voted(voting: Run) -> Run:
    """The vote is over; nobody voted for FOUR or SIX, and the room saw the first order."""
    voting.close(RESULTS)
    return voting


def choose(run: Run, *texts: str) -> Any:
    return run.ask("choose", part="choose", texts=list(texts))


def test_the_last_choice_counts_in_its_order(voted: Run) -> None:
    assert voted.do("choose", part="choose", texts=[TWO, SIX]).events == (ev.TextsChosen("choose", (TWO, SIX)),)
    assert chosen_texts(voted.w, "choose", 6) == (TWO, SIX)
    voted.do("choose", part="choose", texts=[SIX, ONE, FIVE])
    assert voted.w.chosen == {"choose": (SIX, ONE, FIVE)}
    assert chosen_texts(voted.w, "choose", 2) == (SIX, ONE)
    assert choose(voted, SIX, ONE, FIVE).events == ()


def test_a_choice_may_be_made_later_in_the_evening_and_not_after_it(voted: Run) -> None:
    voted.go_to("look")
    voted.do("choose", part="choose", texts=[TWO])
    voted.go_to("end")
    voted.close()
    voted.do("choose", part="choose", texts=[ONE])
    sealed = voted.seal()
    assert not isinstance(sealed, Refused)
    voted.follow(*sealed.events)
    assert choose(voted, TWO) == Refused("sealed")
    assert (voted.w.chosen, choosable(voted.w, "choose")) == ({"choose": (ONE,)}, ())


def test_a_restart_knows_the_choice(voted: Run) -> None:
    voted.do("choose", part="choose", texts=[TWO, SIX])
    again = fold(begin(voted.w.code, voted.w.plan), [ev.from_words(ev.as_words(event)) for event in voted.journal])
    assert again == voted.w


def test_nothing_is_chosen_before_the_vote_is_over(voting: Run) -> None:
    assert choose(voting, ONE) == Refused("still_open")
    voting.do("close")
    assert choose(voting, ONE) == Refused("still_open")
    assert choosable(voting.w, "choose") == ()
    voting.finish(RESULTS)
    assert not isinstance(choose(voting, ONE), Refused)


def test_what_is_no_vote_with_texts_has_nothing_to_choose(run: Run, voted: Run) -> None:
    asked = [voted.ask("choose", part=part, texts=[ONE]) for part in ("nowhere", "texts", "warm", "end")]
    assert asked == [Refused("unknown_part"), Refused("not_open"), Refused("not_open"), Refused("not_open")]


def test_only_texts_that_the_room_may_see_and_that_were_on_the_vote(voting: Run) -> None:
    voting.do("merge", text=TWO, into=ONE)
    voting.do("decline", text=THREE, reason="unsafe")
    voting.do("hold", texts=[FIVE])
    voting.close(RESULTS)
    asked = [choose(voting, ONE, id_) for id_ in (TWO, THREE, FIVE, "e" * 32, ONE)]
    assert asked == [
        Refused("already_decided"), Refused("already_decided"), Refused("unknown_text"), Refused("unknown_text"),
        Refused("malformed", "texts"),
    ]  # fmt: skip
    assert not isinstance(choose(voting, ONE, FOUR), Refused)


def test_a_choice_has_one_to_twelve_texts(voted: Run) -> None:
    assert [choose(voted), choose(voted, *(f"{i:032x}" for i in range(13)))] == [Refused("malformed")] * 2
    assert choose(voted, "1") == Refused("malformed")


def test_a_chosen_text_that_has_to_go_goes(voted: Run) -> None:
    voted.do("choose", part="choose", texts=[TWO, SIX, ONE])
    voted.do("decline", text=SIX, reason="unsafe")
    voted.do("hold", texts=[TWO])
    assert chosen_texts(voted.w, "choose", 6) == (ONE,)


def test_a_new_round_of_the_vote_drops_the_choice(voted: Run) -> None:
    voted.do("choose", part="choose", texts=[TWO])
    voted.do("reopen")
    assert voted.w.chosen == {}
    voted.close(RESULTS)
    assert chosen_texts(voted.w, "choose", 1) == (THREE,)


def test_without_a_choice_groups_get_the_first_from_most_sides_then_by_votes(voted: Run) -> None:
    # FIVE has more votes than ONE and TWO, which are alike in both orders: their ids decide, as for every reader.
    assert chosen_texts(voted.w, "choose", 9) == (THREE, FIVE, ONE, TWO)
    assert chosen_texts(voted.w, "choose", 2) == (THREE, FIVE)
    assert chosen_texts(voted.w, "choose", 0) == ()
    voted.do("hold", texts=[FIVE])
    assert chosen_texts(voted.w, "choose", 2) == (THREE, ONE)


def test_one_order_alone_is_followed(voting: Run) -> None:
    voting.close({**RESULTS, "most_sides": None})
    assert chosen_texts(voting.w, "choose", 9) == (FIVE, ONE, TWO, THREE)
    assert both_orders({"most_sides": [[ONE]], "most_votes": [[TWO], [ONE]]}) == (ONE, TWO)


def test_a_vote_that_was_withheld_gives_no_default_and_can_be_chosen_from(voting: Run) -> None:
    voting.do("close")
    voting.finish(None)
    assert chosen_texts(voting.w, "choose", 6) == ()
    assert choosable(voting.w, "choose") == IDS
    voting.do("choose", part="choose", texts=[FOUR])
    assert chosen_texts(voting.w, "choose", 6) == (FOUR,)


def test_the_console_lists_by_the_orders_once_the_room_saw_both(voted: Run) -> None:
    assert (voted.w.now.step, choosable(voted.w, "choose")) == (1, IDS)
    voted.do("reveal")
    assert choosable(voted.w, "choose") == (THREE, FIVE, ONE, TWO, FOUR, SIX)
    voted.do("decline", text=FIVE, reason="unsafe")
    assert choosable(voted.w, "choose") == (THREE, ONE, TWO, FOUR, SIX)
