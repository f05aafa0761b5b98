"""A phone's socket by hand: what a browser would never send, and readers as slow as they like."""

from __future__ import annotations

import base64
import json
import os
import socket
import struct
import time
from typing import Any

from tests.machine import patience

TEXT, BINARY, CLOSE = 1, 2, 8


def raw(port: int, request: bytes, seconds: float | None = None) -> bytes:
    """What the server answers to these very bytes, until it hangs up or falls silent."""
    with socket.create_connection(("127.0.0.1", port), seconds or patience(2)) as line:
        try:
            line.sendall(request)
        except ConnectionError:
            pass  # hung up on before all of it was out; an answer may be there nevertheless
        return until_closed(line, seconds)


def until_closed(line: socket.socket, seconds: float | None = None) -> bytes:
    line.settimeout(seconds or patience(2))
    got = b""
    try:
        while more := line.recv(65536):
            got += more
    except (TimeoutError, ConnectionResetError):
        pass
    return got


class Hung(Exception):
    """The server has hung up."""


class Line:
    """One websocket at `/socket.io/`. `status` is that of the handshake; 101 means it is open."""

    def __init__(self, port: int, buffer: int | None = None, **headers: str) -> None:
        self.line = socket.socket()
        if buffer is not None:  # before connecting: it sets the window that the server sees
            self.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.line.settimeout(patience(2.5))
        self.line.connect(("127.0.0.1", port))
        words = {
            "Host": f"127.0.0.1:{port}", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        } | {name.replace("_", "-"): value for name, value in headers.items()}  # fmt: skip
        head = "".join(f"{name}: {value}\r\n" for name, value in words.items())
        self.line.sendall(f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n{head}\r\n".encode())
        self._got = bytearray()
        while b"\r\n\r\n" not in self._got:
            more = self.line.recv(4096)
            if not more:
                break
            self._got += more
        head_, _, self._got = self._got.partition(b"\r\n\r\n")
        self.head = head_.decode("latin-1")
        self.status = int(self.head.split()[1]) if self.head else 0

    # -- sending ---------------------------------------------------------------------------------------------------

    def send(self, words: str | bytes, length: int | None = None) -> None:
        """A masked frame; `length` may lie about what follows."""
        body = words.encode("utf-8", "surrogatepass") if isinstance(words, str) else words
        said = len(body) if length is None else length
        size = bytes([0x80 | said]) if said < 126 else b"\xfe" + struct.pack(">H", min(said, 0xFFFF))
        if said > 0xFFFF:
            size = b"\xff" + struct.pack(">Q", said)
        kind = TEXT if isinstance(words, str) else BINARY
        self.line.sendall(bytes([0x80 | kind]) + size + bytes(4) + body)  # masked with zeros, which is allowed

    def join(self, token: str, audience: str = "phone", lang: str = "en") -> Line:
        self.send("40" + json.dumps({"token": token, "audience": audience, "lang": lang}))
        return self

    def sync(self, frames: dict[str, Any], unsent: bool = False) -> None:
        said = {key: frames[key] for key in ("epoch", "rev", "beat")} | {"unsent": unsent}
        self.send('42["sync",' + json.dumps(said) + "]")

    # -- receiving -------------------------------------------------------------------------------------------------

    def packet(self, seconds: float | None = None, sip: int = 65536, pause: float = 0) -> str:
        """The next message, pings answered. Raises Hung at the end of the line, TimeoutError when nothing comes."""
        end = time.monotonic() + (patience(2) if seconds is None else seconds)
        while True:
            kind, body = self._frame(end, sip, pause)
            if kind == CLOSE:
                raise Hung
            if body == b"2":
                self.send("3")
                continue
            return body.decode("utf-8")

    def frames(self, seconds: float | None = None, sip: int = 65536, pause: float = 0) -> dict[str, Any]:
        """The next frame set."""
        end = time.monotonic() + (patience(2) if seconds is None else seconds)
        while True:
            said = self.packet(end - time.monotonic(), sip, pause)
            if said.startswith('42["frames",'):
                found: dict[str, Any] = json.loads(said[2:])[1]
                return found

    def hung_up(self, seconds: float | None = None) -> float | None:
        """Seconds until the server hung up, answering its pings; None if it did not."""
        began = time.monotonic()
        end = began + (patience(1) if seconds is None else seconds)
        try:
            while True:
                self.packet(end - time.monotonic())
        except (Hung, OSError) as problem:
            return None if isinstance(problem, TimeoutError) else time.monotonic() - began

    def _frame(self, end: float, sip: int, pause: float) -> tuple[int, bytes]:
        """Takes a frame out of what has come only when all of it is there: a timeout loses nothing."""
        self._fill(2, end, sip, pause)
        at, size = 2, self._got[1] & 127
        if size in (126, 127):
            at = 4 if size == 126 else 10
            self._fill(at, end, sip, pause)
            size = int.from_bytes(self._got[2:at], "big")
        self._fill(at + size, end, sip, pause)
        kind, body = self._got[0] & 15, bytes(self._got[at : at + size])
        del self._got[: at + size]
        return kind, body

    def _fill(self, count: int, end: float, sip: int, pause: float) -> None:
        while len(self._got) < count:
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.line.settimeout(left)
            if pause:
                time.sleep(pause)
            more = self.line.recv(sip)
            if not more:
                raise Hung
            self._got += more

    def close(self) -> None:
        self.line.close()
