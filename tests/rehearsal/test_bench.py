"""The bench on real servers: an honest one, one that loses a ballot, one that makes one up, and where it cannot run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from facilitator.rehearsal.bench import Wish, balance, bench
from facilitator.rehearsal.figures import beside, rows, table
from tests.machine import patience

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a bench reads /proc")
COMMAND = (sys.executable, "-m", "facilitator", "bench")
FIELDS = {
    "joined", "sent", "acked", "counted", "lost", "doubled", "dropped", "ack_ms", "screen_lag_ms", "stage_change_ms",
    "server_cpu_us_per_vote", "push_cpu_us", "rss_mb", "rss_kib_per_phone", "join_seconds", "first_frames_ms",
    "floor_put_cpu_us", "floor_ack_ms", "floor_send_cpu_us", "load_cpu_share", "floor_one_ms", "floor_all_ms",
    "floor_push_ms",
}  # fmt: skip
SABOTAGED = """
from gevent import monkey
monkey.patch_all()
from facilitator.ballots.box import Box
from facilitator.cli import main
from facilitator.storage.writer import Writer

count = 0

def lose(writer, row, real=Writer.put_ballot):
    # Says "received" and writes nothing, once in ten.
    global count
    count += row["part"] == "secret"
    if row["part"] != "secret" or count % 10:
        real(writer, row)

def double(box, part, round_, subject, *words, real=Box.put):
    # Counts a ballot once more, once in ten.
    global count
    count += part == "secret"
    if part == "secret" and count % 10 == 0:
        real(box, part, round_, subject + "-again", *words)
    return real(box, part, round_, subject, *words)

{what}
main()
"""


def run(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *words], capture_output=True, text=True, timeout=patience(60), **more)


def sabotaged(home: Path, what: str) -> dict[str, Any]:
    """What a bench finds on a server with a fault in it."""
    script = home / "sabotaged.py"
    script.write_text(SABOTAGED.replace("{what}", what), "utf-8")
    return bench(Wish(30, 30, 0.5), (sys.executable, str(script)))


@pytest.mark.alone
@pytest.mark.slow
def test_an_honest_server_loses_and_doubles_nothing(tmp_path: Path) -> None:
    kept = tmp_path / "first.json"
    first = run("--phones", "30", "--over", "1", "--json", "--save", str(kept))
    assert first.returncode == 0, first.stderr

    found = json.loads(first.stdout)

    assert set(found) >= FIELDS
    assert json.loads(kept.read_text("utf-8")) == found
    assert (found["joined"], found["sent"], found["acked"], found["counted"]) == (30, 30, 30, 30)
    assert (found["lost"], found["doubled"], found["dropped"], found["late_pushes"]) == (0, 0, 0, 0)
    assert found["pushes"] == 30 * 10
    for spread in (found["ack_ms"], found["floor_ack_ms"], found["stage_change_ms"]):
        assert 0 < spread["p50"] <= spread["p95"] <= spread["p99"]
    assert 0 < found["floor_send_cpu_us"] < found["floor_put_cpu_us"]
    assert 400 < found["frame_bytes"] < 8192
    assert 20 < found["rss_mb"] < 500

    second = run("--phones", "20", "--votes", "40", "--over", "1", "--compare", str(kept))
    assert second.returncode == 0, second.stderr
    assert "acknowledged and not counted" in second.stdout
    line = next(line for line in second.stdout.splitlines() if line.startswith("joined"))
    assert line.split() == ["joined", "30", "20", "0.67"]


@pytest.mark.slow
def test_a_server_that_loses_ballots_is_found_out(tmp_path: Path) -> None:
    found = sabotaged(tmp_path, "Writer.put_ballot = lose")
    assert (found["acked"], found["counted"]) == (30, 27)
    assert (found["lost"], found["doubled"]) == (3, 0)
    assert next(row for row in rows(found) if row.name == "acknowledged and not counted").met is False


@pytest.mark.slow
def test_a_server_that_counts_a_ballot_twice_is_found_out(tmp_path: Path) -> None:
    found = sabotaged(tmp_path, "Box.put = double")
    assert (found["acked"], found["counted"]) == (30, 33)
    assert (found["lost"], found["doubled"]) == (0, 3)


@pytest.mark.slow
def test_an_interrupted_bench_leaves_nothing_behind(tmp_path: Path) -> None:
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        [*COMMAND, "--phones", "10", "--over", "60"], env=env, stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # a shell's `&` would ignore it
    )  # fmt: skip
    end = time.monotonic() + patience(10)
    while len(alive(tmp_path)) < 3 and time.monotonic() < end:
        time.sleep(0.1)
    assert len(alive(tmp_path)) >= 3  # itself, the server, the load
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    assert process.wait(patience(10)) != 0
    assert alive(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def alive(folder: Path) -> list[str]:
    """Processes that were started for this test."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if f"TMPDIR={folder}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                found.append((entry / "cmdline").read_text("utf-8", "replace").replace("\0", " "))
        except OSError:
            continue
    return found


def test_too_few_files_are_said_before_anything_starts(tmp_path: Path) -> None:
    def limited() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 256))

    found = run("--phones", "30", preexec_fn=limited, env={**os.environ, "TMPDIR": str(tmp_path)})
    assert found.returncode == 2
    assert "30 phones need 260 open files in a process, and this system allows 256." in found.stderr
    assert "ulimit -Hn 260" in found.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--phones", "0"], "0 is not in the range"),
        (["--phones", "many"], "not a valid integer"),
        (["--phones", "5", "--over", "-1"], "not in the range"),
        (["--phones", "5", "--votes", "0"], "not in the range"),
        (["--phones", "1", "--votes", "100", "--over", "1"], "the server takes 10 in 2 s"),
        (["--phones", "5", "--compare", __file__], "was not written by --save"),
        ([], "Missing option '--phones'"),
    ],
)
def test_nonsense_is_refused(words: list[str], said: str) -> None:
    found = run(*words)
    assert found.returncode == 2
    assert said in found.stderr
    assert "Traceback" not in found.stderr


CERTAIN = {"o1": 4, "o2": 3}
NOBODY = {"told": 0, "untold": 0}


@pytest.mark.parametrize(
    ("uncertain", "counts", "received", "lost", "doubled"),
    [
        (NOBODY, {"o1": 4, "o2": 3}, 7, 0, 0),
        (NOBODY, {"o1": 4, "o2": 2}, 6, 1, 0),
        (NOBODY, {"o1": 4, "o2": 4}, 8, 0, 1),
        (NOBODY, {"o1": 5, "o2": 2}, 7, 1, 1),  # the number is right, and somebody's vote was turned into another
        (NOBODY, {}, 6, 1, 0),  # too few for a picture: the number alone
        ({"told": 1, "untold": 0}, {"o1": 5, "o2": 3}, 8, 0, 0),
        ({"told": 1, "untold": 0}, {"o1": 4, "o2": 3}, 7, 1, 0),
        ({"told": 0, "untold": 1}, {"o1": 4, "o2": 3}, 7, 0, 0),
        ({"told": 0, "untold": 1}, {"o1": 4, "o2": 5}, 9, 0, 1),
    ],
)
def test_the_balance_of_what_was_told_and_what_was_counted(
    uncertain: dict[str, int], counts: dict[str, int], received: int, lost: int, doubled: int
) -> None:
    assert balance(CERTAIN, uncertain, counts, received) == {"lost": lost, "doubled": doubled}


SPREAD = {"p50": 1.0, "p95": 2.0, "p99": 3.0}
FOUND: dict[str, Any] = {
    "phones": 1000, "votes": 1000, "over": 5.0, "joined": 1000, "join_seconds": 2.0, "dropped": 0, "sent": 1000,
    "acked": 1000, "counted": 1000, "lost": 0, "doubled": 0, "ack_ms": SPREAD, "floor_ack_ms": SPREAD,
    "screen_lag_ms": 50.0, "first_frames_ms": SPREAD, "stage_change_ms": SPREAD, "late_pushes": 0, "rss_mb": 150.0,
    "rss_kib_per_phone": 40.0, "server_cpu_us_per_vote": 300.0, "floor_put_cpu_us": 200.0, "push_cpu_us": 10.0,
    "floor_one_ms": 1.0, "floor_all_ms": 200.0, "floor_push_ms": 7.0, "push_send_cpu_us": 8.0,
    "ack_cpu_us": 4.0, "floor_send_cpu_us": 5.0, "load_cpu_share": 0.1,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "unmet"),
    [
        ({}, []),
        ({"lost": 1}, ["acknowledged and not counted"]),
        ({"joined": 999}, ["phones that did not get in"]),
        ({"ack_ms": {**SPREAD, "p95": 8.1}}, ["acknowledged, p95"]),
        ({"over": 0.0, "ack_ms": {**SPREAD, "p95": 4.1}}, ["acknowledged, p95"]),
        ({"stage_change_ms": {**SPREAD, "p95": 121.0}}, ["stage change, p95"]),
        ({"stage_change_ms": {**SPREAD, "p95": 239.0}, "floor_push_ms": 15.0}, []),
        ({"join_seconds": 3.7}, ["seconds until all were in"]),
        ({"join_seconds": 7.3, "floor_all_ms": 410.0}, []),
        ({"server_cpu_us_per_vote": 401.0}, ["CPU of a vote"]),
        ({"push_cpu_us": 15.1}, ["CPU of a pushed frame"]),
        ({"rss_kib_per_phone": 81.0}, ["memory of a phone"]),
        ({"load_cpu_share": 0.95}, ["load's share of a CPU"]),
    ],
)
def test_every_bar_can_be_missed(changed: dict[str, Any], unmet: list[str]) -> None:
    found = {**FOUND, **changed}
    assert [row.name for row in rows(found) if row.met is False] == unmet
    assert sum("NOT MET" in line for line in table(found)) == len(unmet)


def test_two_runs_stand_side_by_side() -> None:
    lines = beside(FOUND, {**FOUND, "rss_mb": 75.0, "ack_ms": {**SPREAD, "p95": 4.0}, "new": 1})
    figures = {line.split()[0]: line.split()[1:] for line in lines[1:]}
    assert figures["rss_mb"] == ["150", "75", "0.50"]
    assert figures["ack_ms.p95"] == ["2", "4", "2.00"]
    assert "new" not in figures
