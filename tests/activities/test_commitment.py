"""commitment: three blanks become one text, a fourth may stay open, and the wish to be asked again is only counted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.activities.base import Asked, Outcome
from facilitator.errors import Refused

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart, Part

WORDS = {"when": "Monday comes", "will": "ring the union", "with": "a colleague"}
SAID = "When Monday comes, I will ring the union, with a colleague."
words = st.text("abz9 ,'", min_size=1, max_size=20).filter(lambda text: any(sign.isalnum() for sign in text))


@pytest.fixture(scope="session")
def commitment(part: MakePart) -> Part:
    return part("commitment", length=20, if_badly=True, check_in=True)


def test_the_blanks_are_recorded_as_one_sentence(commitment: Part) -> None:
    assert commitment.accept(WORDS) == {"text": SAID, "check_in": False}
    assert commitment.accept({**WORDS, "check_in": True}) == {"text": SAID, "check_in": True}
    assert commitment.accept({"nothing": True}) == {"nothing": True}


@pytest.mark.parametrize(
    ("badly", "said"),
    [("sleep on it", f"{SAID} If it goes badly, I will sleep on it."), ("", SAID), (" .. ", SAID)],
)
def test_a_second_sentence_stands_there_only_if_something_is_in_it(commitment: Part, badly: str, said: str) -> None:
    assert commitment.accept({**WORDS, "if_badly": badly}) == {"text": said, "check_in": False}


def test_it_is_recorded_without_what_would_betray_a_keyboard(commitment: Part) -> None:
    typed = {"when": " Monday\u00a0 comes", "will": "ring the\n\u200bunion", "with": "a colleague. "}
    assert commitment.accept(typed) == {"text": SAID, "check_in": False}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**WORDS, "will": " "}, "empty_text"),
        ({**WORDS, "will": "..."}, "empty_text"),
        ({**WORDS, "will": "x" * 21}, "text_too_long"),
        ({**WORDS, "if_badly": "x" * 21}, "text_too_long"),
        ({**WORDS, "will": "x" * 9000}, "text_too_long"),
        ({**WORDS, "will": "\ud800"}, "malformed"),
        ({**WORDS, "will": None}, "malformed"),
        ({**WORDS, "will": ["ring"]}, "malformed"),
        ({**WORDS, "if_badly": 1}, "malformed"),
        ({**WORDS, "check_in": 1}, "malformed"),
        ({**WORDS, "check_in": None}, "malformed"),
        ({**WORDS, "who": "p07"}, "malformed"),
        ({**WORDS, "nothing": True}, "malformed"),
        ({"when": "Monday", "will": "ring"}, "malformed"),
        ({"text": SAID}, "malformed"),
        ({"nothing": 1}, "malformed"),
        ([SAID], "malformed"),
    ],
)
def test_what_is_no_commitment_is_refused(commitment: Part, body: Any, code: str) -> None:
    assert commitment.accept(body) == Refused(code)


@pytest.mark.parametrize("more", [{"if_badly": "sleep"}, {"check_in": True}])
def test_what_the_plan_does_not_ask_for_is_refused(part: MakePart, more: dict[str, Any]) -> None:
    assert part("commitment").accept({**WORDS, **more}) == Refused("malformed")


@given(words, words, words)
def test_whatever_is_said_stands_in_the_words_of_the_plan(part: MakePart, when: str, will: str, with_: str) -> None:
    asked = part("commitment", template="Once ___ I do ___ beside ___!")
    found = asked.accept({"when": when, "will": will, "with": with_})
    assert isinstance(found, dict)
    assert found["text"].startswith("Once ") and found["text"].endswith("!")
    assert found["text"].count(" I do ") >= 1
    assert found["text"] == " ".join(found["text"].split())


def test_texts_leave_in_an_order_of_their_own_and_silence_is_no_text(commitment: Part) -> None:
    bodies = [{**WORDS, "when": f"{day} comes"} for day in ("Tuesday", "Monday")]
    found = commitment.results([*bodies, {"nothing": True}])
    assert found == Outcome(2, {"texts": 2, "check_in": None}, (SAID, SAID.replace("Monday", "Tuesday")))


@pytest.mark.parametrize(("again", "shown"), [(0, None), (4, None), (5, 5), (8, 8)])
def test_how_many_want_to_be_asked_again_is_told_from_the_threshold_up(
    commitment: Part, again: int, shown: int | None
) -> None:
    bodies = [{**WORDS, "check_in": number < again} for number in range(8)]
    assert commitment.results(bodies).shown == {"texts": 8, "check_in": shown}
    assert commitment.results(bodies, asked=replace(Asked(), rough=True)).shown == {"texts": 8}


def test_where_nobody_was_asked_there_is_no_such_figure(part: MakePart) -> None:
    assert part("commitment").results([WORDS] * 6).shown == {"texts": 6}


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"template": "When ___, I will ___."}, "", "`template` has 2 blanks; write ___ for each of its 3"),
        ({"badly": "Never mind."}, "", "`badly` has 0 blanks; write ___ for each of its 1"),
        ({"length": 200}, "", "filled in it may have 622 characters, and a text has at most 600"),
        ({"length": 19}, "length", "greater than or equal to 20"),
        ({"reveal": "on_close"}, "reveal", "'never'"),
        ({"anonymity": "none"}, "anonymity", "'room'"),
        ({"template": "..."}, "template", "a sentence has words"),
    ],
)
def test_a_plan_that_cannot_work_is_told_why(faults: Faults, fields: dict[str, Any], field: str, said: str) -> None:
    ((where, message),) = faults("commitment", **fields)
    assert where == field
    assert said in message
