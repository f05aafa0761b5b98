"""The wire under Socket.IO: whole sends, small frames, no deflate, and nothing but the three packets we speak."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable
from socket import SHUT_RDWR
from typing import Any

import gevent
import simple_websocket
from engineio.async_drivers.gevent import Thread
from gevent import selectors
from gevent.event import Event
from gevent.lock import RLock

from facilitator.web.patience import MAX_STRANGERS, is_upgraded
from facilitator.web.scrub import report

MAX_FRAME = 4096
"""Bytes a client may send in one frame; a sync takes 100."""
STRIKES = 3
SECONDS_TO_SPEAK = 5.0
"""A socket that has not shown a token by then is closed."""

_PACKET = re.compile(r"[0-6]([0-9a-z].*)?", re.DOTALL)
_SPOKEN = re.compile(r'0(\{[^\[]*\})?|1|2\["sync",\{[^{}\[\]]*\}\]')


class WholeSends:
    """A socket whose `send` is `sendall`, one sender at a time.

    simple-websocket sends frames with `send`, which on gevent may write half a frame to a slow phone and drop the rest.
    """

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self._turn = RLock()

    def send(self, data: bytes) -> int:
        with self._turn:
            self._sock.sendall(data)
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class Server(simple_websocket.Server):
    """simple-websocket's server side on such a socket."""

    def handshake(self) -> None:
        self.sock: Any = WholeSends(self.sock)
        super().handshake()


class WebSocket:
    """What Engine.IO asks of a WebSocket under gevent, with frames capped before they are in memory."""

    def __init__(self, handler: Callable[[WebSocket], Any], server: Any) -> None:
        self.app = handler

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        # Deflate costs 120 KB a phone and buys little on frames of a few KB.
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        self.ws = Server(
            environ, max_message_size=MAX_FRAME, thread_class=Thread, event_class=Event,
            selector_class=selectors.DefaultSelector,
        )  # fmt: skip
        environ["facilitator.socket"] = self.ws.sock
        is_upgraded(environ)
        return self.app(self)

    def close(self) -> None:
        # The other end may be gone already, or we may have hung up on it.
        with contextlib.suppress(OSError):
            if self.ws.connected:
                self.ws.close()

    def send(self, message: str | bytes) -> None:
        try:
            self.ws.send(message)
        except simple_websocket.ConnectionClosed:
            raise OSError from None

    def wait(self) -> Any:
        try:
            said = self.ws.receive()
        except simple_websocket.ConnectionClosed:
            return None
        # Engine.IO falls over a packet without a number or with bottomless JSON, and leaves its client behind. As a
        # binary message it is a strike like any other.
        return said if isinstance(said, bytes) or _PACKET.fullmatch(said) else b""


def guard(server: Any, seats: Callable[[], int]) -> None:
    """Puts the wire under a python-socketio server and screens what comes in.

    Without this a client could run our own connect and disconnect handlers by emitting events of these names, send
    binary attachments, or stay for ever without saying who it is. Of those that have not said it there are at most
    MAX_STRANGERS more than `seats`; the oldest goes.
    """
    eio = server.eio
    eio._async = {**eio._async, "websocket": WebSocket}
    inner_connect, inner_message, inner_gone = (eio.handlers[name] for name in ("connect", "message", "disconnect"))
    strikes: dict[str, int] = {}
    strangers: dict[str, None] = {}

    def connected(eio_sid: str, environ: dict[str, Any]) -> Any:
        strangers[eio_sid] = None
        if len(strangers) > MAX_STRANGERS + seats():
            close_if_silent(next(iter(strangers)))
        gevent.spawn_later(SECONDS_TO_SPEAK, close_if_silent, eio_sid)
        return inner_connect(eio_sid, environ)

    def close_if_silent(eio_sid: str) -> None:
        strangers.pop(eio_sid, None)
        if eio_sid in eio.sockets and server.manager.sid_from_eio_sid(eio_sid, "/") is None:
            hang_up(server, eio_sid)

    def message(eio_sid: str, data: Any) -> Any:
        if isinstance(data, str) and len(data) <= MAX_FRAME and _SPOKEN.fullmatch(data) and readable(data):
            return inner_message(eio_sid, data)
        strikes[eio_sid] = strikes.get(eio_sid, 0) + 1
        if strikes[eio_sid] >= STRIKES:
            strikes.pop(eio_sid)
            hang_up(server, eio_sid)
        return None

    def readable(data: str) -> bool:
        with contextlib.suppress(ValueError, RecursionError):
            server.packet_class(encoded_packet=data)
            return True
        return False

    def gone(eio_sid: str, *reason: Any) -> Any:
        strikes.pop(eio_sid, None)
        strangers.pop(eio_sid, None)
        return inner_gone(eio_sid, *reason)

    for name, inner in (("connect", connected), ("message", message), ("disconnect", gone)):
        eio.on(name, _reported(inner))


def _reported(inner: Callable[..., Any]) -> Callable[..., Any]:
    """`inner` with its faults logged by their place alone; Engine.IO would print what a client sent."""

    def run(*args: Any) -> Any:
        try:
            return inner(*args)
        except Exception as problem:
            report(problem)
            return False

    return run


def hang_up(server: Any, eio_sid: str) -> None:
    """Ends a connection without waiting for a reader that may never read again."""
    socket = eio_socket(server, eio_sid)
    environ = server.environ.get(eio_sid) or {}
    if socket is not None:
        socket.close(wait=False, abort=True)
    raw = environ.get("facilitator.socket")
    if raw is not None:
        # Not close(): simple-websocket holds a copy of the socket, and a connection ends with its last copy.
        with contextlib.suppress(OSError):
            raw.shutdown(SHUT_RDWR)


def eio_socket(server: Any, eio_sid: str) -> Any:
    return server.eio.sockets.get(eio_sid)


def event(name: str, payload: str) -> str:
    """A Socket.IO event packet around JSON that is already encoded: made once, sent to all."""
    return f"2[{json.dumps(name)},{payload}]"
