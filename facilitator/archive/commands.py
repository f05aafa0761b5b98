"""The commands of the archive: list, show, export, verify, import, purge."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from facilitator.archive.purge import Due, Removed
    from facilitator.archive.shelf import Entry
    from facilitator.settings import Settings

FORMATS = ("html", "md", "csv", "xlsx", "pdf", "json")
data_option = click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="The data folder.")
source = click.argument("source", type=click.Path(path_type=Path))


@click.group()
def archive() -> None:
    """Look after finished workshops of a data folder."""


@archive.command("list")
@data_option
def list_(data: Path | None) -> None:
    """List finished workshops, the code first on each line."""
    from facilitator.archive.shelf import past_workshops

    for entry in past_workshops(_settings(data).data / "archive"):
        mark = "  practice" if entry["practice"] else ""
        click.echo(f"{entry['code']}  {entry['date']}  {_line(entry['title'])}{mark}")


@archive.command()
@click.argument("code")
@data_option
def show(code: str, data: Path | None) -> None:
    """Show what is kept of the workshop CODE: when, what came of it, until when."""
    record = _entry(data, code).record
    joined = "" if record.joined is None else f", {record.joined} phones"
    click.echo(f"{_line(record.plan.title)}\n{record.code}, {record.date}{joined}")
    for stage in record.stages:
        for part in (part for part in record.parts if part.stage == stage.id):
            shown = f", {len(part.texts)} texts" if part.texts else ""
            state = "withheld" if part.withheld else f"{part.received or 0} answered{shown}"
            click.echo(f"  {_line(part.title)}: {state}")
    for parked in record.beside:
        click.echo(f"  {_line(parked.title)}: {len(parked.texts)} texts")
    click.echo(
        f"Texts that nobody chose are kept until {record.kept.unchosen_until}, all else until {record.kept.until}."
    )
    for line in record.deleted:
        click.echo(f"  deleted on {line.on}: {line.count} {line.what.replace('_', ' ')}")


@archive.command()
@click.argument("code")
@click.option("--to", "target", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder.")
@click.option("--for", "audience", type=click.Choice(["organiser", "participants"]), default="organiser",
              help="Whose copy: the organiser's, or what the room saw.")  # fmt: skip
@click.option("--format", "formats", type=click.Choice(FORMATS), multiple=True, help="Only this; may be repeated.")
@click.option("--bom", is_flag=True, help="Mark CSV files as UTF-8 for older spreadsheet programs.")
@data_option
def export(
    code: str, target: Path, audience: str, formats: tuple[str, ...], bom: bool, data: Path | None
) -> None:  # fmt: skip
    """Write the files of the finished workshop CODE to a folder; the same bytes each time."""
    from facilitator.archive.export import export as write
    from facilitator.archive.export import possible
    from facilitator.archive.pdf import MISSING, NoPdf

    entry = _entry(data, code)
    if audience == "participants" and "json" in formats:
        raise click.UsageError("session.json is the organiser's; the participants' copy has html, md, csv, xlsx, pdf.")
    try:
        written = write(entry, target, audience, formats or possible(), bom)
    except NoPdf as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as problem:
        raise click.ClickException(f"{problem.filename}: {problem.strerror}. Nothing more was written.") from None
    for path in written:
        click.echo(str(path))
    if not formats and "pdf" not in possible():
        click.echo(MISSING, err=True)


@archive.command()
@source
@data_option
def verify(source: Path, data: Path | None) -> None:
    """Check every checksum and the schema of a workshop's CODE, or of a folder or zip; say what was changed."""
    from facilitator.archive.shelf import place
    from facilitator.archive.verify import NotAnArchive, read_source
    from facilitator.archive.verify import verify as look

    try:
        found = look(read_source(place(str(source), _settings(data).data / "archive")))
    except NotAnArchive as problem:
        raise click.ClickException(str(problem)) from None
    for sentence in (*found.faults, *(f"Note: {note}" for note in found.notes)):
        click.echo(sentence)
    if found.faults:
        sys.exit(1)
    click.echo("Every checksum holds, and the record fits its schema.")


@archive.command("import")
@source
@data_option
def import_(source: Path, data: Path | None) -> None:
    """Put the workshop in a FOLDER or ZIP on the shelf, if nothing of it was changed."""
    from facilitator.archive.bring import bring_in
    from facilitator.archive.verify import NotAnArchive
    from facilitator.clock import today

    try:
        record = bring_in(source, _settings(data), today())
    except NotAnArchive as problem:
        raise click.ClickException(f"Not imported: {problem}") from None
    click.echo(f"{record.code}  {record.date}  {_line(record.plan.title)}")


@archive.command()
@click.option("--due", is_flag=True, help="Whatever its date says; this is what happens without options.")
@click.option("--code", help="This workshop, before its date.")
@click.option("--dry-run", is_flag=True, help="Only say what would be deleted.")
@data_option
@click.pass_context
def purge(ctx: click.Context, due: bool, code: str | None, dry_run: bool, data: Path | None) -> None:
    """Delete what was promised to be deleted by now, and print what was removed."""
    from facilitator.archive import purge as purging
    from facilitator.clock import today
    from facilitator.storage.forgetting import OwnDisk

    if due and code:
        raise click.UsageError("--due and --code are two ways to say what; use one.")
    settings = _settings(data)
    if not settings.data.is_dir():
        raise click.ClickException("There is no such data folder.")
    if ctx.obj is not None and ctx.obj(settings):
        raise click.ClickException("A workshop runs on this data folder. Stop it first, or use its page of past ones.")
    disk = OwnDisk(settings.database)
    try:
        wanted = _named(settings, code) if code else purging.due(settings, disk, today())
        removed = [] if dry_run else purging.purge(settings, disk, wanted, today())
    finally:
        disk.close()
    _say(wanted, removed, dry_run)


def _say(wanted: Iterable[Due], removed: Iterable[Removed], dry_run: bool) -> None:
    whys = {
        "until": "its time is over", "unchosen": "texts that nobody chose", "unsealed": "never sealed",
        "asked": "asked for", "notes": "the facilitator's own notes",
    }  # fmt: skip
    if dry_run:
        for one in wanted:
            click.echo(f"{one.code}  would be deleted: {whys[one.why]}")
        return
    left = False
    for done in removed:
        what = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in sorted(done.what.items()))
        click.echo(f"{done.code}  {whys[done.why]}; deleted: {what or 'nothing was left'}")
        left = left or bool(done.left)
        for name in done.left:
            click.echo(f"{done.code}  still holds words of it: {name}", err=True)
    if not list(wanted):
        click.echo("Nothing is due.")
    elif left:
        sys.exit(1)
    else:
        click.echo(
            "Looked through every file of the data folder: no deleted text is in any. Copies elsewhere are yours."
        )


def _named(settings: Settings, code: str) -> list[Due]:
    from facilitator.archive.purge import Due
    from facilitator.archive.shelf import find
    from facilitator.storage.forgetting import knows

    wanted = code.upper()
    if find(settings.data / "archive", wanted) is None and not knows(settings.database, wanted):
        raise click.ClickException(f"No workshop {code} here.")
    return [Due(wanted, "asked")]


def _settings(data: Path | None) -> Settings:
    from facilitator.settings import Settings

    return Settings() if data is None else Settings(data=data)


def _entry(data: Path | None, code: str) -> Entry:
    from facilitator.archive.shelf import find

    entry = find(_settings(data).data / "archive", code.upper())
    if entry is None:
        raise click.ClickException(f"No finished workshop {code} here.")
    return entry


def _line(words: str) -> str:
    return " ".join(words.split())
