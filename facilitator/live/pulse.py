"""Pushes: at most one unacknowledged frame set per client, newest state wins, a silent client is dropped after 20 s."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import gevent
from gevent.event import Event

from facilitator.activities.base import FLOOR
from facilitator.clock import monotonic
from facilitator.workshop.roles import Console

INTERVALS = {"phone": 0.25, "screen": 0.1, "console": 0.1}
"""Seconds between two pushes to the same audience: phones at most 4 Hz, screen and console at most 10 Hz."""

PATIENCE = 20.0
"""Seconds without an acknowledgement after which a client is dropped; it comes back by itself and gets a snapshot."""

FRESH = 1.0
"""Seconds for which a frame set may be given out again: the clock on it stands still."""

LOOK = 1.0
"""Seconds between two looks for silent clients."""

SOCKETS = 8
"""Live sockets of one seat at most: the oldest goes for a ninth, because a phone that lost its line comes back before
the old one is known to be dead."""

BREATH = 40
"""Pushes between two yields to the hub, so that acknowledgements of votes are not held up by a broadcast."""


@dataclass(eq=False, slots=True)
class Client:
    """One socket. `send` puts a frame on it without waiting; `seat` is None for screens and consoles; `unsent` is what
    a phone said of its own outbox.
    """

    sid: str
    audience: str
    language: str
    send: Callable[[bytes], None]
    seat: str | None = None
    console: Console | None = None
    in_flight: int | None = None
    since: float = 0.0
    has: int = -1
    unsent: bool = False
    waits: bool = False


@dataclass(frozen=True)
class Encoded:
    """A frame set as JSON and as bytes for the wire, made once for all who may read it, and when."""

    words: str
    frame: bytes
    at: float


@dataclass
class Channel:
    """What one audience has been told: `beat` grows with every visible change."""

    beat: int = 0
    due: float = 0.0
    pushed: int = 0
    encoded: dict[tuple[str, Console | None], Encoded] = field(default_factory=dict)


class Pulse:
    """Who listens and what they still have to be told.

    `encode(audience, language, beat, console)` gives the whole frame set as JSON, `wrap` makes it bytes for the wire,
    `drop(sid)` hangs up, `farewell(client)` after saying that the seat went on elsewhere, `fault(problem)` hears of
    what should not happen.
    """

    def __init__(
        self, encode: Callable[[str, str, int, Console | None], str], wrap: Callable[[str], bytes],
        drop: Callable[[str], None],
        fault: Callable[[BaseException], None] = lambda problem: None,
        farewell: Callable[[Client], None] = lambda client: None,
    ) -> None:  # fmt: skip
        self._encode = encode
        self._wrap = wrap
        self._drop = drop
        self._fault = fault
        self._farewell = farewell
        self.clients: dict[str, Client] = {}
        self._seats: Counter[str] = Counter()
        self._reads: dict[str, str] = {}
        self._channels = {audience: Channel() for audience in INTERVALS}
        self._wake = Event()
        self._looked = 0.0

    def touch(self, *audiences: str) -> None:
        """Says that something changed for these audiences; the next beat carries it."""
        for audience in audiences:
            channel = self._channels[audience]
            channel.beat += 1
            channel.encoded.clear()
        self._wake.set()

    def beat(self, audience: str) -> int:
        return self._channels[audience].beat

    def join(self, client: Client) -> None:
        """Adds a socket and sends it the snapshot. Where its seat has too many, the oldest is hung up on."""
        while client.seat is not None and self._seats[client.seat] >= SOCKETS:
            oldest = next(sid for sid, other in self.clients.items() if other.seat == client.seat)
            self.leave(oldest)
            self._drop(oldest)
        self.clients[client.sid] = client
        if client.seat is not None:
            self._seats[client.seat] += 1
            self._reads[client.seat] = client.language
        self._push(client)

    def leave(self, sid: str) -> Client | None:
        """Forgets a socket. Safe to repeat."""
        client = self.clients.pop(sid, None)
        if client is not None and client.seat is not None:
            self._seats[client.seat] -= 1
            if not self._seats[client.seat]:
                del self._seats[client.seat]
        return client

    def languages(self) -> tuple[str, ...]:
        """Languages in which FLOOR phones or more read their pages, in order; a rarer one could name its reader."""
        return tuple(sorted(name for name, phones in Counter(self._reads.values()).items() if phones >= FLOOR))

    def send_off(self, seat: str) -> None:
        """Tells every socket of a seat that another browser has it now, and hears no more of them."""
        self._part_with(seat, self._farewell)

    def shut_out(self, seat: str) -> None:
        """Hangs up on every socket of a seat whose ticket is void."""
        self._part_with(seat, lambda client: self._drop(client.sid))

    def _part_with(self, seat: str, part: Callable[[Client], None]) -> None:
        for client in [client for client in self.clients.values() if client.seat == seat]:
            self.leave(client.sid)
            part(client)
        self._reads.pop(seat, None)

    def synced(self, client: Client, beat: int, current: bool) -> None:
        """A client says what it has: `current` is False when its epoch or revision is not ours. Does not wait."""
        client.in_flight = None
        client.has = beat if current else -1
        if client.has >= self._channels[client.audience].pushed and current:
            return
        # Somebody who says "I am behind" without end gets no more than somebody who listens.
        if not client.waits:
            client.waits = True
            rest = client.since + INTERVALS[client.audience] - monotonic()
            gevent.spawn_later(max(rest, 0), self._push_later, client)

    def _push_later(self, client: Client) -> None:
        client.waits = False
        if client.sid in self.clients:
            self._push(client)

    def awake(self) -> int:
        """How many seats have a live socket."""
        return len(self._seats)

    def seats(self) -> set[str]:
        """Seats that have a live socket."""
        return set(self._seats)

    def consoles(self) -> list[Console]:
        """The consoles that are connected, one entry for each socket."""
        return [c.console for c in self.clients.values() if c.console is not None]

    def leads(self) -> set[str]:
        """Ids of the leads' consoles that are connected: those the clicker can be given to."""
        return {console.id for console in self.consoles() if console.role == "lead"}

    def anyone_unsent(self) -> bool:
        return any(c.unsent for c in self.clients.values() if c.seat is not None)

    def run(self) -> None:
        """The pushing loop; ends only with the process."""
        while True:
            self._wake.wait(timeout=1.0)
            self._wake.clear()
            try:
                pause = self._round()
            except Exception as problem:  # one page that cannot be made may not silence the others for the evening
                self._fault(problem)
                pause = FRESH
            if pause is not None:
                gevent.sleep(pause)
                self._wake.set()

    def _round(self) -> float | None:
        """Pushes whatever is due; the seconds until more will be, or None."""
        now = monotonic()
        waits = []
        for audience, channel in self._channels.items():
            if channel.pushed == channel.beat:
                continue
            if channel.due > now:
                waits.append(channel.due - now)
                continue
            channel.due = now + INTERVALS[audience]
            channel.pushed = channel.beat
            for count, client in enumerate(self._of(audience)):
                self._push(client)
                if count % BREATH == BREATH - 1:
                    gevent.sleep(0)
        if now - self._looked >= LOOK:
            self._looked = now
            for client in list(self.clients.values()):
                if client.in_flight is not None and now - client.since > PATIENCE:
                    self.leave(client.sid)
                    self._drop(client.sid)
        return min(waits) if waits else None

    def _of(self, audience: str) -> Iterator[Client]:
        return iter([c for c in self.clients.values() if c.audience == audience])

    def snapshot(self, audience: str, language: str, console: Console | None = None) -> str:
        """The frame set of an audience as JSON, at most a second old and never older than the last change."""
        return self._encoded(audience, language, console).words

    def _encoded(self, audience: str, language: str, console: Console | None) -> Encoded:
        channel, now = self._channels[audience], monotonic()
        alike = language, console
        found = channel.encoded.get(alike)
        if found is None or now - found.at > FRESH:
            words = self._encode(audience, language, channel.beat, console)
            found = channel.encoded[alike] = Encoded(words, self._wrap(words), now)
        return found

    def _push(self, client: Client) -> None:
        if client.in_flight is not None:
            return
        channel = self._channels[client.audience]
        found = self._encoded(client.audience, client.language, client.console)
        client.in_flight = channel.beat
        client.since = monotonic()
        client.send(found.frame)
