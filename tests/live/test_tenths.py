"""How far a secret part is: in tenths, of enough phones, and only on the tick."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from facilitator.live.pulse import Client, Pulse
from facilitator.live.room import Room
from facilitator.live.rooms import new_room, open_store
from facilitator.live.values import Applied
from facilitator.settings import Settings
from facilitator.workshop.requests import parse_command

PLAN = """schema: plan/1
id: two
title: Two
promised_minutes: 4
stages:
  - id: only
    title: Only
    minutes: 4
    parts:
      - {id: talk, kind: say, title: Talk, minutes: 1}
      - {id: pick, kind: choice, title: Pick, minutes: 3, options: [Tea, Coffee]}
"""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A room that stands on a secret part."""
    settings = Settings(data=tmp_path / "data", keys=tmp_path / "keys")
    store = open_store(settings)
    made = new_room(store, settings, PLAN, "plan.yaml", practice=False)
    made.pulse = Pulse(lambda audience, language, beat, console: "{}", str.encode, lambda sid: None)
    turn(made, "next")
    yield made
    store.close()


def turn(room: Room, name: str) -> None:
    command = parse_command({"name": name})
    assert isinstance(room.command(uuid4().hex, room.workshop.seq, command), Applied)  # type: ignore[arg-type]


def come_in(room: Room, phones: int) -> None:
    assert room.pulse is not None
    for i in range(phones):
        room.pulse.join(Client(f"sid-{i}", "phone", "en", lambda frame: None, f"seat-{i}"))


def answer(room: Room, *phones: int) -> None:
    for i in phones:
        room.box.put("pick", 1, f"seat-{i}", 0, 1, {"picks": ["o1"]}, None)


@pytest.mark.parametrize(("phones", "told"), [(1, None), (10, None), (11, None), (12, 2), (30, 1)])
def test_below_twelve_phones_nothing_is_told(room: Room, phones: int, told: int | None) -> None:
    come_in(room, phones)
    answer(room, 0, 1, 2)
    room.count_answered()
    assert room.live().answered == told


def test_turning_back_and_forth_counts_nothing_anew(room: Room) -> None:
    come_in(room, 20)
    answer(room, 0, 1, 2, 3)
    room.count_answered()
    assert room.live().answered == 2
    answer(room, *range(4, 14))
    turn(room, "back")
    assert room.live().answered is None
    turn(room, "next")
    assert room.live().answered == 2  # as of the last tick
    room.count_answered()
    assert room.live().answered == 7


def test_a_new_round_begins_with_nothing_told(room: Room) -> None:
    come_in(room, 20)
    answer(room, *range(10))
    room.count_answered()
    turn(room, "close")
    turn(room, "close")
    turn(room, "reopen")
    assert room.live().answered is None
