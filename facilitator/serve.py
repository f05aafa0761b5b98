"""Running a workshop: the data folder, the room, the server, the link in the terminal, the practice phones."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import webbrowser
from pathlib import Path
from typing import Any

import click
import gevent
import gevent.event
from gevent.fileobject import FileObjectThread
from gevent.pywsgi import WSGIHandler, WSGIServer

from facilitator import control
from facilitator.app import create_app
from facilitator.ballots.harden import harden
from facilitator.ids import secret
from facilitator.live.room import Room
from facilitator.live.rooms import Store, half_sealed, new_room, open_store, resumed_room, unfinished
from facilitator.live.seal import finish
from facilitator.plans.read import PlanProblems, read_plan
from facilitator.settings import Settings
from facilitator.web.access import EVERYWHERE
from facilitator.web.scrub import report
from facilitator.web.site import Site

TRIES = 20
"""Ports tried after 8000 when none was asked for."""


class QuietHandler(WSGIHandler):
    """Answers without an access log: a log of requests is a log of who was here."""

    def log_request(self) -> None:
        return

    def log_error(self, msg: str, *args: Any) -> None:
        return

    def _handle_client_error(self, ex: Exception) -> Any:
        # gevent prints a traceback for what is no ValueError, such as a hundred headers too many.
        return super()._handle_client_error(ValueError())

    def handle_error(self, t: Any, v: Any, tb: Any) -> None:
        report(v)
        with contextlib.suppress(Exception):
            self.result: list[bytes] = []
            self.start_response("500 Internal Server Error", [("Content-Length", "0"), ("Connection", "close")])
            self.process_result()


def serve(plan: Path | None, as_json: bool = False, no_browser: bool = False, new: bool = False, **options: Any) -> int:
    """Runs until Ctrl-C; the exit code."""
    settings = Settings(**{key: value for key, value in options.items() if value is not None})
    if settings.practice:
        settings = settings.model_copy(update={"data": control.practice_data(settings.data), "keys": None})
    path = plan or _choose()
    try:
        read_plan(path)
    except PlanProblems as problems:
        for problem in problems.problems:
            click.echo(str(problem), err=True)
        return 1
    harden()
    gevent.get_hub().print_exception = _fault
    asked_port = options.get("port")
    listener = _listen(settings.host, settings.port, fixed=asked_port is not None)
    port = int(listener.getsockname()[1])
    store = open_store(settings)
    room = _room(store, settings, path, new)
    app, _, here = create_app(settings, room, port)
    for old in half_sealed(store, settings):
        old.archive, old.fault = room.archive, room.fault
        finish(old)
    server = WSGIServer(listener, app, log=None, error_log=None, handler_class=QuietHandler)
    server.start()
    token = secret()
    here.access.control_token = token
    control.write(settings.keystore, {"url": _local(settings, port), "token": token, "pid": os.getpid()})
    phones = _practice(settings, here, port, path)
    _announce(here, settings, as_json, no_browser, port)
    try:
        _wait(here, port)
    finally:
        for process in phones:
            process.terminate()
        server.stop(timeout=1)
        control.forget(settings.keystore)
        store.writer.close()
    return 0


def _fault(context: Any, kind: Any, problem: BaseException | None, trace: Any) -> None:
    """A greenlet that failed is logged like any fault: by type and place, without anybody's words."""
    if problem is not None:
        report(problem)


def _choose() -> Path:
    from facilitator.plans.shipped import shipped_plans

    return shipped_plans()[0][0]


def _room(store: Store, settings: Settings, path: Path, new: bool) -> Room:
    text = path.read_text("utf-8")
    practice = settings.practice > 0
    code = None if new else unfinished(store, text, practice)
    if code is not None:
        click.echo(f"Going on with today's workshop {code}, which was not sealed (--new begins another).", err=True)
        return resumed_room(store, settings, code)
    return new_room(store, settings, text, path.name, practice)


def _listen(host: str, port: int, fixed: bool) -> socket.socket:
    """A listening socket on `port`, or on the next free one when the facilitator did not insist."""
    for candidate in [port] if fixed or port == 0 else range(port, port + TRIES):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Accepted sockets inherit it: an answer is two writes, and without it the second waits 40 ms for an ACK.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            listener.bind((host, candidate))
        except OSError as problem:
            listener.close()
            last = problem
            continue
        listener.listen(4096)
        return listener
    raise click.ClickException(f"Port {port} is taken ({last.strerror}). Choose another with --port.")


def _practice(settings: Settings, here: Site, port: int, plan: Path) -> list[subprocess.Popen[bytes]]:
    if not settings.practice:
        return []
    words = [sys.executable, "-m", "facilitator.rehearsal.practice", _local(settings, port)]
    words += [here.room.workshop.code, str(settings.practice), str(plan), str(settings.keystore / "practice.json")]
    return [subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)]


def _announce(here: Site, settings: Settings, as_json: bool, no_browser: bool, port: int) -> None:
    code = here.room.workshop.code
    console_url = _console_url(here, port)
    if as_json:
        ready = {
            "console_url": console_url, "screen_url": f"{_local(settings, port)}/screen#t={here.access.screen_token}",
            "join_url": here.join_url, "code": code, "data": str(settings.data), "pid": os.getpid(),
        }  # fmt: skip
        print(json.dumps(ready), flush=True)
    else:
        click.echo(f"Workshop {code}: phones go to {here.join_url}")
        click.echo(f"Console (one use; Enter prints a fresh link): {console_url}")
        click.echo(f"Everything kept lies in {settings.data}. Ctrl-C ends the server; the same command goes on later.")
    if not no_browser:
        with contextlib.suppress(Exception):
            webbrowser.open(console_url)


def _console_url(here: Site, port: int) -> str:
    return f"{_local(here.settings, port)}/console#c={here.access.console_link()}"


def _local(settings: Settings, port: int) -> str:
    """The address of this server on its own machine."""
    return f"http://{'127.0.0.1' if settings.host in EVERYWHERE else settings.host}:{port}"


def _wait(here: Site, port: int) -> None:
    """Serves until a signal; Enter in the terminal prints a fresh console link, so that nobody is locked out."""
    stop = gevent.event.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        gevent.signal_handler(name, stop.set)
    if sys.stdin is not None and sys.stdin.isatty():
        gevent.spawn(_answer_enter, here, port)
    stop.wait()


def _answer_enter(here: Site, port: int) -> None:
    for _ in FileObjectThread(sys.stdin.buffer, "rb", close=False):
        click.echo(_console_url(here, port))
