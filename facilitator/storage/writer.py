"""The one thread that touches the database: everything waiting goes into one transaction, answered after its fsync."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

import gevent
from gevent.event import AsyncResult, Event
from sqlalchemy import Connection, Engine
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DBAPIError, IntegrityError

from facilitator.storage.tables import ballots
from facilitator.storage.thread import Thread

T = TypeVar("T")
QUEUE = 2_000
"""Jobs that may wait; more are refused at once, so that a flood cannot eat the memory."""


ROWS = 256
"""Ballots in one statement."""


class Overloaded(Exception):
    """Too much is waiting to be written."""


class DiskFull(Exception):
    """The transaction could not be written. Nothing of it is kept; the writer goes on with the next."""


@dataclass(eq=False)
class _Job:
    work: Callable[[Connection], Any] | None
    row: dict[str, Any] = field(default_factory=dict)
    alone: bool = False
    done: AsyncResult = field(default_factory=AsyncResult)


_live = ballots
_upsert = insert(_live)
_upsert = _upsert.on_conflict_do_update(
    index_elements=[_live.c.workshop, _live.c.part, _live.c.round, _live.c.tag],
    set_={"v": _upsert.excluded.v, "ct": _upsert.excluded.ct},
    where=_upsert.excluded.v > _live.c.v,
)
_compiled = _upsert.compile(dialect=sqlite.dialect())
_UPSERT, _COLUMNS = str(_compiled), tuple(_compiled.positiontup or ())


@cache
def _upsert_of(count: int) -> str:
    """The statement for so many rows."""
    one = f"({', '.join('?' * len(_COLUMNS))})"
    return _UPSERT.replace(one, ", ".join([one] * count))


class Writer:
    """Group commit. Callers are greenlets; they wait for the fsync while the hub goes on serving.

    Order is kept: what was handed in first is written first.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # One real OS thread: an fsync on the hub would stop every phone for its length.
        self._thread = Thread()
        self._raw: Any = None
        self._waiting: list[_Job] = []
        self._wake = Event()
        self._stopped = False
        self._loop = gevent.spawn(self._run)

    def run(self, job: Callable[[Connection], T]) -> T:
        """The result of `job` after its transaction was committed. An exception in `job` undoes that job alone."""
        return self._hand_in(_Job(job))  # type: ignore[no-any-return]

    def alone(self, job: Callable[[Connection], T]) -> T:
        """Like `run`, in a transaction of its own, and the write-ahead log is emptied after it."""
        return self._hand_in(_Job(job, alone=True))  # type: ignore[no-any-return]

    def read(self, job: Callable[[Connection], T]) -> T:
        """The result of a job that only reads."""
        return self.run(job)

    def put_ballot(self, row: dict[str, Any]) -> None:
        """Inserts or replaces a ballot row (iff its v is newer); returns once it is on the disk."""
        self._hand_in(_Job(None, row=row))

    def vacuum(self) -> None:
        """Rewrites the file without its free pages and empties the log, as far as the disk has room."""
        self._thread.apply(self._rewrite, "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Writes what waits and closes the database."""
        self._stopped = True
        self._wake.set()
        self._loop.join(timeout=10)
        self._thread.apply(self._engine.dispose)
        self._thread.end()

    def _hand_in(self, job: _Job) -> Any:
        if self._stopped or len(self._waiting) >= QUEUE:
            raise Overloaded
        self._waiting.append(job)
        self._wake.set()
        return job.done.get()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            while self._waiting:
                batch = self._next_batch()
                outcomes = self._thread.apply(self._transaction, batch)
                for job, (value, problem) in zip(batch, outcomes, strict=True):
                    if problem is None:
                        job.done.set(value)
                    else:
                        job.done.set_exception(problem)
            if self._stopped:
                return

    def _next_batch(self) -> list[_Job]:
        """Everything that waits up to the next job that wants to be alone."""
        first_alone = next((i for i, job in enumerate(self._waiting) if job.alone), None)
        count = len(self._waiting) if first_alone is None else max(first_alone, 1)
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        return batch

    def _transaction(self, batch: list[_Job]) -> list[tuple[Any, Exception | None]]:
        """Runs in the OS thread. One outcome for each job; if the commit fails, that is every job's outcome."""
        try:
            if all(job.work is None for job in batch):
                self._upsert([job.row for job in batch])
                return [(None, None)] * len(batch)
            with self._engine.begin() as connection:
                outcomes = _write(connection, batch)
        except (DBAPIError, sqlite3.Error):
            return [(None, DiskFull()) for _ in batch]
        except Exception as problem:
            return [(None, problem) for _ in batch]  # whatever it was, the one thread that writes goes on
        if batch[0].alone:
            self._rewrite("PRAGMA wal_checkpoint(TRUNCATE)")
        return outcomes

    def _upsert(self, rows: list[dict[str, Any]]) -> None:
        """Nothing but ballots, the usual case: the same statement without SQLAlchemy's way around it.

        At one vote a transaction that way costs more than the vote.
        """
        if self._raw is None:
            with self._engine.connect() as connection:
                self._raw = connection.connection.driver_connection
        raw = self._raw
        raw.execute("BEGIN IMMEDIATE")
        try:
            at = 0
            while at < len(rows):
                # So many at once, in powers of two, that few statements are prepared: Python takes its lock anew
                # after each, and in a burst the hub does not give it back soon.
                count = min(1 << ((len(rows) - at).bit_length() - 1), ROWS)
                raw.execute(_upsert_of(count), [row[name] for row in rows[at : at + count] for name in _COLUMNS])
                at += count
            raw.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                raw.execute("ROLLBACK")
            raise

    def _rewrite(self, *commands: str) -> None:
        # What is committed stays committed: a log that cannot be emptied for want of room is emptied by the next.
        with contextlib.suppress(sqlite3.Error), self._engine.connect() as connection:
            raw = connection.connection.driver_connection
            for command in commands:
                raw.execute(command).fetchall()  # type: ignore[union-attr]


def _write(connection: Connection, batch: list[_Job]) -> list[tuple[Any, Exception | None]]:
    outcomes: list[tuple[Any, Exception | None]] = []
    rows: list[dict[str, Any]] = []

    def flush() -> None:
        if rows:
            connection.execute(_upsert, rows)
            rows.clear()

    for job in batch:
        if job.work is None:
            rows.append(job.row)
            outcomes.append((None, None))
            continue
        flush()  # keeps the order in which things were handed in
        try:
            with connection.begin_nested():
                outcomes.append((job.work(connection), None))
        except IntegrityError as problem:
            outcomes.append((None, problem))
        except DBAPIError:
            raise
        except Exception as problem:
            outcomes.append((None, problem))
    flush()
    return outcomes
