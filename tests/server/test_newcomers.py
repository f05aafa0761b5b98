"""Who comes in the middle of a part, and the facilitator who only watches: their clocks are those of the room."""

from __future__ import annotations

import re
import time

from tests.conftest import Server, StartServer
from tests.server.sockets import Line


def left(page: str) -> int:
    found = re.search(r'data-clock-left-value="(-?\d+)"', page)
    assert found is not None
    return int(found[1])


def test_a_phone_that_comes_later_is_pushed_the_time_that_is_left_now(server: Server) -> None:
    server.go_to("warm-up")
    first = Line(server.port).join(server.join())
    before = first.frames()
    first.sync(before)
    time.sleep(4)
    late = Line(server.port).join(server.join())
    after = late.frames()
    assert after["beat"] == before["beat"]  # nothing happened meanwhile but time
    assert 3 <= left(before["frames"]["head"]) - left(after["frames"]["head"]) <= 6
    first.close()
    late.close()


def test_a_console_hears_how_late_the_room_is_while_nothing_happens(start_server: StartServer) -> None:
    server = start_server(tick_seconds=2)
    server.go_to("warm-up")
    console = Line(server.port).join(server.console, "console")
    told = []
    began = time.monotonic()
    for _ in range(4):
        told.append(console.frames(5))
        console.sync(told[-1])
    assert time.monotonic() - began > 3
    assert len({frames["rev"] for frames in told}) == 1
    assert left(told[-1]["frames"]["console"]) < left(told[0]["frames"]["console"])
    console.close()
