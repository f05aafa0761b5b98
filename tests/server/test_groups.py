"""Tables across sides on a real server: who sits where is known to the phones concerned, and to nothing else."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Server, StartServer

PLAN = Path(__file__).parent / "tables.yaml"
SIDES = ["north"] * 5 + ["south"] * 4 + ["west"] * 3
SEAT = re.compile(r'data-seat="(\d+)/(\w+)"')
SIGN = re.compile(r"if the facilitator asks: (\d+)")
DILEMMAS = ("If I tell them I lose them, if I wait they find out.", "Both of them think I am theirs.", "Who asks?")


@pytest.fixture
def server(start_server: StartServer) -> Server:
    return start_server(PLAN)


def page(server: Server, token: str, part: str = "tables", round_: int = 1) -> str:
    answer = server.call("GET", f"/api/parts/{part}/{round_}/mine", token)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["html"])


def place(server: Server, token: str, part: str = "tables") -> tuple[int, str]:
    """The table and the role that a phone is told."""
    found = SEAT.search(page(server, token, part))
    assert found is not None
    return int(found[1]), found[2]


def sign(server: Server, token: str) -> int:
    found = SIGN.search(page(server, token))
    assert found is not None
    return int(found[1])


def crowd(server: Server, sides: list[str]) -> list[str]:
    return [server.join() for _ in sides]


def seated(server: Server, sides: list[str], **words: Any) -> list[str]:
    """A room at its tables; every phone has said that it is here."""
    phones = crowd(server, sides)
    server.go_to("dilemmas")
    for phone, text in zip(phones * 2, [*DILEMMAS, *DILEMMAS], strict=False):
        assert server.answer(phone, "dilemmas", {"text": f"{text} {phone[:6]}"}).status_code == 200
    server.go_to("talk")
    server.show_all()
    server.go_to("votes")
    found = re.findall(r'data-item="(\w{32})"', page(server, phones[0], "votes"))
    for phone, side in zip(phones, sides, strict=True):
        assert server.answer(phone, "votes", {"votes": {found[0]: 1}}, side=side).status_code == 200
    server.go_to("tables")
    for phone, side in zip(phones, sides, strict=True):
        assert server.answer(phone, "tables", {"here": True, **words}, side=side).status_code == 200
    server.do("close")
    server.until("revealed")
    return phones


def rows(server: Server) -> list[tuple[Any, ...]]:
    line = sqlite3.connect(f"file:{server.data / 'facilitator.sqlite3'}?mode=ro", uri=True)
    try:
        return line.execute("SELECT tag, ct FROM ballots WHERE part LIKE '%.span'").fetchall()
    finally:
        line.close()


def keys(server: Server) -> list[str]:
    return sorted(path.name for path in Path(f"{server.data}.keys").glob("*.key"))


def test_tables_are_mixed_and_every_phone_is_told_its_own_and_nothing_else(server: Server) -> None:
    phones = seated(server, SIDES)
    places = [place(server, phone) for phone in phones]
    sizes = Counter(table for table, _ in places)
    assert sorted(sizes.values()) == [4, 4, 4]
    assert server.kept("tables")["results"]["sizes"] == [sizes[table] for table in (1, 2, 3)]
    for table in sizes:
        there = [SIDES[i] for i, (number, _) in enumerate(places) if number == table]
        assert len(set(there)) == 3, there
        assert sorted(role for number, role in places if number == table) == ["clock", "keeper", "scribe", "voice"]
    assert places == [place(server, phone) for phone in phones], "asked twice, the same"
    wall = server.frames("screen", server.screen)["wall"]
    assert 'data-people="4"' in wall
    assert "By the window" in wall
    assert not re.search(r"keeper|scribe|data-seat=", wall)

    line = sqlite3.connect(f"file:{server.data / 'facilitator.sqlite3'}?mode=ro", uri=True)
    closed = [words for (words,) in line.execute("SELECT event FROM journal") if '"part": "tables"' in words]
    line.close()
    assert any('"sizes"' in words for words in closed)
    assert not [words for words in closed if re.search("north|south|west|keeper", words)]

    late = [server.join() for _ in range(2)]
    found = [place(server, phone) for phone in late]
    assert [role for _, role in found] == ["voice", "voice"]
    assert len({table for table, _ in found}) == 2, "each at the smallest table there is"
    assert server.kept("tables")["results"]["sizes"] == [4, 4, 4], "what was formed stays as it was"

    assert server.call("PUT", "/api/parts/tables/help", late[0], {"on": True}).status_code == 200
    assert "asks for help" in server.frames("console", server.console)["console"]
    server.do("lower", group=found[0][0])
    desk = server.frames("console", server.console)["console"]
    assert "asks for help" not in desk
    assert not re.search(r"keeper|data-seat=", desk)


def test_membership_survives_a_kill_and_is_gone_after_the_span(server: Server) -> None:
    phones = seated(server, SIDES)
    before = [place(server, phone) for phone in phones]
    assert len(rows(server)) == len(phones)
    assert any(".span." in name for name in keys(server))

    server.kill9()
    server.start()
    server.go_to("questions")
    assert [place(server, phone, "questions") for phone in phones] == before

    server.go_to("form")
    server.go_to("after")
    assert rows(server) == []
    assert not any(".span." in name for name in keys(server))
    assert server.call("GET", "/api/parts/questions/1/mine", phones[0]).status_code in (200, 409)
    assert SEAT.search(server.call("GET", "/api/parts/questions/1/mine", phones[0]).text) is None
    server.do("back")
    assert "You sit at no table." in page(server, phones[0], "questions")
    server.kill9()
    server.start()
    assert rows(server) == []


def test_the_first_words_of_a_new_scribe_count_whatever_the_one_before_had_sent(server: Server) -> None:
    phones = seated(server, SIDES)
    server.go_to("form")
    roles = {place(server, phone)[1]: phone for phone in phones if place(server, phone)[0] == 1}
    begun, finished = ({"fields": {"move": words}, "done": False} for words in ("Ask two.", "Ask two people first."))
    assert server.answer(roles["scribe"], "form", begun, v=1).json()["v"] == 1
    assert server.answer(roles["scribe"], "form", begun, v=1).json()["v"] == 1, "a repeated packet changes nothing"
    assert server.call("POST", "/api/parts/form/pen", roles["voice"]).status_code == 200

    assert server.answer(roles["voice"], "form", finished, v=1).json()["v"] == 2

    assert "Ask two people first." in page(server, roles["scribe"], "form")
    assert server.answer(roles["voice"], "form", finished, v=3).json()["v"] == 3


def test_only_the_scribe_writes_and_the_pen_is_handed_on_with_what_is_written(server: Server) -> None:
    phones = seated(server, SIDES)
    server.go_to("form")
    table = [phone for phone in phones if place(server, phone)[0] == 1]
    roles = {place(server, phone)[1]: phone for phone in table}
    words = {"fields": {"in_play": ["north", "west"], "move": "Ask two people first."}, "done": False}

    refused = server.answer(roles["voice"], "form", words)
    assert (refused.status_code, refused.json()["error"]) == (403, "not_scribe")
    assert server.answer(roles["scribe"], "form", words, v=3).status_code == 200
    assert "Ask two people first." in page(server, roles["voice"], "form")
    assert "Ask two people first." not in page(server, next(p for p in phones if p not in table), "form")

    assert server.call("POST", "/api/parts/form/pen", roles["voice"]).status_code == 200
    assert place(server, roles["voice"]) == (1, "scribe")
    assert place(server, roles["scribe"]) == (1, "voice")
    assert server.answer(roles["scribe"], "form", words, v=4).json()["error"] == "not_scribe"
    taken = server.answer(roles["voice"], "form", {**words, "done": True}, v=1).json()
    assert taken["v"] == 3, "an older version is told what is there, so that its phone writes a newer one"
    assert server.answer(roles["voice"], "form", {**words, "done": True}, v=4).status_code == 200

    other = next(phone for phone in phones if place(server, phone) == (2, "scribe"))
    assert server.answer(other, "form", {"fields": {"move": "Half a thought"}, "done": False}).status_code == 200
    server.do("close")
    server.until("closed")
    record = server.kept("form")["results"]["groups"]
    assert [(one["group"], one["done"], one["picks"]) for one in record] == [
        (1, True, {"in_play": ["north", "west"]}),
        (2, False, {}),
    ]
    assert [text["body"] for text in server.kept("form")["texts"]] == ["Ask two people first."]
    assert record[0]["text"] in {text["id"] for text in server.kept("dilemmas")["texts"]}
    server.do("reveal")
    wall = server.frames("screen", server.screen)["wall"]
    assert "Ask two people first." in wall
    assert "Half a thought" not in wall, "what a table did not agree to waits for the facilitator"
    assert "Half a thought" in server.frames("console", server.console)["console"]

    server.go_to("pledge")
    assert "Ask two people first." in page(server, roles["voice"], "pledge"), "each table reads its own again"
    assert "Ask two people first." not in page(server, other, "pledge")


def test_the_console_moves_people_by_their_signs(server: Server) -> None:
    phones = seated(server, SIDES)
    one = phones[0]
    other = next(phone for phone in phones if place(server, phone)[0] != place(server, one)[0])
    before = place(server, one), place(server, other)
    server.do("swap", sign=sign(server, one), other=sign(server, other))
    assert (place(server, other), place(server, one)) == before

    server.do("join", group=1, into=2)
    places = [place(server, phone) for phone in phones]
    assert {table for table, _ in places} == {2, 3}
    assert Counter(table for table, role in places if role == "scribe") == {2: 1, 3: 1}
    to = 5 - place(server, one)[0]
    server.do("sit", sign=sign(server, one), group=to)
    server.kill9()
    server.start()
    assert place(server, one)[0] == to


def test_two_people_are_a_table_and_one_who_sits_out_is_at_none(server: Server) -> None:
    phones = crowd(server, ["north", "south", "west"])
    server.go_to("tables")
    for phone, here in zip(phones, (True, True, False), strict=True):
        server.answer(phone, "tables", {"here": here}, side="north")
    server.do("close")
    server.until("revealed")
    assert place(server, phones[0])[0] == 1
    assert sorted(place(server, phone)[1] for phone in phones[:2]) == ["keeper", "scribe"]
    assert "You sit at no table." in page(server, phones[2])
    assert server.kept("tables")["results"] == {"sizes": [2], "texts": [""]}


def test_nobody_here_forms_nothing_and_the_evening_goes_on(server: Server) -> None:
    phone = server.join()
    server.go_to("tables")
    server.do("close")
    server.until("revealed")
    assert server.kept("tables")["results"] == {"sizes": [], "texts": []}
    assert "You sit at no table." in page(server, phone)
    server.go_to("form")
    assert server.answer(phone, "form", {"fields": {"move": "x"}, "done": True}).json()["error"] == "no_group"
    server.go_to("after")


def test_people_who_asked_not_to_sit_together_do_not_and_one_brings_a_case(server: Server) -> None:
    phones = crowd(server, SIDES)
    server.go_to("tables")
    signs = [int(re.findall(r'figures">(\d+)<', page(server, phone))[0]) for phone in phones]
    assert len(set(signs)) == len(signs)
    for i, (phone, side) in enumerate(zip(phones, SIDES, strict=True)):
        words = {"here": True, "apart": [signs[(i + 1) % 12]] if i % 2 == 0 else [], "own_case": i == 0}
        assert server.answer(phone, "tables", words, side=side).status_code == 200
    server.do("close")
    server.until("revealed")
    tables = [place(server, phone)[0] for phone in phones]
    assert all(tables[i] != tables[i + 1] for i in range(0, 12, 2))
    assert [sign(server, phone) for phone in phones] == signs

    server.go_to("questions")
    assert place(server, phones[0])[1] == "keeper"
    told = ["Tell your case." in page(server, phone, "questions") for phone in phones]
    assert told == [table == tables[0] for table in tables]


def test_tables_asked_again_are_new_ones(server: Server) -> None:
    phones = seated(server, SIDES)
    server.do("reopen")
    assert not any(".span.1" in name for name in keys(server)), "who sat where before is forgotten at once"
    for phone, side in zip(phones[:6], SIDES, strict=False):
        assert server.answer(phone, "tables", {"here": True}, round_=2, side=side).status_code == 200
    server.do("close")
    server.until("revealed")
    assert sorted(Counter(SEAT.findall(page(server, p, round_=2))[0][0] for p in phones[:6]).values()) == [3, 3]
