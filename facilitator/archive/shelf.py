"""The shelf: finished workshops of a data folder, found by their code and never by a path."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from facilitator.archive.record import BadRecord, Record, read_record


@dataclass(frozen=True)
class Entry:
    """A finished workshop: its record and the folder it lies in."""

    record: Record
    folder: Path

    @property
    def plan_text(self) -> str:
        """The plan as it was run. Raises OSError if somebody took it away."""
        return (self.folder / "plan.yaml").read_bytes().decode("utf-8")


def shelf(folder: Path) -> list[Entry]:
    """Finished workshops below `folder`, newest first."""
    found = []
    for path in sorted(folder.glob("*/session.json")) if folder.is_dir() else []:
        try:
            record = read_record(path.read_text("utf-8"))
        except (OSError, ValueError, BadRecord):
            continue  # a folder that somebody edited by hand is not on the shelf; `verify` says why
        if record.sealed:
            found.append(Entry(record, path.parent))
    return sorted(found, key=lambda entry: (entry.record.date, entry.record.code), reverse=True)


def find(folder: Path, code: str) -> Entry | None:
    """The finished workshop with this code."""
    return next((entry for entry in shelf(folder) if entry.record.code == code), None)


def past_workshops(folder: Path) -> list[dict[str, Any]]:
    """What a page of past workshops shows of each."""
    return [
        {
            "code": record.code, "title": record.plan.title, "date": record.date, "year": record.date[:4],
            "practice": record.practice,
            "folder": entry.folder, "kept": record.kept, "texts": len(record.texts),
            "stages": list(dict.fromkeys(part.stage for part in record.parts)),
        }
        for entry in shelf(folder)
        for record in [entry.record]
    ]  # fmt: skip


def place(source: str, folder: Path) -> Path:
    """A code of the shelf, even of a folder that no longer fits its schema, or else a path."""
    code = source.upper()
    return next((path for path in sorted(folder.glob("????-*")) if path.name[:4] == code), Path(source))
