"""The outbox of a simulated phone, as PROTOCOL.md describes it: nothing leaves it before an answer has come."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

from gevent.event import Event

from facilitator.rehearsal.line import Broken, Reply

FIRST_WAIT, LONGEST_WAIT = 0.3, 10.0
"""Seconds between two tries: a random time up to the first, doubled each time as far as the second."""
RECEIVED, UNSENT, LATE = "received", "not sent yet", "too late"


@dataclass(frozen=True)
class Place:
    """Where a ballot lives."""

    part: str
    round: int
    slot: int = 0

    @property
    def path(self) -> str:
        return f"/api/parts/{self.part}/{self.round}"


@dataclass
class Ballot:
    """What is on its way: `v` stays the same over all tries."""

    v: int
    body: dict[str, Any] | None
    side: str | None

    def words(self) -> dict[str, Any]:
        """As it travels."""
        return {"v": self.v, "body": self.body, "side": self.side}


class Network(Protocol):
    """What an outbox needs of its phone."""

    def put(self, path: str, words: dict[str, Any]) -> Reply:
        """One try. Raises Broken."""
        ...

    def may_send(self) -> bool: ...

    def told(self) -> None:
        """Something came in or went out."""
        ...

    def is_open(self, place: Place) -> bool:
        """Whether the part of a ballot is open, by the last page that came."""
        ...


class Outbox:
    """Ballots on their way, and what became of the others. `run` is a greenlet of its own."""

    def __init__(self, network: Network, draw: Random) -> None:
        self.versions: dict[Place, int] = {}
        self.waiting: dict[Place, Ballot] = {}
        self.acked: dict[Place, Ballot] = {}
        self.states: dict[Place, str] = {}
        self.receipts: set[str] = set()
        self.contradicted: list[str] = []
        """Refusals of what had to be taken: the part was open, or the answer was one of its own page."""
        self._network, self._draw = network, draw
        self._due = Event()

    def add(self, place: Place, body: dict[str, Any] | None, side: str | None) -> Ballot:
        """Puts a ballot in, with a version of its own; an older one of the same place is forgotten."""
        v = self.versions[place] = self.versions.get(place, 0) + 1
        ballot = self.waiting[place] = Ballot(v, body, side)
        self.states[place] = UNSENT
        self.hurry()
        return ballot

    def hurry(self) -> None:
        """Cuts the wait between two tries short, as a network that is back does."""
        self._due.set()

    def run(self) -> None:
        tries = 0
        while True:
            self._due.clear()
            place = next(iter(self.waiting), None)
            if place is None or not self._network.may_send():
                self._due.wait()
            elif self._try(place, self.waiting[place]):
                tries = 0
            else:
                tries += 1
                self._due.wait(self._draw.uniform(0, min(LONGEST_WAIT, FIRST_WAIT * 2**tries)))

    def _try(self, place: Place, ballot: Ballot) -> bool:
        """Sends once; False if it is to be sent again after a while."""
        try:
            reply = self._network.put(f"{place.path}/{place.slot}", ballot.words())
        except Broken:
            return False
        if self.waiting.get(place) is not ballot:
            return True  # a newer one was tapped meanwhile
        settled = self._settled(place, ballot, reply)
        self._network.told()
        return settled

    def _settled(self, place: Place, ballot: Ballot, reply: Reply) -> bool:
        code = reply.body.get("error", "") if isinstance(reply.body, dict) else ""
        if reply.status == 200:
            stored = int(reply.body["v"])
            if stored > ballot.v:
                ballot.v = self.versions[place] = stored + 1
                return True
            self.acked[place] = ballot
            self.receipts.add(str(reply.body["receipt"]))
            self.states[place] = RECEIVED
        elif code == "unknown_side" and ballot.side is not None:
            ballot.side = None
            return True
        elif reply.status in (404, 409):
            self.states[place] = LATE
            if self._network.is_open(place):
                self.contradicted.append(f"{place.part}: {code} while it is open")
        elif 400 <= reply.status < 500 and reply.status not in (401, 429):
            self.states[place] = f"refused: {code}"
            self.contradicted.append(f"{place.part}: {code}")
        else:
            return False
        del self.waiting[place]
        return True
