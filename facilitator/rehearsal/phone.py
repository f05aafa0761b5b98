"""A simulated phone: a seat, a socket that comes back by itself, and an outbox as PROTOCOL.md describes it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from random import Random
from typing import Any

import gevent
from gevent.event import Event
from gevent.lock import BoundedSemaphore

from facilitator.rehearsal.line import Broken, Line, Reply, Web
from facilitator.rehearsal.outbox import Ballot, Outbox, Place


class Phone:
    """One browser. `hear(audience, payload)` is told each frame set and `reply(part, body)` each other answer."""

    def __init__(
        self, url: str, code: str, draw: Random, hear: Callable[[dict[str, Any]], None],
        reply: Callable[[str, Any], None] = lambda part, body: None, language: str = "en", token: str = "",
    ) -> None:  # fmt: skip
        self.url, self.code, self.token, self.language = url, code, token, language
        self._box = Outbox(self, draw)
        self.versions, self.outbox, self.acked = self._box.versions, self._box.waiting, self._box.acked
        self.states, self.receipts, self.contradicted = self._box.states, self._box.receipts, self._box.contradicted
        self.ticket = ""
        self.now: dict[str, Any] | None = None
        self.head = self.page = ""
        self.online = self.awake = True
        self.gone = False
        self.leaky = False
        """The next ballot that is sent without network gets out, and its answer does not get back."""
        self._draw, self._hear, self._reply = draw, hear, reply
        self._web = Web(url, token, language)
        self._busy = BoundedSemaphore()
        self._lines: list[Line] = []
        self._up = Event()
        self._work = [gevent.spawn(self._box.run), gevent.spawn(self._listen)]

    # -- what a person does with it -----------------------------------------------------------------------------------

    def join(self) -> str:
        """Takes a seat, the same one if it has one: "new" or "same". Raises Broken, or ValueError if refused."""
        body = {"code": self.code} | ({"ticket": self.ticket} if self.ticket and not self.token else {})
        reply = self.ask("POST", "/api/join", body, **{"X-Token": self.token})
        if reply.status != 201:
            raise ValueError(f"not let in: {reply.status} {reply.body}")
        self.token = self._web.token = str(reply.body["token"])
        self._changed()
        return str(reply.body["seat"])

    def send(self, place: Place, body: dict[str, Any] | None, side: str | None = None, twice: bool = False) -> None:
        """Puts a ballot into the outbox. `twice`: two taps within a moment, or two tabs, each with its own version."""
        if twice:
            gevent.spawn(self._other_tab, place, self._box.add(place, body, side))
        self._box.add(place, body, side)
        self.told()

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

    def die(self) -> None:
        """Goes with what is unsent, between two requests: of one under way nobody could say whether it counts."""
        with self._busy:
            self.leave()

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
            self._box.hurry()
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
            try:
                with contextlib.suppress(Broken):
                    line.open()
                    if self._up.is_set():
                        self._lines.append(line)
                        line.unsent = bool(self.outbox)
                        self._box.hurry()
                        line.run()
            finally:
                line.close()  # who leaves while the line is just being opened leaves no socket behind
            if line in self._lines:
                self._lines.remove(line)
            gevent.sleep(self._draw.uniform(0.1, 0.8))

    def _heard(self, payload: dict[str, Any], at: float) -> None:
        self.now, self.page = payload["now"], payload["frames"].get("main", "")
        self.head = payload["frames"].get("head", "")
        self._hear(payload)

    # -- for the outbox -------------------------------------------------------------------------------------------

    def put(self, path: str, words: dict[str, Any]) -> Reply:
        if not self.online and self.leaky:
            self.leaky = False
            Web(self.url, self.token, self.language).shout("PUT", path, words)
            raise Broken("no answer")
        return self.ask("PUT", path, words)

    def may_send(self) -> bool:
        return self.awake

    def is_open(self, place: Place) -> bool:
        now = self.now or {}
        return (now.get("part"), now.get("round"), now.get("phase")) == (place.part, place.round, "open")

    def told(self) -> None:
        for line in self._lines:
            if line.unsent != bool(self.outbox):
                line.unsent = bool(self.outbox)
                with contextlib.suppress(Exception):  # the line may be gone: the next one says it
                    line.sync()

    def _other_tab(self, place: Place, ballot: Ballot) -> None:
        with contextlib.suppress(Broken):
            if self.online:
                Web(self.url, self.token, self.language).ask("PUT", f"{place.path}/{place.slot}", ballot.words())
