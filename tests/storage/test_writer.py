"""The one writer: order kept, one job undone alone, what is answered is on the disk, and a full disk passes by."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import gevent
import pytest
from sqlalchemy import Connection, text

from facilitator.storage import journal
from facilitator.storage.engine import open_database
from facilitator.storage.writer import QUEUE, DiskFull, Overloaded, Writer

CODE = "QQQQ"


def append(seq: int, words: str = "", log: list[int] | None = None) -> Any:
    def job(conn: Connection) -> int:
        journal.append(conn, CODE, seq, {"event": "Test", "words": words})
        if log is not None:
            log.append(seq)
        return seq

    return job


def row(tag: bytes, v: int, ct: bytes = b"sealed") -> dict[str, Any]:
    return {"workshop": CODE, "part": "p", "round": 1, "tag": tag, "v": v, "ct": ct}


def on_disk(path: Path, query: str) -> list[tuple[Any, ...]]:
    """What another process would find."""
    line = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return line.execute(query).fetchall()
    finally:
        line.close()


def test_what_was_handed_in_first_is_written_first_in_few_transactions(writer: Writer, path: Path) -> None:
    log: list[int] = []
    commits: list[str] = []

    def count(conn: Connection) -> None:
        raw = conn.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.set_trace_callback(lambda said: commits.append(said) if said == "COMMIT" else None)

    writer.run(count)
    commits.clear()
    jobs = [gevent.spawn(writer.run, append(seq, log=log)) for seq in range(200)]
    gevent.joinall(jobs, raise_error=True)
    assert log == list(range(200))
    assert [job.value for job in jobs] == list(range(200))
    assert on_disk(path, "SELECT count(*) FROM journal") == [(200,)]
    assert len(commits) <= 3  # a group commit; one by one it would be 200


def test_what_is_answered_is_on_the_disk(writer: Writer, path: Path) -> None:
    for seq in range(5):
        writer.run(append(seq))
        assert on_disk(path, "SELECT max(seq) FROM journal") == [(seq,)]
    writer.put_ballot(row(b"a" * 16, 1))
    assert on_disk(path, "SELECT v FROM ballots") == [(1,)]


def test_a_job_that_fails_undoes_itself_and_not_its_neighbours(writer: Writer, path: Path) -> None:
    def broken(conn: Connection) -> None:
        journal.append(conn, CODE, 100, {"event": "Test"})
        raise KeyError("mine")

    jobs = [gevent.spawn(writer.run, job) for job in (append(1), broken, append(2))]
    gevent.joinall(jobs)
    assert [job.value for job in jobs] == [1, None, 2]
    with pytest.raises(KeyError, match="mine"):
        jobs[1].get()
    assert on_disk(path, "SELECT seq FROM journal") == [(1,), (2,)]


def test_ballots_and_jobs_keep_their_order_in_one_batch(writer: Writer) -> None:
    def seen(conn: Connection) -> int:
        return int(conn.execute(text("SELECT count(*) FROM ballots")).scalar_one())

    jobs = []
    for i in range(5):
        jobs.append(gevent.spawn(writer.put_ballot, row(bytes([i]) * 16, 1)))
        jobs.append(gevent.spawn(writer.run, seen))
    gevent.joinall(jobs, raise_error=True)
    assert [job.value for job in jobs[1::2]] == [1, 2, 3, 4, 5]


def test_a_newer_ballot_replaces_and_an_older_one_does_not_even_in_one_batch(writer: Writer, path: Path) -> None:
    tag = b"a" * 16
    jobs = [gevent.spawn(writer.put_ballot, row(tag, v, b"%d" % v)) for v in (2, 5, 3, 5, 1)]
    gevent.joinall(jobs, raise_error=True)
    assert on_disk(path, "SELECT v, ct FROM ballots") == [(5, b"5")]


def test_a_job_that_is_alone_empties_the_log_and_keeps_its_place(writer: Writer, path: Path) -> None:
    log: list[int] = []
    jobs = [gevent.spawn(writer.run, append(seq, log=log)) for seq in (1, 2)]
    jobs.append(gevent.spawn(writer.alone, append(3, log=log)))
    jobs.append(gevent.spawn(writer.run, append(4, log=log)))
    gevent.joinall(jobs[:3], raise_error=True)
    gevent.joinall(jobs, raise_error=True)
    assert log == [1, 2, 3, 4]
    writer.alone(append(5))
    assert Path(f"{path}-wal").stat().st_size == 0


def test_a_full_disk_is_said_and_nothing_of_it_is_kept_and_the_writer_goes_on(writer: Writer, path: Path) -> None:
    writer.run(append(1))

    def limit(pages: int) -> Any:
        return lambda conn: conn.execute(text(f"PRAGMA max_page_count = {pages}")).all()

    pages = writer.read(lambda conn: int(conn.execute(text("PRAGMA page_count")).scalar_one()))
    writer.run(limit(pages))
    small, large = (gevent.spawn(writer.run, job) for job in (append(2), append(3, "x" * 20_000)))
    gevent.joinall([small, large])
    for job in (small, large):  # one transaction: what could not be written takes its neighbours with it, and says so
        with pytest.raises(DiskFull):
            job.get()
    with pytest.raises(DiskFull):
        writer.put_ballot(row(b"a" * 16, 1, b"x" * 20_000))
    assert on_disk(path, "SELECT seq FROM journal") == [(1,)]
    assert on_disk(path, "SELECT count(*) FROM ballots") == [(0,)]
    writer.run(limit(1_000_000))
    assert writer.run(append(2)) == 2
    writer.put_ballot(row(b"a" * 16, 1, b"x" * 20_000))
    assert on_disk(path, "SELECT seq FROM journal") == [(1,), (2,)]
    assert on_disk(path, "PRAGMA integrity_check") == [("ok",)]


def test_too_much_waiting_is_refused_at_once(writer: Writer, path: Path) -> None:
    jobs = [gevent.spawn(writer.run, append(seq)) for seq in range(QUEUE + 50)]
    gevent.joinall(jobs)
    refused = [job for job in jobs if isinstance(job.exception, Overloaded)]
    assert len(refused) == 50
    assert on_disk(path, "SELECT count(*) FROM journal") == [(QUEUE,)]
    assert writer.run(append(QUEUE + 50)) == QUEUE + 50


def test_closing_writes_what_waits_and_then_takes_no_more(path: Path) -> None:
    writer = Writer(open_database(path))
    jobs = [gevent.spawn(writer.run, append(seq)) for seq in range(20)]
    gevent.sleep(0)
    writer.close()
    assert [job.get() for job in jobs] == list(range(20))
    assert on_disk(path, "SELECT count(*) FROM journal") == [(20,)]
    with pytest.raises(Overloaded):
        writer.run(append(21))
