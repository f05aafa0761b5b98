"""Phones by the dozen: plain HTTP clients in threads that start at the same instant."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from tests.machine import patience

T = TypeVar("T")
PATIENCE = patience(5)
"""Seconds that a phone waits for an answer."""


class Phone:
    """One phone: its own connection, its token, what it was told is safe. Not shared between threads."""

    def __init__(self, port: int, code: str, source: str = "127.0.0.1") -> None:
        self._port = port
        self._code = code
        self._source = source
        self._line: http.client.HTTPConnection | None = None
        self.token = ""
        self.acked = 0
        """The highest version that the server called received."""

    @property
    def line(self) -> socket.socket | None:
        """The connection that is open now."""
        return None if self._line is None else self._line.sock

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of one request. Raises OSError or HTTPException if the line breaks: then nobody knows."""
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self._port, PATIENCE, (self._source, 0))
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            self._line.request(method, path, None if body is None else json.dumps(body), headers)
            answer = self._line.getresponse()
            raw = answer.read()
        except (OSError, http.client.HTTPException):
            self._line.close()
            self._line = None
            raise
        return answer.status, json.loads(raw) if raw else None

    def join(self) -> Phone:
        status, body = self.ask("POST", "/api/join", {"code": self._code})
        assert status == 201, (status, body)
        self.token = str(body["token"])
        return self

    def put(self, part: str, body: Any, v: int = 1, round_: int = 1, side: str | None = None) -> tuple[int, Any]:
        """A ballot; an acknowledged version is remembered."""
        status, said = self.ask("PUT", f"/api/parts/{part}/{round_}/0", {"v": v, "body": body, "side": side})
        if status == 200:
            self.acked = max(self.acked, v)
        return status, said

    def twin(self) -> Phone:
        """The same seat over a second connection, as a retry from another network would come."""
        other = Phone(self._port, self._code, self._source)
        other.token = self.token
        return other


def at_once(acts: Sequence[Callable[[], T]]) -> list[T]:
    """The results of all `acts`, each in a thread of its own, started at the same instant. Raises what one raised."""
    start = threading.Barrier(len(acts))
    found: dict[int, T] = {}
    problems: list[BaseException] = []

    def run(index: int, act: Callable[[], T]) -> None:
        start.wait()
        try:
            found[index] = act()
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(patience(30))
    if problems:
        raise problems[0]
    return [found[index] for index in range(len(acts))]


def patiently(act: Callable[[], tuple[int, Any]], seconds: float = PATIENCE) -> tuple[int, Any]:
    """What a phone does: tries the same thing again until it has an answer that is neither busy nor a broken line."""
    end = time.monotonic() + seconds
    while True:
        try:
            status, body = act()
            if status not in (429, 503):
                return status, body
        except (OSError, http.client.HTTPException):
            pass
        assert time.monotonic() < end, "no answer for too long"
        time.sleep(0.2)


def seconds_of(act: Callable[[], object]) -> float:
    """How long something took."""
    began = time.monotonic()
    act()
    return time.monotonic() - began


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of all values lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
