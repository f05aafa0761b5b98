"""private: fields that are filled in on the phone alone, and nothing that could take an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.activities.base import Asked, Ballot, Outcome
from facilitator.activities.registry import KINDS
from facilitator.errors import Refused

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart

FIELDS = [{"label": "Two people", "hint": "Initials only", "length": 60}]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
CONFIG = KINDS["private"].Config.model_validate({"id": "own", "kind": "private", "title": "Own", "fields": FIELDS})


def test_it_has_no_place_for_a_ballot(part: MakePart) -> None:
    private = part("private", fields=FIELDS)
    assert [private.kind.collects(private.config), private.kind.slots(private.config)] == [False, 0]


@given(json_values)
def test_whatever_is_sent_is_refused_unread(body: Any) -> None:
    assert KINDS["private"].accept(CONFIG, body, Asked()) == Refused("not_open")


@given(st.lists(st.dictionaries(st.text(max_size=8), st.text(), max_size=2), max_size=8))
def test_nothing_comes_out_even_if_something_had_got_in(answers: list[dict[str, Any]]) -> None:
    ballots = [Ballot(answer) for answer in answers]
    assert KINDS["private"].results(CONFIG, ballots, Asked()) == Outcome(0, {})


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"fields": []}, "fields"),
        ({"fields": FIELDS * 7}, "fields"),
        ({"fields": [*FIELDS, {"label": ""}]}, "fields.1.label"),
        ({"fields": [*FIELDS, {"label": "Who", "length": 601}]}, "fields.1.length"),
        ({"fields": [*FIELDS, {"label": "Who", "length": 0}]}, "fields.1.length"),
        ({"fields": [*FIELDS, {"label": "Who", "sent": True}]}, "fields.1.sent"),
        ({}, "fields"),
        ({"fields": FIELDS, "reveal": "on_close"}, "reveal"),
    ],
)
def test_a_wrong_field_is_found(faults: Faults, fields: dict[str, Any], field: str) -> None:
    assert [where for where, _ in faults("private", **fields)] == [field]
