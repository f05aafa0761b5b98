"""What every answer says of itself, and what a fault leaves in the log."""

from __future__ import annotations

import pytest

from facilitator.web.scrub import report
from tests.conftest import Server
from tests.machine import patience

TYPES = {
    "/": "text/html; charset=utf-8", "/console": "text/html; charset=utf-8", "/screen": "text/html; charset=utf-8",
    "/console/past": "text/html; charset=utf-8", "/qr.svg": "image/svg+xml; charset=utf-8",
    "/api/console/frames": "application/json", "/nowhere/at/all": "application/json",
}  # fmt: skip


def test_answers_say_what_they_are(room: Server) -> None:
    assert {path: room.call("GET", path).headers["Content-Type"] for path in TYPES} == TYPES


def test_answers_that_no_page_makes_are_as_closed_as_the_others(room: Server) -> None:
    found = [room.call("GET", "/socket.io/?EIO=4&transport=polling"), room.call("GET", "/", Host="evil.example")]
    found += [room.call("GET", "/socket.io/?EIO=4&transport=websocket", Origin="http://evil.example")]
    assert [answer.status_code for answer in found] == [400, 421, 400]
    for answer in found:
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"


def test_no_answer_leads_elsewhere(room: Server) -> None:
    paths = (*TYPES, f"/{room.code}", "/console/", "//evil.example", "/console?next=http://evil.example", "/static")
    for path in paths:
        answer = room.web.get(room.url + path, allow_redirects=False, timeout=patience(3))
        assert answer.status_code not in range(300, 400), path
        assert "Location" not in answer.headers, path


def test_a_fault_is_logged_by_its_type_and_place_alone(capfd: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError("somebody's words\nand a line that looks like an entry")
    except ValueError as problem:
        report(problem)
    said = "".join(capfd.readouterr())
    assert len(said.splitlines()) == 1
    assert "ValueError" in said
    assert "at=" in said
    assert "words" not in said
