"""Pushes: at most one unacknowledged frame set per client, newest state wins, a silent client is dropped after 20 s."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import gevent
from gevent.event import Event

from facilitator.clock import monotonic
from facilitator.workshop.roles import Console

INTERVALS = {"phone": 0.25, "screen": 0.1, "console": 0.1}
"""Seconds between two pushes to the same audience: phones at most 4 Hz, screen and console at most 10 Hz."""

PATIENCE = 20.0
"""Seconds without an acknowledgement after which a client is dropped; it comes back by itself and gets a snapshot."""

BREATH = 40
"""Pushes between two yields to the hub, so that acknowledgements of votes are not held up by a broadcast."""


@dataclass(eq=False)
class Client:
    """One socket. `seat` is None for screens and consoles; `unsent` is what a phone said of its own outbox."""

    sid: str
    audience: str
    language: str
    seat: str | None = None
    console: Console | None = None
    in_flight: int | None = None
    since: float = 0.0
    has: int = -1
    unsent: bool = False
    waits: bool = False


@dataclass
class Channel:
    """What one audience has been told: `beat` grows with every visible change."""

    beat: int = 0
    due: float = 0.0
    pushed: int = 0
    encoded: dict[tuple[str, Console | None], str] = field(default_factory=dict)


class Pulse:
    """Who listens and what they still have to be told.

    `encode(audience, language, beat, console)` gives the whole frame set as one string, made once for all alike;
    `send(sid, text)` queues it on a socket; `drop(sid)` hangs up.
    """

    def __init__(
        self,
        encode: Callable[[str, str, int, Console | None], str],
        send: Callable[[str, str], None],
        drop: Callable[[str], None],
    ) -> None:
        self._encode = encode
        self._send = send
        self._drop = drop
        self.clients: dict[str, Client] = {}
        self._channels = {audience: Channel() for audience in INTERVALS}
        self._wake = Event()

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
        """Adds a socket and sends it the snapshot."""
        self.clients[client.sid] = client
        self._push(client)

    def leave(self, sid: str) -> Client | None:
        """Forgets a socket. Safe to repeat."""
        return self.clients.pop(sid, None)

    def synced(self, sid: str, beat: int, current: bool) -> None:
        """A client says what it has: `current` is False when its epoch or revision is not ours."""
        client = self.clients.get(sid)
        if client is None:
            return
        client.in_flight = None
        client.has = beat if current else -1
        if client.has >= self._channels[client.audience].pushed and current:
            return
        # Somebody who says "I am behind" without end gets no more than somebody who listens.
        rest = client.since + INTERVALS[client.audience] - monotonic()
        if rest <= 0:
            self._push(client)
        elif not client.waits:
            client.waits = True
            gevent.spawn_later(rest, self._push_later, client)

    def _push_later(self, client: Client) -> None:
        client.waits = False
        if client.sid in self.clients:
            self._push(client)

    def seats(self) -> set[str]:
        """Seats with a live socket: the phones that are awake."""
        return {c.seat for c in self.clients.values() if c.seat is not None}

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
            pause = self._round()
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
        for client in list(self.clients.values()):
            if client.in_flight is not None and monotonic() - client.since > PATIENCE:
                self.leave(client.sid)
                self._drop(client.sid)
        return min(waits) if waits else None

    def _of(self, audience: str) -> Iterator[Client]:
        return iter([c for c in self.clients.values() if c.audience == audience])

    def _push(self, client: Client) -> None:
        if client.in_flight is not None:
            return
        channel = self._channels[client.audience]
        alike = client.language, client.console
        if alike not in channel.encoded:
            channel.encoded[alike] = self._encode(client.audience, client.language, channel.beat, client.console)
        client.in_flight = channel.beat
        client.since = monotonic()
        self._send(client.sid, channel.encoded[alike])
