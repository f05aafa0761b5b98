"""What somebody with the files can do: put texts in an order by rows, by log frames, by places inside pages."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

FRAME_HEADER = 24
WAL_HEADER = 32


def by_row(path: Path, table: str, markers: Sequence[bytes]) -> list[bytes]:
    """The markers in the order in which the table gives its rows."""
    line = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        bodies = [str(body).encode() for (body,) in line.execute(f"SELECT body FROM {table}")]
    finally:
        line.close()
    return [marker for body in bodies for marker in markers if marker in body]


def by_offset(file: bytes, markers: Sequence[bytes]) -> list[bytes]:
    """The markers in the order in which SQLite puts cells into pages: from the end of each page to its beginning."""
    size = struct.unpack(">H", file[16:18])[0]
    places = {marker: file.find(marker) for marker in markers}
    found = [marker for marker in markers if places[marker] >= 0]
    return sorted(found, key=lambda marker: (places[marker] // size, -places[marker]))


def by_frame(wal: bytes, markers: Sequence[bytes]) -> list[bytes]:
    """The markers in the order of the first frame of the write-ahead log that holds them, then as in `by_offset`."""
    if len(wal) < WAL_HEADER:
        return []
    size = struct.unpack(">I", wal[8:12])[0]
    order: list[bytes] = []
    for at in range(WAL_HEADER, len(wal) - FRAME_HEADER - size + 1, FRAME_HEADER + size):
        page = wal[at + FRAME_HEADER : at + FRAME_HEADER + size]
        fresh = [marker for marker in markers if marker in page and marker not in order]
        order += sorted(fresh, key=lambda marker: -page.find(marker))
    return order


def matched(guess: Sequence[bytes], truth: Sequence[bytes]) -> float:
    """Share of texts at exactly their author's place; by chance one in all."""
    return sum(a == b for a, b in zip(guess, truth, strict=False)) / len(truth)


def kendall(guess: Sequence[bytes], truth: Sequence[bytes]) -> float:
    """Kendall's tau of the two orders: 1 the same, -1 reversed, 0 by chance."""
    place = {marker: at for at, marker in enumerate(truth)}
    pairs = list(combinations([place[marker] for marker in guess], 2))
    return sum(1 if a < b else -1 for a, b in pairs) / len(pairs) if pairs else 0.0
