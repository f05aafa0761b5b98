"""Tickets ahead of a run: a workshop that waits for its evening, and the page of slips to print and then delete."""

from __future__ import annotations

import os
from pathlib import Path

import click

from facilitator import control
from facilitator.app import ticket_file
from facilitator.ballots.box import LostKey
from facilitator.ballots.tickets import printed
from facilitator.live.rooms import open_store, ticket_room
from facilitator.plans.read import PlanProblems, read_plan
from facilitator.settings import Settings


def print_tickets(plan: Path, number: int, data: Path | None, public_url: str | None, out: Path | None) -> int:
    """Makes tickets and writes them to `out`, else to the folder one stands in; the exit code."""
    settings = Settings() if data is None else Settings(data=data)
    url = public_url or settings.public_url
    try:
        read = read_plan(plan)
    except PlanProblems as problems:
        for problem in problems.problems:
            click.echo(str(problem), err=True)
        return 1
    if control.answers(settings.keystore):
        raise click.ClickException("A workshop is running on this data folder. Make its tickets on its console.")
    if out is not None:
        _not_there(out)
    store = open_store(settings)
    try:
        code, seats = ticket_room(store, plan.read_text("utf-8"), plan.name)
        path = out or Path(f"tickets-{code}.html")
        _not_there(path)
        made = [printed(ticket) for ticket in seats.make(number)]
    except LostKey as lost:
        raise click.ClickException(
            f"The keys of workshop {lost} are not in {settings.keystore}, so its tickets open nothing. "
            "Put that folder back, or choose another --data."
        ) from None
    finally:
        store.writer.close()
    _write(path, ticket_file(read, made, url))
    count = seats.tickets().made
    more = f" Together with earlier ones there are {count}, all of them good." if count > number else ""
    click.echo(f"Workshop {code}: {number} tickets in {path}.{more}")
    click.echo("Print the page, cut and fold the slips, then delete the file: whoever has it can sit on every seat.")
    click.echo(f"On the day: facilitator run {plan} --seats tickets{f' --data {data}' if data else ''}")
    return 0


def _not_there(path: Path) -> None:
    """Another file of tickets is not written over: it may not be printed yet."""
    if path.exists():
        raise click.ClickException(
            f"{path} is there already. Delete it once it is printed, or name another with --out."
        )


def _write(path: Path, html: str) -> None:
    """Readable by this user only."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(html)
