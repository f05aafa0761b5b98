"""Tables on a real server against phones that do harm, and what is told of them; and thoughts parked at the door."""

from __future__ import annotations

import html
import re
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from facilitator.archive.export import export_files
from facilitator.archive.shelf import find
from tests.archive.test_copies import said
from tests.conftest import PLAN as TICKETED
from tests.conftest import Server, StartServer
from tests.machine import patience
from tests.server.paper import come, make, sit
from tests.server.test_groups import DILEMMAS, PLAN, SIDES, crowd, page, place, seated, sign

BRINGS = "<b>your own case</b>"
TOLD_TO_ALL = "Tell your case."
TICK = 0.5
FIELD = "          - {id: in_play, ask: Which sides are in it?, kind: sides, picks: 3}\n"
COLOURS = FIELD + (
    "          - {id: colour, ask: Which colour has it?, kind: options,\n"
    "             options: [{id: cobalt, text: Cobalt}, {id: vermilion, text: Vermilion}, {id: ochre, text: Ochre}]}\n"
)
AGREED = {"in_play": ["north"], "colour": ["cobalt"]}


@pytest.fixture
def server(start_server: StartServer) -> Server:
    return start_server(PLAN)


def at(server: Server, phones: list[str], role: str) -> dict[int, str]:
    """The phone that has a role, by its table."""
    places = {phone: place(server, phone) for phone in phones}
    return {table: phone for phone, (table, has) in places.items() if has == role}


# -- what a table tapped ---------------------------------------------------------------------------------------------


@pytest.fixture
def coloured(start_server: StartServer, tmp_path: Path) -> Server:
    """Forms with a field whose options can be told from everything else; the wall shows it."""
    plan = tmp_path / "coloured.yaml"
    words = PLAN.read_text("utf-8").replace(FIELD, COLOURS)
    plan.write_text(words.replace("gives: move\n", "gives: move\n        wall: [colour, move]\n"), "utf-8")
    return start_server(plan)


def faces(server: Server, phone: str) -> str:
    """What all phones and the wall get."""
    screens = server.frames("screen", server.screen)
    return "\n".join([*server.frames("phone", phone).values(), *screens.values()])


def test_what_a_table_tapped_and_did_not_agree_to_is_told_nowhere(coloured: Server) -> None:
    server = coloured
    phones = seated(server, SIDES)
    server.go_to("form")
    scribes = at(server, phones, "scribe")
    sent = {
        1: {"fields": {**AGREED, "move": "Ask two people first."}, "done": True},
        2: {"fields": {"in_play": ["west"], "colour": ["vermilion"], "move": "Half a thought"}, "done": False},
        3: {"fields": {"colour": ["ochre"]}, "done": False},
    }
    for table, body in sent.items():
        assert server.answer(scribes[table], "form", body).status_code == 200
    seen = [faces(server, phones[0])]
    server.do("close")
    server.until("closed")
    server.show_all()  # the words of the second table: read and shown, what it tapped was not
    seen.append(faces(server, phones[0]))
    server.do("reveal")
    wall = faces(server, phones[0])
    assert "Cobalt" in wall
    assert "1 / 1" in wall, "a table that agreed to nothing is no step of the wall"
    seen.append(wall)
    server.go_to("after")
    seen.append(faces(server, phones[0]))
    assert [colour for colour in ("Vermilion", "Ochre") if any(colour in frames for frames in seen)] == []

    records = server.kept("form")["results"]["groups"]
    assert [record["picks"] for record in records] == [AGREED, {}, {}]
    server.do("seal")
    assert [record["picks"] for record in server.kept("form")["results"]["groups"]] == [AGREED, {}, {}]
    entry = find(server.data / "archive", server.code)
    assert entry is not None
    report = (entry.folder / "report.html").read_text("utf-8")
    copies = [export_files(entry, whose, ("html", "md", "csv", "xlsx")) for whose in ("organiser", "participants")]
    for words in (report, *map(said, copies)):
        assert "Ask two people first." in words
        assert "obalt" in words
        assert "Half a thought" in words
        assert re.search("vermilion|ochre", words, re.I) is None


# -- who brought a case ----------------------------------------------------------------------------------------------


def with_a_case(server: Server, brings: int | None = 0) -> list[str]:
    """A room at its tables, each with a dilemma; one person offered a case of their own."""
    phones = crowd(server, SIDES)
    server.go_to("dilemmas")
    for phone, text in zip(phones, [*DILEMMAS, *DILEMMAS], strict=False):
        assert server.answer(phone, "dilemmas", {"text": f"{text} {phone[:6]}"}).status_code == 200
    server.go_to("talk")
    server.show_all()
    server.go_to("votes")
    item = re.findall(r'data-item="(\w{32})"', page(server, phones[0], "votes"))[0]
    for phone, side in zip(phones, SIDES, strict=True):
        assert server.answer(phone, "votes", {"votes": {item: 1}}, side=side).status_code == 200
    server.go_to("tables")
    for i, (phone, side) in enumerate(zip(phones, SIDES, strict=True)):
        body = {"here": True, "own_case": i == brings}
        assert server.answer(phone, "tables", body, side=side).status_code == 200
    server.do("close")
    server.until("revealed")
    return phones


def told(server: Server, phones: list[str], words: str, part: str) -> list[int]:
    """Who reads some words on their own page."""
    return [i for i, phone in enumerate(phones) if words in page(server, phone, part)]


def elsewhere(server: Server, phones: list[str]) -> str:
    """A voice at another table than the first phone's."""
    places = [place(server, phone) for phone in phones]
    return next(p for p, (table, role) in zip(phones, places, strict=True) if role == "voice" and table != places[0][0])


def within(server: Server, phones: list[str]) -> str:
    """A voice at the first phone's table."""
    return at(server, phones, "voice")[place(server, phones[0])[0]]


def sits_elsewhere(server: Server, phones: list[str]) -> None:
    to = place(server, elsewhere(server, phones))[0]
    server.do("sit", sign=sign(server, phones[0]), group=to)
    assert place(server, phones[0]) == (to, "voice")


def changes_places(server: Server, phones: list[str]) -> None:
    other = elsewhere(server, phones)
    server.do("swap", sign=sign(server, phones[0]), other=sign(server, other))
    assert place(server, other)[1] == "keeper"


def is_joined(server: Server, phones: list[str]) -> None:
    server.do("join", group=place(server, phones[0])[0], into=place(server, elsewhere(server, phones))[0])


def changes_roles(server: Server, phones: list[str]) -> None:
    other = within(server, phones)
    server.do("swap", sign=sign(server, other), other=sign(server, phones[0]))
    assert place(server, other)[1] == "keeper"


def takes_the_pen(server: Server, phones: list[str]) -> None:
    scribe = at(server, phones, "scribe")[place(server, phones[0])[0]]
    assert server.call("POST", "/api/parts/tables/pen", phones[0]).status_code == 200
    assert place(server, scribe)[1] == "keeper"


@pytest.mark.parametrize(
    ("move", "stays"),
    [
        (sits_elsewhere, False),
        (changes_places, False),
        (is_joined, False),
        (changes_roles, True),
        (takes_the_pen, True),
    ],
)
def test_only_who_brought_a_case_is_told_that_it_is_theirs(
    server: Server, move: Callable[[Server, list[str]], None], stays: bool
) -> None:
    phones = with_a_case(server)
    assert place(server, phones[0])[1] == "keeper"
    table = [i for i, phone in enumerate(phones) if place(server, phone)[0] == place(server, phones[0])[0]]
    assert told(server, phones, BRINGS, "tables") == [0]

    move(server, phones)
    assert told(server, phones, BRINGS, "tables") == []
    server.go_to("questions")
    assert told(server, phones, BRINGS, "questions") == []
    assert told(server, phones, TOLD_TO_ALL, "questions") == (table if stays else [])


def test_at_their_table_who_brought_a_case_is_told_so_in_every_part(server: Server) -> None:
    phones = with_a_case(server)
    server.go_to("questions")
    assert told(server, phones, BRINGS, "questions") == [0]


@pytest.mark.parametrize(
    ("brings", "moves", "named"),
    [(0, None, False), (0, takes_the_pen, False), (0, sits_elsewhere, False), (None, None, True)],
)
def test_forms_name_no_dilemma_while_anybody_brought_a_case(
    server: Server, brings: int | None, moves: Callable[[Server, list[str]], None] | None, named: bool
) -> None:
    phones = with_a_case(server, brings)
    if moves is not None:
        moves(server, phones)
    server.go_to("form")
    for table, scribe in at(server, phones, "scribe").items():
        body = {"fields": {"move": f"The move of table {table}."}, "done": True}
        assert server.answer(scribe, "form", body).status_code == 200
    server.do("close")
    server.until("closed")
    records = server.kept("form")["results"]["groups"]
    assert [record["group"] for record in records] == [1, 2, 3]
    dealt = server.kept("tables")["results"]["texts"]
    assert all(dealt)
    assert [record["text"] for record in records] == (dealt if named else [""] * 3)
    server.do("reveal")
    wall = server.frames("screen", server.screen)["wall"]
    assert "The move of table 1." in wall
    assert ('class="wall-legend" dir="auto"' in wall) is named


# -- late, locked out, too often -------------------------------------------------------------------------------------


def test_who_comes_late_to_a_table_that_has_a_scribe_is_a_voice(server: Server) -> None:
    phones = seated(server, SIDES)
    scribe = at(server, phones, "scribe")[1]
    for phone in phones:
        if phone != scribe and place(server, phone)[0] == 1:
            server.do("sit", sign=sign(server, phone), group=2)
    late = server.join()
    assert place(server, late) == (1, "voice")
    assert place(server, scribe) == (1, "scribe")
    server.go_to("form")
    body = {"fields": {"move": "Ask two people first."}, "done": True}
    assert server.answer(late, "form", body).json()["error"] == "not_scribe"
    assert server.answer(scribe, "form", body).status_code == 200


def sent_by_a_phone(server: Server, token: str, move: str, v: int, done: bool = False) -> int:
    """The version under which some words were acknowledged: told of a newer one, a phone writes one newer than that."""
    for _ in range(3):
        reply = server.answer(token, "form", {"fields": {"move": move}, "done": done}, v=v)
        assert reply.status_code == 200, reply.text
        if (there := int(reply.json()["v"])) <= v:
            return v
        v = there + 1
    raise AssertionError(f"{move!r} was never acknowledged")


def pen(server: Server, phone: str) -> requests.Response:
    return server.call("POST", "/api/parts/form/pen", phone)


def test_no_number_locks_the_form_of_a_table(server: Server) -> None:
    phones = seated(server, SIDES)
    server.go_to("form")
    scribe, voice = at(server, phones, "scribe")[1], at(server, phones, "voice")[1]
    begun = {"fields": {"move": "Mine and no other."}, "done": False}
    assert server.answer(scribe, "form", begun, v=1_000_000_000).status_code == 200
    assert "Mine and no other." in page(server, voice, "form")
    assert server.answer(scribe, "form", begun, v=1_000_000_000).status_code == 200
    assert pen(server, voice).status_code == 200

    v = 0
    for move in ("Ask two.", "Ask two people.", "Ask two people first."):
        v = sent_by_a_phone(server, voice, move, v + 1, done=True)
        assert move in page(server, scribe, "form")
    assert v < 10_000
    server.do("close")
    server.until("closed")
    assert [text["body"] for text in server.kept("form")["texts"]] == ["Ask two people first."]


def test_a_late_packet_of_the_same_scribe_stays_late(server: Server) -> None:
    phones = seated(server, SIDES)
    server.go_to("form")
    scribe = at(server, phones, "scribe")[1]
    old, new = ({"fields": {"move": words}, "done": False} for words in ("The old words.", "The new words."))
    for v, body in ((10, old), (11, new), (10, old)):  # as of a phone whose first nine never arrived
        assert server.answer(scribe, "form", body, v=v).status_code == 200
    assert "The new words." in page(server, scribe, "form")


def seated_counter(server: Server, phone: str) -> int:
    return int(server.call("GET", "/api/phone/frames", phone).json()["now"]["seated"])


def ask_for_help(server: Server, phone: str, on: bool) -> int:
    return server.call("PUT", "/api/parts/tables/help", phone, {"on": on}).status_code


def test_a_light_that_is_as_it_was_makes_no_phone_ask_again(server: Server) -> None:
    phones = seated(server, SIDES)
    one, other = at(server, phones, "scribe")[1], at(server, phones, "voice")[1]
    before = seated_counter(server, one)
    steps = [(one, True, 1), (other, True, 1), (one, True, 1), (other, False, 2), (one, False, 2), (other, True, 3)]
    for phone, on, changes in steps:
        assert ask_for_help(server, phone, on) == 200
        assert seated_counter(server, one) == before + changes
    lit = server.frames("console", server.console)["console"]
    assert lit.count("asks for help") == 1


def test_who_hammers_a_table_is_told_to_slow_down_and_nobody_else_is(server: Server) -> None:
    phones = seated(server, SIDES)
    server.go_to("form")
    one, other = at(server, phones, "voice")[1], at(server, phones, "voice")[2]
    found = [ask_for_help(server, one, n % 2 == 0) if n % 3 else pen(server, one).status_code for n in range(6)]
    assert found == [200] * 6
    for refused in (pen(server, one), server.call("PUT", "/api/parts/tables/help", one, {"on": True})):
        assert (refused.status_code, refused.json()["error"]) == (429, "slow_down")
    before = seated_counter(server, one)
    assert ask_for_help(server, one, True) == ask_for_help(server, one, False) == 429
    assert seated_counter(server, one) == before
    assert pen(server, other).status_code == 200
    form = {"fields": {"move": "Ask two people first."}, "done": True}
    assert server.answer(one, "form", form).status_code == 200, "what it writes still comes through"


# -- a thought that was parked at the door ---------------------------------------------------------------------------


@pytest.fixture
def door(start_server: StartServer, tmp_path: Path) -> Server:
    """A room with tickets, into which people still come; its plan can be edited."""
    plan = tmp_path / "plan.yaml"
    plan.write_text(TICKETED.read_text("utf-8"), "utf-8")
    return start_server(plan, "--seats", "tickets", tick_seconds=TICK)


def edited(server: Server) -> None:
    server.stop()
    server.plan.write_text(server.plan.read_text("utf-8").replace("title: Warm up", "title: Warm up now"), "utf-8")
    server.start()


def another_day(server: Server) -> None:
    server.stop()
    with sqlite3.connect(server.data / "facilitator.sqlite3") as line:
        line.execute("UPDATE workshops SET created_on = '2026-01-05'")
    line.close()
    server.start()


def park(server: Server, token: str, text: str) -> None:
    assert server.answer(token, "parking", {"text": text}).status_code == 200


def thoughts(server: Server, least: int) -> list[str]:
    """What the console has to read, once there is so much of it."""
    end = time.monotonic() + patience(2)
    while True:
        desk = server.frames("console", server.console)["console"]
        found = re.findall(r'<p class="sheet__text" dir="auto">(.*?)</p>', desk)
        if len(found) >= least or time.monotonic() > end:
            return sorted(html.unescape(text) for text in found)
        time.sleep(0.05)


@pytest.mark.parametrize("meanwhile", [edited, another_day])
def test_a_thought_parked_at_the_door_is_there_after_a_restart(
    door: Server, meanwhile: Callable[[Server], None]
) -> None:
    tickets = make(door, 3)
    code, tokens = door.code, [sit(door, ticket) for ticket in tickets]
    assert door.now()["part"] == "lobby"
    park(door, tokens[0], "Thought 0")
    meanwhile(door)
    assert door.code == code
    assert come(door, tickets[0], tokens[0]).json()["token"] == tokens[0]
    for n in (1, 2):
        park(door, tokens[n], f"Thought {n}")
    assert thoughts(door, 3) == ["Thought 0", "Thought 1", "Thought 2"]
    door.go_to("warm-up")
    assert "Warm up now" not in door.frames("console", door.console)["console"]


def test_thoughts_that_left_the_box_at_the_door_are_there_after_a_restart_with_an_edited_plan(door: Server) -> None:
    code, tokens = door.code, [sit(door, ticket) for ticket in make(door, 3)]
    for n, token in enumerate(tokens):
        park(door, token, f"Thought {n}")
    before = thoughts(door, 3)
    assert before == ["Thought 0", "Thought 1", "Thought 2"]
    edited(door)
    assert door.code == code
    assert thoughts(door, 3) == before
