"""Practice phones: simulated people beside the real ones, over the same doors as everybody else.

Run by `facilitator run --practice N` as a process of its own: URL CODE N NAME MEMORY, on stdin a line with tickets, if
the room wants some, and the plan's text. It outlives a server that dies, and ends with the one that starts it again.
"""

from __future__ import annotations

# Before anything else: two hundred phones are two hundred cooperative sockets.
from facilitator.imports import cooperative

cooperative()

# ruff: noqa: E402
import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import gevent

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.plans.model import Plan
from facilitator.plans.read import read_plan_text
from facilitator.rehearsal.line import Broken
from facilitator.rehearsal.outbox import Place
from facilitator.rehearsal.pages import dealt
from facilitator.rehearsal.person import Answer, Person
from facilitator.rehearsal.phone import Phone
from facilitator.rehearsal.taste import favourite, may_write, personal

HESITATION = (1.0, 6.0)
"""Seconds before a phone answers: the wall should be seen moving."""


class Crowd:
    """The practice phones of a room, and what they keep over a crash of the server."""

    def __init__(self, url: str, code: str, plan: Plan, size: int, memory: Path, tickets: tuple[str, ...] = ()) -> None:
        self.url = url
        self.code = code
        self.plan = plan
        self.size = size
        self.tickets = tickets
        self.written: set[str] = set()
        self._memory = memory
        self.tokens: dict[int, str] = {}
        self.sides: dict[int, str | None] = {}
        with contextlib.suppress(OSError, ValueError, KeyError, AttributeError, TypeError):
            found = json.loads(memory.read_text("utf-8"))[code]
            self.tokens = {int(number): str(token) for number, token in found["tokens"].items()}
            self.sides = {int(number): side and str(side) for number, side in found["sides"].items()}

    def bring(self, number: int) -> None:
        """Brings one phone in, to the seat it had before a crash of the server if it had one."""
        draw = Random(f"{self.code}.{number}")
        person = Person(str(number), self.sides.get(number), self.mind, self.plan.part, draw)
        person.phone = Phone(self.url, self.code, draw, person.sees, token=self.tokens.get(number, ""))
        person.phone.ticket = self.tickets[number] if self.tickets else ""
        gevent.sleep(draw.uniform(0.0, 4.0))
        while True:
            with contextlib.suppress(Broken, ValueError):
                person.phone.join()
                break
            gevent.sleep(1.0)
        self.tokens[number] = person.phone.token
        self.keep()

    def keep(self) -> None:
        """Writes down what a browser would still have after a crash: the seats, and the sides that were tapped."""
        with contextlib.suppress(OSError):
            self._memory.write_text(json.dumps({self.code: {"tokens": self.tokens, "sides": self.sides}}), "utf-8")
            self._memory.chmod(0o600)

    def standing(self, number: int) -> int:
        """The place in the list of sides where a phone stands: few sides in a small crowd, so that they can be seen."""
        return number % max(2, min(len(self.plan.sides), self.size // 6))

    def mind(self, person: Person, part: PartConfig, place: Place) -> Iterator[Answer]:
        """One answer, after a while."""
        phone = person.phone
        if phone is None:
            return
        page = phone.page

        def body() -> dict[str, object] | None:
            if not may_write(part, lambda: phone.mine(place.part, place.round)):
                return None
            given = dealt(phone.mine(place.part, place.round)) if personal(part) else ()
            number, sides = int(person.id), tuple(side.id for side in self.plan.sides)
            standing = self.standing(number)
            found = favourite(part, page, given, person.side, standing, person.draw, self.written, sides)
            if found is not None and "side" in found:
                self.sides[number] = person.side = found["side"]
                self.keep()
            return found

        side = person.side if activity(part).keeps_side else None
        yield Answer(lambda: gevent.sleep(person.draw.uniform(*HESITATION)), body, side=side)


def main(url: str, code: str, size: str, name: str, memory: str) -> None:
    """Brings the phones in and waits until whoever started this is gone, however it went."""
    parent = os.getppid()
    tickets, _, plan = sys.stdin.buffer.read().partition(b"\n")
    crowd = Crowd(
        url, code, read_plan_text(plan, name), int(size), Path(memory), tuple(tickets.decode("utf-8").split())
    )
    for number in range(crowd.size):
        gevent.spawn(crowd.bring, number)
    while os.getppid() == parent:
        gevent.sleep(1.0)
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:6])
