"""A real database file and its one writer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator.storage.engine import open_database
from facilitator.storage.writer import Writer


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "f.sqlite3"


@pytest.fixture
def writer(path: Path) -> Iterator[Writer]:
    found = Writer(open_database(path))
    yield found
    found.close()
