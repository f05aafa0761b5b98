"""A CSV file for each activity (RFC 4180), in which no cell can become a formula."""

from __future__ import annotations

import csv
import io
import re

from facilitator.activities.registry import table_of
from facilitator.activities.tables import Cell, Table
from facilitator.archive.copies import Copy
from facilitator.archive.record import Outcome, PartRecord

BOM = "\ufeff"
"""Tells older spreadsheet programs that a file is UTF-8."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BREAK = re.compile(r"(\r\n|\r|\n)")


def table(copy: Copy, part: Outcome) -> Table | None:
    """The results of a part in a copy, or the texts of one beside it; None where there are none to give."""
    own = [text.model_dump() for text in part.texts]
    texts = {text.id: text.body for text in copy.record.texts}
    if not isinstance(part, PartRecord):
        return table_of(part.config, {}, own, texts, 0) if own else None
    if part.results is None:
        return None
    return table_of(part.config, part.results, own, texts, part.step)


def tables(copy: Copy) -> list[tuple[str, Outcome, Table]]:
    """(file name without its ending, part, table) in the order of the plan, then those beside it.

    Names are made of ids, never of titles.
    """
    found = [(part, made) for part in copy.record.outcomes if (made := table(copy, part)) is not None]
    return [
        (f"{copy.name}-{at:02d}-{safe_name(part.part)}", part, made) for at, (part, made) in enumerate(found, start=1)
    ]


def csv_text(found: Table, bom: bool = False) -> str:
    """The table as CSV: CRLF, quotes where they are needed, cells that could be formulas made harmless."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(column) for column in found.columns])
    writer.writerows([[harmless(cell) for cell in row] for row in found.rows])
    return (BOM if bom else "") + out.getvalue()


def harmless(cell: Cell) -> str | int | float:
    """A cell that no spreadsheet program evaluates: lines that begin like a formula get an apostrophe in front."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    lines = _BREAK.split(cell)
    # Not only the first line: some programs take each line of a pasted cell for a cell of its own.
    return "".join(line if at % 2 else _harmless_line(line) for at, line in enumerate(lines))


def _harmless_line(line: str) -> str:
    begins = line.startswith(FORMULA) or line.strip("\u200b\u200c\u200d\u2060\ufeff \u00a0\t\r\n\v\f").startswith(
        FORMULA
    )
    return f"'{line}" if begins or line.strip().startswith(FORMULA) else line


def safe_name(text: str) -> str:
    """A name that every file system takes: small letters, digits and hyphens, never empty, never a device."""
    name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60].strip("-") or "workshop"
    return f"{name}-" if re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d", name) else name
