"""Sides that phones draw: as often each as any other, the same after a reload and a crash, and no others are taken."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from tests.conftest import Server, StartServer

SIDES = ("north", "south", "west", "east")
OPTIONS = [{"id": "loyalty_absent", "text": "A promise"}, {"id": "status", "text": "Status"}]


def plan(folder: Path) -> Path:
    """A door, the sides, the guess and an end."""
    words = {"own": "What would yours lose?", "guess": "What would {side} lose?", "options": OPTIONS}
    parts = [
        {"id": "door", "kind": "lobby", "title": "Come in"},
        {"id": "stand", "kind": "side", "title": "Where do you stand?"},
        {"id": "gap", "kind": "guess", "title": "The gap", **words},
        {"id": "end", "kind": "say", "title": "Good night"},
    ]
    stages = [{"id": f"s-{p['id']}", "title": p["title"], "minutes": 2, "parts": [p]} for p in parts]
    sides = [{"id": id_, "name": f"The {id_}"} for id_ in SIDES]
    path = folder / "gap.yaml"
    path.write_text(
        json.dumps({"schema": "plan/1", "id": "gap", "title": "Gap", "sides": sides, "stages": stages}), "utf-8"
    )
    return path


def drawn(server: Server, token: str) -> list[str]:
    page = server.call("GET", "/api/parts/gap/1/mine", token).json()["html"]
    return re.findall(r'data-about="(\w+)"', page)


def test_a_room_draws_every_side_equally_often_and_keeps_what_it_drew(
    start_server: StartServer, tmp_path: Path
) -> None:
    server = start_server(plan(tmp_path))
    tokens = [server.join() for _ in range(8)]
    server.go_to("gap")
    found = [drawn(server, token) for token in tokens]

    assert Counter(first for first, _ in found) == dict.fromkeys(SIDES, 2)
    assert all(first != second for first, second in found)
    server.kill9()
    server.restart()
    assert [drawn(server, token) for token in tokens] == found

    others = [side for side in SIDES if side not in found[0]]
    bodies = [{"own": None, "guesses": {side: "status"}} for side in (*found[0], *others)]
    replies = [server.answer(tokens[0], "gap", body, v=v) for v, body in enumerate(bodies, start=1)]
    assert [reply.status_code for reply in replies] == [200, 200, 400, 400]
    assert {reply.json()["error"] for reply in replies[2:]} == {"not_dealt"}
    drawn_late = drawn(server, server.join())
    assert drawn_late[0] == SIDES[0]
