"""The table of texts: the one place that holds what people wrote after a close, and that can forget it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import Connection, bindparam, delete, func, select, update

from facilitator.storage.tables import texts


@dataclass(frozen=True)
class StoredText:
    """A released text; `original` is what it said before it was softened, until the seal."""

    id: str
    part: str
    round: int
    body: str
    original: str | None
    name: str | None
    translation: str | None = None
    translation_language: str | None = None


def add(conn: Connection, workshop: str, rows: Sequence[tuple[str, str, int, str]]) -> None:
    """Adds (id, part, round, body)."""
    if rows:
        conn.execute(
            texts.insert(),
            [{"workshop": workshop, "id": i, "part": p, "round": r, "body": b} for i, p, r, b in rows],
        )


def rewrite(conn: Connection, workshop: str, id_: str, body: str) -> None:
    """Replaces the words of a text; the first original is kept until the seal.

    A translation goes: it may still say what was softened.
    """
    conn.execute(
        update(texts)
        .where(texts.c.workshop == workshop, texts.c.id == id_)
        .values(
            original=func.coalesce(texts.c.original, texts.c.body), body=bindparam("words"), translation=None,
            translation_language=None,
        ),
        {"words": body},
    )  # fmt: skip


def name(conn: Connection, workshop: str, id_: str, handle: str) -> None:
    """Gives a text the facilitator's handle; an empty one takes it away."""
    conn.execute(update(texts).where(texts.c.workshop == workshop, texts.c.id == id_).values(name=handle or None))


def translate(conn: Connection, workshop: str, id_: str, body: str, language: str) -> None:
    """Puts a translation under a text; an empty one takes it away."""
    words = {"translation": body or None, "translation_language": language or None}
    conn.execute(update(texts).where(texts.c.workshop == workshop, texts.c.id == id_).values(words))


def pin(conn: Connection, workshop: str, id_: str, body: str) -> None:
    """Writes or replaces words that belong to no part."""
    forget(conn, workshop, [id_])
    add(conn, workshop, [(id_, "", 0, body)])


def forget(conn: Connection, workshop: str, ids: Iterable[str]) -> None:
    """Deletes texts; with secure_delete and an emptied log they are gone from the file."""
    for id_ in ids:
        conn.execute(delete(texts).where(texts.c.workshop == workshop, texts.c.id == id_))


def forget_originals(conn: Connection, workshop: str) -> None:
    """Drops what softened texts said before."""
    conn.execute(update(texts).where(texts.c.workshop == workshop).values(original=None))


def load(conn: Connection, workshop: str) -> list[StoredText]:
    """All texts, in the order of their random ids."""
    columns = [texts.c[field.name] for field in fields(StoredText)]
    rows = conn.execute(select(*columns).where(texts.c.workshop == workshop).order_by(texts.c.id))
    return [StoredText(*row) for row in rows]
