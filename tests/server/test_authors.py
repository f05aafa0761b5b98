"""Where a person may write several texts, people are counted, whichever of their texts they kept; over a kill too."""

from __future__ import annotations

import html
import json
import re
import time
from pathlib import Path

import pytest

from tests.conftest import Server, StartServer
from tests.machine import patience

PLAN = """\
schema: plan/1
id: authors
title: Authors
promised_minutes: 10
beside:
  - {id: parked, kind: parking, title: Parking lot, batch: 5, per_person: 2}
stages:
  - id: only
    title: Only
    minutes: 10
    parts:
      - {id: talk, kind: say, title: Talk, minutes: 1}
      - {id: words, kind: harvest, title: Words, minutes: 4, per_person: 2}
      - {id: lines, kind: wall, title: Lines, minutes: 4, per_person: 2, ticks: [It is a question]}
      - {id: thanks, kind: close, title: Thanks, minutes: 1, thanks: Thanks.}
"""
FIVE = range(5)


@pytest.fixture
def room(start_server: StartServer, tmp_path: Path) -> Server:
    plan = tmp_path / "authors.yaml"
    plan.write_text(PLAN)
    return start_server(plan, tick_seconds=0.3)


def write(room: Server, part: str, token: str, slot: int, words: str | None, v: int = 1, **more: list[int]) -> None:
    answer = room.answer(token, part, None if words is None else {"text": words, **more}, v, 1, slot)
    assert answer.status_code == 200, answer.text


def close(room: Server) -> None:
    room.do("close")
    room.until("closed")


def queue(room: Server) -> list[str]:
    page = room.frames("console", room.console)["console"]
    return sorted(html.unescape(text) for text in re.findall(r'<p class="sheet__text" dir="auto">(.*?)</p>', page))


def test_five_who_wrote_two_each_are_five_after_one_withdrew_the_first(room: Server) -> None:
    tokens = [room.join() for _ in FIVE]
    room.go_to("words")
    for number, token in enumerate(tokens):
        write(room, "words", token, 0, f"First {number}")
        write(room, "words", token, 1, f"Second {number}")
    write(room, "words", tokens[4], 0, None, v=2)
    room.kill9()
    room.start()
    close(room)
    kept = room.kept("words")
    assert [kept["received"], kept["withheld"]] == [5, False]
    assert queue(room) == sorted([f"First {n}" for n in range(4)] + [f"Second {n}" for n in FIVE])


def test_four_who_wrote_two_each_are_four(room: Server) -> None:
    tokens = [room.join() for _ in FIVE]
    room.go_to("words")
    for number, token in enumerate(tokens[:4]):
        write(room, "words", token, 0, f"First {number}")
        write(room, "words", token, 1, f"Second {number}")
    assert room.answer(tokens[4], "words", {"nothing": True}).status_code == 200
    close(room)
    kept = room.kept("words")
    assert [kept["received"], kept["withheld"], queue(room)] == [4, True, []]


def test_whose_first_line_lacks_a_tick_counts_by_the_second(room: Server) -> None:
    tokens = [room.join() for _ in FIVE]
    room.go_to("lines")
    for number, token in enumerate(tokens):
        write(room, "lines", token, 0, f"Is it first {number}?", ticks=[])
        write(room, "lines", token, 1, f"Is it second {number}?", ticks=[0])
    close(room)
    kept = room.kept("lines")
    assert [kept["received"], kept["withheld"]] == [5, False]
    assert queue(room) == [f"Is it second {number}?" for number in FIVE]


def test_a_batch_counts_whoever_still_has_a_text_in_it(room: Server) -> None:
    tokens = [room.join() for _ in FIVE]
    room.go_to("words")
    for number, token in enumerate(tokens[:4]):
        write(room, "parked", token, 0, f"Parked first {number}")
        write(room, "parked", token, 1, f"Parked second {number}")
    write(room, "parked", tokens[0], 0, None, v=2)
    room.kill9()
    room.start()
    time.sleep(1)
    assert queue(room) == []  # seven texts of four people are no batch of five
    write(room, "parked", tokens[4], 1, "Parked second 4")
    end = time.monotonic() + patience(5)
    while not queue(room) and time.monotonic() < end:
        time.sleep(0.05)
    assert queue(room) == sorted([f"Parked first {n}" for n in (1, 2, 3)] + [f"Parked second {n}" for n in FIVE])
    room.go_to("thanks")
    room.do("gather", part="parked")
    room.do("seal")
    (beside,) = json.loads(next((room.data / "archive").glob("*/session.json")).read_text())["beside"]
    assert [beside["part"], beside["received"]] == ["parked", 8]
