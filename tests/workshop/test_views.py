"""What each audience may see: phones and the wall never get a held or declined word, an original or a flag."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from facilitator.workshop import reading as reading_room
from facilitator.workshop import views
from facilitator.workshop.state import Phase
from facilitator.workshop.views import ClockView, Live, Words

if TYPE_CHECKING:
    from tests.workshop.conftest import Run

SHOWN, SOFTENED, HELD, DECLINED, FLAGGED, THIRD = (f"{i:032x}" for i in range(1, 7))
WORDS = {
    SHOWN: Words("Whom do I tell first?"),
    SOFTENED: Words("Somebody signs the cheques.", "The cheques", "HOLGERSON signs the cheques."),
    HELD: Words("BRUNHILDE was never at the mill."),
    DECLINED: Words("It is all because of OTTOKAR."),
    THIRD: Words("We agreed in private"),
    FLAGGED: Words("Write to anna@example.org about ULRIKE."),
}
HIDDEN = {"HOLGERSON", "BRUNHILDE", "OTTOKAR", "ULRIKE", "anna@example.org", "'email'"}
CLOCK = ClockView(90, 120, True)


@pytest.fixture
def reading(run: Run) -> Run:
    """Of six texts two are shown, one softened and shown, one declined; two wait."""
    run.go_to("texts")
    run.close({"texts": 6}, (FLAGGED, DECLINED, HELD, SOFTENED, SHOWN, THIRD))
    run.do("soften", text=SOFTENED, body="Somebody signs the cheques.")
    run.do("show", texts=[SHOWN, SOFTENED, THIRD])
    run.do("decline", text=DECLINED, reason="names_person")
    return run


def room(run: Run, live: Live | None = None) -> dict[str, Any]:
    return views.current(run.w, WORDS, live or Live(CLOCK))


def found_in(context: object) -> set[str]:
    """Which hidden words anything in a context holds, however deep."""
    return {word for word in HIDDEN if word in repr(context)}


@pytest.mark.parametrize("part", ["texts", "talk", "choose", "look", "after", "quiet", "end"])
def test_the_room_never_gets_a_hidden_word(reading: Run, part: str) -> None:
    reading.go_to(part)
    context = room(reading)
    assert found_in(context) == set()
    assert "Whom do I tell first?" in repr(context)


def test_the_console_has_every_hidden_word_in_its_queue(reading: Run) -> None:
    # The neighbour of the test above: the words are there to be found.
    assert found_in(reading_room.queue(reading.w, WORDS)) == HIDDEN


def test_a_part_of_the_past_has_no_hidden_word_either(reading: Run) -> None:
    reading.go_to("end")
    past = [views.part_view(reading.w, part, stage, WORDS, None) for stage, part in reading.w.plan.parts()]
    assert found_in(past) == set()
    assert [view["clock"] for view in past] == [ClockView(0, 0, False)] * len(past)


def test_the_room_gets_the_shown_texts_with_their_names(reading: Run) -> None:
    assert views.shown_cards(reading.w, WORDS) == {
        SHOWN: views.TextCard(SHOWN, "Whom do I tell first?", "Whom do I tell first?", "shown"),
        SOFTENED: views.TextCard(SOFTENED, "Somebody signs the cheques.", "The cheques", "shown", softened=True),
        THIRD: views.TextCard(THIRD, "We agreed in private", "We agreed in private", "shown"),
    }


def test_a_shown_text_whose_words_were_forgotten_is_not_there(reading: Run) -> None:
    left = {id_: words for id_, words in WORDS.items() if id_ != SHOWN}
    assert list(views.shown_cards(reading.w, left)) == [SOFTENED, THIRD]


def test_the_console_reads_what_waits_apart_from_what_is_decided(reading: Run) -> None:
    waiting, decided = reading_room.queue(reading.w, WORDS)
    assert [(card.id, card.flags, card.original) for card in waiting] == [
        (FLAGGED, ("email", "tells"), None),
        (HELD, (), None),
    ]
    assert [(card.id, card.status, card.original) for card in decided] == [
        (SHOWN, "shown", None),
        (SOFTENED, "shown", "HOLGERSON signs the cheques."),
        (DECLINED, "declined", None),
        (THIRD, "shown", None),
    ]


def test_a_flagged_text_is_not_among_those_shown_at_once(reading: Run) -> None:
    assert reading_room.unflagged(reading.w, WORDS) == (HELD,)


# -- counts ----------------------------------------------------------------------------------------------------------


def test_the_room_gets_tenths_and_no_exact_count(run: Run) -> None:
    run.go_to("before")
    exact = Live(CLOCK, 12.5, answered=4, answered_exact=31337, joined=41414, awake=51515, undo_left=61616)
    context = room(run, exact)
    assert [context["answered"], context["live"], context["clock"]] == [4, None, CLOCK]
    assert {count for count in ("31337", "41414", "51515", "61616") if count in repr(context)} == set()


def test_an_open_part_that_is_not_secret_has_its_tally(run: Run) -> None:
    run.go_to("warm")
    assert room(run, Live(CLOCK, tally={"n": 3}))["live"] == {"n": 3}


# -- earlier parts ---------------------------------------------------------------------------------------------------


def test_a_paired_part_stands_beside_its_earlier_one(run: Run) -> None:
    run.go_to("before")
    run.close({"mean": 2.5})
    run.do("reveal")
    assert room(run)["paired"] is None
    run.go_to("after")
    paired = room(run)["paired"]
    assert [paired["title"], paired["part"].id, paired["results"]] == ["Before", "before", {"mean": 2.5}]


def test_a_result_that_the_room_has_not_seen_does_not_stand_beside_a_later_one(run: Run) -> None:
    run.go_to("before")
    run.close({"mean": 2.5})
    run.go_to("after")
    paired = room(run)["paired"]
    assert [paired["title"], paired["results"]] == ["Before", None]


def test_a_result_is_shown_again_whole(reading: Run) -> None:
    reading.go_to("choose")
    reading.close({"most_votes": [[SHOWN]]})
    reading.go_to("look")
    beside = room(reading)["beside"]
    assert [beside["kind"], beside["stage"].id, beside["state"].phase, beside["state"].step] == [
        "vote",
        "third",
        Phase.REVEALED,
        2,
    ]
    assert reading.w.parts["choose"].step == 1


def test_a_result_that_is_not_there_yet_is_not_shown_again(run: Run) -> None:
    # The vote over nothing never closed.
    run.go_to("look")
    assert room(run)["beside"] is None


def test_a_result_that_is_never_shown_is_not_shown_again(run: Run) -> None:
    run.go_to("quiet")
    run.close({"counts": {"o1": 9}})
    look = next(part for _, part in run.w.plan.parts() if part.id == "look")
    stages = tuple(
        stage.model_copy(
            update={
                "parts": tuple(
                    part.model_copy(update={"shows": "quiet"}) if part.id == look.id else part for part in stage.parts
                )
            }
        )
        for stage in run.w.plan.stages
    )
    run.w = replace(run.w, plan=run.w.plan.model_copy(update={"stages": stages}))
    view = views.part_view(run.w, run.w.plan.parts()[7][1], run.w.stage, WORDS, None)
    assert [view["part"].id, view["beside"]] == ["look", None]


# -- where the room stands -------------------------------------------------------------------------------------------


def test_a_vote_over_shown_texts_is_not_empty(reading: Run) -> None:
    reading.go_to("choose")
    assert [room(reading)["empty"], room(reading)["asks"]] == [False, True]


def test_a_vote_over_nothing_is_empty(run: Run) -> None:
    run.go_to("choose")
    assert [room(run)["empty"], room(run)["asks"]] == [True, False]


def test_a_vote_that_waits_is_not_empty_yet(run: Run) -> None:
    stage, part = run.w.plan.parts()[6]
    assert views.part_view(run.w, part, stage, WORDS, None)["empty"] is False


def test_the_mark_says_where_the_room_stands(run: Run) -> None:
    run.go_to("warm")
    run.do("close")
    assert views.mark(run.w) == {
        "stage": "first", "part": "warm", "kind": "choice", "round": 1, "phase": "closing", "asks": True,
        "texts": 0, "seq": len(run.journal), "sealed": False, "frozen": False,
    }  # fmt: skip


def test_a_part_that_does_not_exist_has_no_state(run: Run) -> None:
    assert [views.state_of(run.w, "nowhere"), views.state_of(run.w, "warm")] == [None, run.w.parts["warm"]]
