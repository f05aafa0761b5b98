"""The tables as one XLSX file: strings are strings, there is no formula, and nothing tells who made it or when."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook

from facilitator.activities.tables import Cell, Table
from facilitator.archive.copies import Copy
from facilitator.archive.tabular import tables

ALWAYS = datetime(2000, 1, 1)
OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
SHEET_NAME = 31
WIDE = 60


def workbook(copy: Copy, right_to_left: bool) -> bytes:
    """A first sheet of facts, then a sheet for each activity in the order of the plan."""
    out = io.BytesIO()
    book = Workbook(out, OPTIONS)
    book.set_properties({"title": "", "author": "", "company": "", "comments": "", "created": ALWAYS})
    looks = {"head": book.add_format({"bold": True}), "cell": book.add_format({"text_wrap": True, "valign": "top"})}
    taken: set[str] = set()
    sheets = [("facts", _facts(copy)), *((part.title, made) for _, part, made in tables(copy))]
    for title, made in sheets:
        sheet = book.add_worksheet(_sheet_name(title, taken))
        if right_to_left:
            sheet.right_to_left()
        sheet.freeze_panes(1, 0)
        _fill(sheet, made, looks)
    book.close()
    return out.getvalue()


def _fill(sheet: Any, made: Table, looks: dict[str, Any]) -> None:
    for column, name in enumerate(made.columns):
        sheet.write_string(0, column, name, looks["head"])
        longest = max([len(name), *(len(str(row[column])) for row in made.rows)])
        sheet.set_column(column, column, min(WIDE, longest + 2))
    for at, row in enumerate(made.rows, start=1):
        for column, cell in enumerate(row):
            _write(sheet, at, column, cell, looks["cell"])


def _write(sheet: Any, row: int, column: int, cell: Cell, look: Any) -> None:
    # Never write(): it guesses, and would make a formula of what somebody typed.
    if isinstance(cell, str):
        sheet.write_string(row, column, cell, look)
    elif cell is not None:
        sheet.write_number(row, column, cell, look)


def _facts(copy: Copy) -> Table:
    record = copy.record
    rows: list[tuple[Cell, ...]] = [
        ("code", record.code), ("date", record.date), ("title", record.plan.title), ("plan", record.plan.id),
        ("practice", "yes" if record.practice else "no"), ("kept_until", record.kept.until), ("note", record.note),
    ]  # fmt: skip
    if copy.whole:
        rows += [("plan_sha256", record.plan.sha256), ("joined", record.joined), ("entered", record.entered)]
        rows += [("tickets", record.tickets), ("void", record.void)] if record.seats == "tickets" else []
        rows += [(f"minutes.{stage.id}", stage.taken) for stage in record.stages if stage.taken is not None]
        rows += [(f"deleted.{line.what}.{line.on}", line.count) for line in record.deleted]
    return Table(("what", "value"), tuple(rows))


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name that a workbook takes, unlike every other in it whatever the case of its letters."""
    name = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip().strip("'").strip()[:SHEET_NAME] or "activity"
    found, at = name, 2
    while found.casefold() in taken or found.casefold() == "history":  # a name that spreadsheets keep to themselves
        tail = f" {at}"
        found, at = name[: SHEET_NAME - len(tail)] + tail, at + 1
    taken.add(found.casefold())
    return found
