"""capture: the form of a table; what it did not agree to is neither counted nor told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from facilitator.activities.base import Asked, Ballot
from facilitator.activities.kinds import capture
from facilitator.errors import Refused

if TYPE_CHECKING:
    from tests.activities.conftest import MakePart, Part

FORM = "We disagree about … We both need …"
FIELDS = [
    {"id": "line", "ask": "One line"},
    {"id": "ground", "ask": "Common ground", "template": FORM},
    {"id": "whom", "ask": "To whom?", "kind": "sides"},
    {"id": "loss", "ask": "What could be lost?", "kind": "options", "picks": 2,
     "options": [{"id": "status", "text": "Standing"}, {"id": "control", "text": "The keys"}]},
]  # fmt: skip
ONE, TWO = "1" * 32, "2" * 32


@pytest.fixture(scope="session")
def form(part: MakePart) -> Part:
    return part("capture", groups="tables", fields=FIELDS)


def asked(group: int) -> Asked:
    return Asked(("north", "south"), groups=(4, 4), dilemmas=(ONE, TWO), group=group)


def sent(form: Part, group: int, done: bool, **fields: Any) -> dict[str, Any]:
    answer = form.accept({"fields": fields, "done": done}, asked(group))
    assert not isinstance(answer, Refused), answer
    return answer


def records(form: Part, *answers: dict[str, Any]) -> list[dict[str, Any]]:
    outcome = form.kind.results(form.config, [Ballot(answer) for answer in answers], asked(0))
    assert outcome.placed is not None
    found: list[dict[str, Any]] = outcome.placed([f"{n:032x}" for n in range(len(outcome.texts))])["groups"]
    return found


def test_what_a_table_tapped_and_did_not_agree_to_goes_nowhere(form: Part) -> None:
    taps: dict[str, Any] = {"whom": ["north"], "loss": ["status", "control"]}
    first, second = records(
        form, sent(form, 1, True, line="Agreed", **taps), sent(form, 2, False, line="Not yet", **taps)
    )
    assert (first["done"], first["picks"]) == (True, taps)
    assert (second["done"], second["picks"]) == (False, {})
    assert len(second["texts"]) == 1  # which waits for the facilitator like any other text


def test_the_wall_has_a_step_for_each_table_that_agreed(form: Part) -> None:
    answers = [sent(form, 1, False, line="a"), sent(form, 2, True, line="b")]
    assert capture.steps_in(form.config, {"groups": records(form, *answers)}) == 1  # type: ignore[arg-type]
    assert capture.steps_in(form.config, {"groups": []}) == 1  # type: ignore[arg-type]


def test_a_table_of_which_nothing_is_to_be_read_has_no_row(form: Part) -> None:
    found = {"groups": records(form, sent(form, 1, False, line="a"), sent(form, 2, False, line="b"))}
    shown = {found["groups"][1]["texts"]["line"]: "b"}  # the facilitator showed the second one's line
    assert [row[:3] for row in capture.table(form.config, found, shown, 1).rows] == [(2, TWO, "b")]  # type: ignore[arg-type]


@pytest.mark.parametrize("words", [FORM, f"  {FORM} ", FORM.replace("…", "...")])
def test_a_form_that_nobody_filled_in_says_nothing(form: Part, words: str) -> None:
    assert form.accept({"fields": {"ground": words}, "done": True}, asked(1)) == Refused("empty_text")
    assert sent(form, 1, True, ground=words, line="One")["fields"] == {"line": "One"}


def test_filled_in_it_is_kept_with_its_form(form: Part) -> None:
    assert sent(form, 1, True, ground="We disagree about rent … We both need a hall")["fields"] == {
        "ground": "We disagree about rent ... We both need a hall"
    }
