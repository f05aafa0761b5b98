"""Moderation: what may be seen, softened, declined and named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from facilitator.errors import Refused
from facilitator.workshop import events as ev
from facilitator.workshop.decision import Decision, TextWrite

if TYPE_CHECKING:
    from tests.workshop.conftest import Run

ONE, TWO, THREE = (f"{i:032x}" for i in (1, 2, 3))
NOWHERE = "e" * 32


@pytest.fixture
def reading(run: Run) -> Run:
    """Three texts wait for the facilitator."""
    run.go_to("texts")
    run.close({"texts": 3}, (THREE, ONE, TWO))
    return run


def statuses(run: Run) -> dict[str, str]:
    return {id_: text.status for id_, text in run.w.texts.items()}


def test_released_texts_are_held(reading: Run) -> None:
    assert statuses(reading) == {ONE: "held", TWO: "held", THREE: "held"}


def test_texts_stand_in_the_order_of_their_random_ids(reading: Run) -> None:
    # The order of the close would be an order of the ballots.
    assert [text.id for text in reading.w.texts_of("texts")] == [ONE, TWO, THREE]


def test_texts_are_seen_when_three_were_chosen(reading: Run) -> None:
    assert reading.do("show", texts=[TWO, ONE]).events == (ev.TextsReadied((TWO, ONE)),)
    assert statuses(reading) == {ONE: "ready", TWO: "ready", THREE: "held"}
    assert reading.do("show", texts=[THREE]).events == (ev.TextsReadied((THREE,)), ev.TextsShown((ONE, TWO, THREE)))
    assert statuses(reading) == {ONE: "shown", TWO: "shown", THREE: "shown"}


def test_showing_twice_changes_nothing(reading: Run) -> None:
    reading.do("show", texts=[ONE, ONE])
    assert reading.do("show", texts=[ONE]) == Decision(())
    assert reading.do("show", texts=[ONE, TWO]).events == (ev.TextsReadied((TWO,)),)


def test_softening_rewrites_the_words_and_says_so(reading: Run) -> None:
    decision = reading.do("soften", text=ONE, body="  “Someone”\u200b told me … ")
    assert decision == Decision((ev.TextSoftened(ONE),), (TextWrite("rewrite", ONE, '"Someone" told me ...'),))
    assert [reading.w.texts[ONE].softened, reading.w.texts[ONE].status] == [True, "held"]


@pytest.mark.parametrize(("body", "code"), [("   ", "empty_text"), ("…!", "empty_text"), ("\u200b", "empty_text")])
def test_softening_into_nothing_is_refused(reading: Run, body: str, code: str) -> None:
    assert reading.ask("soften", text=ONE, body=body) == Refused(code)


def test_the_words_of_a_text_are_in_no_event(reading: Run) -> None:
    events = (
        *reading.do("soften", text=ONE, body="The caretaker").events,
        *reading.do("name_text", text=ONE, handle="The caretaker").events,
    )
    assert events == (ev.TextSoftened(ONE), ev.TextNamed(ONE))


def test_a_declined_text_leaves_the_disk_and_only_the_reason_stays(reading: Run) -> None:
    decision = reading.do("decline", text=ONE, reason="attack")
    assert decision == Decision((ev.TextDeclined(ONE, "attack"),), (TextWrite("forget", ONE),))
    assert [reading.w.texts[ONE].status, reading.w.texts[ONE].reason] == ["declined", "attack"]


def test_declining_twice_changes_nothing(reading: Run) -> None:
    reading.do("decline", text=ONE, reason="attack")
    assert reading.do("decline", text=ONE, reason="unsafe") == Decision(())
    assert reading.w.texts[ONE].reason == "attack"


def test_a_shown_text_can_still_be_declined(reading: Run) -> None:
    reading.do("show", texts=[ONE, TWO, THREE])
    reading.do("decline", text=ONE, reason="names_person")
    assert statuses(reading) == {ONE: "declined", TWO: "shown", THREE: "shown"}


def test_what_was_declined_does_not_come_back(reading: Run) -> None:
    reading.do("decline", text=ONE, reason="attack")
    assert reading.ask("show", texts=[TWO, ONE]) == Refused("already_decided")
    assert reading.ask("soften", text=ONE, body="Somebody") == Refused("already_decided")
    assert reading.ask("name_text", text=ONE, handle="One") == Refused("unknown_text")
    assert statuses(reading) == {ONE: "declined", TWO: "held", THREE: "held"}


def test_a_text_that_is_not_there_is_unknown(reading: Run) -> None:
    asked = [
        reading.ask("show", texts=[ONE, NOWHERE]),
        reading.ask("soften", text=NOWHERE, body="Somebody"),
        reading.ask("decline", text=NOWHERE, reason="attack"),
        reading.ask("name_text", text=NOWHERE, handle="One"),
    ]
    assert asked == [Refused("unknown_text")] * 4


# -- handles -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handle", "kept"),
    [("Cake for number 9", "Cake for number 9"), ("  The   “lawyer” ", 'The "lawyer"'), ("", ""), ("   ", "")],
    ids=["four words", "put in order", "taken away", "only spaces"],
)
def test_a_handle_of_up_to_four_words_is_kept(reading: Run, handle: str, kept: str) -> None:
    decision = reading.do("name_text", text=ONE, handle=handle)
    assert decision == Decision((ev.TextNamed(ONE),), (TextWrite("name", ONE, kept),))


@pytest.mark.parametrize("handle", ["one two three four five", "one\ntwo\nthree\nfour\nfive"])
def test_a_handle_of_five_words_is_refused(reading: Run, handle: str) -> None:
    assert reading.ask("name_text", text=ONE, handle=handle) == Refused("text_too_long", "handle")


def test_a_handle_without_a_letter_is_refused(reading: Run) -> None:
    assert reading.ask("name_text", text=ONE, handle="?!") == Refused("empty_text")
