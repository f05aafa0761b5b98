"""The facilitator's private notes: a file of their own apart from the archive, and only where a run takes any."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from facilitator.archive.build import replace_file
from facilitator.settings import Settings

FOLDER = "notes"
"""Below the data folder and not in the archive: no copy, export, checksum or import knows of them."""
MOST = 200_000
"""Bytes of one evening's notes; nobody types more, and a page left alone with a stuck key may."""


class TooMany(Exception):
    """The notes of an evening are as long as they may be."""


def notes_file(data: Path, code: str, day: str) -> Path:
    """Where the notes of a workshop lie. The day in the name is what their deletion goes by."""
    return data / FOLDER / f"{day}-{code}.txt"


def note(path: Path, stage: str, words: str) -> int:
    """Adds `words` under the heading of a stage, on the disk when this returns; how many notes there are then.

    No time stands beside them: one could be held against when something was sent. What repeats the last note of the
    same stage is taken for the same request sent twice. Raises TooMany and OSError, and then nothing was changed.
    """
    before = path.read_text("utf-8") if path.is_file() else ""
    heading, line = f"# {_one_line(stage)}\n", f"- {_one_line(words)}\n"
    last = max((at for at in _headings(before)), default=None)
    same = last is not None and before[last:].startswith(heading)
    if same and before.endswith(f"\n{line}"):
        return _count(before)
    after = before + ("" if same else f"{chr(10) if before else ''}{heading}") + line
    if len(after.encode()) > MOST:
        raise TooMany
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    replace_file(path, after.encode())
    return _count(after)


def notes_of(data: Path, code: str) -> Path | None:
    """The newest notes of a workshop, if there are any."""
    return next((path for path in reversed(every_file(data, code)) if path.suffix == ".txt"), None)


def every_file(data: Path, code: str) -> list[Path]:
    """All files of notes of a workshop: one for each day, and what a crash left half written."""
    return [path for path, _, its in _all(data) if its == code]


def noted(data: Path) -> frozenset[str]:
    """Codes of the workshops that have notes."""
    return frozenset(code for path, _, code in _all(data) if path.suffix == ".txt")


def over(settings: Settings, today: str) -> list[str]:
    """Codes of the workshops whose notes are older than they may be."""
    first = (date.fromisoformat(today) - timedelta(days=settings.notes_days)).isoformat()
    return sorted({code for _, day, code in _all(settings.data) if day < first})


def _all(data: Path) -> Iterator[tuple[Path, str, str]]:
    """Every file of notes with its day and code; what is named otherwise is not ours."""
    for path in sorted((data / FOLDER).glob("????-??-??-????.txt*")):
        yield path, path.name[:10], path.name[11:15]


def _headings(text: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith("# ", at) and (at == 0 or text[at - 1] == "\n")]


def _count(text: str) -> int:
    return sum(line.startswith("- ") for line in text.splitlines())


def _one_line(words: str) -> str:
    return " ".join(words.split())
