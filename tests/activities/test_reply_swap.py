"""reply_swap: counts for each item and reply, and nothing anywhere that could rank people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.activities.base import Asked, Outcome
from facilitator.activities.registry import table_of
from facilitator.errors import Refused

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart, Part

Q1: dict[str, Any] = {
    "id": "Q1",
    "they_say": "Your lot only turn up when you need votes.",
    "replies": [
        "That's unfair, we held three open meetings.",
        "Isn't that a bit cynical?",
        "When did it feel like that last, and what did we do?",
    ],
    "opens": "c",
    "reason": "a defends; b is a verdict with a question mark.",
}
Q4: dict[str, Any] = {
    "id": "Q4",
    "they_say": "My people would eat me alive.",
    "replies": [
        {"id": "ask", "text": "Which of them?"},
        {"id": "lecture", "text": "Leaders have to disappoint people."},
    ],
    "opens": "ask",
    "reason": "The other one lectures.",
}


@pytest.fixture
def swap(part: MakePart) -> Part:
    return part("reply_swap", items=[Q1, Q4])


def to(**replies: str) -> dict[str, Any]:
    return {"replies": replies}


def test_replies_get_letters_and_keep_ids_of_their_own(swap: Part) -> None:
    recorded = swap.accept(to(Q4="ask", Q1="c"))
    assert recorded == to(Q1="c", Q4="ask")
    assert not isinstance(recorded, Refused)
    assert list(recorded["replies"]) == ["Q1", "Q4"]


@pytest.mark.parametrize(
    ("replies", "code"),
    [
        ({}, "malformed"),
        ("Q1", "malformed"),
        ({"Q1": None}, "malformed"),
        ({"Q1": ["c"]}, "malformed"),
        ({"Q1": "d"}, "unknown_option"),
        ({"Q4": "a"}, "unknown_option"),
        ({"Q9": "a"}, "unknown_option"),
    ],
)
def test_what_does_not_fit_is_refused(swap: Part, replies: Any, code: str) -> None:
    assert swap.accept({"replies": replies}) == Refused(code)


def test_every_item_has_its_counts_and_the_silent_are_not_in_them(swap: Part) -> None:
    bodies = [to(Q1="c", Q4="ask")] * 5 + [to(Q1="a")] * 2
    q1 = {"counts": {"a": 2, "b": 0, "c": 5}, "n": 7}
    q4 = {"counts": {"ask": 5, "lecture": 0}, "n": 5}
    assert swap.results(bodies) == Outcome(7, {"items": {"Q1": q1, "Q4": q4}})


def test_an_item_that_few_answered_is_not_shown(swap: Part) -> None:
    shown = swap.results([to(Q1="c", Q4="ask")] * 4 + [to(Q1="b")]).shown
    assert shown is not None
    assert shown["items"]["Q1"]["n"] == 5
    assert shown["items"]["Q4"] is None


@given(st.lists(st.fixed_dictionaries({"Q1": st.sampled_from("abc"), "Q4": st.sampled_from(["ask", "lecture"])})))
def test_results_tell_nothing_of_how_much_one_person_got(part: MakePart, room: list[dict[str, str]]) -> None:
    # Whose answers stand together on one ballot makes no difference: the second item is dealt out anew.
    swap = part("reply_swap", items=[Q1, Q4])
    turned = [{**replies, "Q4": other["Q4"]} for replies, other in zip(room, room[1:] + room[:1], strict=True)]
    ours, theirs = ([{"replies": replies} for replies in found] for found in (room, turned))
    assert swap.results(ours) == swap.results(theirs)


def test_asked_again_it_tells_amounts(swap: Part) -> None:
    bodies = [to(Q1="c", Q4="ask")] * 11 + [to(Q1="a")] * 2
    shown = swap.results(bodies, asked=Asked(rough=True)).shown
    assert shown == {"bands": {"Q1": {"a": "few", "b": "few", "c": "most"}, "Q4": None}}


def test_the_reveal_comes_to_one_item_after_another(swap: Part) -> None:
    assert swap.kind.steps(swap.config) == 2


def test_the_table_goes_as_far_as_the_reveal(swap: Part) -> None:
    shown = swap.results([to(Q1="c")] * 5).shown
    assert shown is not None
    rows = [table_of(swap.config, shown, (), {}, step).rows for step in (0, 1, 2)]
    assert [len(found) for found in rows] == [0, 3, 5]
    assert rows[2][2] == ("Q1", Q1["they_say"], "c", Q1["replies"][2], "yes", 5)
    assert rows[2][4] == ("Q4", Q4["they_say"], "lecture", "Leaders have to disappoint people.", "no", None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"they_say": ""}, "items.0.they_say"),
        ({"replies": ["One"]}, "items.0.replies"),
        ({"replies": ["1", "2", "3", "4", "5"]}, "items.0.replies"),
        ({"replies": ["x" * 121, "y"]}, "items.0.replies.0.text"),
        ({"reason": "x" * 301}, "items.0.reason"),
        ({"id": "Q 1"}, "items.0.id"),
        ({"score": 3}, "items.0.score"),
    ],
)
def test_a_wrong_field_is_found(faults: Faults, change: dict[str, Any], field: str) -> None:
    found = [where for where, _ in faults("reply_swap", items=[{**Q1, **change}, Q4])]
    assert field in found
    assert {where.split(".")[1] for where in found if where != "items"} == {"0"}


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([{**Q1, "opens": "d"}], "opens is 'd', and the replies are a, b, c; name one of them"),
        ([Q1, Q1], "'Q1' is used twice; every item needs an id of its own"),
        ([{**Q4, "replies": [Q4["replies"][0]] * 2}], "'ask' is used twice; every reply needs an id of its own"),
        (["No."], "a bare text stands here; give it an id that never changes"),
    ],
)
def test_what_does_not_go_together_is_said(faults: Faults, items: list[Any], said: str) -> None:
    assert [message for _, message in faults("reply_swap", items=items) if said in message] != []
