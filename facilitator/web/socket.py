"""Every Socket.IO handler there is: connect, disconnect, sync. Sockets only push; writes come over HTTP."""

from __future__ import annotations

import logging
from typing import Any

import gevent
from flask import Flask, request
from flask_socketio import SocketIO

from facilitator.live.pulse import Client, Pulse
from facilitator.web.frames import encoded
from facilitator.web.site import LANGUAGES, Site
from facilitator.web.wire import event, guard, hang_up
from facilitator.workshop.roles import Console

MAX_CLIENTS_A_SEAT = 8
SILENT = logging.getLogger("facilitator.silent")
"""For libraries that would log what a client sent; faults of ours are reported by `wire` and `scrub`."""
SILENT.disabled = True


def attach(app: Flask, here: Site) -> SocketIO:
    """Puts Socket.IO on the application and lets the room push through it."""
    sio = SocketIO(
        app, async_mode="gevent", logger=SILENT, engineio_logger=SILENT, manage_session=False, transports=["websocket"],
        ping_interval=15, ping_timeout=20, max_http_buffer_size=4096, http_compression=False, serve_client=False,
        cors_allowed_origins=lambda origin, environ: here.doors.origin_allowed(origin),
        async_handlers=False,
    )  # fmt: skip
    guard(sio.server)

    def send(sid: str, packet: str) -> None:
        sio.server.eio.send(sid, packet)

    def drop(sid: str) -> None:
        hang_up(sio.server, sid)

    def frames(audience: str, language: str, beat: int, console: Console | None) -> str:
        return event("frames", encoded(app, here, audience, language, beat, console))

    pulse = here.room.pulse = Pulse(frames, send, drop)
    handlers(sio, here, pulse)
    return sio


def handlers(sio: SocketIO, here: Site, pulse: Pulse) -> None:
    """Registers the three handlers. A client is known by its Engine.IO id from here on."""

    def engine_id() -> str:
        return str(sio.server.manager.eio_sid_from_sid(request.sid, "/"))  # type: ignore[attr-defined]

    @sio.on("connect")
    def connect(auth: Any = None) -> bool:
        words = auth if isinstance(auth, dict) else {}
        token, audience, language = (words.get(key) for key in ("token", "audience", "lang"))
        known = here.access.audience_of(token) if isinstance(token, str) else None
        if known is None or known[0] != audience:
            return False
        seat = known[1]
        if seat is not None and sum(c.seat == seat for c in pulse.clients.values()) >= MAX_CLIENTS_A_SEAT:
            return False
        client = Client(engine_id(), known[0], language if language in LANGUAGES else "en", seat)
        client.console = here.access.console_of(str(token))
        # In the next turn of the hub: the snapshot may not overtake the answer to this connect.
        gevent.spawn(pulse.join, client)
        here.room.tell("console")
        return True

    @sio.on("disconnect")
    def disconnect(reason: Any = None) -> None:
        if pulse.leave(engine_id()) is not None:
            here.room.tell("console")

    @sio.on("sync")
    def sync(words: Any = None) -> None:
        if not isinstance(words, dict):
            return
        beat, unsent = words.get("beat"), words.get("unsent")
        client = pulse.clients.get(engine_id())
        if client is None or not isinstance(beat, int):
            return
        client.unsent = unsent is True
        current = words.get("epoch") == here.epoch and words.get("rev") == here.room.workshop.seq
        pulse.synced(client.sid, beat, current)
