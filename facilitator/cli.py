"""The commands: run, console, doctor, check, schema, archive."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from facilitator import __version__


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Run a live workshop from one laptop."""


@main.command()
@click.argument("plan", required=False, type=click.Path(path_type=Path))
@click.option("--host", help="Address to listen on; every address of this machine if left out.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 8000, or the next free one.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder for everything that is kept.")
@click.option("--public-url", help="Address under which phones reach this machine through a proxy or tunnel.")
@click.option("--seats", type=click.Choice(["open"]), help="How people get a seat: open, by the room's code.")
@click.option(
    "--practice", type=click.IntRange(1, 200), help="Simulated phones beside the real ones, in their own data folder."
)
@click.option("--new", is_flag=True, help="Begin anew even if today's run of this plan was never sealed.")
@click.option("--i-know", is_flag=True, help="Start although doctor refuses this address or this folder.")
@click.option("--no-browser", is_flag=True, help="Do not open the console in a browser.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on the first line when ready.")
@click.option("--database-url", hidden=True)
@click.option("--redis-url", hidden=True)
def run(plan: Path | None, **options: Any) -> None:
    """Run a workshop from PLAN; without PLAN, choose one in the browser."""
    if options.pop("database_url") or options.pop("redis_url"):
        raise click.UsageError(
            "One machine runs a workshop for now: --database-url and --redis-url come with scale-out."
        )
    options.pop("redis_url", None)
    # Before anything opens a socket or a thread: the server is cooperative (DECISIONS.md, gevent).
    from gevent import monkey

    monkey.patch_all()
    from facilitator.serve import serve

    sys.exit(serve(plan, **options))


@main.command()
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Data folder of the running workshop.")
@click.option("--practice", is_flag=True, help="The running workshop is a practice run.")
def console(data: Path | None, practice: bool) -> None:
    """Print a fresh one-time link to the running console."""
    from facilitator.control import fresh_link

    link = fresh_link(data, practice)
    if link is None:
        raise click.ClickException("No workshop is running with this data folder.")
    click.echo(link)


@main.command()
@click.option("--host", help="Address that the run will listen on.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Data folder of the run.")
@click.option("--public-url", help="Address under which phones will reach this machine.")
@click.option("--i-know", is_flag=True, help="As for run.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(i_know: bool, as_json: bool, **options: Any) -> None:
    """Look for what stands in the way of a safe evening on this machine; exit 1 if a run would not start."""
    from facilitator.doctor import CHECKLIST, findings, refused
    from facilitator.settings import Settings

    found = findings(Settings(**{key: value for key, value in options.items() if value is not None}), os.environ)
    bad = refused(found, i_know)
    if as_json:
        rows = [{"name": one.name, "state": one.state, "words": one.words} for one in found]
        click.echo(json.dumps({"findings": rows, "ok": not bad}, ensure_ascii=False))
    else:
        for one in found:
            click.echo(f"{one.state:<7} {one.name:<16} {one.words}")
        for words in CHECKLIST:
            click.echo(f"{'you':<7} {'':<16} {words}")
    sys.exit(1 if bad else 0)


@main.command()
@click.argument("plans", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(plans: tuple[Path, ...]) -> None:
    """Check plan files; every problem as file:line:column: field: what is wrong and what would be right."""
    from facilitator.plans import check_files

    problems = check_files(plans)
    for line in problems:
        click.echo(line)
    sys.exit(1 if problems else 0)


@main.command()
def schema() -> None:
    """Print the JSON Schema of plan files, for editors."""
    from facilitator.plans import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@main.group()
def archive() -> None:
    """Look at finished workshops of a data folder."""


data_option = click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="The data folder.")


@archive.command("list")
@data_option
def archive_list(data: Path | None) -> None:
    """List finished workshops, the code first on each line."""
    from facilitator.archive.build import past_workshops
    from facilitator.settings import Settings

    folder = (data or Settings().data) / "archive"
    for entry in past_workshops(folder):
        mark = "  practice" if entry["practice"] else ""
        click.echo(f"{entry['code']}  {entry['date']}  {entry['title']}{mark}")


@archive.command("export")
@click.argument("code")
@click.option("--to", "target", required=True, type=click.Path(path_type=Path, file_okay=False))
@data_option
def archive_export(code: str, target: Path, data: Path | None) -> None:
    """Write the files of the finished workshop CODE to a folder; the same bytes each time."""
    from facilitator.archive.build import export
    from facilitator.settings import Settings

    folder = (data or Settings().data) / "archive"
    written = export(folder, code.upper(), target)
    if not written:
        raise click.ClickException(f"No finished workshop {code} here.")
    for path in written:
        click.echo(str(path))
