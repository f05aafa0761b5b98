"""The first frames of a phone: made once for a room that comes in, and never old."""

from __future__ import annotations

import re
import time

from tests.conftest import Server
from tests.server.sockets import Line


def left(frames: dict[str, str]) -> int:
    """Seconds on the clock of a phone's page."""
    found = re.search(r'data-clock-left-value="(-?\d+)"', frames["head"])
    assert found is not None
    return int(found[1])


def test_somebody_who_comes_late_sees_the_clock_as_it_stands(server: Server) -> None:
    server.go_to("warm-up")
    token, early = server.join(), server.frames("phone", server.join())
    line = Line(server.port).join(token)
    assert abs(left(line.frames()["frames"]) - left(early)) <= 1
    time.sleep(3.2)

    late = server.frames("phone", token)
    pushed = Line(server.port).join(server.join()).frames()["frames"]

    assert 2 <= left(early) - left(late) <= 5
    assert 2 <= left(early) - left(pushed) <= 5


def test_what_has_changed_is_in_the_very_next_answer(server: Server) -> None:
    token = server.join()
    for _ in range(6):
        server.frames("phone", token)
        rev = server.do("next")["rev"]
        answer = server.call("GET", "/api/phone/frames", token).json()
        assert (answer["rev"], answer["now"]["seq"]) == (rev, rev)
        while server.now()["phase"] == "closing":
            time.sleep(0.05)


def test_languages_are_kept_apart(server: Server) -> None:
    token = server.join()
    spoken = [
        server.call("GET", "/api/phone/frames", token, **{"X-Language": lang}).json()["frames"]["main"]
        for lang in ("en", "ar", "en", "ar")
    ]
    assert spoken[0] == spoken[2] != spoken[1] == spoken[3]
