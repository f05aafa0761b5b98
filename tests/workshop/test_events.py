"""The journal's vocabulary: it survives JSON unchanged, and it has no word for a person."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.workshop import events as ev
from facilitator.workshop.events import EVENTS, as_words, from_words

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
jsonable: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
BY_TYPE: dict[str, st.SearchStrategy[Any]] = {
    "str": words,
    "int": st.integers(),
    "int | None": st.none() | st.integers(),
    "bool": st.booleans(),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "tuple[str, ...]": st.lists(words, max_size=3).map(tuple),
    "Mapping[str, Any]": st.dictionaries(words, jsonable, max_size=3),
    "Mapping[str, Any] | None": st.none() | st.dictionaries(words, jsonable, max_size=3),
    "tuple[Mapping[str, Any], ...]": st.lists(st.dictionaries(words, words, max_size=3), max_size=3).map(tuple),
}


def any_of(kind: type[ev.Event]) -> st.SearchStrategy[ev.Event]:
    return st.builds(kind, **{field.name: BY_TYPE[str(field.type)] for field in fields(kind)})


any_event = st.one_of([any_of(kind) for kind in EVENTS.values()])


def test_every_event_can_be_read_back_by_its_name() -> None:
    assert {kind.__name__: kind for kind in get_args(ev.Event)} == EVENTS


@pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS)
def test_an_event_survives_the_journal(kind: type[ev.Event]) -> None:
    @given(any_of(kind))
    def survives(event: ev.Event) -> None:
        assert from_words(json.loads(json.dumps(as_words(event)))) == event

    survives()


@given(any_event, any_event)
def test_two_events_that_differ_are_written_differently(one: ev.Event, other: ev.Event) -> None:
    assert (json.dumps(as_words(one)) == json.dumps(as_words(other))) is (one == other and repr(one) == repr(other))


def test_no_event_has_a_word_for_a_person() -> None:
    # A new field is a decision about what is kept for ever: it is written here by hand.
    assert {field.name for kind in EVENTS.values() for field in fields(kind)} == {
        "address", "after", "changes", "config", "cut", "heads", "into", "items", "joined", "languages", "last",
        "minute", "part", "parts", "reason", "received", "results", "rough", "round", "screen", "seconds", "sides",
        "stage", "step", "text", "texts", "tickets", "void", "wall", "withheld", "words",
    }  # fmt: skip


def test_only_the_beginning_of_a_part_tells_the_time() -> None:
    # A time beside a closed part or a text would be a time of what people did.
    timed = {name for name, kind in EVENTS.items() for field in fields(kind) if field.name in ("minute", "wall")}
    assert timed == {"PartOpened", "PartShown", "WorkshopSealed"}


def test_an_event_of_another_program_is_an_error() -> None:
    with pytest.raises(KeyError):
        from_words({"event": "SeatTaken", "seat": 7})


def test_an_event_that_lost_a_field_is_an_error() -> None:
    with pytest.raises(TypeError):
        from_words({"event": "PartClosing", "part": "warm"})


def test_a_field_with_a_default_may_be_missing_in_an_old_journal() -> None:
    old = {"event": "PartOpened", "part": "warm", "round": 1, "seconds": 120}
    assert from_words(old) == ev.PartOpened("warm", 1, 120)
