"""How long a connection may take, how large its head may be, and how many may stand at the door without a token."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from email.message import Message
from socket import SHUT_RDWR
from typing import Any

import gevent
from gevent.pywsgi import WSGIHandler

from facilitator.clock import monotonic

MAX_HEAD = 16_384
"""Bytes of all header lines together; a browser of ours sends one or two thousand."""
REQUEST_SECONDS = 10.0
"""From the first line of a request to the end of its body, however slowly the bytes come."""
ANSWER_SECONDS = 120.0
IDLE_SECONDS = 75.0
"""Between two requests on the same connection."""
MAX_STRANGERS = 500
"""Connections that have shown no token and wait for nothing, beyond one for each seat. No address is looked at."""
GRACE_SECONDS = 2.0
"""So long a stranger is not counted: a room that comes in at once opens many connections for a moment."""
LINE = "facilitator.line"
"""The connection in the environment of its request, which is copied on its way through the libraries."""


def is_known(environ: Mapping[str, Any]) -> None:
    """Says that this request showed a good token: its connection is no stranger."""
    if LINE in environ:
        environ[LINE].stranger = False


def is_upgraded(environ: Mapping[str, Any]) -> None:
    """Says that this request became a WebSocket, which has rules of its own."""
    if LINE in environ:
        environ[LINE].upgraded = True


class Head:
    """The header lines of a request, counted while they are read."""

    def __init__(self, lines: Any) -> None:
        self._lines = lines
        self._left = MAX_HEAD

    def readline(self, size: int = -1) -> bytes:
        """The next line. Raises ValueError when all together are too long."""
        line: bytes = self._lines.readline(min(size, self._left + 1) if size > 0 else self._left + 1)
        self._left -= len(line)
        if self._left < 0:
            raise ValueError("head too long")
        return line


class Patient(WSGIHandler):
    """A connection that notes until when it must have done what it does. `Lines` hangs up on those that have not."""

    due = math.inf
    idle_since: float | None = None
    stranger = True
    upgraded = False

    def handle(self) -> None:
        lines: Lines = self.server.lines
        lines.open.add(self)
        try:
            with suppress(ConnectionError):  # we hung up, or they did, before the last word was out
                super().handle()
        finally:
            lines.open.discard(self)

    def read_requestline(self) -> Any:
        self.idle_since = monotonic()
        self.due = self.idle_since + IDLE_SECONDS
        line = super().read_requestline()
        self.idle_since = None
        self.due = monotonic() + REQUEST_SECONDS
        return line

    def MessageClass(self, lines: Any, *args: Any) -> Any:
        headers = super().MessageClass(Head(lines), *args)
        one_length(headers)
        return headers

    def finalize_headers(self) -> None:
        super().finalize_headers()
        body = self.wsgi_input
        if not body.chunked_input and body.position >= (body.content_length or 0):
            self.due = monotonic() + ANSWER_SECONDS
        # Else the rest of a body that was refused is still on its way, and has what is left of its ten seconds.

    def get_environ(self) -> dict[str, Any]:
        found: dict[str, Any] = super().get_environ()
        found[LINE] = self
        return found

    def hang_up(self) -> None:
        """Ends the connection, whatever it waits for."""
        with suppress(OSError, AttributeError):
            self.socket.shutdown(SHUT_RDWR)


def one_length(headers: Message) -> None:
    """Raises ValueError unless there is one way to tell where the body ends: two ways are how requests are smuggled."""
    lengths = headers.get_all("Content-Length", [])
    codings = headers.get_all("Transfer-Encoding", [])
    if len(lengths) + len(codings) > 1:
        raise ValueError("two lengths")
    if any(not (length.isascii() and length.strip().isdigit()) for length in lengths):
        raise ValueError("no length")
    if any(coding.strip().lower() != "chunked" for coding in codings):
        raise ValueError("unknown coding")


class Lines:
    """The open connections of a server. `seats` says how many have a place in the room."""

    def __init__(self) -> None:
        self.open: set[Patient] = set()
        self.seats: Callable[[], int] = lambda: 0

    def start(self) -> Lines:
        """Looks twice a second from now on; ends with the process."""
        gevent.spawn(self._watch)
        return self

    def _watch(self) -> None:
        while True:
            gevent.sleep(0.5)
            self.sweep(monotonic())

    def sweep(self, now: float) -> None:
        """Hangs up on whoever is late, and on the strangers that have waited longest if there are too many."""
        waiting: list[tuple[float, Patient]] = []
        for line in list(self.open):
            if line.upgraded:
                continue
            if line.due < now:
                line.hang_up()
            elif line.stranger and line.idle_since is not None and now - line.idle_since > GRACE_SECONDS:
                waiting.append((line.idle_since, line))
        excess = len(waiting) - MAX_STRANGERS - self.seats()
        if excess > 0:
            for _, line in sorted(waiting, key=lambda pair: pair[0])[:excess]:
                line.hang_up()
