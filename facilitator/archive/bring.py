"""Importing an archive from elsewhere: all of it is verified, and nothing but its record and plan is taken over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from facilitator.archive.build import record_files, write_files
from facilitator.archive.record import Record, read_record
from facilitator.archive.tabular import safe_name
from facilitator.archive.verify import NotAnArchive, read_source, verify
from facilitator.plans.read import PlanProblems, read_plan_text
from facilitator.settings import Settings
from facilitator.storage.forgetting import knows


def bring_in(source: Path, settings: Settings, today: str) -> Record:
    """Puts the workshop in a folder or zip on the shelf. Raises NotAnArchive with a sentence that says why not.

    Report and checksums are made anew from the record: a page that somebody else wrote is never served from here.
    """
    files = read_source(source)
    for name in ("session.json", "plan.yaml", "checksums.txt"):
        if name not in files:
            raise NotAnArchive(f"{name} is missing; import the organiser's copy with its data.")
    found = verify(files)
    if found.faults:
        raise NotAnArchive(found.faults[0])
    record = read_record(files["session.json"].decode("utf-8"))
    plan_text = _plan(files["plan.yaml"])
    _welcome(record, settings, today)
    home = settings.data / "archive" / f"{record.code}-{safe_name(record.plan.title)}"
    write_files(home, record_files(record, plan_text))
    return record


def _plan(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
        read_plan_text(text, "plan.yaml")
    except (UnicodeDecodeError, PlanProblems):
        raise NotAnArchive("plan.yaml is not a plan.") from None
    return text


def _welcome(record: Record, settings: Settings, today: str) -> None:
    if not record.sealed:
        raise NotAnArchive("This workshop was never sealed; only finished ones are kept.")
    try:
        over = date.fromisoformat(record.kept.until) < date.fromisoformat(today)
        date.fromisoformat(record.date)
        date.fromisoformat(record.kept.unchosen_until)
    except ValueError:
        raise NotAnArchive("session.json has a date that does not exist.") from None
    if over:
        raise NotAnArchive(f"This workshop was to be kept until {record.kept.until}.")
    here = any((settings.data / "archive").glob(f"{record.code}-*"))
    if here or knows(settings.database, record.code):
        raise NotAnArchive(f"A workshop {record.code} is here already.")
