"""The journal: events in order, appended and never changed. It holds ids and results, never a person or a text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, select

from facilitator.storage.tables import journal


def append(conn: Connection, workshop: str, seq: int, event: Mapping[str, Any], cmd: str | None = None) -> None:
    """Writes event number `seq`; a number that is taken raises IntegrityError."""
    words = json.dumps(event, ensure_ascii=False)
    conn.execute(journal.insert(), {"workshop": workshop, "seq": seq, "event": words, "cmd": cmd})


def load(conn: Connection, workshop: str) -> list[tuple[int, dict[str, Any], str | None]]:
    """(number, event, command id) in order."""
    rows = conn.execute(
        select(journal.c.seq, journal.c.event, journal.c.cmd)
        .where(journal.c.workshop == workshop)
        .order_by(journal.c.seq)
    )
    return [(seq, json.loads(event), cmd) for seq, event, cmd in rows]


def forget(conn: Connection, workshop: str) -> None:
    """Takes back the opened door of a workshop that has not begun, when its plan was edited."""
    conn.execute(delete(journal).where(journal.c.workshop == workshop))
