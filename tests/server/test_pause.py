"""A break in a real room: the time to be back on wall and phones, and in the archive how long it took."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

from tests.conftest import StartServer


def test_a_break_says_when_to_be_back_and_how_long_it_was(start_server: StartServer, tmp_path: Path) -> None:
    parts = [
        {"id": "door", "kind": "lobby", "title": "Door"},
        {"id": "tea", "kind": "pause", "title": "Tea", "minutes": 10, "back": "Tea is in the next room."},
        {"id": "end", "kind": "close", "title": "End", "minutes": 2},
    ]
    stages = [{"id": "one", "title": "One", "minutes": 12, "parts": parts}]
    plan = tmp_path / "plan.yaml"
    plan.write_text(json.dumps({"schema": "plan/1", "id": "tea", "title": "Tea", "stages": stages}), "utf-8")
    server = start_server(plan)
    token = server.join()
    server.do("next")
    expected = {f"{datetime.now() + timedelta(seconds=600 + off):%H:%M}" for off in (-50, 0, 50)}

    wall, phone = (server.frames(*who) for who in (("screen", server.screen), ("phone", token)))
    said = [re.findall(r"Back at <bdi[^>]*>(\d\d:\d\d)</bdi>", html) for html in (wall["wall"], phone["main"])]
    assert said[0] == said[1]
    assert len(said[0]) == 1
    assert said[0][0] in expected
    assert all("Tea is in the next room." in html for html in (wall["wall"], phone["main"]))
    assert server.answer(token, "tea", {"text": "more tea"}).status_code == 409

    server.do("extend", seconds=300)
    later = re.findall(r"Back at <bdi[^>]*>(\d\d):(\d\d)", server.frames("screen", server.screen)["wall"])[0]
    hours, minutes = map(int, said[0][0].split(":"))
    assert (int(later[0]) * 60 + int(later[1]) - hours * 60 - minutes) % 1440 == 5
    server.do("next")
    server.do("seal")
    kept = server.kept("tea")
    assert set(kept["results"]) == {"minutes"}
    assert 0 <= kept["results"]["minutes"] < 1
    assert "A break of less than a minute." in next((server.data / "archive").glob("*/report.html")).read_text("utf-8")
