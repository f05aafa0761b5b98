"""The commands: run, tickets, console, doctor, check, schema, rehearse, bench, archive."""

from __future__ import annotations

import gc
import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from facilitator import __version__
from facilitator.archive.commands import archive


@click.group()
@click.version_option(__version__)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Run a live workshop from one laptop."""
    ctx.obj = _busy


@main.command()
@click.argument("plan", required=False, type=click.Path(path_type=Path))
@click.option("--host", help="Address to listen on; every address of this machine if left out.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 8000, or the next free one.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder for everything that is kept.")
@click.option("--public-url", help="Address under which phones reach this machine through a proxy or tunnel.")
@click.option(
    "--seats",
    type=click.Choice(["open", "tickets"]),
    help="How people get a seat: open, by the room's code; tickets, by a ticket on paper.",
)
@click.option(
    "--practice", type=click.IntRange(1, 200), help="Simulated phones beside the real ones, in their own data folder."
)
@click.option("--place", metavar="LABEL", help="Where it is held, as the report says it.")
@click.option("--notes", is_flag=True, default=None, help="The console takes private notes, in a file of their own.")
@click.option("--new", is_flag=True, help="Begin anew even if today's run of this plan was never sealed.")
@click.option(
    "--carry",
    metavar="ARCHIVE",
    help="A past workshop, by its code, folder or zip: PLAN begins with its sides, gaps and commitments.",
)
@click.option("--resume", metavar="CODE", help="Go on with this workshop of an earlier day, to finish or seal it.")
@click.option("--i-know", is_flag=True, help="Start although doctor refuses this address or this folder.")
@click.option("--no-browser", is_flag=True, help="Do not open the console in a browser.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on the first line when ready.")
@click.option("--database-url", hidden=True)
@click.option("--redis-url", hidden=True)
@click.option("--standby", "way", type=click.Choice(["fork", "spare", "none"]), hidden=True)
def run(plan: Path | None, **options: Any) -> None:
    """Run a workshop from PLAN; without PLAN, choose one in the browser."""
    if options.pop("database_url") or options.pop("redis_url"):
        raise click.UsageError(
            "One machine runs a workshop for now: --database-url and --redis-url come with scale-out."
        )
    options.pop("redis_url", None)
    if options["resume"] is not None and (plan is not None or options["new"]):
        raise click.UsageError("--resume goes on with a workshop and its plan; give neither PLAN nor --new.")
    if options["carry"] is not None and plan is None:
        raise click.UsageError("--carry puts what a past workshop left into a plan; name the PLAN too.")
    if options["place"] is not None and plan is None:
        raise click.UsageError("--place puts where it is held into a plan; name the PLAN too.")
    gc.disable()  # until all is there: nothing that is imported is garbage
    from facilitator.standby import run as stand_by

    sys.exit(stand_by(plan, **options))


@main.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("-n", "number", type=click.IntRange(1, 500), default=30, show_default=True, help="How many tickets.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="The data folder of the run to come.")
@click.option("--public-url", help="Address of a proxy or tunnel: each ticket then has a code to scan.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The page to print; else in this folder.")
def tickets(plan: Path, **options: Any) -> None:
    """Make tickets for a run of PLAN, and write the page to print."""
    from facilitator.tickets import print_tickets

    sys.exit(print_tickets(plan, **options))


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


@main.command()
@click.argument("plan", required=False, type=click.Path(path_type=Path))
@click.option("--people", type=click.IntRange(1, 300), help="Invent so many people for the plan.")
@click.option("--room", type=click.Path(path_type=Path), help="Play the people of a room script.")
@click.option("--plan", "other", type=click.Path(path_type=Path), help="The plan to play, the same as PLAN.")
@click.option("--url", help="A console link of a server that runs; without it one is started for the rehearsal.")
@click.option("--speed", type=click.FloatRange(0.1, 10_000), default=1.0, help="So many times as fast; 1 is real time.")
@click.option("--truth", type=click.Path(path_type=Path), help="Write who sent what to this file.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Data folder of the server.")
@click.option("--report", type=click.Path(path_type=Path), help="Write the result to this file, as a page.")
@click.option("--seed", type=int, default=1, help="Another seed, other people and other luck.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def rehearse(plan: Path | None, other: Path | None, **options: Any) -> None:
    """Play a whole workshop with simulated people against a real server, and say what held."""
    if plan is not None and other is not None:
        raise click.UsageError("PLAN and --plan are the same; give one of them.")
    from facilitator.imports import cooperative

    cooperative()
    from facilitator.rehearsal.entry import Options, run

    sys.exit(run(Options(plan=plan or other, **options)))


@main.command()
@click.option("--phones", required=True, type=click.IntRange(1, 20_000), help="Simulated phones.")
@click.option("--votes", type=click.IntRange(1, 200_000), help="Votes in all; one for each phone if left out.")
@click.option(
    "--over", default=5.0, type=click.FloatRange(0, 600), help="Seconds over which they come; 0: all at once."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--save", type=click.Path(path_type=Path, dir_okay=False), help="Keep the figures in a file.")
@click.option("--compare", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="A kept file to compare.")
def bench(phones: int, votes: int | None, over: float, **options: Any) -> None:
    """Measure this machine: a real server, so many phones, and what the bare server would do."""
    from facilitator.rehearsal.measure import measure

    sys.exit(measure(phones, votes or phones, over, **options))


def _busy(settings: Any) -> bool:
    from facilitator.control import running

    return running(settings.keystore)


main.add_command(archive)
