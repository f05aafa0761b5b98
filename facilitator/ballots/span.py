"""Spans: what must outlive one part, such as who sits at which table, as sealed rows under a key of its own.

A row is (span, tag); tag = HMAC(span key, subject). The key is made before the first row, and destroyed when the last
part that needs it is over: from then on nobody can tell who sat where, nor could a copy of the rows (SECURITY.md).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, select

from facilitator.ballots.keystore import Keystore
from facilitator.ballots.receipts import LostKey
from facilitator.ballots.sealing import open_sealed, seal
from facilitator.storage.tables import ballots
from facilitator.storage.writer import Writer

MARK = ".span"
"""Ends the name under which the rows of a span lie beside the ballots; no part of a plan can be called so."""
Name = tuple[str, int]
"""The part that began a span, and its round."""


class Spans:
    """The spans of workshop `code`. What is read is kept in memory while the span lasts."""

    def __init__(self, writer: Writer, keystore: Keystore, code: str) -> None:
        self._writer = writer
        self._keystore = keystore
        self._code = code
        self._keys: dict[Name, bytes] = {}
        self._rows: dict[Name, dict[bytes, tuple[int, dict[str, Any]]]] = {}

    def begin(self, span: Name) -> None:
        """Makes the key; on the disk when this returns."""
        self._keys[span] = self._keystore.make(key_name(self._code, span))
        self._rows.setdefault(span, {})

    def write(self, conn: Connection, span: Name, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Writes the words of each subject, in a transaction of the caller's; `take` follows it."""
        sealed = [self._sealed(span, self.tag(span, subject), 1, words) for subject, words in rows.items()]
        conn.execute(delete(ballots).where(*self._where(span)))
        if sealed:
            # In the order of their tags, which says nothing of the order in which people came.
            conn.execute(ballots.insert(), sorted(sealed, key=lambda row: row["tag"]))

    def take(self, span: Name, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """The same in memory, once it is on the disk."""
        self._rows[span] = {self.tag(span, subject): (1, dict(words)) for subject, words in rows.items()}

    def put(self, span: Name, tag: bytes, words: Mapping[str, Any]) -> None:
        """Replaces or adds the words under a tag. Returns after the fsync. A span that ended takes none."""
        if span not in self._keys:
            return
        version = self._rows[span].get(tag, (0, {}))[0] + 1
        self._writer.put_ballot(self._sealed(span, tag, version, words))
        if span in self._rows:
            self._rows[span][tag] = (version, dict(words))
        else:  # it ended meanwhile, and its rows had gone before this one came
            self._writer.alone(lambda conn: conn.execute(delete(ballots).where(*self._where(span))))

    def tag(self, span: Name, subject: str) -> bytes:
        return hmac.digest(self._keys[span], f"span|{subject}".encode(), "sha256")[:16]

    def get(self, span: Name, subject: str) -> dict[str, Any] | None:
        """The words of a subject; None where there are none, or no such span."""
        found = self._rows.get(span, {}).get(self.tag(span, subject)) if span in self._keys else None
        return found[1] if found else None

    def rows(self, span: Name) -> dict[bytes, dict[str, Any]]:
        """All words by tag."""
        return {tag: words for tag, (_, words) in self._rows.get(span, {}).items()}

    def names(self) -> set[Name]:
        """Spans that last."""
        return set(self._keys)

    def end(self, span: Name) -> None:
        """Forgets a span: its rows go, then its key. Safe to repeat."""
        self._writer.alone(lambda conn: conn.execute(delete(ballots).where(*self._where(span))))
        self._keystore.destroy(key_name(self._code, span))
        self._rows.pop(span, None)
        self._keys.pop(span, None)

    def recover(self, wanted: Iterable[Name]) -> None:
        """After a restart: reads the spans that last, and drops the rows of all others, whose keys the box destroyed.

        Raises LostKey if a span that lasts has no key.
        """
        lasting = set(wanted)
        for span in lasting:
            key = self._keystore.get(key_name(self._code, span))
            if key is None:
                raise LostKey(span[0])
            self._keys[span] = key
            self._rows[span] = self._writer.read(lambda conn, s=span: self._read(conn, s))  # type: ignore[misc]
        self._writer.alone(lambda conn: self._drop_others(conn, lasting))

    def _read(self, conn: Connection, span: Name) -> dict[bytes, tuple[int, dict[str, Any]]]:
        query = select(ballots.c.tag, ballots.c.v, ballots.c.ct).where(*self._where(span))
        key = self._keys[span]
        return {tag: (v, open_sealed(key, ct, self._aad(span, tag))) for tag, v, ct in conn.execute(query)}

    def _drop_others(self, conn: Connection, lasting: set[Name]) -> None:
        query = select(ballots.c.part, ballots.c.round).where(ballots.c.workshop == self._code).distinct()
        for part, round_ in conn.execute(query).all():
            if part.endswith(MARK) and (part.removesuffix(MARK), round_) not in lasting:
                conn.execute(delete(ballots).where(*self._where((part.removesuffix(MARK), round_))))

    def _sealed(self, span: Name, tag: bytes, version: int, words: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "workshop": self._code, "part": span[0] + MARK, "round": span[1], "tag": tag, "v": version,
            "ct": seal(self._keys[span], dict(words), self._aad(span, tag)),
        }  # fmt: skip

    def _where(self, span: Name) -> tuple[Any, ...]:
        return ballots.c.workshop == self._code, ballots.c.part == span[0] + MARK, ballots.c.round == span[1]

    def _aad(self, span: Name, tag: bytes) -> bytes:
        return f"{self._code}|{span[0]}{MARK}|{span[1]}|".encode() + tag


def key_name(code: str, span: Name) -> str:
    """The name of a span's key in the keystore."""
    return f"{code}.{span[0]}{MARK}.{span[1]}"
