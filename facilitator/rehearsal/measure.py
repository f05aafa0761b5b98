"""`facilitator bench`: what is refused before anything starts, the run, and what is printed of it."""

from __future__ import annotations

import json
import math
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from facilitator.rehearsal.bench import PROGRAM, Wish, bench, too_few_files
from facilitator.rehearsal.child import Failed
from facilitator.rehearsal.figures import SATURATED, beside, table
from facilitator.rehearsal.line import Broken

SEAT_VOTES, SEAT_SECONDS = 10, 2.0
"""What a seat may send (PROTOCOL.md, limits); more would measure refusals."""


def measure(
    phones: int, votes: int, over: float, as_json: bool = False, save: Path | None = None, compare: Path | None = None,
    program: Sequence[str] = PROGRAM,
) -> int:  # fmt: skip
    """Runs a bench and says what it found; the exit code: 2 if it could not be, 1 if it broke."""
    wish = Wish(phones, votes, over)
    then = _kept(compare) if compare else None
    impossible = _impossible(wish)
    if impossible:
        click.echo(impossible, err=True)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a bench that is ended ends its processes first
    try:
        found = bench(wish, program)
    except (Failed, Broken) as problem:
        click.echo(f"The bench broke off: {problem}", err=True)
        return 1
    if save:
        save.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    if as_json:
        click.echo(json.dumps(found))
    else:
        click.echo("\n".join(table(found)))
    if then is not None:
        click.echo("\n".join(beside(then, found)), err=as_json)
    if found["load_cpu_share"] > SATURATED:
        click.echo("The load used a whole CPU: what it measured may be its own slowness.", err=True)
    return 0


def _impossible(wish: Wish) -> str | None:
    if not sys.platform.startswith("linux"):
        return "A bench reads CPU and memory from /proc and needs Linux."
    each = math.ceil(wish.votes / wish.phones)
    if each > 1 and each * SEAT_SECONDS > SEAT_VOTES * max(wish.over, SEAT_SECONDS):
        return f"{each} votes of a phone in {wish.over:g} s: the server takes {SEAT_VOTES} in {SEAT_SECONDS:g} s."
    return too_few_files(wish.phones)


def _kept(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError:
        raise click.BadParameter(f"{path} was not written by --save.") from None
    if not isinstance(found, dict):
        raise click.BadParameter(f"{path} was not written by --save.")
    return found
