"""Deleting a workshop from the database for good: every row of it, then the free pages and the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection, delete

from facilitator.storage.engine import open_database
from facilitator.storage.tables import metadata, workshops

T = TypeVar("T")


class Disk(Protocol):
    """What a purge needs of a database: one transaction at a time, and the file rewritten without what was deleted."""

    def alone(self, job: Callable[[Connection], T]) -> T: ...

    def vacuum(self) -> None: ...


class OwnDisk:
    """The database of a folder on which no server runs."""

    def __init__(self, path: Path) -> None:
        self._engine = open_database(path)

    def alone(self, job: Callable[[Connection], T]) -> T:
        """The result of `job` in a transaction of its own."""
        with self._engine.begin() as connection:
            return job(connection)

    def vacuum(self) -> None:
        """Rewrites the file without its free pages and empties the log."""
        with self._engine.connect() as connection:
            raw = connection.connection.driver_connection
            for command in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                raw.execute(command).fetchall()  # type: ignore[union-attr]

    def close(self) -> None:
        self._engine.dispose()


def forget_workshop(conn: Connection, code: str) -> dict[str, int]:
    """Deletes every row of a workshop, in whatever table; how many, by table."""
    counts = {
        table.name: conn.execute(delete(table).where(table.c.workshop == code)).rowcount
        for table in metadata.sorted_tables
        if "workshop" in table.c
    }
    counts["workshops"] = conn.execute(delete(workshops).where(workshops.c.code == code)).rowcount
    return counts


def knows(path: Path, code: str) -> bool:
    """Whether a database has a workshop of this code; only reads, so that it may be asked beside a running server."""
    if not path.is_file():
        return False
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as line:
        try:
            return line.execute("SELECT 1 FROM workshops WHERE code = ?", (code,)).fetchone() is not None
        except sqlite3.OperationalError:
            return False
