"""Texts come in batches, are kept aside, merged and translated; a note can be pinned. What is undone is as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from facilitator.activities.kinds import vote
from facilitator.errors import Refused
from facilitator.workshop import events as ev
from facilitator.workshop.decision import Decision, TextWrite
from facilitator.workshop.judge import counts_for
from facilitator.workshop.moderation import NOTE
from facilitator.workshop.reading import queue
from facilitator.workshop.views import Words, shown_cards

if TYPE_CHECKING:
    from tests.workshop.conftest import Run

ONE, TWO, THREE, FOUR, FIVE = IDS = tuple(f"{i:032x}" for i in range(1, 6))
NOWHERE = "e" * 32


@pytest.fixture
def reading(run: Run) -> Run:
    """Five texts wait for the facilitator."""
    run.go_to("texts")
    run.close({"texts": 5}, IDS)
    return run


def statuses(run: Run) -> list[str]:
    return [run.w.texts[id_].status for id_ in IDS]


# -- batches ---------------------------------------------------------------------------------------------------------


def test_one_or_two_are_not_seen_while_more_wait(reading: Run) -> None:
    reading.do("show", texts=[ONE])
    reading.do("show", texts=[TWO])
    assert statuses(reading) == ["ready", "ready", "held", "held", "held"]
    assert shown_cards(reading.w, {id_: Words("Whom?") for id_ in IDS}) == {}


def test_the_last_ones_are_seen_when_nothing_waits_any_more(reading: Run) -> None:
    reading.do("show", texts=[ONE, TWO, THREE])
    assert reading.do("show", texts=[FOUR]).events == (ev.TextsReadied((FOUR,)),)
    assert reading.do("decline", text=FIVE, reason="test").events[1:] == (ev.TextsShown((FOUR,)),)


@pytest.mark.parametrize("emptied", ["hold", "decline", "merge"])
def test_whatever_empties_the_queue_lets_the_chosen_be_seen(reading: Run, emptied: str) -> None:
    # Nobody is locked out: two good texts among five can be shown.
    reading.do("show", texts=[ONE, TWO])
    for id_ in (THREE, FOUR, FIVE):
        words: dict[str, Any] = {
            "hold": {"texts": [id_]}, "decline": {"text": id_, "reason": "attack"}, "merge": {"text": id_, "into": ONE},
        }[emptied]  # fmt: skip
        reading.do(emptied, **words)
    assert statuses(reading)[:2] == ["shown", "shown"]


def test_the_order_of_choosing_is_not_the_order_of_showing(reading: Run) -> None:
    assert reading.do("show", texts=[THREE, ONE, TWO]).events[1] == ev.TextsShown((ONE, TWO, THREE))


def test_texts_of_another_round_are_another_batch(reading: Run) -> None:
    reading.do("show", texts=[ONE, TWO])
    reading.do("reopen")
    reading.close({"texts": 2}, ("a" * 32, "b" * 32))
    assert reading.do("show", texts=["a" * 32]).events == (ev.TextsReadied(("a" * 32,)),)


# -- aside -----------------------------------------------------------------------------------------------------------


def test_what_is_kept_aside_leaves_the_queue_and_may_be_shown_later(reading: Run) -> None:
    assert reading.do("hold", texts=[FIVE, FOUR]).events == (ev.TextsPutAside((FIVE, FOUR)),)
    assert [card.id for card in queue(reading.w, {})[0]] == [ONE, TWO, THREE]
    reading.do("show", texts=[ONE, TWO, THREE])
    assert reading.do("show", texts=[FOUR]).events == (ev.TextsReadied((FOUR,)), ev.TextsShown((FOUR,)))


def test_keeping_aside_twice_changes_nothing(reading: Run) -> None:
    reading.do("hold", texts=[ONE])
    assert reading.do("hold", texts=[ONE]) == Decision(())


def test_a_shown_text_can_be_taken_back(reading: Run) -> None:
    reading.do("show", texts=[ONE, TWO, THREE])
    reading.do("hold", texts=[TWO])
    assert list(shown_cards(reading.w, {id_: Words("Whom?") for id_ in IDS})) == [ONE, THREE]


# -- merging ---------------------------------------------------------------------------------------------------------


def test_a_merged_text_is_not_shown_and_can_be_taken_out_again(reading: Run) -> None:
    assert reading.do("merge", text=ONE, into=TWO).events == (ev.TextMerged(ONE, TWO),)
    assert [reading.ask("show", texts=[ONE]), reading.ask("soften", text=ONE, body="Who?")] == [
        Refused("already_decided")
    ] * 2
    assert reading.do("unmerge", text=ONE).events == (ev.TextUnmerged(ONE),)
    assert statuses(reading) == ["held"] * 5
    assert reading.do("unmerge", text=ONE) == Decision(())


def test_taking_it_out_gives_back_what_it_was(reading: Run) -> None:
    reading.do("show", texts=[ONE, TWO, THREE])
    reading.do("merge", text=ONE, into=TWO)
    reading.do("unmerge", text=ONE)
    assert statuses(reading)[:3] == ["shown"] * 3


def test_texts_are_merged_with_others_of_their_part_that_are_still_there(reading: Run) -> None:
    reading.do("decline", text=FIVE, reason="test")
    reading.do("merge", text=FOUR, into=THREE)
    asked = [(ONE, ONE), (ONE, NOWHERE), (NOWHERE, ONE), (ONE, FIVE), (FIVE, ONE), (ONE, FOUR), (FOUR, ONE)]
    assert [reading.ask("merge", text=text, into=into) for text, into in asked] == [
        Refused("malformed", "into"), *[Refused("unknown_text")] * 2, *[Refused("already_decided")] * 4,
    ]  # fmt: skip
    reading.do("reopen")
    reading.close({"texts": 1}, ("a" * 32,))
    assert reading.ask("merge", text="a" * 32, into=ONE) == Refused("unknown_text", "into")


def test_votes_follow_a_chain_of_merges(reading: Run) -> None:
    reading.do("show", texts=list(IDS))
    reading.go_to("choose")
    items = reading.w.now.items
    assert counts_for(reading.w.texts, items) == ()
    reading.do("merge", text=ONE, into=TWO)
    reading.do("merge", text=TWO, into=FOUR)
    assert counts_for(reading.w.texts, items) == (3, 3, 2, 3, 4)


def test_votes_are_not_lost_by_merging(reading: Run) -> None:
    reading.do("show", texts=[ONE, TWO, THREE])
    reading.go_to("choose")
    # Four is on no ballot: what was given to one would count for nothing.
    assert reading.ask("merge", text=ONE, into=FOUR) == Refused("on_ballot")
    reading.do("merge", text=FOUR, into=ONE)
    reading.do("merge", text=TWO, into=ONE)
    reading.close({"most_votes": [[ONE]]})
    assert reading.ask("merge", text=THREE, into=ONE) == Refused("on_ballot")
    assert reading.ask("unmerge", text=TWO) == Refused("on_ballot")
    assert reading.do("unmerge", text=FOUR).events == (ev.TextUnmerged(FOUR),)


def test_a_vote_counts_for_the_text_that_stands_for_another() -> None:
    config = vote.Config(id="choose", kind="vote", title="Choose", items_from="texts")
    asked = vote.Asked((), (ONE, TWO, THREE), counts_for=(1, 1, 2))
    ballots = [
        vote.Ballot({"votes": votes, "seen": None})
        for votes in ({"0": 1}, {"0": 1, "1": 1}, {"1": 1}, {"2": 1}, {"2": 1})
    ]
    found = vote.results(config, ballots, asked).shown
    # Three people support the pair; the one who gave to both supports it once.
    assert (found["most_votes"], found["votes"]) == ([[TWO], [THREE]], 5)
    apart = vote.results(config, ballots, vote.Asked((), (ONE, TWO, THREE))).shown
    assert (apart["most_votes"], apart["votes"]) == ([[ONE, TWO, THREE]], 6)


# -- translation -----------------------------------------------------------------------------------------------------


def test_a_translation_is_put_in_order_and_its_words_are_in_no_event(reading: Run) -> None:
    assert reading.do("translate", text=ONE, body=" “Whom”  do I tell? ", language="en") == Decision(
        (ev.TextTranslated(ONE),), (TextWrite("translate", ONE, '"Whom" do I tell?', "en"),)
    )
    assert reading.do("translate", text=ONE, body="  ", language="en").writes == (TextWrite("translate", ONE),)


def test_nothing_and_what_is_gone_cannot_be_translated(reading: Run) -> None:
    reading.do("decline", text=FIVE, reason="test")
    asked = [(ONE, "?!"), (NOWHERE, "Whom?"), (FIVE, "Whom?")]
    assert [reading.ask("translate", text=text, body=body) for text, body in asked] == [
        Refused("empty_text"), Refused("unknown_text"), Refused("already_decided"),
    ]  # fmt: skip


# -- safeguarding ----------------------------------------------------------------------------------------------------


def test_a_note_stands_until_it_is_taken_down_and_its_words_are_in_no_event(reading: Run) -> None:
    decision = reading.do("safeguard", note="Come to me. I stay until six…")
    assert decision == Decision((ev.NotePinned(),), (TextWrite("pin", NOTE, "Come to me. I stay until six..."),))
    assert [reading.w.note, reading.w.notes] == [True, 1]
    assert reading.do("take_down") == Decision((ev.NoteTakenDown(),), (TextWrite("forget", NOTE),))
    assert [reading.w.note, reading.w.notes] == [False, 1]
    assert reading.do("take_down") == Decision(())


def test_the_text_a_note_is_about_goes_aside(reading: Run) -> None:
    assert reading.do("safeguard", note="Come to me.", text=ONE).events == (ev.NotePinned(), ev.TextsPutAside((ONE,)))


def test_a_note_is_short_and_about_a_text_that_is_there(reading: Run) -> None:
    asked = [{"note": "x" * 301}, {"note": "…"}, {"note": "Come.", "text": NOWHERE}]
    assert [reading.ask("safeguard", **words) for words in asked] == [
        Refused("text_too_long", "note"), Refused("empty_text"), Refused("unknown_text"),
    ]  # fmt: skip
    assert reading.w.note is False


def test_the_end_takes_the_note_down(reading: Run) -> None:
    reading.do("safeguard", note="Come to me.")
    reading.follow(ev.WorkshopSealed(9, 3.0))
    assert [reading.w.note, reading.w.notes] == [False, 1]
