"""Running a workshop in this process: the room, the server, the link in the terminal, the practice phones."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from typing import Any

import click
import gevent
import gevent.event
import gevent.os
from flask import Flask
from gevent import socket
from gevent.fileobject import FileObjectThread

from facilitator import control
from facilitator.app import create_app, create_chooser
from facilitator.ballots.harden import harden
from facilitator.files import many_files
from facilitator.ids import secret
from facilitator.live.finishing import finish_seals
from facilitator.live.rooms import open_store
from facilitator.plans.shipped import Offer, offers
from facilitator.processes import own_command
from facilitator.runs import remind, room_for, say_left, stored, unsealed
from facilitator.start import Handed, Line, Start
from facilitator.storage import workshops
from facilitator.web.access import EVERYWHERE, in_address
from facilitator.web.listen import quiet_server
from facilitator.web.scrub import report
from facilitator.web.site import Site

ENDS = ("SIGINT", "SIGTERM", "SIGHUP")
"""Signals that end a workshop in order."""


def serve(start: Start, handed: Handed) -> int:
    """Runs until one of the signals; the exit code. Raises ClickException where that cannot be."""
    # A thousand requests in flight are no garbage: at the usual 700 objects Python looks for it all the time.
    gc.set_threshold(50_000, 20, 20)
    os.umask(0o077)  # whatever a run writes is for this user alone
    harden()
    many_files()
    gevent.get_hub().print_exception = _fault
    line = Line(handed)
    line.hold()
    run = Run(start, handed, line)
    code = start.code or start.resume
    offer = start.offer if code is None else stored(run.store, start.settings, code)
    if offer is None:
        run.offer()
    else:
        run.open(offer)
        run.announce(start.as_json, start.no_browser)
    gc.freeze()  # what is there now stays: modules, templates, the plan
    gc.enable()
    try:
        run.wait()
    finally:
        run.end()
    return 0


class Run:
    """A server on what it was handed: first the choice of a plan where none was given, then the workshop."""

    def __init__(self, start: Start, handed: Handed, line: Line) -> None:
        self.start = start
        self.handed = handed
        self.line = line
        self.settings = settings = start.settings
        self.store = open_store(settings, handed.held)
        listener = socket.socket(fileno=os.dup(handed.listener))
        self.port = int(listener.getsockname()[1])
        everywhere = settings.host in EVERYWHERE
        self.local = f"http://{'127.0.0.1' if everywhere else in_address(settings.host)}:{self.port}"
        self.stop = gevent.event.Event()
        for name in ENDS:  # before anybody can know that there is somebody to end
            if hasattr(signal, name):  # Windows has no SIGHUP
                gevent.signal_handler(getattr(signal, name), self.stop.set)
        self.here: Site | None = None
        self.phones: list[subprocess.Popen[bytes]] = []
        self.link: Callable[[], str] = lambda: self.local
        self.server = quiet_server(listener, None)

    def offer(self) -> None:
        """Shows the plans there are; whoever holds the link may run one."""
        rows = self.store.writer.read(workshops.all_workshops)
        found = [*offers((row.plan_name, row.plan_yaml) for row in rows), *unsealed(self.store)]
        app = create_chooser(self.settings, self.port, found, self._chosen)
        key = app.extensions["facilitator"].token
        self.link = lambda: f"{self.local}/plans#k={key}"
        self._serve(app)
        click.echo(f"Choose a plan: {self.link()}")
        if not (self.start.no_browser or self.start.again):
            _browse(self.link())
        self.line.say(ready=True)

    def _chosen(self, offer: Offer) -> str:
        if self.here is None:  # a second tap finds the workshop of the first
            self.line.say(chosen={"name": offer.name, "text": offer.text})
            self.open(offer)
            self.announce(as_json=False, no_browser=True)
        return self.link()

    def open(self, offer: Offer) -> None:
        """Makes `offer` the workshop, or goes on with today's run of it, and brings in practice phones."""
        start = self.start
        room = room_for(self.store, self.settings, offer, start.new, start.again)
        if not (self.settings.practice or start.again):
            remind(self.store, room.workshop.code)
        app, _, here = create_app(self.settings, room, self.port)
        say_left(finish_seals(self.store, self.settings, room.archive, room.fault))
        self.here = here
        self.server.lines.seats = room.seats.count
        self.link = lambda: f"{self.local}/console#c={here.access.console_link()}"
        self._serve(app)
        token = here.access.control_token = secret()
        control.write(self.settings.keystore, {"url": self.local, "token": token, **self._processes()})
        self.line.say(code=room.workshop.code)
        if self.settings.practice:
            self._practise(here, offer)

    def _processes(self) -> dict[str, int]:
        """The process that was started, and the one that may die."""
        return {"pid": self.handed.parent or os.getpid(), "server_pid": os.getpid()}

    def _serve(self, app: Flask) -> None:
        self.server.application = app
        if not self.server.started:
            self.server.start()

    def _practise(self, here: Site, offer: Offer) -> None:
        """Starts the practice phones, or has the parent start them once: they live longer than this process."""
        if self.handed.line is not None and self.handed.phones is None:
            return
        words = [*own_command("facilitator.rehearsal.practice"), self.local, here.room.workshop.code]
        words += [str(self.settings.practice), offer.name, str(self.settings.keystore / "practice.json")]
        tickets = here.room.seats.make(self.settings.practice) if here.room.workshop.ticketed else []
        told = (" ".join(tickets) + "\n" + offer.text).encode("utf-8")
        if self.handed.phones is not None:
            self.line.say(practise=words)
            gevent.spawn(_write, self.handed.phones, told)
            return
        process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        self.phones.append(process)
        if process.stdin is not None:
            process.stdin.write(told)
            process.stdin.close()

    def announce(self, as_json: bool, no_browser: bool) -> None:
        """Says where everything is, to a person or to a program; after a death only what is new."""
        here = self.here
        if here is None:
            return
        code, console_url = here.room.workshop.code, self.link()
        if as_json and not self.start.again:
            ready = {
                "console_url": console_url, "screen_url": f"{self.local}/screen#t={here.access.screen_token}",
                "join_url": here.join_url, "code": code, "data": str(self.settings.data), **self._processes(),
            }  # fmt: skip
            print(json.dumps(ready), flush=True)
        elif not as_json:
            click.echo(f"Workshop {code}: phones go to {here.join_url}")
            click.echo(f"Console (one use; Enter prints a fresh link): {console_url}")
            click.echo(f"Everything kept lies in {self.settings.data}. Ctrl-C ends it; the same command goes on.")
        if not (no_browser or self.start.again):
            _browse(console_url)
        self.line.say(ready=True)

    def wait(self) -> None:
        """Serves until a signal; Enter in the terminal prints a fresh link, so that nobody is locked out."""
        if sys.stdin is not None and sys.stdin.isatty():
            gevent.spawn(self._answer_enter)
        self.stop.wait()

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


def _write(pipe: int, told: bytes) -> None:
    """Fills a pipe as its reader empties it, and closes it; whoever reads may take a second to begin."""
    gevent.os.make_nonblocking(pipe)
    with contextlib.suppress(OSError):
        while told:
            told = told[gevent.os.nb_write(pipe, told) :]
    os.close(pipe)
