"""harvest: what a text may be, and how many people wrote."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from facilitator.activities.base import Asked, Ballot, Outcome
from facilitator.errors import Refused

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart

LENGTH = {"soft": 40, "hard": 50}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Whom do I tell first?", "Whom do I tell first?"),
        ("  “Whom” do I\u00a0tell…\r\n", '"Whom" do I tell...'),
        ("x" * 50, "x" * 50),
        (" " * 60 + "x" + " " * 60, "x"),
        ("9", "9"),
    ],
    ids=["plain", "put in order", "as long as can be", "spaces do not count", "a number"],
)
def test_a_text_is_kept_in_order(part: MakePart, sent: str, kept: str) -> None:
    assert part("harvest", length=LENGTH).accept({"text": sent}) == {"text": kept}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": "x" * 51}, "text_too_long"),
        ({"text": "x" + " " * 200}, "text_too_long"),
        ({"text": "…" * 20 + "x"}, "text_too_long"),
        ({"text": ""}, "empty_text"),
        ({"text": " \n\u200b"}, "empty_text"),
        ({"text": "?!"}, "empty_text"),
        ({"text": "🤷🏽"}, "empty_text"),
        ({"text": "a\ud800"}, "malformed"),
        ({"text": ["a"]}, "malformed"),
        ({"nothing": False}, "malformed"),
        ({"nothing": 1}, "malformed"),
        ({"nothing": True, "text": "a"}, "malformed"),
        ({}, "malformed"),
    ],
    ids=ascii,
)
def test_a_body_that_does_not_fit_is_refused(part: MakePart, body: Any, code: str) -> None:
    assert part("harvest", length=LENGTH).accept(body) == Refused(code)


def test_nothing_is_an_answer_too(part: MakePart) -> None:
    assert part("harvest").accept({"nothing": True}) == {"nothing": True}


def test_texts_come_out_without_the_order_in_which_they_came(part: MakePart) -> None:
    found = part("harvest").results([{"text": "Three"}, {"text": "One"}, {"nothing": True}, {"text": "Two"}])
    assert found == Outcome(3, {"texts": 3}, ("One", "Three", "Two"))


def test_the_same_words_of_two_people_are_two_texts(part: MakePart) -> None:
    assert part("harvest").results([{"text": "One"}, {"text": "One"}]) == Outcome(2, {"texts": 2}, ("One", "One"))


def test_a_second_text_of_a_person_is_no_second_author(part: MakePart) -> None:
    # Four people with two texts each are four: their texts are still too few authors to be released.
    harvest = part("harvest", per_person=2)
    ballots = [Ballot({"text": f"Text {i} {slot}"}) for i in range(4) for slot in range(2)]
    found = harvest.kind.results(harvest.config, ballots, Asked(authors=4))
    assert [found.received, found.shown, len(found.texts)] == [4, {"texts": 8}, 8]


def test_what_is_made_up_has_room_in_the_plan(part: MakePart) -> None:
    short = part("harvest", length={"soft": 40, "hard": 40})
    for seed in range(30):
        text = short.kind.plausible(short.config, Asked(), Random(seed))["text"]
        assert short.accept({"text": text}) == {"text": text} and text[-1] != " "
        own = short.kind.worded(short.config, text, "lamp, boat, river")  # type: ignore[attr-defined]
        assert short.accept({"text": own}) == {"text": own} and own.endswith("(lamp, boat, river)")


def test_a_person_has_as_many_places_as_the_plan_says(part: MakePart) -> None:
    harvest = part("harvest", per_person=3)
    assert harvest.kind.slots(harvest.config) == 3


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"length": {"soft": 300, "hard": 200}}, "length"),
        ({"length": {"hard": 601}}, "length.hard"),
        ({"length": {"soft": 39}}, "length.soft"),
        ({"per_person": 0}, "per_person"),
        ({"per_person": 4}, "per_person"),
        ({"starters": ["I want …"] * 7}, "starters"),
        ({"starters": "I want …"}, "starters"),
        ({"terms": [""]}, "terms.0"),
        ({"nudge": ["x"] * 201}, "nudge"),
        ({"anonymity": "none"}, "anonymity"),
        ({"reveal": "on_close"}, "reveal"),
    ],
)
def test_a_wrong_field_is_found(faults: Faults, fields: dict[str, Any], field: str) -> None:
    assert [where for where, _ in faults("harvest", **fields)] == [field]
