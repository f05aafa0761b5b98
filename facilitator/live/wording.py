"""Words of texts: what a decision writes to the table that can forget, and to the memory of the room beside it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from facilitator.storage import texts
from facilitator.storage.texts import StoredText
from facilitator.workshop.decision import TextWrite
from facilitator.workshop.views import Words


def keep_words(conn: Connection, code: str, write: TextWrite) -> None:
    """Carries `write` out on the disk, in the transaction of its events."""
    match write.do:
        case "rewrite":
            texts.rewrite(conn, code, write.text, write.words)
        case "name":
            texts.name(conn, code, write.text, write.words)
        case "translate":
            texts.translate(conn, code, write.text, write.words, write.language)
        case "pin":
            texts.pin(conn, code, write.text, write.words)
        case "forget":
            texts.forget(conn, code, [write.text])


def follow_words(words: dict[str, Words], write: TextWrite) -> None:
    """The same in memory, once it is on the disk."""
    old = words.get(write.text, Words(""))
    match write.do:
        case "rewrite":
            words[write.text] = Words(write.words, old.name, old.original or old.body)
        case "name":
            words[write.text] = replace(old, name=write.words)
        case "translate":
            words[write.text] = replace(old, translation=write.words, translation_language=write.language)
        case "pin":
            words[write.text] = Words(write.words)
        case "forget":
            words.pop(write.text, None)


def read_words(row: StoredText) -> Words:
    """What the room keeps in memory of a row."""
    return Words(row.body, row.name or "", row.original, row.translation or "", row.translation_language or "")
