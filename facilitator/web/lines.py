"""Sockets after their handshake, with no greenlet on any of them: the hub calls when there is something to read.

Engine.IO and simple-websocket give each socket four greenlets and let every word pass through all of them. Here the
two words that phones say all evening, a sync and the answer to a ping, are understood where they are read; everything
else takes the libraries' own way. A push is one send of bytes that were made once for all.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable
from socket import SHUT_RDWR
from time import time
from typing import Any

import engineio.exceptions
import engineio.packet
import engineio.socket
import gevent
import simple_websocket
from wsproto.utilities import ProtocolError

READ = 1024
PING = b"\x81\x012"
_PACKET = re.compile(r"[0-6]([0-9a-z].*)?", re.DOTALL)
_SYNC = re.compile(r'42\["sync",(\{[^{}\[\]]*\})\]')
Synced = Callable[[str, Any], None]
"""Called with the Engine.IO id and the words of a sync; runs on the hub, so it may not wait for anything."""


class Line:
    """One open WebSocket. Frames go out whole and in order; what cannot be sent at once is finished by a greenlet."""

    __slots__ = ("_engine", "_plain", "_raw", "_reads", "_rest", "_synced", "_ws")

    def __init__(self, ws: simple_websocket.Server, engine: Socket, synced: Synced) -> None:
        self._ws = ws
        self._engine = engine
        self._synced = synced
        self._raw = ws.sock.plain
        self._plain = True
        self._rest: list[bytes] | None = None
        self._reads = gevent.get_hub().loop.io(self._raw.fileno(), 1)
        self._reads.start(self._readable)

    def send(self, frame: bytes) -> None:
        """Sends a frame or lets it follow the one that is on its way."""
        if self._rest is not None:
            self._rest.append(frame)
            return
        try:
            sent = self._raw.send(frame)
        except BlockingIOError:
            sent = 0
        except OSError:
            return  # the end is noticed by reading
        if sent < len(frame):
            self._rest = [frame[sent:]]
            gevent.spawn(self._finish)

    def _finish(self) -> None:
        with contextlib.suppress(OSError):
            while self._rest:
                self._ws.sock.send(self._rest.pop(0))
        self._rest = None

    def _readable(self) -> None:
        """On the hub: whatever is more than a sync or a pong is handed to a greenlet."""
        try:
            data = self._raw.recv(READ)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        words = texts(data) if self._plain and data else None
        if words is not None and len(words) == 1 and self._quick(words[0]):
            return
        # From the first frame that comes in pieces, or is no text, the library reads this line.
        self._plain = words is not None
        self._reads.stop()
        gevent.spawn(self._slowly, data, words)

    def _quick(self, said: str) -> bool:
        if said == "3":
            self._engine.schedule_ping()
            return True
        found = _SYNC.fullmatch(said)
        if found is None:
            return False
        try:
            words = json.loads(found[1])
        except ValueError:
            return False
        self._synced(self._engine.sid, words)
        return True

    def _slowly(self, data: bytes, words: list[str] | None) -> None:
        try:
            for said in self._parsed(data) if words is None else words:
                self._take(said)
        except (engineio.exceptions.SocketIsClosedError, OSError):
            self._ws.connected = False
        if not self._ws.connected:
            self._engine.close(wait=False, abort=True, reason=self._engine.server.reason.TRANSPORT_CLOSE)
        elif not self._engine.closed:
            self._reads.start(self._readable)

    def _parsed(self, data: bytes) -> list[Any]:
        ws = self._ws
        try:
            if not data:
                raise OSError
            ws.ws.receive_data(data)
            ws.connected = ws._handle_events()
        except (OSError, ProtocolError):
            ws.connected = False
        found, ws.input_buffer = ws.input_buffer, []
        return list(found)

    def _take(self, said: Any) -> None:
        # Engine.IO falls over a packet without a number or with bottomless JSON, and leaves its client behind. As a
        # binary message it is a strike like any other.
        whole = said if isinstance(said, bytes) or _PACKET.fullmatch(said) else b""
        with contextlib.suppress(engineio.exceptions.UnknownPacketError):
            self._engine.receive(engineio.packet.Packet(encoded_packet=whole))

    def cut(self) -> None:
        """Hangs up without waiting for a reader that may never read again."""
        self._reads.stop()
        self._reads.close()
        self._ws.connected = False
        with contextlib.suppress(OSError):
            self._ws.sock.shutdown(SHUT_RDWR)
        self._ws.sock.close()


class Socket(engineio.socket.Socket):
    """Engine.IO's side of a connection: packets go straight to the line, pings are sent by one loop for all."""

    def __init__(self, server: Any, sid: str, synced: Synced, opened: Callable[[str], None]) -> None:
        # Not Engine.IO's own beginning: it makes a queue, and with it a greenlet that waits there.
        self.server = server
        self.sid = sid
        self.session: dict[str, Any] = {}
        self.last_ping: float | None = None
        self.connected = self.upgrading = self.upgraded = self.closing = self.closed = False
        self.line: Line | None = None
        self._early: list[Any] = []
        self._synced = synced
        self._opened = opened
        self.schedule_ping()

    def _websocket_handler(self, ws: Any) -> list[bytes]:
        """Opens the line and ends the request; the WebSocket lives on without it."""
        self.connected = self.upgraded = True
        self.line = Line(ws.ws, self, self._synced)
        self._opened(self.sid)
        early, self._early = self._early, []
        for pkt in early:
            self.send(pkt)
        return []

    def send(self, pkt: Any) -> None:
        if self.line is None:
            self._early.append(pkt)
        elif not self.closed:
            self.line.send(frame(pkt.encode()))

    def close(self, wait: bool = True, abort: bool = False, reason: Any = None) -> None:
        if self.closed or self.closing:
            return
        self.closing = True
        self.server._trigger_event("disconnect", self.sid, reason or self.server.reason.SERVER_DISCONNECT)
        if not abort:
            self.send(engineio.packet.Packet(engineio.packet.CLOSE))
        self.closed = True
        self.server.sockets.pop(self.sid, None)
        if self.line is not None:
            self.line.cut()

    def schedule_ping(self) -> None:
        self.last_ping = None
        self.due = time() + self.server.ping_interval

    def beat(self, now: float) -> None:
        """Once a second: a ping if it is due, the end if the last one was not answered in time."""
        if self.line is None or self.closed:
            return
        if self.last_ping is None and now >= self.due:
            self.last_ping = now
            self.line.send(PING)
        self.check_ping_timeout()


def frame(text: str) -> bytes:
    """A WebSocket frame around a text, as a server sends it: without a mask."""
    body = text.encode("utf-8")
    size = len(body)
    if size < 126:
        return b"\x81" + bytes([size]) + body
    return (b"\x81\x7e" + size.to_bytes(2, "big") if size < 65536 else b"\x81\x7f" + size.to_bytes(8, "big")) + body


def texts(data: bytes) -> list[str] | None:
    """The texts in `data` if it is nothing but whole, short, masked text frames; None where the library must look."""
    found = []
    at, end = 0, len(data)
    while at < end:
        if end - at < 6 or data[at] != 0x81 or not 0x80 <= data[at + 1] <= 0xFD:
            return None
        size = data[at + 1] & 0x7F
        start = at + 6
        at = start + size
        if at > end:
            return None
        mask = data[start - 4 : start] * (size // 4 + 1)
        body = int.from_bytes(data[start:at], "big") ^ int.from_bytes(mask[:size], "big")
        try:
            found.append(body.to_bytes(size, "big").decode("utf-8"))
        except UnicodeDecodeError:
            return None
    return found
