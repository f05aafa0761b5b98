"""Every Socket.IO handler there is: connect, disconnect, sync. Sockets only push; writes come over HTTP."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

import gevent
from flask import Flask, request
from flask_socketio import SocketIO

from facilitator.live.pulse import Client, Pulse
from facilitator.web.frames import encoded
from facilitator.web.scrub import report
from facilitator.web.site import LANGUAGES, Site
from facilitator.web.wire import eio_socket, event, guard, hang_up
from facilitator.workshop.roles import Console

SECONDS_TO_READ = 1.0
"""Between the last word to a socket and the end of its line."""
SILENT = logging.getLogger("facilitator.silent")
"""For libraries that would log what a client sent; faults of ours are reported by `wire` and `scrub`."""
SILENT.disabled = True


def attach(app: Flask, here: Site) -> SocketIO:
    """Puts Socket.IO on the application and lets the room push through it."""
    sio = SocketIO(
        app, async_mode="gevent", logger=SILENT, engineio_logger=SILENT, manage_session=False, transports=["websocket"],
        ping_interval=15, ping_timeout=20, max_http_buffer_size=4096, http_compression=False, serve_client=False,
        cors_allowed_origins=lambda origin, environ: here.doors.origin_allowed(origin),
        async_handlers=False, monitor_clients=False,
    )  # fmt: skip

    def drop(sid: str) -> None:
        hang_up(sio.server, sid)

    def frames(audience: str, language: str, beat: int, console: Console | None) -> str:
        return encoded(app, here, audience, language, beat, console)

    def farewell(client: Client) -> None:
        client.send(event("continued", "{}"))
        gevent.spawn_later(SECONDS_TO_READ, drop, client.sid)

    pulse = here.room.pulse = Pulse(frames, partial(event, "frames"), drop, report, farewell)
    guard(sio.server, partial(synced, here, pulse), here.room.seats.count)
    handlers(sio, here, pulse)
    return sio


def synced(here: Site, pulse: Pulse, engine_id: str, words: Any) -> None:
    """What a client says it has. May not wait for anything: most of it comes straight from the hub."""
    client = pulse.clients.get(engine_id)
    if client is None or not isinstance(words, dict):
        return
    beat = words.get("beat")
    if not isinstance(beat, int):
        return
    client.unsent = words.get("unsent") is True
    pulse.synced(client, beat, words.get("epoch") == here.epoch and words.get("rev") == here.room.workshop.seq)


def handlers(sio: SocketIO, here: Site, pulse: Pulse) -> None:
    """Registers the three handlers. A client is known by its Engine.IO id from here on."""

    def engine_id() -> str:
        return str(sio.server.manager.eio_sid_from_sid(request.sid, "/"))  # type: ignore[attr-defined]

    def welcome(client: Client, token: str) -> None:
        if here.access.audience_of(token) is None:  # its seat went on elsewhere in between
            hang_up(sio.server, client.sid)
        else:
            pulse.join(client)

    @sio.on("connect")
    def connect(auth: Any = None) -> bool:
        words = auth if isinstance(auth, dict) else {}
        token, audience, language = (words.get(key) for key in ("token", "audience", "lang"))
        known = here.access.audience_of(token) if isinstance(token, str) else None
        if known is None or known[0] != audience:
            return False
        seat = known[1]
        sid = engine_id()
        send = eio_socket(sio.server, sid).line.send
        client = Client(sid, known[0], language if language in LANGUAGES else "en", send, seat)
        client.console = here.access.console_of(str(token))
        # In the next turn of the hub: the snapshot may not overtake the answer to this connect.
        gevent.spawn(welcome, client, str(token))
        here.room.tell("console")
        return True

    @sio.on("disconnect")
    def disconnect(reason: Any = None) -> None:
        if pulse.leave(engine_id()) is not None:
            here.room.tell("console")

    @sio.on("sync")
    def sync(words: Any = None) -> None:
        # Only what came in an unusual frame takes this way; see `lines`.
        synced(here, pulse, engine_id(), words)
