"""The door of every command: strict values or Refused("malformed"), and never an exception."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.errors import Refused
from facilitator.workshop import requests as rq
from facilitator.workshop.requests import parse_command

ID = "0123456789abcdef" * 2
OTHER = "f" * 32
SIDES = [{"id": "east", "name": "East"}, {"id": "west", "name": "West"}]
GOOD: dict[type[rq.Command], dict[str, Any]] = {
    rq.Next: {"name": "next", "sure": True},
    rq.Undo: {"name": "undo"},
    rq.Back: {"name": "back"},
    rq.Close: {"name": "close"},
    rq.Reveal: {"name": "reveal"},
    rq.Extend: {"name": "extend", "seconds": 60},
    rq.Pause: {"name": "pause"},
    rq.Resume: {"name": "resume"},
    rq.Black: {"name": "black"},
    rq.Light: {"name": "light"},
    rq.Reopen: {"name": "reopen"},
    rq.Cut: {"name": "cut", "stage": "pairs", "cut": 0},
    rq.Uncut: {"name": "uncut", "stage": "pairs", "cut": 0},
    rq.Edit: {"name": "edit", "part": "warm", "changes": {"title": "Warmer"}},
    rq.EditSides: {"name": "edit_sides", "sides": SIDES},
    rq.Show: {"name": "show", "texts": [ID]},
    rq.ShowUnflagged: {"name": "show_unflagged"},
    rq.Soften: {"name": "soften", "text": ID, "body": "Somebody"},
    rq.Decline: {"name": "decline", "text": ID, "reason": "attack"},
    rq.NameText: {"name": "name_text", "text": ID, "handle": "The cake"},
    rq.Heads: {"name": "heads", "heads": 24},
    rq.Address: {"name": "address", "address": "192.168.1.5"},
    rq.Doors: {"name": "doors", "state": "closed"},
    rq.Announce: {"name": "announce", "words": "Tea is at the back"},
    rq.Unannounce: {"name": "unannounce"},
    rq.Freeze: {"name": "freeze"},
    rq.Thaw: {"name": "thaw"},
    rq.Insert: {"name": "insert", "after": "current", "kind": "scale", "fields": {"title": "Again?"}},
    rq.Remove: {"name": "remove", "part": "x1"},
    rq.Gather: {"name": "gather", "part": "parking"},
    rq.Seal: {"name": "seal"},
    rq.Hold: {"name": "hold", "texts": [ID]},
    rq.Merge: {"name": "merge", "text": ID, "into": OTHER},
    rq.Unmerge: {"name": "unmerge", "text": ID},
    rq.Translate: {"name": "translate", "text": ID, "body": "Whom do I tell?", "language": "en"},
    rq.Safeguard: {"name": "safeguard", "note": "I am at the back until six.", "text": ID},
    rq.TakeDown: {"name": "take_down"},
    rq.Choose: {"name": "choose", "part": "choose", "texts": [ID, OTHER]},
    rq.Watch: {"name": "watch", "names": ["Denise"], "words": ["mill"]},
    rq.Take: {"name": "take"},
    rq.Give: {"name": "give", "to": "0123456789abcdef"},
    rq.Sit: {"name": "sit", "sign": 27, "group": 3},
    rq.Swap: {"name": "swap", "sign": 27, "other": 41},
    rq.Join: {"name": "join", "group": 2, "into": 3},
    rq.Lower: {"name": "lower", "group": 3},
}
"""One of each; a new command needs a line here."""

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def test_every_command_has_a_sample() -> None:
    assert set(GOOD) == set(get_args(rq.Command))


@pytest.mark.parametrize(("kind", "words"), GOOD.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_a_command_comes_through_the_door(kind: type[rq.Command], words: dict[str, Any]) -> None:
    command = parse_command(words)
    assert type(command) is kind
    assert command.model_dump(mode="json", exclude_defaults=True).items() <= {**words, "seconds": 60}.items()


@pytest.mark.parametrize("words", GOOD.values(), ids=lambda words: words["name"])
def test_a_field_that_nobody_asked_for_is_refused(words: dict[str, Any]) -> None:
    assert parse_command({**words, "seat": 7}) == Refused("malformed")


@pytest.mark.parametrize(
    ("words", "field"),
    [(words, field) for words in GOOD.values() for field in words],
    ids=lambda value: str(value)[:40],
)
def test_a_missing_field_is_refused(words: dict[str, Any], field: str) -> None:
    left = {name: value for name, value in words.items() if name != field}
    accepted = parse_command(left)
    # `extend` alone means a minute; a list to watch may be empty, a translation need not say its language, and a note
    # need not be about a text. Next is not sure by itself.
    may_miss = {"seconds", "language", "sure"}
    may_miss |= {"watch": {"names", "words"}, "safeguard": {"text"}}.get(words["name"], set())
    kind = next(kind for kind, sample in GOOD.items() if sample["name"] == words["name"])
    assert accepted == (kind(**left) if field in may_miss else Refused("malformed"))


@pytest.mark.parametrize(
    "words",
    [
        None, 7, "next", [], ["next"], {}, {"name": None}, {"name": 1}, {"name": ["next"]}, {"name": {}},
        {"name": ""}, {"name": "Next"}, {"name": "next "}, {"name": "explode"}, {"name": "\ud800"},
    ],
    ids=ascii,
)  # fmt: skip
def test_what_is_no_command_is_refused(words: Any) -> None:
    assert parse_command(words) == Refused("malformed")


@pytest.mark.parametrize("kind", [rq.Extend, rq.Heads], ids=["seconds", "heads"])
@pytest.mark.parametrize(
    "number", ["60", 60.0, True, None, [60], float("nan"), float("inf"), -1, 10**400], ids=lambda value: str(value)[:12]
)
def test_a_number_is_a_whole_number_in_its_range(kind: type[rq.Command], number: Any) -> None:
    field = {rq.Extend: "seconds", rq.Heads: "heads"}[kind]
    assert parse_command({**GOOD[kind], field: number}) == Refused("malformed")


@pytest.mark.parametrize(("seconds", "fits"), [(14, False), (15, True), (3600, True), (3601, False)])
def test_time_is_given_by_the_quarter_minute_up_to_an_hour(seconds: int, fits: bool) -> None:
    assert isinstance(parse_command({"name": "extend", "seconds": seconds}), rq.Extend) is fits


@pytest.mark.parametrize(
    "id_", ["", ID[:-1], ID + "0", ID.upper(), ID + "\n", "g" * 32, "٣" * 32, "\ud800" * 32, 7, None], ids=ascii
)
def test_a_text_is_named_by_its_id_alone(id_: Any) -> None:
    asked = [
        {"name": "show", "texts": [ID, id_]},
        {"name": "soften", "text": id_, "body": "Somebody"},
        {"name": "decline", "text": id_, "reason": "attack"},
        {"name": "name_text", "text": id_, "handle": "One"},
        {"name": "hold", "texts": [id_]},
        {"name": "merge", "text": ID, "into": id_},
        {"name": "unmerge", "text": id_},
        {"name": "translate", "text": id_, "body": "Whom?"},
    ]
    assert [parse_command(words) for words in asked] == [Refused("malformed")] * len(asked)


@pytest.mark.parametrize(
    "words",
    [
        {"name": "show", "texts": []},
        {"name": "show", "texts": ID},
        {"name": "show", "texts": [ID] * 2001},
        {"name": "soften", "text": ID, "body": ""},
        {"name": "soften", "text": ID, "body": "x" * 2001},
        {"name": "soften", "text": ID, "body": "\ud800"},
        {"name": "decline", "text": ID, "reason": "dislike"},
        {"name": "name_text", "text": ID, "handle": "x" * 61},
        {"name": "name_text", "text": ID, "handle": "\udfff"},
        {"name": "address", "address": "x" * 256},
        {"name": "address", "address": "\ud800"},
        {"name": "heads", "heads": 20_001},
        {"name": "translate", "text": ID, "body": "x" * 2001},
        {"name": "translate", "text": ID, "body": "x", "language": "English"},
        {"name": "translate", "text": ID, "body": "x", "language": '"><b'},
        {"name": "safeguard", "note": ""},
        {"name": "safeguard", "note": "x" * 601},
        {"name": "safeguard", "note": "x", "text": "author"},
        {"name": "watch", "names": ["x" * 61]},
        {"name": "watch", "names": ["x"]},
        {"name": "watch", "words": ["xx"] * 201},
        {"name": "watch", "words": ["to\u202ep"]},
        {"name": "give", "to": "G" * 16},
        {"name": "give", "to": "0" * 17},
        {"name": "edit", "part": "Not a slug", "changes": {}},
        {"name": "edit", "part": "warm", "changes": []},
        {"name": "edit_sides", "sides": SIDES[:1]},
        {"name": "edit_sides", "sides": SIDES * 7},
        {"name": "edit_sides", "sides": [{**SIDES[0], "members": 4}, SIDES[1]]},
        {"name": "edit_sides", "sides": [{"id": "east", "name": "   "}, SIDES[1]]},
    ],
    ids=lambda words: ascii(words)[:50],
)
def test_a_value_out_of_bounds_is_refused(words: dict[str, Any]) -> None:
    assert parse_command(words) == Refused("malformed")


def test_a_command_nested_without_end_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert parse_command({"name": "show", "texts": endless}) == Refused("malformed")


@given(json_values)
def test_whatever_is_sent_gives_a_command_or_a_refusal(words: Any) -> None:
    assert isinstance(parse_command(words), Refused)


@given(st.sampled_from(list(GOOD.values())), st.text(max_size=8), json_values)
def test_whatever_a_field_holds_gives_a_command_or_a_refusal(words: dict[str, Any], field: str, value: Any) -> None:
    for name in (field, *words):
        assert isinstance(parse_command({**words, name: value}), (Refused, *GOOD))
