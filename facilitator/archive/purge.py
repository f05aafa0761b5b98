"""Carrying the retention dates out: what is due is deleted, the deletion is checked and logged without any content."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection

from facilitator.archive.build import record_files, write_files
from facilitator.archive.notes import every_file, over
from facilitator.archive.record import Deleted
from facilitator.archive.retention import unchosen
from facilitator.archive.shelf import Entry, shelf
from facilitator.ballots.keystore import Keystore
from facilitator.settings import Settings
from facilitator.storage import journal, texts, workshops
from facilitator.storage.forgetting import Disk, forget_workshop

LOG = "deletions.jsonl"
NAMES = {"texts": "texts", "journal": "events", "seats": "seats", "workshops": "plan"}
LONG_ENOUGH = 12
"""Bytes of a line by which a text is searched for; shorter ones stand in any file by chance."""


@dataclass(frozen=True)
class Due:
    """Something to delete. `why` is until, unchosen, unsealed, notes or asked."""

    code: str
    why: str


@dataclass(frozen=True)
class Removed:
    """What was deleted of a workshop, by kind; `left` names files that still hold words of it."""

    code: str
    why: str
    on: str
    what: dict[str, int]
    left: tuple[str, ...] = field(default=())


def due(settings: Settings, disk: Disk, today: str) -> list[Due]:
    """What the dates say is to be deleted today; a date is the last day on which something is kept."""
    entries = shelf(settings.data / "archive")
    whole = [Due(entry.record.code, "until") for entry in entries if entry.record.kept.until < today]
    codes = {entry.record.code for entry in entries}
    whole += [Due(row.code, "until") for row in _without_archive(settings, disk, today) if row.code not in codes]
    codes = {one.code for one in whole}
    part = [
        Due(entry.record.code, "unchosen")
        for entry in entries
        if entry.record.code not in codes and entry.record.kept.unchosen_until < today and _unchosen_texts(entry)
    ]
    unsealed = _unsealed(settings, disk, today)
    codes |= {one.code for one in unsealed}
    own = [Due(code, "notes") for code in over(settings, today) if code not in codes]
    return [*whole, *part, *unsealed, *own]


def _without_archive(settings: Settings, disk: Disk, today: str) -> list[workshops.StoredWorkshop]:
    """Sealed workshops whose time is over by the settings: for those whose files cannot say it, or are not there."""
    last = (date.fromisoformat(today) - timedelta(days=settings.retention_days)).isoformat()
    return [row for row in disk.alone(workshops.all_workshops) if row.sealed and row.created_on < last]


def _unsealed(settings: Settings, disk: Disk, today: str) -> list[Due]:
    """Runs that nobody went on with to seal them. Printed tickets that were never run hold no words and wait longer."""
    found = []
    for row in disk.alone(workshops.all_workshops):
        printed = row.seats == "tickets" and not disk.alone(lambda conn, code=row.code: journal.load(conn, code))  # type: ignore[misc]
        days = settings.retention_days if printed else settings.unchosen_days
        last = (date.fromisoformat(today) - timedelta(days=days)).isoformat()
        if not row.sealed and row.created_on < last:
            found.append(Due(row.code, "unsealed"))
    return found


def purge(settings: Settings, disk: Disk, wanted: Iterable[Due], today: str) -> list[Removed]:
    """Deletes, rewrites the database without it, looks whether it is gone, and writes the log."""
    ways = {"unchosen": _unchosen, "notes": _notes}
    done = [ways.get(one.why, _whole)(settings, disk, one, today) for one in wanted]
    for removed in done:
        _log(settings.data / "archive", removed)
    return done


def deletions(folder: Path) -> list[Removed]:
    """The deletion log, newest first; a line that is none is passed over."""
    try:
        lines = (folder / LOG).read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
    found = []
    for line in reversed(lines):
        with contextlib.suppress(ValueError, TypeError):
            found.append(Removed(**json.loads(line)))
    return found


def _whole(settings: Settings, disk: Disk, one: Due, today: str) -> Removed:
    words = {row.body for row in disk.alone(lambda conn: texts.load(conn, one.code))}
    folders = [path for path in (settings.data / "archive").glob(f"{one.code}-*") if path.is_dir()]
    records = [e.record for e in shelf(settings.data / "archive") if e.folder in folders]
    words |= {words for record in records for words in (*(t.body for t in record.texts), *record.handed_on)}
    counts = disk.alone(lambda conn: forget_workshop(conn, one.code))
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    for folder in folders:
        shutil.rmtree(folder)
    clock = settings.data / f"{one.code}.clock.json"
    files += [clock] if clock.exists() else []
    clock.unlink(missing_ok=True)
    keys = _destroy_keys(settings, one.code)
    disk.vacuum()
    what = {NAMES.get(table, "other"): 0 for table in counts}
    for table, count in counts.items():
        what[NAMES.get(table, "other")] += count
    what |= {"files": len(files), "keys": keys, "notes": _unlink_notes(settings, one.code)}
    left = _left(settings, disk, words)
    return Removed(one.code, one.why, today, {kind: n for kind, n in what.items() if n}, left)


def _unchosen(settings: Settings, disk: Disk, one: Due, today: str) -> Removed:
    """Texts that nobody chose leave database, record and report; the rest of the workshop stays."""
    entry = next(entry for entry in shelf(settings.data / "archive") if entry.record.code == one.code)
    gone = _unchosen_texts(entry)
    words = {text.body for part in entry.record.parts for text in part.texts if text.id in gone}

    def job(conn: Connection) -> None:
        texts.forget(conn, one.code, sorted(gone))

    disk.alone(job)
    parts = tuple(
        part.model_copy(update={"texts": tuple(text for text in part.texts if text.id not in gone)})
        for part in entry.record.parts
    )
    line = Deleted(what="unchosen_texts", count=len(gone), on=today)
    record = entry.record.model_copy(update={"parts": parts, "deleted": (*entry.record.deleted, line)})
    write_files(entry.folder, record_files(record, entry.plan_text))
    disk.vacuum()
    return Removed(one.code, one.why, today, {"unchosen_texts": len(gone)}, _left(settings, disk, words))


def _notes(settings: Settings, disk: Disk, one: Due, today: str) -> Removed:
    """The facilitator's own notes go; the workshop stays."""
    words = {
        line.removeprefix("- ")
        for path in every_file(settings.data, one.code)
        for line in path.read_text("utf-8", "replace").splitlines()
        if line.startswith("- ")
    }
    what = {"notes": _unlink_notes(settings, one.code)}
    return Removed(one.code, one.why, today, what, _left(settings, disk, words))


def _unlink_notes(settings: Settings, code: str) -> int:
    found = every_file(settings.data, code)
    for path in found:
        path.unlink()
    return len(found)


def _unchosen_texts(entry: Entry) -> frozenset[str]:
    there = {text.id for part in entry.record.parts for text in part.texts}
    return unchosen(entry.record) & there


def _destroy_keys(settings: Settings, code: str) -> int:
    if not settings.keystore.is_dir():
        return 0
    keystore = Keystore(settings.keystore)
    names = [name for name in keystore.names() if name.startswith(f"{code}.")]
    for name in names:
        keystore.destroy(name)
    return len(names)


def _left(settings: Settings, disk: Disk, words: Iterable[str]) -> tuple[str, ...]:
    """Files of the data folder that still hold a line of what was deleted and of nothing else that is kept."""
    lines = {line for text in words for line in [max(text.split("\n"), key=len)] if len(line.encode()) >= LONG_ENOUGH}
    kept = [
        text.body
        for row in disk.alone(workshops.all_workshops)
        for text in disk.alone(lambda conn, code=row.code: texts.load(conn, code))  # type: ignore[misc]
    ] + [t.body for entry in shelf(settings.data / "archive") for t in entry.record.texts]
    alone = [line.encode() for line in lines if not any(line in text for text in kept)]
    found = (path for path in settings.data.rglob("*") if path.is_file())
    return tuple(str(path.relative_to(settings.data)) for path in found if _holds(path, alone))


def _holds(path: Path, lines: list[bytes]) -> bool:
    raw = path.read_bytes()
    return any(line in raw for line in lines)


def _log(folder: Path, removed: Removed) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = {"code": removed.code, "why": removed.why, "on": removed.on, "what": removed.what}
    with os.fdopen(os.open(folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as out:
        out.write(json.dumps(line, sort_keys=True) + "\n")
        out.flush()
        os.fsync(out.fileno())
