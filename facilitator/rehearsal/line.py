"""A line to a room, as a browser has one: requests over HTTP, pushes over Socket.IO. Made for thousands at once."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import websocket

from facilitator.rehearsal.patience import patience

TRY_SECONDS = 8.0
"""How long one try may take on a quick machine; our phone page waits as long."""


class Broken(Exception):
    """The line broke or fell silent. Whether the server took what was sent, nobody knows."""


@dataclass(frozen=True)
class Reply:
    """What the server answered; `body` is None where it was no JSON."""

    status: int
    body: Any


class Web:
    """Requests over one connection that is kept open, as a browser keeps it. For one greenlet at a time."""

    def __init__(self, url: str, token: str = "", language: str = "en") -> None:
        parts = urlsplit(url)
        self.token = token
        self._language = language
        where = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._line = http.client.HTTPConnection(*where, timeout=patience(TRY_SECONDS))

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """One request. Raises Broken if no whole answer came."""
        status, raw = self.fetch(path, method, body, **headers)
        with contextlib.suppress(ValueError):
            return Reply(status, json.loads(raw))
        return Reply(status, None)

    def fetch(self, path: str, method: str = "GET", body: Any = None, **headers: str) -> tuple[int, bytes]:
        """One request, its answer as bytes. Raises Broken if no whole answer came."""
        words = {"X-Language": self._language, **headers}
        if self.token:
            words["Authorization"] = f"Bearer {self.token}"
        try:
            self._line.request(method, path, None if body is None else json.dumps(body), words)
            answer = self._line.getresponse()
            raw = answer.read()
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            raise Broken(type(problem).__name__) from None
        if answer.will_close:
            self.close()
        return answer.status, raw

    def shout(self, method: str, path: str, body: Any = None) -> None:
        """Sends a request and hangs up before the answer, as when the network goes in between. Raises Broken."""
        words = {"X-Language": self._language, "Authorization": f"Bearer {self.token}"}
        try:
            self._line.request(method, path, None if body is None else json.dumps(body), words)
        except (OSError, http.client.HTTPException) as problem:
            raise Broken(type(problem).__name__) from None
        finally:
            self.close()

    def close(self) -> None:
        """Hangs up; the next request opens the line again."""
        self._line.close()

    def cut(self) -> None:
        """Takes the line away under whoever waits for an answer on it."""
        if self._line.sock is not None:
            with contextlib.suppress(OSError):
                self._line.sock.shutdown(socket.SHUT_RDWR)


class Line:
    """A socket that holds the newest frame set of an audience and says so to the server.

    `heard(frames, at)` is called for each set, before it is acknowledged; `at` is a time of `time.monotonic`.
    """

    def __init__(
        self, url: str, token: str, audience: str, heard: Callable[[dict[str, Any], float], None], language: str = "en"
    ) -> None:
        self._url = "ws" + url.removeprefix("http") + "/socket.io/?EIO=4&transport=websocket"
        self._auth = json.dumps({"token": token, "audience": audience, "lang": language})
        self._heard = heard
        self._socket: Any = None
        self.frames: dict[str, Any] | None = None
        self.unsent = False

    def open(self) -> None:
        """Connects and shows the token. Raises Broken if the server is away or does not let us in."""
        try:
            # No Origin: a program shows its token, as PROTOCOL.md says. What is no UTF-8 is found when it is decoded;
            # a second look at every byte in Python took half the CPU of a rehearsal.
            self._socket = websocket.create_connection(
                self._url, timeout=patience(TRY_SECONDS), suppress_origin=True, skip_utf8_validation=True
            )
            self._socket.recv()
            self._socket.send("40" + self._auth)
            if not self._socket.recv().startswith("40"):
                raise Broken("not let in")
            self._socket.settimeout(None)
        except (OSError, UnicodeDecodeError, websocket.WebSocketException) as problem:
            self.close()
            raise Broken(type(problem).__name__) from None
        except Broken:
            self.close()
            raise

    def run(self) -> None:
        """Listens until the line ends, from whichever side."""
        try:
            while True:
                said = self._socket.recv()
                if said == "2":
                    self._socket.send("3")
                elif said.startswith('42["frames",'):
                    at = time.monotonic()
                    self.frames = json.loads(said[2:])[1]
                    self._heard(self.frames, at)
                    self.sync()
                elif not said or said.startswith("41"):
                    return
        except (OSError, UnicodeDecodeError, websocket.WebSocketException, AttributeError):
            return  # hung up, said what is no text, or `close` was called meanwhile
        finally:
            self.close()

    def sync(self) -> None:
        """Says which frame set this client has, and whether it holds anything unsent."""
        have = self.frames or {"epoch": "", "rev": 0, "beat": 0}
        words = {key: have[key] for key in ("epoch", "rev", "beat")} | {"unsent": self.unsent}
        self._socket.send('42["sync",' + json.dumps(words, separators=(",", ":")) + "]")

    def close(self) -> None:
        """Hangs up without a word, as a phone does that loses its network."""
        line, self._socket = self._socket, None
        if line is not None:
            with contextlib.suppress(OSError, websocket.WebSocketException):
                line.shutdown()
