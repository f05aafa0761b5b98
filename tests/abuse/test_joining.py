"""23 to 30: tokens and links that open nothing, or not twice."""

from __future__ import annotations

import re

import pytest

from facilitator.web.access import LINK_MINUTES, Access
from facilitator.workshop.roles import TERMINAL
from tests.abuse.inputs import Act, Attacks
from tests.conftest import PLAN, Server

attack = Attacks(23, 30)
CALLS = (
    ("GET", "/api/phone/frames"), ("PUT", "/api/parts/warm-up/1/0"), ("GET", "/api/parts/warm-up/1"),
    ("GET", "/api/screen/frames"), ("GET", "/api/console/frames"), ("POST", "/api/console/commands"),
    ("GET", "/api/console/past"), ("POST", "/api/console/download"),
)  # fmt: skip


@attack(28)
def tokens_that_are_almost_right(room: Server) -> None:
    phone = room.join()
    for token in (phone[:-1], phone + "x", phone.swapcase(), room.console[:-1], "", "null", "Bearer", room.code):
        for method, path in CALLS:
            answer = room.call(method, path, token, None if method == "GET" else {})
            assert (answer.status_code, answer.json()) == (401, {"error": "unknown_token"}), (token, path)
    for token, own in ((phone, "/api/phone/frames"), (room.screen, "/api/screen/frames")):
        for method, path in CALLS[3:] if token == phone else CALLS[:3] + CALLS[4:]:
            answer = room.call(method, path, token, None if method == "GET" else {})
            assert (answer.status_code, answer.json()) == (403, {"error": "wrong_audience"}), path
        assert room.call("GET", own, token).status_code == 200


@attack(28, "of another room and ten megabytes")
def tokens_of_another_room(room: Server) -> None:
    other = Server(room.home / "other", PLAN, (), {})
    other.home.mkdir()
    other.start()
    try:
        for token in (other.join(), other.console, other.screen):
            for method, path in CALLS:
                assert room.call(method, path, token, None if method == "GET" else {}).status_code == 401
    finally:
        other.stop()
    try:
        huge = room.call("GET", "/api/console/frames", "x" * 10_000_000).status_code
    except OSError:
        huge = 400  # hung up on before all of it was out
    assert 400 <= huge < 500
    assert room.call("GET", "/api/console/frames", room.console).status_code == 200


@attack(29)
def a_link_that_was_used(room: Server) -> None:
    assert room.console
    for code in (room.console_url.split("#c=")[1], room.screen, room.console, room.join(), "x"):
        answer = room.call("POST", "/api/console/claim", room.screen, {"code": code})
        assert (answer.status_code, answer.json()) == (410, {"error": "link_used"})


@attack(29, "after ten minutes")
def a_link_that_is_too_old(room: Server) -> None:
    clock = pytest.MonkeyPatch()
    access = Access(bytes(32), lambda token: None)
    early, late = access.console_link(), access.console_link()
    try:
        import time

        now = time.monotonic()
        clock.setattr("facilitator.web.access.time.monotonic", lambda: now + LINK_MINUTES * 60 - 1)
        assert access.claim(early) == (access.console_token, TERMINAL)
        clock.setattr("facilitator.web.access.time.monotonic", lambda: now + LINK_MINUTES * 60 + 1)
        assert getattr(access.claim(late), "code", None) == "link_used"
    finally:
        clock.undo()


@attack(30)
def secrets_of_the_console(room: Server) -> None:
    code = room.console_url.split("#c=")[1]
    shown = [room.call("GET", path) for path in ("/screen", "/qr.svg", f"/{room.code}", "/console", "/")]
    shown += [room.call("GET", "/api/screen/frames", room.screen), room.call("GET", "/api/phone/frames", room.join())]
    for answer in shown:
        whole = answer.text + repr(answer.headers)
        assert [secret for secret in (room.console, code) if secret in whole] == [], answer.url
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert not re.search(r"#c=", whole)


@pytest.mark.parametrize("act", attack.cases())
def test_abuse(act: Act, room: Server) -> None:
    act(room)
