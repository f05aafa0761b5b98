"""Which run to serve: a plan's new one, this evening's unsealed one, or one of an earlier day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
from pydantic import TypeAdapter, ValidationError

from facilitator.ballots.box import LostKey
from facilitator.live.room import Room
from facilitator.live.rooms import Store, new_room, resumed_room, take_up, unfinished
from facilitator.live.values import Unreadable
from facilitator.plans.keep import with_place
from facilitator.plans.model import Label
from facilitator.plans.read import PlanProblems, read_plan, read_plan_text
from facilitator.plans.shipped import Offer
from facilitator.settings import Settings
from facilitator.storage import workshops


def from_file(path: Path) -> Offer:
    """The plan of a file. Raises PlanProblems."""
    plan = read_plan(path)
    return Offer(path.name, path.read_text("utf-8"), plan)


def placed(offer: Offer, place: str) -> Offer:
    """`offer` with where it is held. Raises ClickException where that is no label."""
    try:
        TypeAdapter(Label).validate_python(place)
    except ValidationError as invalid:
        raise click.ClickException(f"--place does not fit: {invalid.errors()[0]['msg']}.") from None
    text = with_place(offer.text, place)
    return replace(offer, text=text, plan=read_plan_text(text, offer.name))


def stored(store: Store, settings: Settings, code: str) -> Offer:
    """The run `code` of the data folder, to go on with. Raises ClickException where that cannot be."""
    rows = {row.code: row for row in store.writer.read(workshops.all_workshops)}
    row = rows.get(code.strip().upper())
    if row is None:
        raise click.ClickException(f"No workshop {code} in {settings.data}. --data names another folder.")
    if row.sealed:
        raise click.ClickException(f"Workshop {row.code} is sealed; its report is in {settings.data / 'archive'}.")
    try:
        plan = read_plan_text(row.plan_yaml, row.plan_name)
    except PlanProblems:
        raise click.ClickException(
            f"The plan of workshop {row.code} is of another version of this program; go on with it in that one."
        ) from None
    return Offer(row.plan_name, row.plan_yaml, plan, code=row.code, date=row.created_on)


def _waiting(store: Store) -> list[workshops.StoredWorkshop]:
    """Runs that were never sealed and whose keys are still there, newest first: texts and keys wait for their seal."""
    keys = store.keystore.names()
    rows = store.writer.read(workshops.all_workshops)
    return [row for row in rows if not row.sealed and f"{row.code}.room" in keys]


def unsealed(store: Store) -> list[Offer]:
    """Runs that wait for their seal, to choose from, but for those of another version of this program."""
    found = []
    for row in _waiting(store):
        try:
            plan = read_plan_text(row.plan_yaml, row.plan_name)
        except PlanProblems:
            continue
        found.append(Offer(row.plan_name, row.plan_yaml, plan, code=row.code, date=row.created_on))
    return found


def remind(store: Store, besides: str) -> None:
    """Says in the terminal which runs still wait for their seal; their plans are not read."""
    for run in _waiting(store):
        if run.code != besides:
            click.echo(
                f"Workshop {run.code} of {run.created_on} was never sealed: what was written in it and its keys are "
                f"still here. `facilitator run --resume {run.code}` goes on with it, to seal it.", err=True,
            )  # fmt: skip


def say_left(codes: Sequence[str]) -> None:
    """Says in the terminal which half-sealed runs could not be finished."""
    for code in codes:
        click.echo(
            f"Workshop {code} was sealed, but its report could not be finished: this version cannot read its plan, its "
            "journal or its keys. Nothing of it was touched; start the version it was made with once on this folder.",
            err=True,
        )  # fmt: skip


def room_for(store: Store, settings: Settings, offer: Offer, new: bool, again: bool = False) -> Room:
    """The room of `offer`: the run it names, else this evening's unsealed run of the plan, else a new one.

    Says which one it goes on with, unless that is known: `again` after the death of a server.
    """
    practice = settings.practice > 0
    code = offer.code or (None if new else unfinished(store, offer.text, practice, settings.seats, offer.name))
    if code is None:
        return new_room(store, settings, offer.text, offer.name, practice)
    try:
        return _resumed(store, settings, offer, code, again)
    except Unreadable:
        raise click.ClickException(
            f"The plan or the journal of workshop {code} cannot be read by this version. Nothing of it was touched: "
            "go on with it in the version it was made with, or begin another workshop with --new."
        ) from None


def _resumed(store: Store, settings: Settings, offer: Offer, code: str, again: bool) -> Room:
    if offer.code is None:
        take_up(store, code, offer.text, offer.name)
        if all(row.plan_yaml != offer.text for row in store.writer.read(workshops.all_workshops) if row.code == code):
            click.echo("It has begun or was written in, so its plan and its place stay as they were.", err=True)
    if not again:
        which = f"workshop {code} of {offer.date}" if offer.code else f"workshop {code}"
        click.echo(f"Going on with {which}, which was not sealed (--new begins another).", err=True)
    try:
        return resumed_room(store, settings, code)
    except LostKey:
        raise click.ClickException(
            f"The keys of workshop {code} are not in {settings.keystore}. Without them, what was sent "
            "cannot be read. Put that folder back, or begin another workshop with --new."
        ) from None
