"""A simulated person: sees what the phone shows, thinks for a while, answers once, and trusts the outbox with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import gevent

from facilitator.activities.base import PartConfig
from facilitator.rehearsal.outbox import Place
from facilitator.rehearsal.phone import Phone


@dataclass(frozen=True)
class Answer:
    """What will be sent to a slot. `wait` returns when it is time; `body` is made then, None sends nothing."""

    wait: Callable[[], None]
    body: Callable[[], dict[str, Any] | None]
    slot: int = 0
    side: str | None = None


Mind = Callable[["Person", PartConfig, Place], Iterable[Answer]]
"""What a person intends to answer in a part that has just come up on the phone."""


class Person:
    """Somebody with a phone. `mind` says what they answer; `parts` finds a part of the plan by its id."""

    def __init__(
        self, id_: str, side: str | None, mind: Mind, parts: Callable[[str], PartConfig | None], draw: Any
    ) -> None:
        self.id = id_
        self.side = side
        self.draw = draw
        self.phone: Phone | None = None
        self.seen: set[tuple[str, int]] = set()
        self.thinking: set[Place] = set()
        self.sent: dict[Place, dict[str, Any]] = {}
        self.two_tabs = False
        self.twice = False
        self.left = False
        self.waits = False
        """In the room, and somebody else has the phone that both use."""
        self._mind = mind
        self._parts = parts

    @property
    def here(self) -> bool:
        """Whether this person is in the room with a phone that is awake."""
        return self.phone is not None and bool(self.phone.token) and not self.left and self.phone.awake

    def sees(self, payload: dict[str, Any]) -> None:
        """A page came up; if it asks something new, an answer begins to form."""
        now = payload["now"]
        place = (now["part"], now["round"])
        part = self._parts(now["part"])
        if now["asks"] and now["phase"] == "open" and place not in self.seen and part is not None:
            self.seen.add(place)
            for answer in self._mind(self, part, Place(*place)):
                at = Place(*place, answer.slot)
                self.thinking.add(at)
                gevent.spawn(self._answer, at, answer)

    def _answer(self, place: Place, answer: Answer) -> None:
        answer.wait()
        while self.phone is not None and not self.phone.awake and not self.left:
            gevent.sleep(0.05)
        try:
            if self.phone is None or self.left:
                return
            body = answer.body()
            if body is not None:
                self.sent[place] = {"body": body, "side": answer.side}
                self.phone.send(place, body, answer.side, twice=self.two_tabs or self.twice)
                self.twice = False
        finally:
            self.thinking.discard(place)

    def again(self, part: str) -> bool:
        """Sends what was sent last in `part` once more, as a second tap does; False if nothing was sent in it."""
        here = [place for place in self.sent if place.part == part]
        if not here or self.phone is None:
            return False
        place, words = here[-1], self.sent[here[-1]]
        self.phone.send(place, words["body"], words["side"])
        return True
