"""The parent of a server: it has imported everything, forks the server, and forks it again when a signal kills it.

It holds the listening socket and the data folder, so that phones wait and nobody else comes in, and nothing that is
secret: no key, no token, no word that anybody wrote. It never touches gevent's hub, which no child may inherit.
"""

from __future__ import annotations

import _socket
import contextlib
import gc
import json
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from facilitator.processes import own_command

if TYPE_CHECKING:
    from facilitator.start import Handed, Start

DEATHS = 5
"""So many servers in a row that lived no longer than the first start took are too many: the next would die too."""
BROKEN = 70
"""The exit code then, as sysexits.h has it for a fault of the program."""
ENDS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that end a workshop in order."""


def run(plan: Path | None, way: str | None = None, **options: Any) -> int:
    """Runs a workshop until it is ended; the exit code. `way` is how servers come to be, `fork`, `spare` or `none`."""
    began = time.monotonic()
    way = way or _way()
    spare = Spare() if way == "spare" else None  # it imports while this process does
    from facilitator.generated import kept_code
    from facilitator.imports import cooperative

    with kept_code():
        cooperative()
        from facilitator.prepare import prepare
        from facilitator.serve import serve
        from facilitator.start import Handed

    start, listener, held = prepare(plan, **options)
    if way == "none":
        return serve(start, Handed(listener.fileno(), held))
    pipe = os.pipe() if start.settings.practice else None
    handed = Handed(listener.fileno(), held, pipe and pipe[1], parent=os.getpid())
    found = Standby(start, handed, pipe and pipe[0], began, spare or Forks()).run()
    return found if isinstance(found, int) else serve(*found)


def _way() -> str:
    """A fork after imports is unsafe on macOS, where system libraries have threads; Windows has none."""
    if os.name != "posix":
        return "none"
    return "spare" if sys.platform == "darwin" else "fork"


class Servers(Protocol):
    """How servers come to be."""

    def begin(self, start: Start, handed: Handed) -> tuple[int, _socket.socket] | tuple[Start, Handed]:
        """A new server: its process and our end of the line to it; or, in its own process, what it serves."""
        ...

    def warm(self, start: Start) -> None:
        """Makes the next one quick, now that there is time."""
        ...


class Standby:
    """Has a server begin, listens to what it says, and has another begin when it is killed."""

    def __init__(self, start: Start, handed: Handed, phones: int | None, began: float, servers: Servers) -> None:
        self._start = start
        self._handed = handed
        self._pipe = phones
        self._began = began
        self._servers = servers
        self._first: float | None = None
        self._ready: float | None = None
        self._deaths = 0
        self._signal = 0
        self._stopping = False
        self._server = 0
        self._phones = 0

    def run(self) -> int | tuple[Start, Handed]:
        """The exit code, when all is over; in the process of a forked server, what it serves."""
        gc.freeze()  # what is shared stays as it is: a page that is written to is copied
        before = {name: signal.signal(name, self._end) for name in ENDS}
        while True:
            signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
            begun = self._servers.begin(self._start, self._handed)
            if not isinstance(begun[0], int):
                for name in ENDS:
                    signal.signal(name, before[name])
                signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
                return begun
            self._server, line = begun
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
            self._listen(line)
            code = self._over()
            if code is not None:
                self._end_phones()
                return code

    def _end(self, number: int, frame: object) -> None:
        """Has the server end in order, and nothing begin again."""
        self._stopping = True
        if self._server:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._server, signal.SIGTERM)

    def _listen(self, line: _socket.socket) -> None:
        """Does what the server says, until its end of the line closes: it has died."""
        waiting = b""
        while said := line.recv(1 << 16):
            *whole, waiting = (waiting + said).split(b"\n")
            for words in whole:
                for name, value in json.loads(words).items():
                    getattr(self, f"_hear_{name}")(value)
        line.close()

    def _hear_chosen(self, plan: dict[str, str]) -> None:
        from facilitator.plans.read import read_plan_text
        from facilitator.plans.shipped import Offer

        offer = Offer(plan["name"], plan["text"], read_plan_text(plan["text"], plan["name"]))
        self._start = replace(self._start, offer=offer)

    def _hear_code(self, code: str) -> None:
        self._start = replace(self._start, code=code)

    def _hear_ready(self, _: bool) -> None:
        if self._first is None:
            self._first = time.monotonic() - self._began
        self._ready = time.monotonic()
        if self._start.again:
            died = f"signal {self._signal}"
            click.echo(f"The server died ({died}) and is back; nothing that was acknowledged is lost.", err=True)
        self._start = replace(self._start, again=True)
        self._servers.warm(self._start)

    def _hear_practise(self, words: list[str]) -> None:
        """Starts the practice phones; what they are told comes from the server through the pipe."""
        if self._pipe is None:
            return
        actions = [(os.POSIX_SPAWN_DUP2, self._pipe, 0), (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
        self._phones = _spawn(words, file_actions=actions)
        for end in (self._pipe, self._handed.phones):
            if end is not None:
                os.close(end)
        self._pipe, self._handed = None, replace(self._handed, phones=None)

    def _over(self) -> int | None:
        """The exit code, or None where a server that was killed has to begin again."""
        code = os.waitstatus_to_exitcode(_waitpid(self._server))
        self._server = 0
        if code >= 0:
            return code
        if self._stopping:
            return 128 - code
        self._signal = -code
        self._start = replace(self._start, again=True)
        lived = time.monotonic() - self._ready if self._ready is not None else 0.0
        self._ready = None
        self._deaths = self._deaths + 1 if self._first is None or lived < self._first else 0
        if self._deaths < DEATHS:
            return None
        from facilitator import control

        control.forget(self._start.settings.keystore)
        click.echo(
            f"The server died {DEATHS} times in a row (signal {-code}) and is not started again. What was "
            "acknowledged is on the disk; the same command goes on with it.", err=True,
        )  # fmt: skip
        return BROKEN

    def _end_phones(self) -> None:
        if self._phones:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._phones, signal.SIGTERM)
            _waitpid(self._phones)


class Forks:
    """Servers that are forks of this process."""

    def begin(self, start: Start, handed: Handed) -> tuple[int, _socket.socket] | tuple[Start, Handed]:
        ours, theirs = _socket.socketpair()
        sys.stdout.flush()
        process: int = _plain("fork")()
        if process == 0:
            ours.close()
            return start, replace(handed, line=theirs.detach())
        theirs.close()
        return process, ours

    def warm(self, start: Start) -> None:
        """A fork has at once what this process has: pages without a workshop, words, commands that are understood."""
        from facilitator.activities.telling import tells
        from facilitator.app import make_ready
        from facilitator.workshop.requests import parse_command

        make_ready()
        tells("")
        parse_command({"name": "back"})


class Spare:
    """Servers that are processes of their own: one has started already and waits for its turn."""

    def __init__(self) -> None:
        self._waiting: tuple[int, _socket.socket] | None = self._next()

    def _next(self) -> tuple[int, _socket.socket]:
        ours, theirs = _socket.socketpair()
        os.set_inheritable(theirs.fileno(), True)
        words = [*own_command("facilitator.spare"), str(theirs.fileno())]
        process = _spawn(words)
        theirs.close()
        return process, ours

    def begin(self, start: Start, handed: Handed) -> tuple[int, _socket.socket]:
        import socket

        process, line = self._waiting or self._next()
        self._waiting = None
        fds = [handed.listener, handed.held.fileno(), *(() if handed.phones is None else (handed.phones,))]
        with contextlib.suppress(OSError):  # it died while it waited, which is found out like any death
            socket.send_fds(line, [b"\n"], fds)  # type: ignore[arg-type]
            line.sendall(json.dumps({"serve": start.words(), "parent": handed.parent}).encode("utf-8") + b"\n")
        return process, line

    def warm(self, start: Start) -> None:
        if self._waiting is None:
            self._waiting = self._next()
            self._waiting[1].sendall(json.dumps({"read": start.words()}).encode("utf-8") + b"\n")


# gevent's would make the hub of this process, which it may not have.


def _plain(name: str) -> Any:
    from gevent.monkey import get_original

    return get_original("os", name)


def _spawn(words: list[str], **how: Any) -> int:
    process: int = _plain("posix_spawn")(words[0], words, os.environ, setsigmask=(), **how)
    return process


def _waitpid(process: int) -> int:
    status: int = _plain("waitpid")(process, 0)[1]
    return status
