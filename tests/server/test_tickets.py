"""Tickets on a real server: one seat each whoever comes how often, nothing to be guessed, nothing left of them."""

from __future__ import annotations

import json
import secrets
import statistics
import time
from functools import partial

import pytest

from facilitator.ballots.tickets import new_ticket
from tests.conftest import PLAN, Server, StartServer
from tests.server.crowd import at_once, seconds_of
from tests.server.paper import NOBODYS, Holder, come, make, sit, void
from tests.server.sockets import Hung, Line
from tests.server.test_forensics import holding, rows

CLASS = 20
"""Alike, on a machine that does other things too: not so many times as long."""
PICK = {"picks": ["o1"]}


@pytest.fixture
def server(start_server: StartServer) -> Server:
    """A room with tickets that stands at the warm-up."""
    server = start_server(PLAN, "--seats", "tickets")
    server.go_to("warm-up")
    return server


def received(server: Server) -> int:
    server.do("close")
    server.until("revealed")
    return int(server.kept("warm-up")["received"])


def test_one_ticket_in_two_hundred_clients_is_one_seat_and_one_ballot(server: Server) -> None:
    (ticket,) = make(server, 1)
    crowd = [Holder(server.port, server.code, ticket) for _ in range(200)]

    at_once([phone.join for phone in crowd])
    said = at_once([partial(phone.put, "warm-up", PICK, v=n) for n, phone in enumerate(crowd, 1)])

    assert len({phone.token for phone in crowd}) == 200
    counted = [status for status, _ in said if status == 200]
    assert {(status, body.get("error")) for status, body in said} == {(200, None), (401, "continued_elsewhere")}
    assert len(counted) == 1
    assert rows(server, "SELECT count(*), count(DISTINCT seat) FROM seats WHERE state = 'active'") == [(1, 1)]
    assert received(server) == 1


def test_without_tickets_the_same_two_hundred_would_be_two_hundred(start_server: StartServer) -> None:
    server = start_server()
    server.go_to("warm-up")
    tokens = {sit(server, "0123456789") for _ in range(20)}
    assert [server.answer(token, "warm-up", PICK).status_code for token in tokens] == [200] * 20
    assert received(server) == 20


def test_the_last_phone_has_the_seat_and_the_first_is_told(server: Server) -> None:
    other, ticket = make(server, 2)
    alone = seconds_of(partial(sit, server, other))
    first = sit(server, ticket)
    line = Line(server.port).join(first)
    line.sync(line.frames())

    began = time.monotonic()
    second = sit(server, ticket)
    while not (said := line.packet()).startswith('42["continued"'):
        assert said.startswith('42["frames"'), said
    told = time.monotonic() - began

    print(f"\nthe first phone was told after {told * 1000:.0f} ms; a ticket alone takes {alone * 1000:.0f} ms")
    assert told < CLASS * alone
    with pytest.raises((Hung, ConnectionResetError)):
        while True:
            line.packet()
    assert server.call("GET", "/api/phone/frames", first).json() == {"error": "continued_elsewhere"}
    assert server.call("GET", "/api/phone/frames", second).status_code == 200
    again = Line(server.port).join(first)
    assert (again.packet()[0], again.packet()[:2]) == ("0", "44")  # not let in


def test_a_seat_that_went_on_elsewhere_sends_nothing_more_from_the_first_phone(server: Server) -> None:
    (ticket,) = make(server, 1)
    first = sit(server, ticket)
    assert server.answer(first, "warm-up", PICK, v=5).status_code == 200
    second = sit(server, ticket)

    refused = server.answer(first, "warm-up", {"picks": ["o2"]}, v=6)

    assert (refused.status_code, refused.json()) == (401, {"error": "continued_elsewhere"})
    own = server.call("GET", "/api/parts/warm-up/1", second).json()["ballots"]
    assert [ballot["v"] for ballot in own] == [5]  # the second phone goes on where the first one was
    back = come(server, ticket, first).json()
    assert back["seat"] == "same"
    assert server.answer(back["token"], "warm-up", {"picks": ["o2"]}, v=6).status_code == 200
    assert server.answer(second, "warm-up", PICK, v=7).status_code == 401
    assert received(server) == 1


def test_the_same_browser_keeps_its_token_and_needs_no_ticket_again(server: Server) -> None:
    one, other = make(server, 2)
    token = sit(server, one)
    assert come(server, one, token).json() == {"token": token, "seat": "same"}
    assert come(server, "", token).json() == {"token": token, "seat": "same"}
    assert come(server, other, token).json()["seat"] == "new"
    assert come(server, NOBODYS, token).status_code in (404, 429)


def test_wrong_void_foreign_and_mangled_tickets_are_told_the_same(start_server: StartServer, server: Server) -> None:
    elsewhere = start_server(PLAN, "--seats", "tickets")
    (foreign,), (lost, kept) = make(elsewhere, 1), make(server, 2)
    holder = sit(server, lost)
    assert void(server, lost).json() == {"state": "void"}
    assert server.answer(holder, "warm-up", PICK).status_code == 401
    swapped = kept[1] + kept[0] + kept[2:] if kept[0] != kept[1] else NOBODYS
    tried = {"wrong": NOBODYS, "void": lost, "foreign": foreign, "swapped": swapped, "short": kept[:8]}
    tried |= {"long": kept + "0", "no": "", "letters": "UUUUU-UUUUU", "words": "let me in", "signs": "٠١٢٣٤ 🎫"}
    said, took = {}, {}
    for name, ticket in tried.items():
        times = []
        for _ in range(3):
            time.sleep(0.25)  # below the limit of everybody together
            began = time.perf_counter()
            answer = come(server, ticket)
            times.append(time.perf_counter() - began)
        took[name] = statistics.median(times)
        said[name] = (answer.status_code, answer.content, sorted(set(answer.headers) - {"Date"}))
    assert len(set(map(str, said.values()))) == 1, said
    assert said["wrong"][:2] == (404, b'{"error": "wrong_ticket"}')
    print("\nms:", {name: round(1000 * seconds, 1) for name, seconds in took.items()})
    assert max(took.values()) < CLASS * min(took.values())
    assert come(server, kept.lower().replace("-", " ")).status_code == 201


@pytest.mark.slow
def test_ten_thousand_guesses_open_nothing(server: Server) -> None:
    good = make(server, 30)
    phones = [Holder(server.port, server.code, "") for _ in range(8)]

    def guess(phone: Holder) -> list[tuple[int, str]]:
        found = []
        for _ in range(1250):
            status, body = phone.ask("POST", "/api/join", {"code": server.code, "ticket": new_ticket()})
            found.append((status, json.dumps(body)))
        return found

    def honest() -> list[tuple[int, str]]:
        waits = []
        for ticket in good:
            began = time.monotonic()
            assert come(server, ticket).status_code == 201
            waits.append(time.monotonic() - began)
            time.sleep(0.1)
        return [(round(1000 * max(waits)), "ms")]

    began = time.monotonic()
    *guessed, waited = at_once([*(partial(guess, phone) for phone in phones), honest])
    seconds = time.monotonic() - began

    answers = [answer for found in guessed for answer in found]
    kinds = {kind: answers.count(kind) for kind in set(answers)}
    print(f"\n10,000 guesses in {seconds:.1f} s: {kinds}; the slowest honest one waited {waited[0][0]} ms")
    assert len(answers) == 10_000
    assert set(kinds) == {(404, '{"error": "wrong_ticket"}'), (429, '{"error": "slow_down"}')}
    assert kinds[404, '{"error": "wrong_ticket"}'] <= 5 * (seconds + 1)


def test_a_void_seat_sends_nothing_and_what_it_sent_stays(server: Server) -> None:
    lost, kept = make(server, 2)
    thief, holder = sit(server, lost), sit(server, kept)
    assert [server.answer(token, "warm-up", PICK).status_code for token in (thief, holder)] == [200, 200]
    line = Line(server.port).join(thief)
    line.frames()
    for _ in range(2):
        assert (void(server, lost).status_code, void(server, lost).json()) == (200, {"state": "void"})
    assert line.hung_up() is not None
    assert server.answer(thief, "warm-up", {"picks": ["o2"]}, v=2).json() == {"error": "unknown_token"}
    assert void(server, NOBODYS).json() == {"error": "wrong_ticket"}
    assert rows(server, "SELECT state, bearer = '' FROM seats ORDER BY state") == [("active", 0), ("void", 1)]
    assert received(server) == 2


def test_no_file_holds_a_ticket(server: Server) -> None:
    made = make(server, 6)
    tokens = [sit(server, ticket) for ticket in made[:4]]
    void(server, made[4])
    come(server, made[4] + secrets.token_hex(4))
    server.kill9()
    words = [form.encode() for ticket in made for form in (ticket, ticket.replace("-", ""), ticket.lower())]
    assert holding(server, [*words, *(token.encode() for token in tokens)]) == []
    seats = [seat.encode() for (seat,) in rows(server, "SELECT seat FROM seats")]
    assert {word for _, word in holding(server, seats)} == set(seats)  # the search can find
    columns = [name for _, name, *_ in rows(server, "PRAGMA table_info(seats)")]
    assert columns == ["workshop", "seat", "bearer", "state"]
    server.start()
