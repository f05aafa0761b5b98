"""Beside the evening on a real server: signals, pulses and parked texts, and that nothing of them tells who or when."""

from __future__ import annotations

import html
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PLAN, Server, StartServer
from tests.machine import patience
from tests.server.sockets import Line

TICK = 0.5
BESIDE = """beside:
  - {id: pause, kind: signal, title: I need a pause}
  - {id: help, kind: signal, title: I need help}
  - {id: pulse, kind: pulse, title: How warm is it?}
  - {id: parking, kind: parking, title: Parking lot}

stages:"""


@pytest.fixture
def room(start_server: StartServer, tmp_path: Path) -> Server:
    """A plan with everything that can stand beside it, at the warm-up; looked at twice a second."""
    plan = tmp_path / "beside.yaml"
    plan.write_text(re.sub(r"\nbeside:.*?\nstages:", f"\n{BESIDE}", PLAN.read_text(), count=1, flags=re.S))
    server = start_server(plan, tick_seconds=TICK)
    server.go_to("warm-up")
    return server


def standing(server: Server) -> str:
    """The strip on the console, as text."""
    page = server.frames("console", server.console)["console"]
    found = re.search(r'<section class="standing".*?</section>', page, re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", found[0])).split()) if found else ""


def until_standing(server: Server, words: str) -> None:
    end = time.monotonic() + patience(6)
    while words not in standing(server):
        assert time.monotonic() < end, f"{words!r} is not in {standing(server)!r}"
        time.sleep(0.05)


def sent(server: Server, token: str, part: str, body: Any, **more: int) -> int:
    return server.answer(token, part, body, **more).status_code


def queue(server: Server) -> list[str]:
    page = server.frames("console", server.console)["console"]
    return sorted(html.unescape(text) for text in re.findall(r'<p class="sheet__text" dir="auto">(.*?)</p>', page))


def test_a_signal_is_a_number_is_taken_back_and_is_over_when_the_room_moves_on(room: Server) -> None:
    one, two = room.join(), room.join()
    assert [sent(room, token, "pause", {"on": True}, round_=2) for token in (one, two)] == [200, 200]
    until_standing(room, "I need a pause 2")
    assert sent(room, one, "pause", None, v=2, round_=2) == 200
    until_standing(room, "I need a pause 1")
    assert "pause" not in "".join(room.frames("screen", room.screen).values())

    room.do("next")
    room.until("revealed")
    room.do("next")
    assert standing(room) == ""
    assert sent(room, one, "pause", {"on": True}, v=3, round_=2) == 409
    assert sent(room, one, "pause", {"on": True}, round_=3) == 200


def test_a_pause_leaves_no_identity_and_no_trace(room: Server) -> None:
    tokens = [room.join() for _ in range(6)]
    console = Line(room.port).join(room.console, "console")
    before = console.frames()
    console.sync(before)
    receipt = room.answer(tokens[3], "pause", {"on": True}, round_=2).json()["receipt"]
    seen = [before]
    end = time.monotonic() + 4 * TICK
    while time.monotonic() < end:
        try:
            pushed = console.frames(0.2)
        except TimeoutError:
            continue
        console.sync(pushed)
        seen.append(pushed)
    told = [said for said in seen if 'class="standing__signal"' in said["frames"]["console"]]
    assert told != []
    # The journal has no event of it, so that `rev` does not move, and the frame differs by the signal alone.
    assert {said["rev"] for said in seen} == {before["rev"]}
    for said in seen:
        assert receipt not in json.dumps(said)
        assert [token for token in tokens if token in json.dumps(said)] == []
    for name in ("phone", "screen"):
        token = room.screen if name == "screen" else tokens[0]
        assert "standing" not in "".join(room.frames(name, token).values())

    key = Path(f"{room.data}.keys") / f"{room.code}.pause.2.key"
    secret = key.read_bytes()
    files = {p: p.read_bytes() for p in room.home.rglob("*") if p.is_file() and not p.name.startswith("stdout")}
    assert [p.name for p, raw in files.items() if receipt.encode() in raw] == []
    room.do("next")
    room.until("revealed")
    room.do("next")
    left = {p.name: p.read_bytes() for p in room.home.rglob("*") if p.is_file()}
    assert not key.exists()
    assert [name for name, raw in left.items() if secret in raw or re.search(rb'"on": ?(true|false)', raw)] == []


def test_an_arrival_is_seen_on_the_tick_alone(start_server: StartServer) -> None:
    server = start_server(tick_seconds=30)
    server.go_to("warm-up")
    token = server.join()
    console = Line(server.port).join(server.console, "console")
    with pytest.raises(TimeoutError):  # until it has heard of its own coming
        while True:
            console.sync(console.frames(1))
    assert sent(server, token, "pause", {"on": True}, round_=2) == 200
    assert sent(server, token, "parking", {"text": "Who pays?"}) == 200
    with pytest.raises(TimeoutError):
        console.frames(1.5)
    assert standing(server) == ""


def test_a_pulse_is_seen_from_five_and_changes_with_five(room: Server) -> None:
    tokens = [room.join() for _ in range(6)]
    part = {"round_": _round(room, tokens[0], "pulse")}
    for token in tokens[:4]:
        assert sent(room, token, "pulse", {"warm": 2}, **part) == 200
    time.sleep(3 * TICK)
    assert "How warm" not in standing(room)
    assert sent(room, tokens[4], "pulse", {"warm": 5}, **part) == 200
    until_standing(room, "How warm is it? n = 5 1 0 2 4 3 0 4 0 5 1")

    assert sent(room, tokens[0], "pulse", {"warm": 1}, v=2, **part) == 200
    assert sent(room, tokens[5], "pulse", {"warm": 1}, **part) == 200
    time.sleep(3 * TICK)
    assert "n = 5 1 0 2 4 3 0 4 0 5 1" in standing(room)
    room.kill9()
    room.start()
    time.sleep(3 * TICK)
    assert "How warm" not in standing(room)  # what was seen before is not known, so one change could be told
    for token in tokens[:5]:
        assert sent(room, token, "pulse", {"warm": 3}, v=4, **part) == 200
    until_standing(room, "n = 6 1 1 2 0 3 5 4 0 5 0")


def test_parked_texts_come_in_shuffled_batches_of_three_and_survive_a_kill(room: Server) -> None:
    tokens = [room.join() for _ in range(5)]
    assert [sent(room, t, "parking", {"text": f"Thought {n}"}) for n, t in enumerate(tokens[:2])] == [200, 200]
    assert sent(room, tokens[0], "parking", {"text": "Another thought"}, slot=1) == 200
    time.sleep(3 * TICK)
    assert queue(room) == []  # three texts of two people are no batch
    room.kill9()
    room.start()
    assert sent(room, tokens[2], "parking", {"text": "Thought 2"}) == 200
    end = time.monotonic() + patience(5)
    while len(queue(room)) < 4 and time.monotonic() < end:
        time.sleep(0.05)
    assert queue(room) == ["Another thought", "Thought 0", "Thought 1", "Thought 2"]
    assert sent(room, tokens[0], "parking", {"text": "Too late"}, v=2) == 409
    assert sent(room, tokens[0], "parking", {"text": "Thought 4"}, round_=2) == 200
    assert "Thought" not in "".join(room.frames("phone", tokens[0]).values())

    room.show_all()
    refused = room.call("POST", "/api/console/commands", room.console, _gather(room))
    assert (refused.status_code, refused.json()["error"]) == (409, "too_early")
    room.go_to("close")
    room.do("gather", part="parking")
    assert [text for text in queue(room) if text == "Thought 4"] == ["Thought 4"]
    assert sent(room, tokens[1], "parking", {"text": "After the end"}, round_=3) == 409
    room.do("seal")
    kept = json.loads(next((room.data / "archive").glob("*/session.json")).read_text())
    (parked,) = kept["beside"]
    assert [parked["part"], parked["received"], parked["held"]] == ["parking", 5, 1]
    assert sorted(text["body"] for text in parked["texts"]) == [
        "Another thought",
        "Thought 0",
        "Thought 1",
        "Thought 2",
    ]
    files = {p.name: p.read_bytes() for p in room.home.rglob("*") if p.is_file()}
    assert [name for name, raw in files.items() if b"Thought 4" in raw] == []  # never shown, so it is on no disk


def _gather(room: Server) -> dict[str, Any]:
    return {"cmd_id": "gather-too-early", "expect_rev": room.now()["seq"], "do": {"name": "gather", "part": "parking"}}


def _round(server: Server, token: str, part: str) -> int:
    sheet = server.frames("phone", token)["beside"]
    found = re.search(rf'part-value="{part}" data-\w+-round-value="(\d+)"', sheet)
    assert found is not None, sheet
    return int(found[1])


def test_a_plan_can_show_the_parking_lot_and_only_what_was_shown_is_seen(
    start_server: StartServer, tmp_path: Path
) -> None:
    plan = tmp_path / "shows.yaml"
    plan.write_text(PLAN.read_text().replace("        shows: choose\n", "        shows: parking\n"))
    server = start_server(plan, tick_seconds=TICK)
    server.go_to("warm-up")
    tokens = [server.join() for _ in range(3)]
    for number, token in enumerate(tokens):
        assert sent(server, token, "parking", {"text": f"Thought {number}"}) == 200
    end = time.monotonic() + patience(5)
    while len(queue(server)) < 3 and time.monotonic() < end:
        time.sleep(0.05)
    page = server.frames("console", server.console)["console"]
    ids = dict(re.findall(r'id="text-(\w{32})".*?<p class="sheet__text" dir="auto">(.*?)</p>', page, re.S))
    server.do("show", texts=[id_ for id_, body in ids.items() if body != "Thought 1"])
    server.do(
        "hold", texts=[id_ for id_, body in ids.items() if body == "Thought 1"]
    )  # nothing waits: the rest is seen
    server.go_to("look")
    for page in (server.frames("screen", server.screen)["wall"], server.frames("phone", tokens[0])["main"]):
        assert [f"Thought {number}" in page for number in range(3)] == [True, False, True]
