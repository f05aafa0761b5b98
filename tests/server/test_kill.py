"""kill -9 while phones write and while a part closes: what was acknowledged is there once, and the evening goes on."""

from __future__ import annotations

import html
import http.client
import random
import re
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Server, StartServer
from tests.machine import patience
from tests.server.crowd import Phone, patiently

PART = "dilemmas"
AGAIN = 3.0
"""A restart to a usable console is at most so many times the first start of this very room."""
LEFT = ("room", "pause.5", "parking.1")
"""Keys once the part is closed: the room's, and those of what the plan has beside its fifth part."""


class Writer(threading.Thread):
    """A phone that changes its text for as long as the line holds. `tried` may be one ahead of `phone.acked`."""

    def __init__(self, number: int, phone: Phone) -> None:
        super().__init__(daemon=True)
        self.number = number
        self.phone = phone
        self.tried = 0

    def text(self, v: int) -> dict[str, str]:
        return {"text": f"Writer {self.number:02d} wrote version {v:03d}. What is owed?"}

    def run(self) -> None:
        while True:
            self.tried += 1
            try:
                status, _ = self.phone.put(PART, self.text(self.tried), self.tried)
            except (OSError, http.client.HTTPException):
                return
            if status != 200:
                return
            time.sleep(random.uniform(0.21, 0.3))  # under the rate of one seat

    def again(self) -> int:
        """Sends the version nobody answered once more, as the phone's outbox does."""
        status, said = patiently(lambda: self.phone.put(PART, self.text(self.tried), self.tried))
        assert status == 200, said
        return int(said["v"])


def writers(server: Server, count: int) -> list[Writer]:
    return [Writer(i, Phone(server.port, server.code).join()) for i in range(count)]


def rows(server: Server, query: str) -> list[tuple[Any, ...]]:
    line = sqlite3.connect(f"file:{server.data / 'facilitator.sqlite3'}?mode=ro", uri=True)
    try:
        return line.execute(query).fetchall()
    finally:
        line.close()


def keys(server: Server) -> set[str]:
    folder = Path(f"{server.data}.keys")
    return {path.name for path in folder.glob("*.key*")}


def queue(server: Server) -> list[str]:
    """The texts that wait on the console."""
    page = server.frames("console", server.console)["console"]
    return sorted(html.unescape(text) for text in re.findall(r'<p class="sheet__text" dir="auto">(.*?)</p>', page))


def started(start_server: StartServer, **settings: Any) -> tuple[Server, float]:
    """A room, and the seconds of its first start: until its console answers."""
    began = time.monotonic()
    server = start_server(**settings)
    assert server.call("GET", "/api/console/frames", server.console).status_code == 200
    return server, time.monotonic() - began


def kill_and_restart(server: Server) -> float:
    """Seconds from the kill to a console that answers with the token it had before."""
    token = server.console
    server.kill9()
    began = time.monotonic()
    server.start()
    assert server.call("GET", "/api/console/frames", token).status_code == 200
    return time.monotonic() - began


@pytest.mark.alone
def test_texts_acknowledged_before_a_kill_are_there_exactly_once_after_it(start_server: StartServer) -> None:
    server, first = started(start_server)
    server.go_to(PART)
    crowd = writers(server, 30)
    code, screen = server.code, server.screen
    for writer in crowd:
        writer.start()
    end = time.monotonic() + patience(5)
    while min(writer.phone.acked for writer in crowd) < 3 and time.monotonic() < end:
        time.sleep(0.05)
    seconds = kill_and_restart(server)
    for writer in crowd:
        writer.join(patience(3))
    acked = {w.number: w.phone.acked for w in crowd}
    print(
        f"\nkill -9 under {len(crowd)} writers: {sum(acked.values())} acknowledged, "
        f"{sum(w.tried > w.phone.acked for w in crowd)} unknown; console back in {seconds:.2f} s, "
        f"first start {first:.2f} s"
    )
    assert min(acked.values()) > 0
    assert server.code == code
    assert server.now()["part"] == PART
    assert server.now()["phase"] == "open"
    assert server.call("GET", "/api/screen/frames", screen).status_code == 200

    stored = {w.number: w.phone.ask("GET", f"/api/parts/{PART}/1")[1]["ballots"][0]["v"] for w in crowd}
    # What nobody answered is wholly there or wholly absent; what was acknowledged is there.
    assert all(stored[w.number] in (w.phone.acked, w.tried) for w in crowd)
    assert [w.again() for w in crowd] == [w.tried for w in crowd]

    server.do("close")
    server.until("closed")
    expected = sorted(w.text(w.tried)["text"] for w in crowd)
    assert sorted(body for (body,) in rows(server, "SELECT body FROM texts")) == expected
    assert queue(server) == expected
    assert rows(server, "SELECT count(*) FROM ballots") == [(0,)]
    assert keys(server) == {f"{code}.{name}.key" for name in LEFT}
    assert seconds < AGAIN * first


@pytest.mark.alone
def test_a_kill_while_a_part_closes_finishes_the_close_after_the_restart(start_server: StartServer) -> None:
    server, first = started(start_server, closing_seconds=2)
    server.go_to(PART)
    crowd = writers(server, 8)
    for writer in crowd:
        assert writer.phone.put(PART, writer.text(1))[0] == 200
    server.do("close")
    assert server.now()["phase"] == "closing"
    seconds = kill_and_restart(server)
    print(f"\nkill -9 while closing: console back in {seconds:.2f} s")

    assert server.now()["phase"] == "closing"
    # The seconds of grace begin anew: what phones still hold is taken.
    assert patiently(lambda: crowd[0].phone.put(PART, crowd[0].text(2), 2))[0] == 200
    server.until("closed")

    assert queue(server) == sorted([crowd[0].text(2)["text"], *(w.text(1)["text"] for w in crowd[1:])])
    assert keys(server) == {f"{server.code}.{name}.key" for name in LEFT}
    assert rows(server, "SELECT count(*) FROM ballots") == [(0,)]
    assert patiently(lambda: crowd[1].phone.put(PART, crowd[1].text(2), 2)) == (409, {"error": "closed"})
    assert seconds < AGAIN * first


@pytest.mark.slow
def test_kills_around_the_instant_of_the_close_lose_and_double_nothing(start_server: StartServer) -> None:
    before, slowest, firsts = 0, 0.0, []
    for attempt in range(6):
        server, first = started(start_server, closing_seconds=0.2)
        firsts.append(first)
        server.go_to(PART)
        crowd = writers(server, 8)
        for writer in crowd:
            assert writer.phone.put(PART, writer.text(1))[0] == 200
        server.do("close")
        # From well before to just after the transaction.
        time.sleep(0.15 + attempt * 0.02)
        slowest = max(slowest, kill_and_restart(server))
        before += server.now()["phase"] == "closing"
        server.until("closed")
        assert queue(server) == sorted(w.text(1)["text"] for w in crowd)
        assert rows(server, "SELECT count(*) FROM ballots") == [(0,)]
        assert keys(server) == {f"{server.code}.{name}.key" for name in LEFT}
        server.stop()
    print(
        f"\n6 kills around a close, {before} of them before it was committed; slowest console back in {slowest:.2f} s"
    )
    assert slowest < AGAIN * max(firsts)


def test_the_link_of_a_killed_server_is_not_needed_because_each_start_prints_a_fresh_one(server: Server) -> None:
    before = server.console_url
    server.kill9()
    server.start()
    assert server.console_url != before
    # The one that was never used died with the process that made it; the fresh one opens the same console.
    old, new = (url.split("#c=")[1] for url in (before, server.console_url))
    assert server.call("POST", "/api/console/claim", body={"code": old}).status_code == 410
    assert server.call("POST", "/api/console/claim", body={"code": new}).status_code == 200
    assert server.call("POST", "/api/console/claim", body={"code": new}).status_code == 410


def test_two_kills_in_a_row_are_no_worse_than_one(server: Server) -> None:
    server.go_to(PART)
    crowd = writers(server, 6)
    for v in (1, 2):
        for writer in crowd:
            assert writer.phone.put(PART, writer.text(v), v)[0] == 200
        kill_and_restart(server)
        for writer in crowd:
            writer.phone = writer.phone.twin()
    server.do("close")
    server.until("closed")
    assert queue(server) == sorted(w.text(2)["text"] for w in crowd)
    assert "Traceback" not in server.log()
