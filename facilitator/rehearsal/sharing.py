"""A phone that two people share: "someone else's turn" forgets the one and seats the other, as often as they need."""

from __future__ import annotations

import contextlib
import itertools
from typing import TYPE_CHECKING

from facilitator.activities.registry import activity
from facilitator.rehearsal.line import Broken
from facilitator.rehearsal.outcome import Check, Finding, equal
from facilitator.rehearsal.person import Person
from facilitator.rehearsal.phone import Phone
from facilitator.rehearsal.script import Happening
from facilitator.rehearsal.traces import Traces, legible

if TYPE_CHECKING:
    from facilitator.rehearsal.play import Play

TICK = 5.0
"""Script seconds between two looks at who needs the phone."""
SEATED_SECONDS = 20.0
"""Real seconds on a quick machine in which the console shows the one who was seated."""


def battery_dead(play: Play, event: Happening, person: Person, phone: Phone) -> None:
    """The phone dies with what is unsent on it; its owner goes on with the phone of somebody who has answered."""
    if play.evening.joined is None:
        play.evening.joined = play.console.people().get("joined")
    _put_down(person)
    shared = Shared(play, f"{event.what}.{event.who}", person.id)
    play.shared.append(shared)
    shared.look()


class Shared:
    """The phone of a neighbour, who is found when somebody has answered what is asked and the other has not."""

    def __init__(self, play: Play, name: str, borrower: str) -> None:
        self._play, self._name = play, name
        self._borrower, self._lender, self._holder = borrower, "", ""

    def look(self) -> None:
        """Hands the phone on where it is needed, now and every few seconds until the evening ends."""
        play = self._play
        with play.pace.hold():
            if not self._lender:
                self._find()
            elif self._done(self._holder) and self._needs(self._other):
                self._hand()
        if play.pace.now() + TICK < play.end:
            play.at(play.pace.now() + TICK, self.look)
        elif not self._lender:
            play.found(Check(self._name, "a neighbour's phone", None, False))

    def last_turn(self) -> None:
        """Before a part closes: who still waits for the phone gets it and answers, as anybody would see to it."""
        until = self._play.console.until
        if not self._lender and self._needs(self._borrower):
            until(self._found, SEATED_SECONDS)  # a slow machine may come to the end before anybody was asked
        if not self._lender or not self._needs(self._other):
            return
        until(lambda: self._done(self._holder), SEATED_SECONDS)
        if self._done(self._holder):
            self._hand()
            until(lambda: self._done(self._holder), SEATED_SECONDS)

    @property
    def _other(self) -> str:
        return self._lender if self._holder == self._borrower else self._borrower

    def _found(self) -> bool:
        self._find()
        return bool(self._lender)

    def _find(self) -> None:
        ready = [id_ for id_ in self._play.present() if id_ != self._borrower and self._done(id_)]
        if ready and (self._needs(self._borrower) or not self._asks_later()):
            self._lender = self._holder = ready[0]
            self._play.found(self._hand())

    def _hand(self) -> Finding:
        """The page of the one is gone; the page of the other comes anew, with its own seat and no word of theirs."""
        play = self._play
        before = play.people[self._holder]
        words = [b.body["text"] for b in before.phone.acked.values() if b.body and "text" in b.body]  # type: ignore[union-attr]
        joined = play.console.people().get("joined", 0)
        _put_down(before)
        self._holder = self._other
        first = len(play.evening.heard.pages)
        phone, seat, own = play.anew(self._holder), "", None
        with contextlib.suppress(Broken, ValueError):
            seat = phone.join()
            now = play.console.now()
            own = phone.own(now["part"], now["round"]) if now["asks"] else []
        play.console.until(lambda: phone.now is not None, SEATED_SECONDS)
        play.console.until(lambda: play.console.people().get("joined") == joined + 1, SEATED_SECONDS)
        pages = [page.text for page in play.evening.heard.pages[first:] if page.audience == "phone"]
        traces = Traces(words, play.evening.seen_words(told=True))
        again = set().union(*(traces.within(legible(page)) for page in pages))
        got = [seat, play.console.people().get("joined"), own, sorted(again)]
        return equal(self._name, ["new", joined + 1, [], []], got)

    def _done(self, id_: str) -> bool:
        """Whether nothing of this person is unsent, and nothing that is asked is unanswered."""
        person = self._play.people[id_]
        free = person.phone is not None and person.phone.online and not person.phone.outbox and not person.thinking
        return free and person.here and not self._needs(id_)

    def _asks_later(self) -> bool:
        here = self._play.console.now()["part"]
        parts = itertools.dropwhile(lambda part: part.id != here, (part for _, part in self._play.plan.parts()))
        return any(activity(part).collects(part) for part in list(parts)[1:])

    def _needs(self, id_: str) -> bool:
        now = self._play.console.now()
        asked = now["asks"] and now["phase"] == "open"
        return asked and (now["part"], now["round"]) not in self._play.evening.answered(id_)


def _put_down(person: Person) -> None:
    person.left = person.waits = True
    if person.phone is not None:
        person.phone.die()
