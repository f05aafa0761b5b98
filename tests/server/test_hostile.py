"""Requests that no page of ours makes: each gets a code, nothing is counted, and nothing is said to the log."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest

from tests.conftest import Server
from tests.machine import patience
from tests.server.sockets import raw

PUT = "/api/parts/warm-up/1/0"
GOOD = {"v": 1, "body": {"picks": ["o1"]}, "side": None}
GARBAGE = {
    "nothing": b"",
    "not JSON": b"v=1&body=o1",
    "not an object": b"[1, 2]",
    "not UTF-8": b'{"v": 1, "body": {"picks": ["\xff"]}}',
    "UTF-16": json.dumps(GOOD).encode("utf-16"),
    "a key twice": b'{"v": 1, "v": 2, "body": {"picks": ["o1"]}}',
    "a key twice inside": b'{"v": 1, "body": {"picks": ["o1"], "picks": ["o2"]}}',
    "NaN": b'{"v": 1, "body": {"picks": [NaN]}}',
    "Infinity": b'{"v": 1, "body": {"picks": [-Infinity]}}',
    "an unknown field": b'{"v": 1, "body": {"picks": ["o1"]}, "role": "console"}',
    "an unknown field inside": b'{"v": 1, "body": {"picks": ["o1"], "seat": "x"}}',
    "no body": b'{"v": 1}',
    "body of another kind": b'{"v": 1, "body": {"text": "hello"}}',
    "a side that is no name": b'{"v": 1, "body": {"picks": ["o1"]}, "side": "../x"}',
    "numbers as picks": b'{"v": 1, "body": {"picks": [1]}}',
    "a pick twice": b'{"v": 1, "body": {"picks": ["o1", "o1"]}}',
    "no picks": b'{"v": 1, "body": {"picks": []}}',
    "a number without end": b'{"v": ' + b"9" * 6000 + b', "body": null}',
    "a depth without end": b'{"v": 1, "body": ' + b'{"a":' * 2500 + b"1" + b"}" * 2500 + b"}",
    "more depth": b"[" * 15_000,
}


def put(room: Server, token: str, body: bytes, path: str = PUT, **headers: str) -> tuple[int, dict[str, Any]]:
    """Status and JSON of one PUT of these very bytes."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **headers}
    answer = room.web.put(room.url + path, data=body, headers=headers, timeout=patience(3))
    return answer.status_code, answer.json()


def ballots(room: Server) -> int:
    line = sqlite3.connect(f"file:{room.data / 'facilitator.sqlite3'}?mode=ro", uri=True)
    try:
        return int(line.execute("SELECT count(*) FROM ballots").fetchone()[0])
    finally:
        line.close()


@pytest.mark.parametrize("name", GARBAGE)
def test_a_body_that_is_not_a_ballot_is_refused_and_nothing_is_stored(room: Server, name: str) -> None:
    before = ballots(room)
    # A version is a field of its own among the refusals, whatever else is wrong with the number.
    status, said = put(room, room.join(), GARBAGE[name])
    assert (status, said["error"]) in ((400, "malformed"), (400, "bad_version")), said
    assert ballots(room) == before


@pytest.mark.parametrize("v", ["-1", "0", str(2**63), str(2**64), "1.0", "1e3", '"1"', "true", "null", "[1]"])
def test_a_version_that_is_no_version_is_refused_by_its_name(room: Server, v: str) -> None:
    body = f'{{"v": {v}, "body": {{"picks": ["o1"]}}}}'.encode()
    assert put(room, room.join(), body) == (400, {"error": "bad_version"})


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"picks": ["o9"]}, "unknown_option"), ({"picks": ["\ud800"]}, "unknown_option"),
        ({"picks": ["o1\u0000"]}, "unknown_option"), ({"picks": ["O1"]}, "unknown_option"),
        ({"picks": ["o1", "o2"]}, "too_many_picks"), ({"picks": ["o1"] * 2000}, "malformed"),
    ],
)  # fmt: skip
def test_options_of_another_question_and_too_many_of_them_are_refused(room: Server, body: Any, code: str) -> None:
    found = put(room, room.join(), json.dumps({"v": 1, "body": body}).encode())
    assert found == (400, {"error": code})


def test_a_side_that_the_plan_does_not_have_is_refused(room: Server) -> None:
    assert put(room, room.join(), json.dumps({**GOOD, "side": "west"}).encode()) == (400, {"error": "unknown_side"})


def test_a_megabyte_is_refused_and_so_is_a_body_without_a_length(room: Server) -> None:
    token = room.join()
    for size in (16_385, 1_000_000):
        assert put(room, token, b"x" * size) == (413, {"error": "too_large"})
    head = (
        f"PUT {PUT} HTTP/1.1\r\nHost: 127.0.0.1:{room.port}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n"
    )
    chunked = raw(room.port, f"{head}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n".encode())
    assert b" 413 " in chunked.split(b"\r\n")[0]
    assert b'"too_large"' in chunked
    lie = raw(room.port, f"{head}Content-Length: -5\r\n\r\n{{}}".encode())
    assert lie.split(b"\r\n")[0].split()[1] in (b"400", b"413")


def test_half_a_character_in_the_name_of_a_field_is_told_as_it_came(room: Server) -> None:
    do = {"name": "edit", "part": "choose", "changes": {"\ud800": "x"}}
    body = {"cmd_id": "half-a-character", "expect_rev": room.now()["seq"], "do": do}
    headers = {"Authorization": f"Bearer {room.console}"}
    reply = room.web.post(
        f"{room.url}/api/console/commands", data=json.dumps(body), headers=headers, timeout=patience(3)
    )
    assert reply.status_code == 409
    assert reply.json()["error"] == "not_editable"
    assert reply.json()["field"] == "\ud800"


def test_another_content_type_changes_nothing_of_what_is_expected(room: Server) -> None:
    token = room.join()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x"):
        assert put(room, token, b"v=1", **{"Content-Type": kind}) == (400, {"error": "malformed"})


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/parts/honesty-before/1/0", 409, "not_open"), ("/api/parts/warm-up/2/0", 409, "not_open"),
        ("/api/parts/warm-up/0/0", 409, "closed"), ("/api/parts/lobby/1/0", 409, "not_open"),
        ("/api/parts/nowhere/1/0", 404, "unknown_part"), ("/api/parts/warm-up/1/1", 400, "unknown_slot"),
        ("/api/parts/warm-up/1/-1", 404, "nothing_here"), ("/api/parts/warm-up/one/0", 404, "nothing_here"),
        ("/api/parts/warm-up/99999999999999999999/0", 409, "not_open"),
        ("/api/parts/..%2fwarm-up/1/0", 404, "nothing_here"), ("/api/parts/%00/1/0", 404, "unknown_part"),
    ],
)  # fmt: skip
def test_a_ballot_for_another_place_is_refused_with_the_reason(room: Server, path: str, status: int, code: str) -> None:
    assert put(room, room.join(), json.dumps(GOOD).encode(), path) == (status, {"error": code})


def test_numbers_of_five_thousand_digits_in_an_address_are_no_address(room: Server) -> None:
    for path in (f"/api/parts/warm-up/{'9' * 5000}/0", f"/api/parts/warm-up/1/{'9' * 5000}"):
        status, said = put(room, room.join(), json.dumps(GOOD).encode(), path)
        assert (400 <= status < 500, "error" in said) == (True, True), said


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/join"), ("PUT", "/api/join"), ("POST", PUT), ("DELETE", PUT), ("PATCH", PUT), ("PUT", "/console"),
        ("POST", "/screen"), ("DELETE", "/"), ("GET", "/api/console/commands"), ("TRACE", "/"), ("BREW", "/"),
    ],
)  # fmt: skip
def test_a_method_that_a_route_does_not_know_is_refused(room: Server, method: str, path: str) -> None:
    answer = room.web.request(method, room.url + path, timeout=patience(3))
    assert (400 <= answer.status_code < 500, "Traceback" in answer.text) == (True, False)


def test_a_seat_that_sends_too_fast_is_slowed_down_and_its_neighbour_is_not(room: Server) -> None:
    fast, calm = room.join(), room.join()
    statuses = [put(room, fast, json.dumps({**GOOD, "v": v}).encode())[0] for v in range(1, 16)]
    assert (statuses[:10], statuses[-1]) == ([200] * 10, 429)
    assert put(room, calm, json.dumps(GOOD).encode())[0] == 200


def test_what_is_closed_stays_closed(room: Server) -> None:
    # Moves the room on; whatever needs the open warm-up stands above.
    token = room.join()
    room.do("close")
    room.until("revealed")
    assert put(room, token, json.dumps(GOOD).encode()) == (409, {"error": "closed"})


def test_none_of_this_left_a_trace_of_itself_in_the_log(room: Server) -> None:
    assert [line for line in room.log().splitlines() if "Traceback" in line or "fault" in line] == []
    assert room.call("GET", "/api/console/frames", room.console).status_code == 200
