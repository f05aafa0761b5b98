"""`facilitator rehearse`: what was typed, made a rehearsal; and its result, told to a person, a program or a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from facilitator.plans.model import Plan
from facilitator.plans.read import PlanProblems, read_plan
from facilitator.plans.shipped import shipped_plans
from facilitator.rehearsal.console import NotOurs
from facilitator.rehearsal.outcome import Outcome
from facilitator.rehearsal.people import invented
from facilitator.rehearsal.reading import read_script
from facilitator.rehearsal.rehearse import Wanted, rehearse
from facilitator.rehearsal.report import page
from facilitator.rehearsal.server import OWN_COMMAND, NotStarted

DEFAULT_PLAN = "cross-boundary-dilemmas-30"
PEOPLE = 12
UNUSABLE = 2
"""Exit code when nothing could be rehearsed; 1 is a check that failed."""


@dataclass(frozen=True)
class Options:
    """What was typed."""

    plan: Path | None = None
    room: Path | None = None
    people: int | None = None
    url: str | None = None
    speed: float = 1.0
    truth: Path | None = None
    data: Path | None = None
    report: Path | None = None
    seed: int = 1
    as_json: bool = False


def run(options: Options, command: Sequence[str] = OWN_COMMAND) -> int:
    """Rehearses; the exit code: 0 if all is well, 1 if a check failed, 2 if there was nothing to rehearse.

    `command` starts the server; only tests give another. Raises click.UsageError for what cannot be meant.
    """
    _possible(options)
    try:
        wanted = _wanted(options, command)
        done = rehearse(wanted, lambda line: click.echo(line, err=True))
    except PlanProblems as problems:
        for problem in problems.problems:
            click.echo(str(problem), err=True)
        return UNUSABLE
    except (NotOurs, NotStarted) as reason:
        click.echo(str(reason), err=True)
        return UNUSABLE
    if options.truth is not None:
        _write(options.truth, json.dumps(done.truth, ensure_ascii=False, indent=1) + "\n")
    if options.report is not None:
        _write(options.report, page(done.outcome, wanted.script.title, wanted.plan))
    if options.as_json:
        click.echo(json.dumps(done.outcome.words(), ensure_ascii=False))
    else:
        _table(done.outcome)
    return 0 if done.outcome.ok else 1


def _possible(options: Options) -> None:
    if options.room is not None and options.people is not None:
        raise click.UsageError("--room has its own people; leave --people out, or --room.")
    if options.room is None and options.people is None and options.plan is None:
        raise click.UsageError("Say what to rehearse: --room ROOM.yaml, or a PLAN with --people N.")
    truth, data = options.truth, options.data
    if truth is not None and data is not None and truth.resolve().is_relative_to(data.resolve()):
        raise click.UsageError("--truth says who sent what; it may not lie in the data folder.")
    for file in (options.truth, options.report):
        if file is not None and (file.is_dir() or not file.resolve().parent.is_dir()):
            raise click.UsageError(f"{file} cannot be written: its folder is not there.")


def _wanted(options: Options, command: Sequence[str]) -> Wanted:
    """Raises PlanProblems."""
    script = read_script(options.room) if options.room is not None else None
    path, plan = _plan(options.plan, script.plan if script is not None else DEFAULT_PLAN)
    if script is None:
        script = invented(plan, options.people or PEOPLE, options.seed)
    return Wanted(
        script, plan, path.read_text("utf-8"), str(path), options.speed, options.seed, options.url, options.data,
        command,
    )  # fmt: skip


def _plan(asked: Path | None, named: str) -> tuple[Path, Plan]:
    if asked is not None:
        return asked, read_plan(asked)
    shipped = {plan.id: (path, plan) for path, plan in shipped_plans()}
    return shipped.get(named) or shipped[DEFAULT_PLAN]


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
        path.chmod(0o600)
    except OSError as problem:
        raise click.ClickException(f"{path} could not be written: {problem.strerror}.") from None


def _table(outcome: Outcome) -> None:
    width = max((len(check.name) for check in outcome.checks), default=0)
    for check in outcome.checks:
        told = "" if check.ok else f"  expected {_short(check.expected)}, got {_short(check.got)}"
        click.echo(f"{'ok  ' if check.ok else 'FAIL'}  {check.name:<{width if told else 0}}{told}")
    for skipped in outcome.skipped:
        click.echo(f"skip  {skipped.name}: {skipped.why}")
    for limit in outcome.fitted:
        click.echo(f"The plan was fitted to the room: {limit}.")
    failed = sum(not check.ok for check in outcome.checks)
    end = "all well" if outcome.ok else f"{failed} failed"
    click.echo(f"{outcome.room}: {len(outcome.checks)} checks, {end}, {outcome.seconds:.0f} s")


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:120] + "…"
