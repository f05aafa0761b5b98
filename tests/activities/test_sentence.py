"""sentence: what is sent follows the template, blank by blank, and leaves the part as one text without a side."""

from __future__ import annotations

import time
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.activities.base import Asked, Ballot, Outcome
from facilitator.activities.blanks import follows
from facilitator.errors import Refused

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart, Part

COMMON = "We disagree about ___. We both need ___. Neither gets it alone because ___."
TOLD = "We disagree about the hall. We both need a roof. Neither gets it alone because the keys are two."
HARD = ("malformed", "text_too_long")
letters = st.text("abz9", min_size=1, max_size=20)


@pytest.fixture(scope="session")
def common(part: MakePart) -> Part:
    return part("sentence", template=COMMON, blanks=[{"hint": "what"}, {"length": 20}, {"length": 40}])


def test_a_filled_sentence_is_recorded_as_one_text(common: Part) -> None:
    assert common.accept({"text": TOLD}) == {"text": TOLD}
    assert common.accept({"nothing": True}) == {"nothing": True}


def test_it_is_recorded_without_what_would_betray_a_keyboard(common: Part) -> None:
    typed = TOLD.replace("the hall", "the\u00a0 hall\n\u200bof “ours”")
    found = common.accept({"text": typed})
    assert isinstance(found, dict)
    assert found["text"] == common.accept({"text": found["text"]})["text"]  # type: ignore[index]
    assert "\n" not in found["text"] and "\u200b" not in found["text"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": COMMON}, "malformed"),
        ({"text": TOLD.replace("a roof", " ")}, "malformed"),
        ({"text": TOLD.replace("a roof", "...")}, "malformed"),
        ({"text": TOLD.replace("We both need", "They need")}, "malformed"),
        ({"text": f"I am the mayor. {TOLD}"}, "malformed"),
        ({"text": f"{TOLD} And I am the mayor"}, "malformed"),
        ({"text": TOLD.replace("a roof", "a roof over each head")}, "text_too_long"),
        ({"text": "x" * 601}, "text_too_long"),
        ({"text": "x" * 5000}, "text_too_long"),
        ({"text": "   "}, "empty_text"),
        ({"text": "\ud800"}, "malformed"),
        ({"text": None}, "malformed"),
        ({"text": TOLD, "side": "north"}, "malformed"),
        ({"blanks": ["a", "b", "c"]}, "malformed"),
        ({"nothing": 1}, "malformed"),
        ([TOLD], "malformed"),
    ],
)
def test_what_does_not_follow_the_template_is_refused(common: Part, body: Any, code: str) -> None:
    assert common.accept(body) == Refused(code)


def test_a_blank_may_hold_words_of_the_template(common: Part) -> None:
    again = TOLD.replace("the hall", "keys. We both need keys")
    assert common.accept({"text": again}) == {"text": again}


@given(st.lists(letters, min_size=3, max_size=3))
def test_whatever_fits_its_blanks_follows(common: Part, filled: list[str]) -> None:
    first, second, third = filled
    text = COMMON.replace("___", first, 1).replace("___", second, 1).replace("___", third, 1)
    assert common.accept({"text": text}) == {"text": text}


@given(st.lists(st.text("ab. ", max_size=8), min_size=2, max_size=5), st.text("ab. ", max_size=24), st.integers(1, 6))
def test_following_is_what_a_pattern_would_say(between: list[str], text: str, length: int) -> None:
    import re

    blank = f"(?=[^ab]*[ab])(.{{1,{length}}})"
    pattern = re.compile(blank.join(map(re.escape, between)))
    found = follows(text, between, [length] * (len(between) - 1))

    def split(at: int, start: int) -> bool:
        """The same by trying every combination."""
        if at == len(between) - 1:
            return start == len(text)
        return any(
            any(sign in "ab" for sign in text[start:end]) and text.startswith(between[at + 1], end)
            and split(at + 1, end + len(between[at + 1]))
            for end in range(start + 1, min(start + length, len(text)) + 1)
        )  # fmt: skip

    assert found == (text.startswith(between[0]) and split(0, len(between[0])))
    assert not found or pattern.fullmatch(text)


def test_a_hostile_sentence_costs_no_more_than_a_plain_one(part: MakePart) -> None:
    again = part("sentence", template="a ___ a ___ a ___ a ___ a ___ b", blanks=[{"length": 100}] * 5)

    def seconds(text: str) -> float:
        begun = time.process_time()
        for _ in range(20):
            again.accept({"text": text})
        return time.process_time() - begun

    assert again.accept({"text": "a " * 295 + "c"}) == Refused("malformed")
    # Trying every way to divide it would cost thirty-two times as much for a text that is twice as long.
    assert seconds("a " * 295 + "c") < 8 * seconds("a " * 147 + "c")


def test_sentences_leave_sorted_and_are_counted_by_who_sent_one(common: Part) -> None:
    other = TOLD.replace("the hall", "money")
    found = common.results([{"text": other}, {"nothing": True}, {"text": TOLD}, {"text": TOLD}])
    assert found == Outcome(3, {"texts": 3}, tuple(sorted([other, TOLD, TOLD])))
    assert common.kind.keeps_side is False


def test_a_side_never_stands_beside_a_sentence(common: Part) -> None:
    ballots = [Ballot({"text": TOLD}, side) for side in ("north", "south")]
    assert "north" not in str(common.kind.results(common.config, ballots, Asked(("north", "south"))))


@pytest.mark.parametrize("seed", range(20))
def test_simulated_people_write_sentences_that_can_be_told_apart(common: Part, seed: int) -> None:
    text = common.kind.plausible(common.config, Asked(), Random(seed))["text"]
    own = common.kind.worded(common.config, text, "lamp, boat, river")  # type: ignore[attr-defined]
    assert common.accept({"text": own}) == {"text": own}
    assert own.endswith("because lamp, boat, river.")


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"template": "No blank at all."}, "", "the template has 0 blanks"),
        ({"template": "___ a ___ b ___ c ___ d ___ e ___"}, "", "the template has 6 blanks"),
        ({"template": "We ___ ___ it."}, "", "two blanks stand side by side"),
        ({"template": COMMON, "blanks": [{}]}, "", "3 blanks, and 1 are described"),
        ({"template": COMMON, "blanks": [{"length": 200}] * 3}, "", "a text has at most 600"),
        ({"template": COMMON, "blanks": [{"length": 5}, {}, {}]}, "blanks.0.length", "greater than or equal to 20"),
        ({"template": COMMON, "per_person": 2}, "per_person", "not permitted"),
        ({"template": COMMON, "reveal": "on_close"}, "reveal", "'never'"),
    ],
)
def test_a_plan_that_cannot_work_is_told_why(faults: Faults, fields: dict[str, Any], field: str, said: str) -> None:
    ((where, message),) = faults("sentence", **fields)
    assert where == field
    assert said in message
