"""Carrying over: the sides of a past workshop, as its archive has them, become those of the next one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from facilitator.archive.record import BadRecord, read_record
from facilitator.archive.shelf import place
from facilitator.archive.verify import NotAnArchive, read_source, verify
from facilitator.plans.keep import with_sides
from facilitator.plans.read import PlanProblems, read_plan_text
from facilitator.plans.shipped import Offer


def carried(offer: Offer, source: str, shelf: Path) -> Offer:
    """`offer` with the sides of a finished workshop: a folder, a zip, or the code of one below `shelf`.

    Raises ClickException in a sentence where that cannot be, PlanProblems where the plan does not work with them.
    """
    archive = place(source, shelf)
    try:
        files = read_source(archive)
        if "session.json" not in files:
            raise NotAnArchive(f"{archive.name} holds no session.json.")
        record = read_record(files["session.json"].decode("utf-8"))
    except (NotAnArchive, BadRecord, UnicodeDecodeError) as problem:
        said = "session.json is no text." if isinstance(problem, UnicodeDecodeError) else str(problem)
        raise click.ClickException(f"Nothing can be carried over: {said.rstrip('.')}.") from None
    if faults := verify(files).faults:
        raise click.ClickException(
            f"Nothing can be carried over: {faults[0].rstrip('.')}. `facilitator archive verify` says more."
        )
    if not record.sealed:
        raise click.ClickException(f"Nothing can be carried over: workshop {record.code} was never sealed.")
    if len(record.sides) < 2:
        raise click.ClickException(f"Nothing can be carried over: workshop {record.code} knew fewer than two sides.")
    text = with_sides(offer.text, [side.model_dump(mode="json") for side in record.sides])
    try:
        return replace(offer, text=text, plan=read_plan_text(text, offer.name))
    except PlanProblems as problems:
        first = problems.problems[0]
        raise click.ClickException(f"{offer.name} does not work with the sides of {record.code}: {first}") from None
