"""More texts than anybody reads at once: a page of the console holds some, and the next come up."""

from __future__ import annotations

import re
from pathlib import Path

from facilitator.web.desk import WINDOW
from tests.conftest import StartServer

PLAN = Path(__file__).with_name("waiting.yaml")
PEOPLE = 40


def listed(page: str) -> list[str]:
    return re.findall(r'data-text-id-value="(\w+)"', page)


def test_the_queue_is_a_window_that_moves_on(start_server: StartServer) -> None:
    server = start_server(PLAN)
    tokens = [server.join() for _ in range(PEOPLE)]
    server.go_to("dilemmas")
    for number, token in enumerate(tokens):
        for slot in range(2):
            body = {"text": f"Text {slot} of somebody, who has written {number} of them. What now?"}
            assert server.answer(token, "dilemmas", body, slot=slot).status_code == 200
    server.do("close")
    server.until("closed")

    page = server.frames("console", server.console)["console"]
    assert '<b class="queue__big">80</b>' in page
    assert f"{80 - WINDOW} more come up here as you decide." in page
    first = listed(page)
    assert len(first) == WINDOW

    server.do("hold", texts=first[:30])
    later = listed(server.frames("console", server.console)["console"].partition("queue__list")[2])
    assert later[: WINDOW - 30] == first[30:]
    assert set(later) >= set(first)  # what was kept aside stands among what was decided
    assert len(set(later)) == 80
