"""A simulated phone: a seat, a socket that comes back by itself, and an outbox as PROTOCOL.md describes it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import gevent
from gevent.event import Event
from gevent.lock import BoundedSemaphore

from facilitator.rehearsal.line import Broken, Line, Reply, Web

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


class Phone:
    """One browser. `hear(audience, payload)` is told each frame set and `reply(part, body)` each other answer."""

    def __init__(
        self, url: str, code: str, draw: Random, hear: Callable[[dict[str, Any]], None],
        reply: Callable[[str, Any], None] = lambda part, body: None, language: str = "en", token: str = "",
    ) -> None:  # fmt: skip
        self.url, self.code, self.token, self.language = url, code, token, language
        self.versions: dict[Place, int] = {}
        self.outbox: dict[Place, Ballot] = {}
        self.acked: dict[Place, Ballot] = {}
        self.states: dict[Place, str] = {}
        self.receipts: set[str] = set()
        self.now: dict[str, Any] | None = None
        self.page = ""
        self.online = self.awake = True
        self.gone = False
        self.leaky = False
        """The next ballot that is sent without network gets out, and its answer does not get back."""
        self._draw, self._hear, self._reply = draw, hear, reply
        self._web = Web(url, token, language)
        self._busy = BoundedSemaphore()
        self._lines: list[Line] = []
        self._due, self._up = Event(), Event()
        self._work = [gevent.spawn(self._deliver), gevent.spawn(self._listen)]

    # -- what a person does with it -----------------------------------------------------------------------------------

    def join(self) -> str:
        """Takes a seat, the same one if it has one: "new" or "same". Raises Broken, or ValueError if refused."""
        reply = self.ask("POST", "/api/join", {"code": self.code}, **{"X-Token": self.token})
        if reply.status != 201:
            raise ValueError(f"not let in: {reply.status} {reply.body}")
        self.token = self._web.token = str(reply.body["token"])
        self._changed()
        return str(reply.body["seat"])

    def send(self, place: Place, body: dict[str, Any] | None, side: str | None = None, twice: bool = False) -> None:
        """Puts a ballot into the outbox. `twice`: two taps within a moment, or two tabs, each with its own version."""
        for _ in range(2 if twice else 1):
            v = self.versions[place] = self.versions.get(place, 0) + 1
            before = self.outbox.get(place)
            self.outbox[place] = Ballot(v, body, side)
            if twice and before is None:
                gevent.spawn(self._other_tab, place, Ballot(v, body, side))
        self.states[place] = UNSENT
        self._tell_unsent()
        self._due.set()

    def sleep(self) -> None:
        """Locks: the socket dies, nothing is sent, what was written stays."""
        self.awake = False
        self._changed()

    def wake(self) -> None:
        self.awake = True
        self._changed()

    def lose_network(self) -> None:
        """Socket and requests die, the one that waits for an answer too."""
        self.online = False
        self._web.cut()
        self._changed()

    def find_network(self) -> None:
        self.online = True
        self._changed()

    def leave(self) -> None:
        """Goes and does not come back."""
        self.gone = True
        self._changed()
        gevent.killall(self._work, block=False)

    def another_tab(self) -> None:
        """Opens a second socket of the same seat beside the first."""
        self._work.append(gevent.spawn(self._listen))

    def reload(self) -> None:
        """The page is loaded anew: the shell, the same seat, its frames, its own ballots."""
        self._hang_up()
        shell = Web(self.url, "", self.language).ask("GET", f"/{self.code}")
        self._reply(self.part, shell.body)
        self.join()
        frames = self.ask("GET", "/api/phone/frames")
        if frames.status == 200:
            self._heard(frames.body, 0.0)

    def own(self, part: str, round_: int) -> list[dict[str, Any]]:
        """What the server says of this phone's ballots: slots, versions, receipts. Raises Broken."""
        reply = self.ask("GET", Place(part, round_).path)
        self._reply(part, reply.body)
        return list(reply.body["ballots"]) if reply.status == 200 else []

    def mine(self, part: str, round_: int) -> str:
        """The page of what this phone was dealt; empty if there is none."""
        with contextlib.suppress(Broken):
            reply = self.ask("GET", f"{Place(part, round_).path}/mine")
            if reply.status == 200:
                self._reply(part, reply.body)
                return str(reply.body["html"])
        return ""

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """One request. Raises Broken."""
        with self._busy:
            if not self.online:
                raise Broken("no network")
            return self._web.ask(method, path, body, **headers)

    @property
    def part(self) -> str:
        return str(self.now["part"]) if self.now else ""

    @property
    def connected(self) -> bool:
        return bool(self._lines)

    # -- the socket -----------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        if self.online and self.awake and self.token and not self.gone:
            self._up.set()
            self._due.set()
        else:
            self._up.clear()
            self._hang_up()

    def _hang_up(self) -> None:
        for line in self._lines:
            line.close()

    def _listen(self) -> None:
        while not self.gone:
            self._up.wait()
            line = Line(self.url, self.token, "phone", self._heard, self.language)
            with contextlib.suppress(Broken):
                line.open()
                if self._up.is_set():
                    self._lines.append(line)
                    line.unsent = bool(self.outbox)
                    self._due.set()
                    line.run()
                line.close()
            if line in self._lines:
                self._lines.remove(line)
            gevent.sleep(self._draw.uniform(0.1, 0.8))

    def _heard(self, payload: dict[str, Any], at: float) -> None:
        self.now, self.page = payload["now"], payload["frames"].get("main", "")
        self._hear(payload)

    def _tell_unsent(self) -> None:
        for line in self._lines:
            if line.unsent != bool(self.outbox):
                line.unsent = bool(self.outbox)
                with contextlib.suppress(Exception):  # the line may be gone: the next one says it
                    line.sync()

    # -- the outbox -----------------------------------------------------------------------------------------------

    def _deliver(self) -> None:
        tries = 0
        while not self.gone:
            self._due.clear()
            place = next(iter(self.outbox), None)
            if place is None or not self.awake:
                self._due.wait()
            elif self._try(place, self.outbox[place]):
                tries = 0
            else:
                tries += 1
                self._due.wait(self._draw.uniform(0, min(LONGEST_WAIT, FIRST_WAIT * 2**tries)))

    def _try(self, place: Place, ballot: Ballot) -> bool:
        """Sends once; False if it is to be sent again after a while."""
        words = {"v": ballot.v, "body": ballot.body, "side": ballot.side}
        path = f"{place.path}/{place.slot}"
        try:
            if not self.online and self.leaky:
                self.leaky = False
                Web(self.url, self.token, self.language).shout("PUT", path, words)
                return False
            reply = self.ask("PUT", path, words)
        except Broken:
            return False
        if self.outbox.get(place) is not ballot:
            return True  # a newer one was tapped meanwhile
        settled = self._settled(place, ballot, reply)
        self._tell_unsent()
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
        elif 400 <= reply.status < 500 and reply.status not in (401, 429):
            self.states[place] = f"refused: {code}"
        else:
            return False
        del self.outbox[place]
        return True

    def _other_tab(self, place: Place, ballot: Ballot) -> None:
        with contextlib.suppress(Broken):
            if self.online:
                words = {"v": ballot.v, "body": ballot.body, "side": ballot.side}
                Web(self.url, self.token, self.language).ask("PUT", f"{place.path}/{place.slot}", words)
