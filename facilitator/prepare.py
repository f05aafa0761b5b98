"""What is done once for a run, before any server: what was typed is looked at, the plan read, folder and port taken."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path
from typing import IO, Any

import click

from facilitator import control
from facilitator.doctor import refusable, refused
from facilitator.live.rooms import take_folder
from facilitator.plans.read import PlanProblems
from facilitator.plans.shipped import Offer, shipped_plans
from facilitator.runs import from_file, placed
from facilitator.settings import Settings
from facilitator.start import Start
from facilitator.storage.hold import InUse
from facilitator.web.listen import listen

TRIES = 20
"""Ports tried after 8000 when none was asked for."""
LOOKS, BETWEEN = 100, 0.02
"""How often, and after how many seconds, a folder is tried whose server dies at this moment."""


def prepare(
    plan: Path | None, as_json: bool = False, no_browser: bool = False, new: bool = False, resume: str | None = None,
    carry: str | None = None, place: str | None = None, i_know: bool = False, **options: Any,
) -> tuple[Start, socket.socket, IO[bytes]]:  # fmt: skip
    """The start of a run, its listening socket and the lock of its folder. `resume` is the code of a run to go on with
    instead of a plan, `carry` the archive whose sides the plan takes over. Raises ClickException and Exit.
    """
    settings = Settings(**{key: value for key, value in options.items() if value is not None})
    if settings.practice:
        settings = settings.model_copy(update={"data": control.practice_data(settings.data), "keys": None})
    if bad := refused(refusable(settings, os.environ), i_know):
        click.echo("\n".join(f"Not started ({one.name}): {one.words}" for one in bad), err=True)
        raise click.exceptions.Exit(1)
    os.umask(0o077)  # whatever a run writes is for this user alone
    offer = None
    if resume is None and (plan is not None or as_json):
        try:
            offer = _offer(plan or shipped_plans()[0][0], settings, carry, place)
        except PlanProblems as problems:
            click.echo("\n".join(map(str, problems.problems)), err=True)
            raise click.exceptions.Exit(1) from None
    held = _taken(settings)
    listener = _listen(settings.host, settings.port, fixed=options.get("port") is not None)
    return Start(settings, offer, as_json, no_browser, new, resume), listener, held


def _offer(plan: Path, settings: Settings, carry: str | None, place: str | None) -> Offer:
    """Raises PlanProblems and ClickException."""
    offer = from_file(plan)
    if carry is not None:
        from facilitator.carry import carried

        offer = carried(offer, carry, settings.data / "archive")
    return placed(offer, place) if place is not None else offer


def _taken(settings: Settings) -> IO[bytes]:
    """The lock of the data folder. A server whose parent was killed is about to let go of it."""
    for _ in range(LOOKS):
        try:
            return take_folder(settings)
        except InUse:
            if control.running(settings.keystore) or control.read(settings.keystore) is None:
                break
            time.sleep(BETWEEN)
    raise click.ClickException(
        f"A workshop is running on {settings.data} already. Enter in its terminal, or `facilitator console`, "
        "prints a fresh link to its console; --data names another folder."
    )


def _listen(host: str, port: int, fixed: bool) -> socket.socket:
    """A listening socket on `port`, or on the next free one when the facilitator did not insist."""
    for candidate in [port] if fixed or port == 0 else range(port, port + TRIES):
        try:
            return listen(host, candidate)
        except OSError as problem:
            last = problem
    raise click.ClickException(f"Nothing can listen on {host}, port {port}: {last.strerror}. See --host and --port.")
