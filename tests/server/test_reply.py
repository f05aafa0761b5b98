"""Requests of tables on a real server: each goes to one side, whose answers are shown from five people up."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Server, StartServer
from tests.machine import patience
from tests.server.test_groups import page, place

PLAN = Path(__file__).parent / "requests.yaml"
SIDES = ["north"] * 5 + ["south"] * 4 + ["west"] * 3
LIST = re.compile(r'data-side="(\w+)"(.*?)</ol>', re.S)
ITEM = re.compile(r'data-item="(\w{32})"')
FORMS: dict[int, dict[str, Any]] = {
    1: {"request": "Open the gate on Fridays.", "whom": ["north"], "why": "You hold the key."},
    2: {"request": "Tell us a day before.", "whom": ["south"]},
    3: {"request": "Somebody should say sorry.", "why": "It is owed."},
}


@pytest.fixture
def server(start_server: StartServer) -> Server:
    return start_server(PLAN)


def asked(server: Server) -> list[str]:
    """Twelve phones before three requests, of which the last goes to nobody."""
    phones = [server.join() for _ in SIDES]
    server.go_to("tables")
    for phone, side in zip(phones, SIDES, strict=True):
        assert server.answer(phone, "tables", {"here": True}, side=side).status_code == 200
    server.do("close")
    server.until("revealed")
    server.go_to("form")
    for phone in phones:
        table, role = place(server, phone)
        if role == "scribe":
            assert server.answer(phone, "form", {"fields": FORMS[table], "done": True}).status_code == 200
    server.go_to("replies")
    return phones


def test_a_side_answers_what_it_was_asked_and_few_answers_stay_unseen(server: Server) -> None:
    phones = asked(server)
    pages = [page(server, phone, "replies") for phone in phones]
    lists = [{side: ITEM.findall(inside) for side, inside in LIST.findall(one)} for one in pages]
    assert {side: len(ids) for side, ids in lists[0].items()} == {"north": 1, "south": 1, "west": 0}
    assert all(found == lists[0] for found in lists), "every phone is sent every request: none tells its side"
    found = {side: ids[0] for side, ids in lists[0].items() if ids}
    assert not re.search("Somebody should say sorry|It is owed|You hold the key", "".join(pages))

    strange = server.answer(phones[0], "replies", {"answers": {"f" * 32: "yes"}}, side="north")
    assert (strange.status_code, strange.json()["error"]) == (400, "unknown_option")
    says = {"north": ["try", "try", "try", "try", "no"], "south": ["yes"] * 4, "west": ["vague"] * 3}
    for phone, side in zip(phones, SIDES, strict=True):
        both = dict.fromkeys(found.values(), "vague") if side == "west" else {found[side]: says[side].pop()}
        assert server.answer(phone, "replies", {"answers": both}, side=side).status_code == 200
    # What a side that was not asked says to the south changes nothing, and would else make it five.
    meddling = {"answers": {found["north"]: "try", found["south"]: "no"}}
    assert server.answer(phones[0], "replies", meddling, v=2, side="north").status_code == 200
    server.do("close")
    server.until("revealed")

    results = server.kept("replies")["results"]
    assert results == {
        "requests": [
            {"id": found["north"], "to": "north", "bands": {"yes": "few", "no": "few", "try": "most", "vague": "few"}},
            {"id": found["south"], "to": "south", "bands": None},
        ]
    }
    server.kill9()
    server.start()
    wall = server.frames("screen", server.screen)["wall"]
    assert wall.count("data-request=") == 2
    assert wall.count("I will try: most") == 1
    assert wall.count("Fewer than 5 answered") == 1
    assert "Somebody should say sorry" not in wall

    server.do("reopen")
    for phone, side in list(zip(phones, SIDES, strict=True))[1:]:
        assert (
            server.answer(phone, "replies", {"answers": {found["north"]: "no"}}, round_=2, side=side).status_code == 200
        )
    server.do("close")
    server.until("revealed")
    end = time.monotonic() + patience(3)  # the archive is written a moment after the close is seen
    while (again := server.kept("replies"))["round"] != 2 and time.monotonic() < end:
        time.sleep(0.02)
    assert (again["round"], again["withheld"], again["results"]) == (2, True, None), "almost the same people"


def test_where_nobody_was_asked_the_part_asks_nothing(server: Server) -> None:
    server.join()
    server.go_to("replies")
    assert server.now()["asks"] is False
    assert "No request was addressed to anybody." in server.frames("screen", server.screen)["wall"]
    server.go_to("after")
