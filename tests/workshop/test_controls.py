"""Room controls on paper: an announcement, frozen phones, parts that no plan had, what stands beside the evening."""

from __future__ import annotations

from typing import Any

import pytest

from facilitator.errors import Refused
from facilitator.plans.model import Plan
from facilitator.workshop import events as ev
from facilitator.workshop import views
from facilitator.workshop.beside import open_besides
from facilitator.workshop.decision import Decision, just
from facilitator.workshop.evening import evening
from facilitator.workshop.insert import MOST
from facilitator.workshop.reading import queue
from facilitator.workshop.rules import allowed
from facilitator.workshop.state import Phase, begin, fold
from facilitator.workshop.views import ClockView, Live, Words
from tests.workshop.conftest import Run

CHOICE = {"title": "Go on?", "options": ["Yes", "No"], "minutes": 3}
LIVE = Live(ClockView(0, 0, False))
ONE, TWO, THREE = (f"{i:032x}" for i in (1, 2, 3))


@pytest.fixture
def run(beside_plan: Plan) -> Run:
    """A run of the plan with everything beside it, in the lobby."""
    return Run(beside_plan)


def insert(run: Run, kind: str = "choice", **fields: Any) -> Decision | Refused:
    return run.ask("insert", after="current", kind=kind, fields=fields or CHOICE)


def test_nothing_is_put_in_beside_a_part_that_back_left_open(run: Run) -> None:
    run.do("next")
    assert isinstance(run.ask("back"), Decision)
    run.do("back")
    assert insert(run) == Refused("another_part_open")
    assert "insert" not in allowed(run.w)


# -- announcement -----------------------------------------------------------------------------------------------------


def test_an_announcement_is_one_plain_line_until_it_is_taken_away(run: Run) -> None:
    run.do("announce", words="  “Tea”\n is\u200b at\tthe back ", screen=True)
    assert run.w.announcement == ev.Announced('"Tea" is at the back', screen=True)
    assert run.do("announce", words='"Tea" is at the back', screen=True) == just()
    run.do("unannounce")
    assert run.w.announcement is None
    assert run.do("unannounce") == just()


@pytest.mark.parametrize(
    ("words", "code"), [("x" * 201, "text_too_long"), (" \u200b.", "empty_text"), ("", "malformed"), (7, "malformed")]
)
def test_words_that_are_no_announcement_are_refused(run: Run, words: Any, code: str) -> None:
    answer = run.ask("announce", words=words)
    assert isinstance(answer, Refused) and answer.code == code


def test_an_announcement_of_two_hundred_characters_fits(run: Run) -> None:
    run.do("announce", words="x" * 200)
    assert run.w.announcement is not None


def test_the_seal_takes_announcement_and_freeze_away(run: Run) -> None:
    run.go_to("end")
    run.close()
    run.do("announce", words="Thank you")
    run.do("freeze")
    sealed = run.seal()
    assert isinstance(sealed, Decision)
    run.follow(*sealed.events)
    assert [run.w.announcement, run.w.frozen] == [None, False]


# -- freeze -----------------------------------------------------------------------------------------------------------


def test_closing_thaws_first_and_a_closing_part_cannot_be_frozen(run: Run) -> None:
    for name in ("close", "next"):
        run.go_to("warm" if name == "close" else "before")
        run.do("freeze")
        assert run.do("freeze") == just()
        decision = run.do(name)
        assert [type(event) for event in decision.events] == [ev.PhonesThawed, ev.PartClosing]
        assert run.ask("freeze") == Refused("closing")
        assert not {"freeze", "thaw"} & allowed(run.w)
        run.finish({})


def test_frozen_phones_stay_frozen_when_the_room_moves_on(run: Run) -> None:
    run.do("freeze")
    run.do("next")
    assert [run.w.part.id, run.w.frozen] == ["warm", True]
    assert allowed(run.w) >= {"thaw"} and "freeze" not in allowed(run.w)
    run.do("thaw")
    assert run.w.frozen is False


# -- a part that no plan had ------------------------------------------------------------------------------------------


def test_an_inserted_part_comes_next_and_goes_through_everything(run: Run, beside_plan: Plan) -> None:
    run.go_to("warm")
    before = evening(run.w, 0, 0).finish
    assert insert(run) == just(ev.PartInserted("x1", "warm", as_written(run)))
    run.do("insert", after="current", kind="choice", fields=CHOICE)
    assert [part.id for part in run.w.stage.parts] == ["warm", "x1", "before", "side"]
    assert evening(run.w, 0, 0).finish == before + 3
    assert "x1" in {entry["part"].id for entry in views.editable_parts(run.w)}
    run.do("edit", part="x1", changes={"title": "Shall we go on?"})
    run.close()
    run.do("next")
    assert [run.w.part.id, run.w.part.title, run.w.now.phase] == ["x1", "Shall we go on?", Phase.OPEN]
    run.close({"counts": {"o1": 5}})
    run.do("reopen")
    assert [run.w.now.round, run.w.now.results] == [2, None]
    again = fold(begin(run.w.code, beside_plan), [ev.from_words(ev.as_words(event)) for event in run.journal])
    assert again == run.w


def as_written(run: Run) -> dict[str, Any]:
    decision = insert(run)
    assert isinstance(decision, Decision)
    event = decision.events[0]
    assert isinstance(event, ev.PartInserted)
    assert {"id", "kind", "title", "options", "minutes"} <= set(event.config)
    return dict(event.config)


@pytest.mark.parametrize(
    ("kind", "fields", "answer"),
    [
        ("vote", {"title": "A", "items_from": "texts"}, Refused("not_insertable", "kind")),
        ("parking", {"title": "A"}, Refused("not_insertable", "kind")),
        ("no such kind", {}, Refused("not_insertable", "kind")),
        ("choice", {"title": "A"}, Refused("malformed", "options")),
        ("choice", {**CHOICE, "id": "warm"}, Refused("malformed", "fields")),
        ("choice", {**CHOICE, "kind": "say"}, Refused("malformed", "fields")),
        ("choice", {**CHOICE, "colour": "red"}, Refused("malformed", "colour")),
        ("choice", {**CHOICE, "title": "A\u202eB"}, Refused("malformed", "title")),
        ("choice", {**CHOICE, "threshold": 2}, Refused("malformed", "threshold")),
        ("choice", {**CHOICE, "reveal": "live"}, Refused("malformed", "reveal")),
        ("choice", {**CHOICE, "screen": "word " * 41}, Refused("malformed", "screen")),
        ("choice", {**CHOICE, "picture": "sides"}, Refused("malformed", "kind")),
        ("scale", {"title": "A", "pairs_with": "nowhere"}, Refused("malformed", "pairs_with")),
    ],
)
def test_what_a_plan_could_not_say_cannot_be_inserted(run: Run, kind: str, fields: Any, answer: Refused) -> None:
    run.go_to("warm")
    assert run.ask("insert", after="current", kind=kind, fields=fields) == answer


def test_a_picture_by_side_can_be_inserted_once_sides_were_asked(run: Run) -> None:
    run.go_to("side")
    assert isinstance(insert(run, **CHOICE, picture="sides"), Decision)


def test_an_inserted_part_is_taken_out_until_it_opens_and_its_id_is_not_used_again(run: Run, beside_plan: Plan) -> None:
    run.go_to("warm")
    run.do("insert", after="current", kind="choice", fields=CHOICE)
    assert [run.ask("remove", part=part) for part in ("before", "parking", "x7")] == [
        Refused("not_editable"), Refused("not_editable"), Refused("unknown_part"),
    ]  # fmt: skip
    run.do("remove", part="x1")
    assert run.w.plan == beside_plan
    run.do("insert", after="current", kind="scale", fields={"title": "Again?"})
    run.close()
    run.do("next")
    assert run.w.part.id == "x2"
    assert run.ask("remove", part="x2") == Refused("not_editable")


def test_an_evening_takes_so_many_inserted_parts_and_no_more(run: Run) -> None:
    for _ in range(MOST):
        run.do("insert", after="current", kind="choice", fields=CHOICE)
    assert insert(run) == Refused("too_many_parts")
    assert run.w.at == 0


def test_inserting_behind_the_room_does_not_move_it(run: Run) -> None:
    run.go_to("before")
    run.close({"counts": {}, "n": 9})
    run.do("back")
    run.do("insert", after="current", kind="choice", fields=CHOICE)
    assert run.w.part.id == "warm"
    run.do("next")
    assert run.w.part.id == "x1"
    run.do("back")
    run.do("next")
    assert [run.w.part.id, run.w.log[-1].part] == ["x1", "x1"]


# -- beside the evening -----------------------------------------------------------------------------------------------


def test_a_signal_lasts_a_part_a_pulse_a_stage_and_a_parking_lot_the_evening(run: Run) -> None:
    rounds = []
    for part in ("lobby", "warm", "before", "talk"):
        run.go_to(part)
        rounds.append(dict(sorted(open_besides(run.w))))
    assert rounds == [
        {"parking": 1, "pause": 1, "pulse": 1}, {"parking": 1, "pause": 2, "pulse": 2},
        {"parking": 1, "pause": 3, "pulse": 2}, {"parking": 1, "pause": 6, "pulse": 3},
    ]  # fmt: skip
    run.do("back")
    assert dict(open_besides(run.w))["pause"] == 7
    run.do("reopen")
    assert dict(open_besides(run.w))["pause"] == 7  # asking again is no other part


def test_the_seal_ends_what_stands_beside_and_waits_for_none_of_it(run: Run) -> None:
    run.go_to("end")
    run.close()
    sealed = run.seal()
    assert isinstance(sealed, Decision)
    run.follow(*sealed.events)
    assert open_besides(run.w) == set()
    assert views.open_beside(run.w) == []


def test_texts_of_every_batch_wait_in_the_queue_and_are_shown_together(run: Run) -> None:
    run.follow(ev.TextsReleased("parking", 1, 2, (ONE, TWO)), ev.TextsReleased("parking", 2, 1, (THREE,), last=True))
    words = {ONE: Words("one"), TWO: Words("two"), THREE: Words("three")}
    assert [card.id for card in queue(run.w, words)[0]] == [ONE, TWO, THREE]
    assert open_besides(run.w) == {("pause", 1), ("pulse", 1)}
    run.do("decline", text=TWO, reason="test")
    run.do("show", texts=[ONE, THREE])
    parking = run.w.plan.part("parking")
    assert parking is not None
    assert [card.id for card in views.own_cards(run.w, parking, words)] == [ONE, THREE]


def test_phones_are_told_what_stands_beside_and_never_what_came_of_it(run: Run) -> None:
    run.go_to("warm")
    context = views.current(run.w, {}, LIVE)
    assert [beside["part"].id for beside in context["besides"]] == ["pause", "pulse", "parking"]
    assert "seen" not in context
    assert [context["frozen"], context["announcement"]] == [False, None]
