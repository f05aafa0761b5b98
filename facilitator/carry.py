"""Carrying over: the sides of a past workshop, the gaps between them and its commitments begin the next one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from facilitator.activities.registry import carried as gap_of
from facilitator.archive.record import BadRecord, PartRecord, Record, read_record
from facilitator.archive.shelf import place
from facilitator.archive.verify import NotAnArchive, read_source, verify
from facilitator.clock import today
from facilitator.plans.carried import COMMITMENTS, GAPS, LENGTH, Carried
from facilitator.plans.keep import with_carried
from facilitator.plans.read import PlanProblems, read_plan_text
from facilitator.plans.shipped import Offer


@dataclass
class Taken:
    """What is taken out of a record, as words of a plan, and a sentence for each thing that is left there."""

    gaps: list[dict[str, Any]] = field(default_factory=list)
    commitments: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def carried(offer: Offer, source: str, shelf: Path) -> Offer:
    """`offer` with what a finished workshop left: a folder, a zip, or the code of one below `shelf`.

    Says on stderr what that is and what stays behind. Raises ClickException in a sentence where it cannot be done.
    """
    record = _record(place(source, shelf))
    taken = _taken(record)
    origin = {"title": record.plan.title, "date": record.date, "code": record.code, "until": record.kept.until}
    block = {"from": origin, "gaps": taken.gaps, "commitments": taken.commitments}
    try:
        Carried.model_validate(block)
    except ValidationError as invalid:
        raise _refusal(_first(invalid, f"what {record.code} would hand on")) from None
    text = with_carried(offer.text, [side.model_dump(mode="json") for side in record.sides], block)
    try:
        made = replace(offer, text=text, plan=read_plan_text(text, offer.name))
    except PlanProblems as problems:
        first = problems.problems[0]
        raise click.ClickException(f"{offer.name} does not work with the sides of {record.code}: {first}") from None
    _say(record, taken)
    return made


def _refusal(why: str) -> click.ClickException:
    return click.ClickException(f"Nothing can be carried over: {why.rstrip('.')}.")


def _first(invalid: ValidationError, what: str) -> str:
    first = invalid.errors()[0]
    where = ".".join(str(step) for step in first["loc"])
    return f"{what} does not fit at {where or 'its beginning'}: {first['msg']}"


def _record(archive: Path) -> Record:
    """The record of a whole, sealed archive that knows sides and may still be kept."""
    try:
        files = read_source(archive)
        if "session.json" not in files:
            raise NotAnArchive(f"{archive.name} holds no session.json.")
        record = read_record(files["session.json"].decode("utf-8"))
    except (NotAnArchive, BadRecord, UnicodeDecodeError) as problem:
        said = "session.json is no text." if isinstance(problem, UnicodeDecodeError) else str(problem)
        raise _refusal(said) from None
    if faults := verify(files).faults:
        raise click.ClickException(
            f"Nothing can be carried over: {faults[0].rstrip('.')}. `facilitator archive verify` says more."
        )
    if not record.sealed:
        raise _refusal(f"workshop {record.code} was never sealed")
    if len(record.sides) < 2:
        raise _refusal(f"workshop {record.code} knew fewer than two sides")
    if record.kept.until < today():
        raise _refusal(f"the room of workshop {record.code} was told that it is kept until {record.kept.until}")
    return record


def _taken(record: Record) -> Taken:
    taken = Taken()
    for part in record.parts:
        hands_on = type(part.config).hands_on
        if hands_on == "gap" and part.results is not None and not part.withheld:
            _take_gap(record, part, taken)
        elif hands_on == "texts":
            taken.commitments += [text.body for text in part.texts]
    if long := [body for body in taken.commitments if len(body) > LENGTH]:
        taken.commitments = [body for body in taken.commitments if len(body) <= LENGTH]
        taken.left.append(f"{len(long)} commitments, which are longer than {LENGTH} characters")
    for kept, most, what in ((taken.commitments, COMMITMENTS, "commitments"), (taken.gaps, GAPS, "gaps")):
        if len(kept) > most:
            taken.left.append(f"{len(kept) - most} {what}, since a plan has at most {most}")
            del kept[most:]
    return taken


def _take_gap(record: Record, part: PartRecord, taken: Taken) -> None:
    """The gap of a part, unless it names what its own evening did not know, or was never revealed."""
    try:
        found = gap_of(part.config, part.results or {}, part.step)
    except ValidationError as invalid:
        raise _refusal(_first(invalid, f"the results of part {part.part}")) from None
    names = {side.id: side.name for side in record.sides}
    options = [option.model_dump(mode="json") for option in getattr(part.config, "options", ())]
    named = {option for bands in found.values() for said in bands.values() for option in said}
    if unknown := sorted(set(found) - set(names)):
        taken.left.append(f"the gap of part {part.part}, whose side {unknown[0]!r} is none of the map")
    elif unknown := sorted(named - {option["id"] for option in options}):
        taken.left.append(f"the gap of part {part.part}, whose option {unknown[0]!r} it never asked about")
    elif not found:
        taken.left.append(f"the gap of part {part.part}, of which its room was shown nothing")
    else:
        sides = [{"id": id_, "name": name, **found[id_]} for id_, name in names.items() if id_ in found]
        if not any("own" in said for said in found.values()):
            taken.left.append(f"what the sides said of themselves in part {part.part}, which its room was not shown")
        taken.gaps.append({"title": part.config.title, "options": options, "sides": sides})


def _say(record: Record, taken: Taken) -> None:
    came = f"sides {len(record.sides)}, gaps {len(taken.gaps)}, commitments {len(taken.commitments)}"
    click.echo(f"Carried over from workshop {record.code} of {record.date}: {came}.", err=True)
    for what in taken.left:
        click.echo(f"Left behind: {what}.", err=True)
    click.echo(f"This evening is kept no longer than that one, which is until {record.kept.until}.", err=True)
