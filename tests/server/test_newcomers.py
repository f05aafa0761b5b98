"""Who comes in the middle of a part, and the facilitator who only watches: their clocks are those of the room."""

from __future__ import annotations

import re
import time

from tests.conftest import Server
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
