"""Rooms with tickets: printed ahead, closed doors, power cuts, the seal, and what belongs to the console alone."""

from __future__ import annotations

import json
import sqlite3
import stat
import time
from pathlib import Path

import pytest

from tests.conftest import PLAN, Server, StartServer
from tests.server.paper import NOBODYS, come, make, on_paper, printed, sit, void
from tests.server.test_forensics import rows

PICK = {"picks": ["o1"]}


@pytest.fixture
def server(start_server: StartServer) -> Server:
    """A room with tickets that stands at the warm-up."""
    server = start_server(PLAN, "--seats", "tickets")
    server.go_to("warm-up")
    return server


def test_closed_doors_keep_out_who_never_had_a_seat(server: Server) -> None:
    seated, late = make(server, 2)
    token = sit(server, seated)
    server.do("doors", state="closed")
    refused = come(server, late)
    assert (refused.status_code, refused.json()) == (403, {"error": "doors_closed"})
    assert come(server, seated, token).json() == {"token": token, "seat": "same"}
    assert come(server, seated).status_code == 201  # on another phone
    server.restart()
    assert come(server, late).status_code == 403
    server.do("doors", state="open")
    assert come(server, late).status_code == 201


def test_closed_doors_of_an_open_room(start_server: StartServer) -> None:
    server = start_server()
    token = server.join()
    server.do("doors", state="closed")
    assert server.call("POST", "/api/join", body={"code": server.code}).json() == {"error": "doors_closed"}
    assert come(server, "", token).json() == {"token": token, "seat": "same"}


def test_tickets_outlive_a_power_cut(server: Server) -> None:
    used, unused, lost = make(server, 3)
    token = sit(server, used)
    void(server, lost)
    assert server.answer(token, "warm-up", PICK).status_code == 200
    server.kill9()
    server.start()
    assert server.call("GET", "/api/phone/frames", token).status_code == 200
    assert come(server, used, token).json()["token"] == token
    again = sit(server, used)
    assert server.answer(again, "warm-up", {"picks": ["o2"]}, v=2).status_code == 200
    assert [come(server, ticket).status_code for ticket in (unused, lost)] == [201, 404]
    server.do("close")
    server.until("revealed")
    assert server.kept("warm-up")["received"] == 1


def test_after_the_seal_a_ticket_opens_nothing(server: Server) -> None:
    used, unused = make(server, 2)
    token = sit(server, used)
    server.do("close")
    server.until("revealed")
    server.do("seal")
    assert [come(server, ticket).json() for ticket in (used, unused)] == [{"error": "sealed"}] * 2
    assert void(server, used).json() == {"error": "sealed"}
    assert server.call("GET", "/api/phone/frames", token).json() == {"error": "unknown_token"}
    assert rows(server, "SELECT count(*) FROM seats") == [(0,)]
    (kept,) = (server.data / "archive").glob("*/session.json")
    words = json.loads(kept.read_text("utf-8"))
    assert (words["seats"], words["joined"], words["tickets"], words["void"]) == ("tickets", 1, 2, 0)
    assert words["note"] == "Room with tickets: one ballot for each ticket."
    report = (kept.parent / "report.html").read_text("utf-8")
    assert ("one ballot for each ticket" in report, "more than once" in report) == (True, False)


def test_making_and_voiding_are_the_consoles_alone(server: Server) -> None:
    (ticket,) = make(server, 1)
    for token, status in (("", 401), (sit(server, ticket), 403), (server.screen, 403)):
        assert server.call("POST", "/api/console/tickets", token, {"count": 1}).status_code == status
        assert server.call("POST", "/api/console/tickets/void", token, {"ticket": ticket}).status_code == status
    for count in (0, 501, "1", 1.5, None, True):
        assert server.call("POST", "/api/console/tickets", server.console, {"count": count}).status_code == 400
    assert rows(server, "SELECT count(*) FROM seats") == [(1,)]


def test_an_open_room_has_no_tickets(start_server: StartServer) -> None:
    server = start_server()
    answer = server.call("POST", "/api/console/tickets", server.console, {"count": 1})
    assert (answer.status_code, answer.json()) == (409, {"error": "not_ticketed"})
    assert void(server, NOBODYS).json() == {"error": "not_ticketed"}
    assert server.call("GET", "/j").status_code == 404


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder in which the first server of a test will live, with a plan in it."""
    folder = tmp_path / "server-0"
    folder.mkdir()
    (folder / "plan.yaml").write_text(PLAN.read_text("utf-8"), "utf-8")
    return folder


def begin(home: Path, *options: str) -> Server:
    return Server(home, home / "plan.yaml", options, {}).start()


def dated(home: Path, date: str) -> None:
    """As if the tickets had been printed on another day."""
    with sqlite3.connect(home / "data" / "facilitator.sqlite3") as line:
        line.execute("UPDATE workshops SET created_on = ?", (date,))
    line.close()


def test_tickets_printed_ahead_open_the_room_of_another_day_and_an_edited_plan(home: Path) -> None:
    said = printed(home, home / "plan.yaml", "-n", "12")
    (page,) = home.glob("tickets-*.html")
    code = page.stem.split("-")[1]
    assert said.startswith(f"Workshop {code}: 12 tickets in {page.name}.\n")
    assert "delete the file" in said
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    tickets = on_paper(page)
    assert len(set(tickets)) == 12
    page.unlink()
    dated(home, "2026-01-05")
    server = begin(home)  # without --seats: it goes on with what waits
    try:
        assert server.code == code
        token = sit(server, tickets[0])
        server.stop()
        edited = (home / "plan.yaml").read_text("utf-8").replace("title: Warm up", "title: Warm up now")
        (home / "plan.yaml").write_text(edited, "utf-8")
        server.start()
        assert server.code == code
        assert server.call("GET", "/api/phone/frames", token).status_code == 200
        server.go_to("warm-up")
        assert "Warm up now" in server.frames("console", server.console)["console"]
        assert [come(server, ticket).status_code for ticket in tickets] == [201] * 12
        assert rows(server, "SELECT count(*), created_on = date('now', 'localtime') FROM workshops") == [(1, 1)]
    finally:
        server.stop()


def test_a_room_that_has_begun_waits_for_no_other_day(home: Path) -> None:
    printed(home, home / "plan.yaml", "-n", "1")
    server = begin(home, "--seats", "tickets")
    code = server.code
    server.go_to("warm-up")
    server.stop()
    dated(home, "2026-01-05")
    server.start()
    server.stop()
    assert server.code != code


def test_asked_again_the_command_adds_tickets_and_never_writes_over_a_page(home: Path) -> None:
    printed(home, home / "plan.yaml", "-n", "2")
    (page,) = home.glob("tickets-*.html")
    assert "is there already" in printed(home, home / "plan.yaml", "-n", "3", ok=False)
    said = printed(home, home / "plan.yaml", "-n", "3", "--out", "more.html")
    assert "there are 5, all of them good" in said
    server = begin(home, "--seats", "tickets")
    try:
        tickets = [*on_paper(page), *on_paper(home / "more.html")]
        assert [come(server, ticket).status_code for ticket in tickets] == [201] * 5
        assert "Make its tickets on its console" in printed(home, home / "plan.yaml", "--out", "no.html", ok=False)
        assert not (home / "no.html").exists()
    finally:
        server.stop()


def test_a_picture_is_printed_only_for_an_address_that_will_hold(home: Path) -> None:
    printed(home, home / "plan.yaml", "-n", "3", "--out", "plain.html")
    printed(home, home / "plan.yaml", "-n", "3", "--out", "way.html", "--public-url", "https://room.example.org/")
    plain, way = ((home / name).read_text("utf-8") for name in ("plain.html", "way.html"))
    assert (plain.count("<svg"), way.count("<svg")) == (0, 3)
    assert "room.example.org" in way
    for page in (plain, way):
        assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
        assert "<script" not in page


def test_practice_phones_bring_tickets(start_server: StartServer) -> None:
    server = start_server(PLAN, "--seats", "tickets", "--practice", "6")
    for _ in range(200):
        if rows(server, "SELECT count(*) FROM seats WHERE state = 'active'") == [(6,)]:
            break
        time.sleep(0.05)
    assert rows(server, "SELECT count(*) FROM seats WHERE state = 'active'") == [(6,)]
