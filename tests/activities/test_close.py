"""close: ratings of the evening, and silence about a sentence that few people rated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from facilitator.activities.base import Outcome
from facilitator.errors import Refused

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart

RATINGS = [{"id": "useful", "text": "It was useful"}, {"id": "honest", "text": "I could be honest"}]


def test_without_ratings_it_asks_nothing(part: MakePart) -> None:
    asks = [part("close", ratings=ratings) for ratings in ([], RATINGS)]
    assert [close.kind.collects(close.config) for close in asks] == [False, True]


@pytest.mark.parametrize("ratings", [{"useful": 1}, {"honest": 5, "useful": 3}])
def test_a_sentence_may_be_left_out(part: MakePart, ratings: dict[str, int]) -> None:
    assert part("close", ratings=RATINGS).accept({"ratings": ratings}) == {"ratings": ratings}


def test_ratings_are_recorded_without_the_order_of_the_taps(part: MakePart) -> None:
    recorded = part("close", ratings=RATINGS).accept({"ratings": {"useful": 3, "honest": 5}})
    assert not isinstance(recorded, Refused)
    assert list(recorded["ratings"]) == ["honest", "useful"]


@pytest.mark.parametrize(
    ("ratings", "code"),
    [
        ({}, "unknown_option"),
        ({"fun": 3}, "unknown_option"),
        ({"useful": 3, "fun": 3}, "unknown_option"),
        ({"useful": 0}, "malformed"),
        ({"useful": 6}, "malformed"),
        ({"useful": 3.0}, "malformed"),
        ({"useful": True}, "malformed"),
        ({"useful": None}, "malformed"),
        ([3, 4], "malformed"),
    ],
)
def test_a_rating_that_does_not_fit_is_refused(part: MakePart, ratings: Any, code: str) -> None:
    assert part("close", ratings=RATINGS).accept({"ratings": ratings}) == Refused(code)


def test_every_sentence_has_its_counts_and_its_mean(part: MakePart) -> None:
    bodies = [{"ratings": {"useful": value, "honest": 5}} for value in (1, 4, 4, 5, 5)]
    honest = {"counts": {"1": 0, "2": 0, "3": 0, "4": 0, "5": 5}, "n": 5, "mean": 5.0}
    useful = {"counts": {"1": 1, "2": 0, "3": 0, "4": 2, "5": 2}, "n": 5, "mean": 3.8}
    found = part("close", ratings=RATINGS).results(bodies)
    assert found == Outcome(5, {"ratings": {"useful": useful, "honest": honest}})


def test_a_sentence_that_few_rated_is_not_shown(part: MakePart) -> None:
    # Six people answered, four of them this sentence: its counts would be those of four people.
    bodies = [{"ratings": {"useful": 4, "honest": 2}}] * 4 + [{"ratings": {"useful": 5}}] * 2
    shown = part("close", ratings=RATINGS).results(bodies).shown["ratings"]
    assert [shown["useful"]["n"], shown["honest"]] == [6, None]


def test_nobody_answered(part: MakePart) -> None:
    assert part("close", ratings=RATINGS).results([]) == Outcome(0, {"ratings": {"useful": None, "honest": None}})


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"ratings": RATINGS * 3}, "ratings"),
        ({"ratings": [{"id": "Useful", "text": "x"}]}, "ratings.0.id"),
        ({"ratings": [{"id": "useful"}]}, "ratings.0.text"),
        ({"ratings": ["It was useful"]}, "ratings.0"),
        ({"thanks": "x" * 1201}, "thanks"),
    ],
)
def test_a_wrong_field_is_found(faults: Faults, fields: dict[str, Any], field: str) -> None:
    assert [where for where, _ in faults("close", **fields)] == [field]


def test_two_ratings_of_one_id_are_found(faults: Faults) -> None:
    assert faults("close", ratings=[RATINGS[0], RATINGS[0]]) == [
        ("", "Value error, every rating needs an id of its own")
    ]
