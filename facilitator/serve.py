"""Running a workshop: the data folder, the room, the server, the link in the terminal, the practice phones."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import gevent
import gevent.event
from flask import Flask
from gevent.fileobject import FileObjectThread

from facilitator import control
from facilitator.app import create_app, create_chooser
from facilitator.ballots.harden import harden
from facilitator.doctor import refusable, refused
from facilitator.files import many_files
from facilitator.ids import secret
from facilitator.live.rooms import Store, half_sealed, open_store
from facilitator.live.seal import finish
from facilitator.plans.read import PlanProblems
from facilitator.plans.shipped import Offer, offers, shipped_plans
from facilitator.runs import from_file, placed, remind, room_for, stored, unsealed
from facilitator.settings import Settings
from facilitator.storage import workshops
from facilitator.storage.hold import InUse
from facilitator.web.access import EVERYWHERE, in_address
from facilitator.web.listen import listen, quiet_server
from facilitator.web.scrub import report
from facilitator.web.site import Site

TRIES = 20
"""Ports tried after 8000 when none was asked for."""


def serve(
    plan: Path | None, as_json: bool = False, no_browser: bool = False, new: bool = False, resume: str | None = None,
    carry: str | None = None, place: str | None = None, **options: Any,
) -> int:  # fmt: skip
    """Runs until Ctrl-C; the exit code. `resume` is the code of a run to go on with instead of a plan, `carry` the
    archive whose sides the plan takes over.
    """
    # A thousand requests in flight are no garbage: at the usual 700 objects Python looks for it all the time.
    gc.set_threshold(50_000, 20, 20)
    settings = Settings(**{key: value for key, value in options.items() if value is not None})
    if settings.practice:
        settings = settings.model_copy(update={"data": control.practice_data(settings.data), "keys": None})
    if bad := refused(refusable(settings, os.environ), options.pop("i_know", False)):
        click.echo("\n".join(f"Not started ({one.name}): {one.words}" for one in bad), err=True)
        return 1
    os.umask(0o077)  # whatever a run writes is for this user alone
    offer = None
    if resume is None and (plan is not None or as_json):
        try:
            offer = from_file(plan or shipped_plans()[0][0])
            if carry is not None:
                from facilitator.carry import carried

                offer = carried(offer, carry, settings.data / "archive")
            offer = placed(offer, place) if place is not None else offer
        except PlanProblems as problems:
            for problem in problems.problems:
                click.echo(str(problem), err=True)
            return 1
    harden()
    many_files()
    gevent.get_hub().print_exception = _fault
    try:
        store = open_store(settings)
    except InUse:
        raise click.ClickException(
            f"A workshop is running on {settings.data} already. Enter in its terminal, or `facilitator console`, "
            "prints a fresh link to its console; --data names another folder."
        ) from None
    if resume is not None:
        offer = stored(store, settings, resume)
    listener = _listen(settings.host, settings.port, fixed=options.get("port") is not None)
    run = Run(settings, listener, store, new)
    if offer is None:
        run.offer(no_browser)
    else:
        run.open(offer)
        run.announce(as_json, no_browser)
    gc.freeze()  # what is there now stays: modules, templates, the plan
    gc.enable()
    try:
        run.wait()
    finally:
        run.end()
    return 0


class Run:
    """A server on `listener`: first the choice of a plan where none was given, then the workshop."""

    def __init__(self, settings: Settings, listener: socket.socket, store: Store, new: bool) -> None:
        self.settings = settings
        self.store = store
        self.new = new
        self.port = int(listener.getsockname()[1])
        everywhere = settings.host in EVERYWHERE
        self.local = f"http://{'127.0.0.1' if everywhere else in_address(settings.host)}:{self.port}"
        self.here: Site | None = None
        self.phones: list[subprocess.Popen[bytes]] = []
        self.link: Callable[[], str] = lambda: self.local
        self.server = quiet_server(listener, None)

    def offer(self, no_browser: bool) -> None:
        """Shows the plans there are; whoever holds the link may run one."""
        rows = self.store.writer.read(workshops.all_workshops)
        found = [*offers((row.plan_name, row.plan_yaml) for row in rows), *unsealed(self.store)]
        app = create_chooser(self.settings, self.port, found, self._chosen)
        key = app.extensions["facilitator"].token
        self.link = lambda: f"{self.local}/plans#k={key}"
        self._serve(app)
        click.echo(f"Choose a plan: {self.link()}")
        if not no_browser:
            _browse(self.link())

    def _chosen(self, offer: Offer) -> str:
        if self.here is None:  # a second tap finds the workshop of the first
            self.open(offer)
            self.announce(as_json=False, no_browser=True)
        return self.link()

    def open(self, offer: Offer) -> None:
        """Makes `offer` the workshop, or goes on with today's run of it, and brings in practice phones."""
        room = room_for(self.store, self.settings, offer, self.new)
        if not self.settings.practice:
            remind(self.store, room.workshop.code)
        app, _, here = create_app(self.settings, room, self.port)
        for old in half_sealed(self.store, self.settings):
            old.archive, old.fault = room.archive, room.fault
            finish(old)
        self.here = here
        self.server.lines.seats = room.seats.count
        self.link = lambda: f"{self.local}/console#c={here.access.console_link()}"
        self._serve(app)
        token = here.access.control_token = secret()
        control.write(self.settings.keystore, {"url": self.local, "token": token, "pid": os.getpid()})
        if self.settings.practice:
            self._practise(here, offer)

    def _serve(self, app: Flask) -> None:
        self.server.application = app
        if not self.server.started:
            self.server.start()

    def _practise(self, here: Site, offer: Offer) -> None:
        words = [sys.executable, "-m", "facilitator.rehearsal.practice", self.local, here.room.workshop.code]
        words += [str(self.settings.practice), offer.name, str(self.settings.keystore / "practice.json")]
        process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        self.phones.append(process)
        if process.stdin is not None:
            tickets = here.room.seats.make(self.settings.practice) if here.room.workshop.ticketed else []
            process.stdin.write((" ".join(tickets) + "\n" + offer.text).encode("utf-8"))
            process.stdin.close()

    def announce(self, as_json: bool, no_browser: bool) -> None:
        """Says where everything is, to a person or to a program."""
        here = self.here
        if here is None:
            return
        code, console_url = here.room.workshop.code, self.link()
        if as_json:
            ready = {
                "console_url": console_url, "screen_url": f"{self.local}/screen#t={here.access.screen_token}",
                "join_url": here.join_url, "code": code, "data": str(self.settings.data), "pid": os.getpid(),
            }  # fmt: skip
            print(json.dumps(ready), flush=True)
        else:
            click.echo(f"Workshop {code}: phones go to {here.join_url}")
            click.echo(f"Console (one use; Enter prints a fresh link): {console_url}")
            click.echo(f"Everything kept lies in {self.settings.data}. Ctrl-C ends it; the same command goes on.")
        if not no_browser:
            _browse(console_url)

    def wait(self) -> None:
        """Serves until a signal; Enter in the terminal prints a fresh link, so that nobody is locked out."""
        stop = gevent.event.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            gevent.signal_handler(name, stop.set)
        if sys.stdin is not None and sys.stdin.isatty():
            gevent.spawn(self._answer_enter)
        stop.wait()

    def _answer_enter(self) -> None:
        for _ in FileObjectThread(sys.stdin.buffer, "rb", close=False):
            click.echo(self.link())

    def end(self) -> None:
        """Ends everything in order; what waits to be written is written."""
        for process in self.phones:
            process.terminate()
        self.server.stop(timeout=1)
        control.forget(self.settings.keystore)
        self.store.close()


def _browse(url: str) -> None:
    with contextlib.suppress(Exception):
        webbrowser.open(url)


def _fault(context: Any, kind: Any, problem: BaseException | None, trace: Any) -> None:
    """A greenlet that failed is logged like any fault: by type and place, without anybody's words."""
    if problem is not None:
        report(problem)


def _listen(host: str, port: int, fixed: bool) -> socket.socket:
    """A listening socket on `port`, or on the next free one when the facilitator did not insist."""
    for candidate in [port] if fixed or port == 0 else range(port, port + TRIES):
        try:
            return listen(host, candidate)
        except OSError as problem:
            last = problem
    raise click.ClickException(f"Nothing can listen on {host}, port {port}: {last.strerror}. See --host and --port.")
