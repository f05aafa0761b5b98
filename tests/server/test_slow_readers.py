"""Phones that read slowly or never: the others do not wait for them, and what arrives arrives whole."""

from __future__ import annotations

import re
import statistics
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from facilitator.web.desk import WINDOW
from tests.conftest import PLAN, Server, StartServer
from tests.machine import patience
from tests.server.crowd import Phone, at_once, percentile
from tests.server.sockets import Line

SMALL = 2048
"""Bytes of receive buffer; the system doubles it and keeps a floor of its own."""
BESIDE = 10
"""Beside those who never read nobody waits so many times as long as without them. Whoever waited for them would wait
until they are dropped, which is a hundred times as long and more."""


class Normal(threading.Thread):
    """A phone that reads all it gets, and notes when the wall of sight reached which revision."""

    def __init__(self, line: Line) -> None:
        super().__init__(daemon=True)
        self.line = line
        self.seen: dict[int, float] = {}
        self.over = False
        self.pages = 0

    def run(self) -> None:
        while not self.over:
            try:
                frames = self.line.frames(0.5)
            except TimeoutError:
                continue
            except Exception:
                return
            self.seen.setdefault(frames["rev"], time.monotonic())
            # Nothing stands beside this evening, and its frame is empty.
            pages = [page for name, page in frames["frames"].items() if (name, page) != ("beside", "")]
            self.pages += all(page.rstrip().endswith(">") for page in pages)
            self.line.sync(frames)

    def reached(self, rev: int) -> float | None:
        """When it had this revision or a later one."""
        return min((at for seen, at in self.seen.items() if seen >= rev), default=None)


@pytest.fixture(scope="module")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A console with sixty long texts on it: frame sets of hundreds of kilobytes."""
    server = Server(tmp_path_factory.mktemp("harvested"), PLAN, (), {}).start()
    server.go_to("dilemmas")
    for i in range(60):
        text = f"text {i:02d} " + "long words " * 52
        assert Phone(server.port, server.code).join().put("dilemmas", {"text": text})[0] == 200
    server.do("close")
    server.until("closed")
    yield server
    server.stop()


def kilobytes(server: Server) -> int:
    with open(f"/proc/{server.server_pid}/status") as status:
        (found,) = [line for line in status if line.startswith("VmRSS")]
    return int(found.split()[1])


def pushed(server: Server, normal: list[Normal]) -> float:
    """Seconds until all of them have what the console's next command changes."""
    rev = server.do("extend", seconds=15)["rev"]
    began = time.monotonic()
    while any(reader.reached(rev) is None for reader in normal):
        assert time.monotonic() - began < patience(3), "a reader did not get its push"
        time.sleep(0.005)
    return time.monotonic() - began


def vote(phone: Phone, part: str, v: int) -> float:
    """Seconds until a phone's vote is acknowledged."""
    began = time.monotonic()
    assert phone.put(part, {"picks": ["o1"]}, v)[0] == 200
    return time.monotonic() - began


def consoles(server: Server, count: int, buffer: int | None = None) -> list[Line]:
    return [Line(server.port, buffer).join(server.console, "console") for _ in range(count)]


@pytest.mark.alone
def test_a_large_frame_set_reaches_a_slow_reader_whole(harvested: Server) -> None:
    (line,) = consoles(harvested, 1, SMALL)
    began = time.monotonic()
    # A sip of 4 KB every 5 ms: the server's buffer is full again and again, and every write of it is cut in two.
    frames = line.frames(60, sip=4096, pause=0.005)
    took = time.monotonic() - began
    page = frames["frames"]["console"]
    print(f"\n{len(page) // 1000} KB to a reader of 4 KB sips in {took:.1f} s")
    assert len(page) > 150_000
    assert len(set(re.findall(r'id="text-(\w{32})"', page))) == WINDOW
    assert page.rstrip().endswith("</footer>")
    assert frames["now"] == harvested.now()
    line.sync(frames)
    harvested.do("extend", seconds=15)
    # The line is still in step: the next set is whole, too.
    assert line.frames(60, sip=16384)["rev"] == frames["rev"] + 1
    line.close()


@pytest.mark.alone
@pytest.mark.slow
def test_those_who_never_read_hold_up_nobody_and_take_no_memory(harvested: Server) -> None:
    normal = [Normal(line) for line in consoles(harvested, 5)]
    for reader in normal:
        reader.start()
    alone, waits = [], []
    for _ in range(10):
        alone.append(pushed(harvested, normal))
        time.sleep(0.12)
    stuck = consoles(harvested, 20, SMALL)
    time.sleep(1)
    before = kilobytes(harvested)
    for _ in range(15):
        waits.append(pushed(harvested, normal))
        time.sleep(0.12)
    grown = kilobytes(harvested) - before
    print(
        f"\n15 pushes beside 20 stuck consoles: mean {statistics.mean(waits) * 1000:.0f} ms, slowest "
        f"{max(waits) * 1000:.0f} ms, without them {statistics.mean(alone) * 1000:.0f} ms; memory {grown:+d} KB"
    )
    assert statistics.mean(waits) < BESIDE * statistics.mean(alone)
    # One set in flight for each, whatever happens meanwhile. Queues would grow by 15 x 20 x 200 KB = 60 MB.
    assert grown < 20_000
    for reader in normal:
        reader.over = True
        reader.join(patience(1))
    for line in stuck:
        line.close()


@pytest.mark.alone
def test_votes_are_acknowledged_in_time_beside_phones_that_never_read(server: Server) -> None:
    server.go_to("warm-up")
    crowd = [Phone(server.port, server.code).join() for _ in range(40)]

    def votes(versions: range) -> list[float]:
        found = []
        for v in versions:
            found += at_once([partial(vote, phone, "warm-up", v) for phone in crowd])
            time.sleep(0.2)
        return found

    alone = votes(range(1, 6))
    stuck = [Line(server.port, SMALL).join(server.join()) for _ in range(40)]
    stuck += consoles(server, 10, SMALL)
    seconds = votes(range(6, 11))
    print(
        f"\n200 votes beside 50 sockets that never read: {percentile(seconds, 0.99) * 1000:.0f} ms (99 %), "
        f"without them {percentile(alone, 0.99) * 1000:.0f} ms"
    )
    assert percentile(seconds, 0.99) < BESIDE * percentile(alone, 0.99)
    for line in stuck:
        line.close()


@pytest.mark.slow
def test_a_silent_client_is_dropped_after_twenty_seconds_and_its_neighbour_is_not(start_server: StartServer) -> None:
    server = start_server()
    server.go_to("warm-up")
    neighbour, reads = Normal(Line(server.port).join(server.join())), Line(server.port).join(server.join())
    neighbour.start()
    full = Line(server.port, SMALL).join(server.join())  # neither reads nor acknowledges
    reads.frames()  # reads, answers pings, and never acknowledges
    ends: dict[str, float | None] = {}

    def wait() -> None:
        ends["reads"] = reads.hung_up(20 + patience(5))

    waiting = threading.Thread(target=wait)
    waiting.start()
    while waiting.is_alive():
        server.do("extend", seconds=15)
        time.sleep(1)
    waiting.join()
    print(f"\nhung up after {ends['reads'] or -1:.1f} s without an acknowledgement")
    assert ends["reads"] is not None
    assert ends["reads"] > 18
    time.sleep(1)
    awake = re.search(r"<dt>Awake</dt><dd>(\d+)", server.frames("console", server.console)["console"])
    assert awake is not None
    assert awake.group(1) == "1"  # the one that was full is gone as well
    assert neighbour.reached(server.now()["seq"]) is not None
    neighbour.over = True
    neighbour.join(patience(1))
    full.close()
    assert "Traceback" not in server.log()


LARGE = """
schema: plan/1
id: large
title: Large frames
language: en
promised_minutes: 60
stages:
  - id: only
    title: Only
    minutes: 60
    parts:
      - id: many
        kind: choice
        title: Many long options
        minutes: 60
        anonymity: room
        phone: Which of these, WORDS
        options:
""".replace("WORDS", "in many words " * 80)
LARGE += "".join(f"          - {chr(97 + i)}{' long words' * 10}\n" for i in range(12))
MEGABYTES = 50


@pytest.mark.alone
@pytest.mark.slow
def test_twenty_of_sixty_phones_never_read_and_forty_notice_nothing(start_server: StartServer, tmp_path: Path) -> None:
    plan = tmp_path / "large.yaml"
    plan.write_text(LARGE, "utf-8")
    server = start_server(plan)
    before = kilobytes(server)
    crowd = [Phone(server.port, server.code).join() for _ in range(40)]
    # Small buffers here, too: a frame comes in many sips, and must come whole.
    normal = [Normal(Line(server.port, SMALL).join(phone.token)) for phone in crowd]
    for reader in normal:
        reader.start()
    server.go_to("many")
    frames = server.frames("phone", crowd[0].token)["main"]
    assert len(frames) > 2 * SMALL

    def acknowledged(versions: range) -> list[float]:
        found = []
        for v in versions:
            rev = server.do("extend", seconds=15)["rev"]
            began = time.monotonic()
            found += at_once([partial(vote, phone, "many", v) for phone in crowd])
            while any(reader.reached(rev) is None for reader in normal):
                assert time.monotonic() - began < patience(3), "a reader did not get its push"
                time.sleep(0.005)
            time.sleep(0.3)
        return found

    alone = acknowledged(range(1, 6))
    stuck = [Line(server.port, SMALL).join(server.join()) for _ in range(20)]
    acks = acknowledged(range(6, 16))
    grown = (kilobytes(server) - before) / 1024
    print(
        f"\n40 beside 20 that never read: acknowledged {percentile(acks, 0.95) * 1000:.0f} ms (95 %), without them "
        f"{percentile(alone, 0.95) * 1000:.0f} ms; memory {grown:+.1f} MB with all sixty"
    )
    assert percentile(acks, 0.95) < BESIDE * percentile(alone, 0.95)
    assert grown < MEGABYTES
    # Every set was whole: a reader that meets half of one falls out of step and ends.
    assert all(reader.is_alive() for reader in normal)
    assert all(reader.pages >= 10 for reader in normal)
    for reader in normal:
        reader.over = True
        reader.join(patience(1))
    for line in stuck:
        line.close()
    assert "Traceback" not in server.log()
