"""The wire under Socket.IO: whole sends, small frames, no deflate, and nothing but the three packets we speak."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Callable
from functools import partial
from time import time
from typing import Any

import gevent
import simple_websocket
from engineio import packet
from gevent.event import Event
from gevent.lock import RLock
from gevent.socket import socket

from facilitator.web.lines import Socket, Synced, frame
from facilitator.web.listen import SOCKET
from facilitator.web.scrub import report

MAX_FRAME = 4096
"""Bytes a client may send in one frame; a sync takes 100."""
STRIKES = 3
SECONDS_TO_SPEAK = 5.0
"""A socket that has not shown a token by then is closed."""

KEPT = (
    "flask.app", "REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "SERVER_NAME", "SERVER_PORT",
    "SERVER_PROTOCOL", "HTTP_HOST", "wsgi.url_scheme",
)  # fmt: skip
NOTHING = io.BytesIO()

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

    @property
    def plain(self) -> Any:
        """The socket under gevent's: what cannot be read or sent at once raises BlockingIOError."""
        return self._sock._sock

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class Server(simple_websocket.Server):
    """simple-websocket's server side on such a socket; `lines` reads it, so its own thread never starts."""

    def handshake(self) -> None:
        self.sock: Any = WholeSends(self.sock)
        super().handshake()


class NoThread:
    """In the place of simple-websocket's reading thread."""

    name = ""

    def __init__(self, target: Callable[[], None]) -> None:
        return

    def start(self) -> None:
        return


class WebSocket:
    """What Engine.IO asks of a WebSocket under gevent, with frames capped before they are in memory."""

    def __init__(self, handler: Callable[[WebSocket], Any], server: Any) -> None:
        self.app = handler

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        # Deflate costs 120 KB a phone and buys little on frames of a few KB.
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        # Taken out and not copied: libev's epoll goes on reporting a closed descriptor that has a living copy. Under
        # the first name that simple-websocket looks for it makes no copy of its own.
        taken = environ.pop(SOCKET)
        environ["werkzeug.socket"] = socket(taken.family, taken.type, fileno=taken.detach())
        self.ws = Server(environ, max_message_size=MAX_FRAME, thread_class=NoThread, event_class=Event)
        return self.app(self)


def guard(server: Any, synced: Synced) -> None:
    """Puts the wire under a python-socketio server and screens what comes in. `synced` takes what most of it is.

    Without this a client could run our own connect and disconnect handlers by emitting events of these names, send
    binary attachments, or stay for ever without saying who it is.
    """
    eio = server.eio
    eio._async = {**eio._async, "websocket": WebSocket}
    eio._handle_connect = partial(_connect, server, synced)
    gevent.spawn(_keep_beating, eio)
    inner_connect, inner_message, inner_gone = (eio.handlers[name] for name in ("connect", "message", "disconnect"))
    strikes: dict[str, int] = {}

    def connected(eio_sid: str, environ: dict[str, Any]) -> Any:
        gevent.spawn_later(SECONDS_TO_SPEAK, close_if_silent, eio_sid)
        return inner_connect(eio_sid, environ)

    def close_if_silent(eio_sid: str) -> None:
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


def _connect(
    server: Any, synced: Synced, environ: dict[str, Any], start_response: Any, transport: str, jsonp: Any = None
) -> Any:
    """Engine.IO's greeting of a new connection, with sockets of ours."""
    eio = server.eio
    sid = eio.generate_id()
    engine = eio.sockets[sid] = Socket(eio, sid, synced, partial(_shed, server.environ))
    words = {
        "sid": sid, "upgrades": [], "pingTimeout": int(eio.ping_timeout * 1000),
        "pingInterval": int(eio.ping_interval * 1000), "maxPayload": eio.max_http_buffer_size,
    }  # fmt: skip
    engine.send(packet.Packet(packet.OPEN, words))
    if eio._trigger_event("connect", sid, environ) not in (None, True):
        del eio.sockets[sid]
        return eio._unauthorized()
    return engine.handle_get_request(environ, start_response)


def _shed(environs: dict[str, Any], sid: str) -> None:
    """Keeps of a request what Flask needs to call a handler with it; the rest holds buffers and a socket."""
    kept = {key: value for key, value in environs[sid].items() if key in KEPT}
    environs[sid] = {**kept, "wsgi.input": NOTHING}


def _keep_beating(eio: Any) -> None:
    """Pings for all: one greenlet instead of one for each socket."""
    while True:
        gevent.sleep(1.0)
        now = time()
        for engine in list(eio.sockets.values()):
            engine.beat(now)


def hang_up(server: Any, eio_sid: str) -> None:
    """Ends a connection without waiting for a reader that may never read again."""
    engine = eio_socket(server, eio_sid)
    if engine is not None:
        engine.close(wait=False, abort=True)


def eio_socket(server: Any, eio_sid: str) -> Any:
    return server.eio.sockets.get(eio_sid)


def event(name: str, payload: str) -> bytes:
    """The frame of a Socket.IO event around JSON that is already encoded: made once, sent to all."""
    return frame(f"42[{json.dumps(name)},{payload}]")
