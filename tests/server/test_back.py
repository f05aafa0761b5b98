"""How soon the console is back, and the phones, after kill -9 in mid-vote: a share of this machine's own cold start."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.conftest import ROOT, Server, StartServer
from tests.machine import patience
from tests.server.test_kill import rows
from tests.server.test_start import cold_start

WAITING = Path(__file__).with_name("waiting.yaml")
SHARE = 0.25
"""Of a cold start, from the death of the server to a console that can be used."""
AGAIN = 0.005
"""Seconds between two tries: what is measured is the server, not how long somebody waits before asking again."""


class Crowd:
    """`many_phones.py` at the other end of a pipe."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def order(self, *words: object) -> dict[str, Any]:
        self.begin(*words)
        return self.said()

    def begin(self, *words: object) -> None:
        assert self._process.stdin is not None
        print(*words, file=self._process.stdin, flush=True)

    def said(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found


@contextmanager
def crowd(server: Server, count: int) -> Iterator[Crowd]:
    words = [sys.executable, "-m", "tests.server.many_phones", server.url, server.code, str(count)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            found = Crowd(process)
            assert found.said() == {"phones": count}
            yield found
        finally:
            process.kill()


def usable(server: Server, token: str) -> bool:
    """Whether the console has its frames. The request that the kill cut off fails; the next one waits at the door."""
    try:
        return server.call("GET", "/api/console/frames", token).status_code == 200
    except requests.ConnectionError:
        return False


def back(server: Server, phones: Crowd) -> tuple[float, float]:
    """Seconds from a kill to the console, and until the last phone is back by itself."""
    token = server.console
    before = server.call("GET", "/api/console/frames", token).json()["epoch"]
    server.kill_server()
    began = time.monotonic()
    phones.begin("back", before)
    while not usable(server, token):
        assert time.monotonic() - began < patience(5), "the console did not come back"
        time.sleep(AGAIN)
    seconds = time.monotonic() - began
    assert len(phones.said()["epochs"]) == 1
    return seconds, time.monotonic() - began


def deaths(start_server: StartServer, home: Path, people: int, texts: int, times: int) -> list[float]:
    """So many deaths in mid-vote as shares of a cold start of the same machine, taken in between."""
    server = start_server(WAITING, cold=True)
    server.go_to("dilemmas")
    with crowd(server, people) as phones:
        assert phones.order("write", "dilemmas", texts) == {"acknowledged": texts}
        server.do("close")
        server.until("closed")
        held = [id_ for (id_,) in rows(server, "SELECT id FROM texts ORDER BY id")]
        assert len(held) == texts
        server.do("show", texts=held[:4])
        server.go_to("votes")
        assert phones.order("vote", "votes", people // 2, held[0])["acknowledged"] == texts + people // 2
        starts, shares = [cold_start(home) for _ in range(4)][1:], []
        for at in range(times):
            seconds, everybody = back(server, phones)
            starts.append(cold_start(home))
            shares.append(seconds / statistics.median(starts[-5:]))
            print(
                f"\n{at + 1}: console {seconds:.3f} s, {shares[-1]:.2f} of a start; {people} phones {everybody:.2f} s"
            )
            # The deaths are some way apart, as they are in an evening: a row of them is a crash loop.
        assert rows(server, "SELECT count(*) FROM ballots WHERE part = 'votes'") == [(people // 2,)]
        assert rows(server, "SELECT count(*) FROM texts") == [(texts,)]
    return shares


@pytest.mark.alone
@pytest.mark.slow
def test_the_console_is_back_in_a_quarter_of_a_start(start_server: StartServer, tmp_path: Path) -> None:
    assert statistics.median(deaths(start_server, tmp_path, people=40, texts=60, times=3)) <= SHARE


@pytest.mark.alone
@pytest.mark.deep
@pytest.mark.timeout(0)
def test_the_worst_of_twenty_deaths_of_a_full_room(start_server: StartServer, tmp_path: Path) -> None:
    shares = deaths(start_server, tmp_path, people=300, texts=500, times=20)
    print(f"\nworst of 20: {max(shares):.2f}, median {statistics.median(shares):.2f}")
    assert max(shares) <= SHARE
