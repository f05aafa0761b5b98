"""A ballot box on a real database in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from facilitator.activities.base import Ballot
from facilitator.ballots.box import Box
from facilitator.ballots.keystore import Keystore
from facilitator.storage.engine import open_database
from facilitator.storage.tables import ballots
from facilitator.storage.writer import Writer

CODE = "QQQQ"


def anything(answer: Mapping[str, Any]) -> bool:
    """Every answer counts."""
    return True


@dataclass
class Bench:
    """Database, keys, and boxes on them; `restart` is what a new process would find."""

    folder: Path
    writer: Writer
    keystore: Keystore

    @classmethod
    def on(cls, folder: Path) -> Bench:
        return cls(folder, Writer(open_database(folder / "data" / "f.sqlite3")), Keystore(folder / "keys"))

    def box(self) -> Box:
        return Box(self.writer, self.keystore, CODE)

    def rows(self) -> list[Any]:
        return self.writer.read(lambda conn: list(conn.execute(select(ballots))))

    def close(self, box: Box, part: str = "p", round_: int = 1) -> list[Ballot]:
        """Closes a round and gives what it released."""
        return box.close(part, round_, anything, lambda conn, released, people: released)

    def authors(self, box: Box, part: str = "p", round_: int = 1) -> int:
        """Closes a round and gives how many people it came from, "nothing to add" apart."""
        return box.close(part, round_, lambda answer: "text" in answer, lambda conn, released, people: people)

    def restart(self) -> None:
        self.writer.close()
        self.writer = Writer(open_database(self.folder / "data" / "f.sqlite3"))
        self.keystore = Keystore(self.folder / "keys")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    found = Bench.on(tmp_path)
    yield found
    found.writer.close()
