"""Thousands of light phones in one loop: what a phone says over HTTP and its socket, without a browser's weight.

`line.py` has the same conversation in full; it costs several times the CPU, and a load that is slower than the server
measures itself.
"""

from __future__ import annotations

import re
import secrets
import select
import socket
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from facilitator.rehearsal.patience import patience

_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)", re.I)
_FRAMES = re.compile(rb'42\["frames",\s?\{"epoch":\s?"([^"]*)",\s?"rev":\s?(\d+),\s?"beat":\s?(\d+)')
Answered = Callable[[int, bytes, float], None]
"""Called with status, body and the time of `time.monotonic` at which the answer was whole."""


class Asker:
    """One connection over which requests are made, one at a time, and kept open as a browser keeps it."""

    __slots__ = ("_answered", "_got", "sock")

    def __init__(self, port: int) -> None:
        self.sock = _connected(port)
        self._got = b""
        self._answered: Answered | None = None

    @property
    def busy(self) -> bool:
        return self._answered is not None

    def ask(self, request: bytes, answered: Answered) -> None:
        self._answered = answered
        self.sock.sendall(request)  # far smaller than the buffer of a socket whose last answer was read

    def take(self, data: bytes, at: float) -> None:
        """Bytes of an answer; an end before it was whole is status 0."""
        if not data:
            self._end(0, b"", at)
            return
        self._got += data
        head, split, body = self._got.partition(b"\r\n\r\n")
        if not split:
            return
        found = _LENGTH.search(head)
        if len(body) >= (int(found[1]) if found else 0):
            self._got = b""
            self._end(int(head[9:12]), body, at)

    def _end(self, status: int, body: bytes, at: float) -> None:
        answered, self._answered = self._answered, None
        if answered is not None:
            answered(status, body, at)


class Ear:
    """A phone's socket: takes frame sets, acknowledges each with a sync, answers pings."""

    __slots__ = ("_auth", "_got", "_shaken", "_swarm", "rev", "sock")

    def __init__(self, swarm: Swarm, port: int, auth: str) -> None:
        self._swarm = swarm
        self._auth = auth
        self._got = b""
        self._shaken = False
        self.rev = -1
        self.sock = _connected(port)
        self.sock.sendall(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {secrets.token_hex(11)}==\r\n\r\n"
            .encode()
        )  # fmt: skip

    def take(self, data: bytes, at: float) -> None:
        if not data:
            self._swarm.lost(self)
            return
        got = self._got + data if self._got else data
        if not self._shaken:
            _, split, rest = got.partition(b"\r\n\r\n")
            if not split:
                self._got = got
                return
            self._shaken, got = True, rest
        while (size := _frame(got)) is not None:
            start, end = size
            self._hear(got[start:end], got[0] & 15, at)
            got = got[end:]
        self._got = got

    def _hear(self, said: bytes, kind: int, at: float) -> None:
        if kind == 8:
            self._swarm.lost(self)
        elif said[:1] == b"0":
            self.sock.sendall(masked(b"40" + self._auth.encode()))
        elif said == b"2":
            self.sock.sendall(masked(b"3"))
        else:
            found = _FRAMES.match(said)
            if found is not None:
                self._swarm.heard(self, int(found[2]), len(said), at)
                if self._swarm.held is None:
                    self.sock.sendall(self._swarm.sync(*found.groups()))
                else:
                    self._swarm.held.append((self, found.groups()))


@dataclass
class Swarm:
    """The phones and the loop that turns them. `reached` has, by revision, when each phone held it."""

    port: int
    ears: set[Ear] = field(default_factory=set)
    reached: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    sizes: list[int] = field(default_factory=list)
    dropped: int = 0
    held: list[tuple[Ear, tuple[bytes, ...]]] | None = None
    """Acknowledgements that are kept back, where the cost of pushes is told apart from theirs."""

    def __post_init__(self) -> None:
        self._epoll = select.epoll()
        self._by_fd: dict[int, Asker | Ear] = {}
        self._said: tuple[tuple[bytes, ...], bytes] = ((), b"")
        self.joined: Callable[[Ear], None] = lambda ear: None

    def turn(self, seconds: float) -> None:
        """Waits at most so long and takes whatever has come."""
        for fd, _ in self._epoll.poll(max(seconds, 0), 1024):
            one = self._by_fd.get(fd)
            if one is None:
                continue
            try:
                data = one.sock.recv(65536)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            at = time.monotonic()
            if not data:
                self.forget(one)
            one.take(data, at)

    def asker(self) -> Asker:
        one = Asker(self.port)
        self._watch(one)
        return one

    def ear(self, auth: str) -> Ear:
        one = Ear(self, self.port, auth)
        self.ears.add(one)
        self._watch(one)
        return one

    def _watch(self, one: Asker | Ear) -> None:
        one.sock.setblocking(False)
        self._by_fd[one.sock.fileno()] = one
        self._epoll.register(one.sock.fileno(), select.EPOLLIN)

    def forget(self, one: Asker | Ear) -> None:
        """Hangs up."""
        if self._by_fd.pop(one.sock.fileno(), None) is not None:
            self._epoll.unregister(one.sock.fileno())
            one.sock.close()

    def lost(self, ear: Ear) -> None:
        """A socket that the server ended."""
        if ear in self.ears:
            self.ears.discard(ear)
            self.dropped += 1
        self.forget(ear)

    def heard(self, ear: Ear, rev: int, size: int, at: float) -> None:
        first = ear.rev < 0
        if rev > ear.rev:
            ear.rev = rev
            self.reached[rev].append(at)
        self.sizes.append(size)
        if first:
            self.joined(ear)

    def sync(self, *have: bytes) -> bytes:
        """The acknowledgement of a frame set, made once for all phones that got the same."""
        if self._said[0] != have:
            epoch, rev, beat = have
            words = b'42["sync",{"epoch":"%s","rev":%s,"beat":%s,"unsent":false}]' % (epoch, rev, beat)
            self._said = (have, masked(words))
        return self._said[1]

    def close(self) -> None:
        for one in list(self._by_fd.values()):
            self.forget(one)
        self.ears.clear()


def masked(words: bytes) -> bytes:
    """A text frame as a client must send it; at most 125 bytes, or 65,535 with the longer head."""
    key = secrets.token_bytes(4)
    size = bytes([0x80 | len(words)]) if len(words) < 126 else b"\xfe" + len(words).to_bytes(2, "big")
    mask = int.from_bytes((key * (len(words) // 4 + 1))[: len(words)], "big")
    return b"\x81" + size + key + (int.from_bytes(words, "big") ^ mask).to_bytes(len(words), "big")


def _frame(got: bytes) -> tuple[int, int] | None:
    """Where the first frame's words begin and end; None while it is not whole."""
    if len(got) < 2:
        return None
    size, start = got[1], 2
    if size >= 126:
        start = 4 if size == 126 else 10
        if len(got) < start:
            return None
        size = int.from_bytes(got[2:start], "big")
    return (start, start + size) if len(got) >= start + size else None


def _connected(port: int) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port), timeout=patience(20))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock
