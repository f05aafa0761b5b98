"""A real database file and its one writer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import gevent
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


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs fail on purpose here, and each is asked how it ended: nothing more needs to be printed."""
    monkeypatch.setattr(gevent.get_hub(), "print_exception", lambda *words: None)
