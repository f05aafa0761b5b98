"""Changing words while the evening runs: only what is not open yet, and sides only before anybody stood on one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from facilitator.errors import Refused
from facilitator.workshop import events as ev
from facilitator.workshop.views import editable_parts

if TYPE_CHECKING:
    from tests.workshop.conftest import Run

EAST_WEST = [{"id": "east", "name": "East"}, {"id": "west", "name": "West", "story": "We came later."}]


def test_words_of_a_part_that_waits_can_be_changed(run: Run) -> None:
    run.do("edit", part="warm", changes={"title": "Warmer", "options": ["Water", "Juice", "Milk"]})
    warm = run.w.plan.part("warm")
    assert warm is not None
    assert [warm.title, [option.text for option in getattr(warm, "options", ())]] == [
        "Warmer",
        ["Water", "Juice", "Milk"],
    ]


def test_one_edit_leaves_every_other_part_as_it_was(run: Run) -> None:
    others = [part for _, part in run.w.plan.parts() if part.id != "warm"]
    run.do("edit", part="warm", changes={"title": "Warmer"})
    assert [part for _, part in run.w.plan.parts() if part.id != "warm"] == others


def test_an_edited_part_is_opened_as_edited(run: Run) -> None:
    run.do("edit", part="warm", changes={"screen": "What do you drink?"})
    run.do("next")
    assert run.w.part.screen == "What do you drink?"


@pytest.mark.parametrize("part", ["warm", "before"])
def test_a_part_that_was_opened_is_not_changed_any_more(run: Run, part: str) -> None:
    # People have read it, or answer it now: other words would make their answers mean something else.
    run.go_to("before")
    assert run.ask("edit", part=part, changes={"title": "Other"}) == Refused("not_editable")


@pytest.mark.parametrize(
    "field", ["id", "kind", "minutes", "threshold", "anonymity", "reveal", "low", "nonsense", "\ud800"]
)
def test_what_is_no_word_of_the_part_is_not_changed(run: Run, field: str) -> None:
    assert run.ask("edit", part="before", changes={field: "x"}) == Refused("not_editable", field)


@pytest.mark.parametrize(
    ("part", "changes", "field"),
    [
        ("warm", {"title": ""}, "title"),
        ("warm", {"title": "x" * 121}, "title"),
        ("warm", {"title": 7}, "title"),
        ("warm", {"title": None}, "title"),
        ("warm", {"title": "\ud800"}, "title"),
        ("warm", {"options": ["Only one"]}, "options"),
        ("warm", {"options": "Tea"}, "options"),
        ("warm", {"options": [{"id": "a", "text": "Tea"}, {"id": "a", "text": "Coffee"}]}, ""),
        ("warm", {"options": [{"id": "a", "text": "Tea", "votes": 3}, "Coffee"]}, "options"),
        ("before", {"low_label": "x" * 61}, "low_label"),
        ("texts", {"starters": ["x"] * 7}, "starters"),
        ("talk", {"body": "x" * 1201}, "body"),
    ],
)
def test_changes_are_checked_like_a_plan_file(run: Run, part: str, changes: dict[str, Any], field: str) -> None:
    assert run.ask("edit", part=part, changes=changes) == Refused("malformed", field)


def test_a_part_that_is_not_in_the_plan_cannot_be_edited(run: Run) -> None:
    assert run.ask("edit", part="nowhere", changes={"title": "x"}) == Refused("unknown_part")


def test_a_journal_with_an_edit_that_was_never_accepted_is_an_error(run: Run) -> None:
    with pytest.raises(ValueError, match="warm: not_editable minutes"):
        run.follow(ev.PartEdited("warm", {"minutes": 90}))


def test_the_console_offers_the_parts_that_wait(run: Run) -> None:
    run.go_to("look")
    assert [entry["part"].id for entry in editable_parts(run.w)] == ["after", "quiet", "end"]


# -- sides ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["lobby", "before"])
def test_sides_can_be_replaced_until_somebody_is_asked(run: Run, part: str) -> None:
    run.go_to(part)
    run.do("edit_sides", sides=EAST_WEST)
    assert [(side.id, side.name, side.story) for side in run.w.sides] == [
        ("east", "East", ""),
        ("west", "West", "We came later."),
    ]


@pytest.mark.parametrize("part", ["side", "texts"])
def test_sides_are_fixed_once_people_are_asked(run: Run, part: str) -> None:
    # Renaming a side would move people who stand on it without asking them.
    run.go_to(part)
    assert run.ask("edit_sides", sides=EAST_WEST) == Refused("not_editable", "sides")


def test_sides_stay_fixed_when_the_room_goes_back(run: Run) -> None:
    run.go_to("side")
    run.do("back")
    assert run.ask("edit_sides", sides=EAST_WEST) == Refused("not_editable", "sides")


def test_two_sides_of_one_id_are_refused(run: Run) -> None:
    assert run.ask("edit_sides", sides=[EAST_WEST[0], EAST_WEST[0]]) == Refused("malformed", "sides")
