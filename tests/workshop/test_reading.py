"""What a moderator is told of texts, and two people who decide at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from facilitator.activities.watch import Watched
from facilitator.errors import Refused
from facilitator.workshop.moderation import untouched
from facilitator.workshop.reading import queue, unflagged
from facilitator.workshop.requests import parse_command
from facilitator.workshop.views import Words

if TYPE_CHECKING:
    from tests.workshop.conftest import Run

ONE, TWO, THREE, FOUR, FIVE = IDS = tuple(f"{i:032x}" for i in range(1, 6))


@pytest.fixture
def reading(run: Run) -> Run:
    """Five texts wait for the facilitator."""
    run.go_to("texts")
    run.close({"texts": 5}, IDS)
    return run


# -- two people read -------------------------------------------------------------------------------------------------


def test_a_decision_is_stale_only_if_its_own_text_was_touched_meanwhile(reading: Run) -> None:
    def still(rev: int, name: str, **words: Any) -> bool:
        command = parse_command({"name": name, **words})
        assert not isinstance(command, Refused)
        return untouched(command, reading.w, rev)

    seen = reading.w.seq
    reading.do("soften", text=ONE, body="Somebody")
    reading.do("name_text", text=TWO, handle="Two")
    reading.do("black")
    assert [still(seen, "show", texts=[id_]) for id_ in IDS] == [False, False, True, True, True]
    assert [still(seen, "merge", text=FOUR, into=id_) for id_ in (ONE, FIVE)] == [False, True]
    assert [still(reading.w.seq + 1, "decline", text=FIVE, reason="test"), still(seen, "next")] == [False, False]


# -- what a moderator is told ----------------------------------------------------------------------------------------

WORDS = {
    ONE: Words("We need their hall for the spring meeting."),
    TWO: Words("The spring meeting needs their hall, we say."),
    THREE: Words("Write to anna@example.org"),
    FOUR: Words("It is all because of Ottokar."),
    FIVE: Words("Nobody asked me."),
}


def test_hits_of_the_lists_come_first_and_say_which(reading: Run) -> None:
    waiting, _ = queue(reading.w, WORDS, Watched(("Ottokar",), ("nobody",)))
    assert [(card.id, card.flags, card.hits) for card in waiting] == [
        (FOUR, ("tells", "name"), ("Ottokar",)), (FIVE, ("word",), ("nobody",)), (THREE, ("email", "tells"), ()),
        (ONE, (), ()), (TWO, (), ()),
    ]  # fmt: skip
    assert unflagged(reading.w, WORDS, Watched(("Ottokar",), ("nobody",))) == (ONE, TWO)


def test_what_is_alike_is_offered_and_never_done(reading: Run) -> None:
    cards = {card.id: card.near for card in queue(reading.w, WORDS)[0]}
    assert cards == {
        ONE: ((TWO, "The spring meeting needs their hall…"),), TWO: ((ONE, "We need their hall for the…"),),
        THREE: (), FOUR: (), FIVE: (),
    }  # fmt: skip
    reading.do("merge", text=ONE, into=TWO)
    waiting, decided = queue(reading.w, WORDS)
    assert {card.id: card.near for card in waiting}[TWO] == ()
    assert [(card.id, card.into) for card in decided] == [(ONE, "The spring meeting needs their hall…")]
