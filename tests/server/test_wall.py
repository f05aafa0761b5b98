"""A wall in a real room: ticked texts are read and then seen on the screen; others are gone, unread and uncounted."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import StartServer

TICKS = ["I do not know the answer", "It is not advice"]
LEFT_OUT = "Zephyrine never asked"


def test_ticked_texts_are_on_the_screen_and_the_others_are_nowhere(start_server: StartServer, tmp_path: Path) -> None:
    parts = [
        {"id": "door", "kind": "lobby", "title": "Door"},
        {"id": "chair", "kind": "wall", "title": "The empty chair", "minutes": 6, "ticks": TICKS},
        {"id": "end", "kind": "close", "title": "End", "minutes": 2},
    ]
    stages = [{"id": "one", "title": "One", "minutes": 8, "parts": parts}]
    plan = tmp_path / "plan.yaml"
    plan.write_text(json.dumps({"schema": "plan/1", "id": "chair", "title": "Chair", "stages": stages}), "utf-8")
    server = start_server(plan)
    people = [server.join() for _ in range(7)]
    server.do("next")
    asked = [f"What held you back, in the {word} week?" for word in ("first", "second", "third", "fourth", "last")]
    for token, text in zip(people, asked, strict=False):
        assert server.answer(token, "chair", {"text": text, "ticks": [0, 1]}).status_code == 200
    assert server.answer(people[5], "chair", {"text": LEFT_OUT, "ticks": [1]}).status_code == 200
    assert server.answer(people[6], "chair", {"nothing": True}).status_code == 200
    server.do("close")
    server.until("closed")
    wall = server.frames("screen", server.screen)["wall"]
    assert "5 texts are in." in wall
    assert not any(text in wall for text in asked)

    server.show_all()
    wall = server.frames("screen", server.screen)["wall"]
    assert [text in wall for text in asked] == [True] * 5
    server.do("next")
    server.do("seal")
    kept = server.kept("chair")
    assert [kept["received"], kept["results"]] == [5, {"texts": 5}]
    assert sorted(text["body"] for text in kept["texts"]) == sorted(asked)
    server.stop()
    files = [path.read_bytes() for path in server.home.rglob("*") if path.is_file()]
    assert any(asked[0].encode() in found for found in files)
    assert not any(LEFT_OUT.encode() in found for found in files)
