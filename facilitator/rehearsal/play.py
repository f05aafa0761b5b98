"""Playing a room: the agenda of a script against a real server, its people, its facilitator and its projector."""

from __future__ import annotations

import contextlib
import heapq
import itertools
import time
from collections.abc import Callable, Iterable
from functools import partial
from random import Random
from typing import Any

import gevent

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.plans.model import Plan
from facilitator.rehearsal import incidents
from facilitator.rehearsal.console import Console
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.kinds import scripted
from facilitator.rehearsal.kinds.due import Due, Room
from facilitator.rehearsal.line import Broken
from facilitator.rehearsal.outbox import Place
from facilitator.rehearsal.outcome import Check, Finding, equal
from facilitator.rehearsal.own import items, own_page
from facilitator.rehearsal.pace import Pace
from facilitator.rehearsal.patience import patience
from facilitator.rehearsal.person import Answer, Person
from facilitator.rehearsal.phone import Phone
from facilitator.rehearsal.script import Script
from facilitator.rehearsal.server import Server
from facilitator.rehearsal.settling import settle
from facilitator.rehearsal.sharing import Shared
from facilitator.rehearsal.taste import favourite, may_write, personal
from facilitator.rehearsal.windows import windows

CLOSE_SECONDS = 45.0
JOIN_SECONDS = 15.0
"""Real seconds on a quick machine: until a part is closed, and for which somebody tries to come in."""


class Play:
    """One evening. `server` is None when somebody else's server is played against."""

    def __init__(
        self, script: Script, plan: Plan, evening: Evening, console: Console, code: str, server: Server | None,
        speed: float, seed: int, say: Callable[[str], None],
    ) -> None:  # fmt: skip
        self.script, self.plan, self.evening, self.console = script, plan, evening, console
        self.code, self.server = code, server
        self.windows = windows(script, plan)
        self.end = max(window.end for window in self.windows.values())
        self.pace = Pace(speed, min(window.begin for window in self.windows.values()))
        self.findings: list[Finding] = []
        self.room = Room(evening.moderation, self.present, partial(items, self), partial(own_page, self))
        self.people = {person.id: person for person in evening.people}
        self.shared: list[Shared] = []
        self._draw = Random(f"{script.id}.{seed}")
        self._say = say
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def run(self) -> None:
        """Plays until the workshop is sealed. Raises Broken if the server is lost."""
        parts = [part for _, part in self.plan.parts()]
        self._prepare()
        for before, part in itertools.pairwise(parts):
            self.at(self.windows[part.id].begin, partial(self._advance, before, part))
        for person in self.script.participants:
            self.at(person.joins, partial(self._arrive, person.id))
        for event in self.script.events:
            self.at(event.at, partial(incidents.befall, self, event))
        self.at(self.end, partial(self._end, parts[-1]))
        while self._agenda:
            at, _, act = heapq.heappop(self._agenda)
            self.pace.until(at)
            act()

    def at(self, second: float, act: Callable[[], None]) -> None:
        """Puts something on the agenda; of the same second, what was put there first comes first."""
        heapq.heappush(self._agenda, (second, next(self._order), act))

    def found(self, *findings: Finding) -> None:
        self.findings += findings

    def present(self) -> list[str]:
        """Who has come and not left, in the order of the script."""
        return [id_ for id_, p in self.people.items() if p.phone is not None and (p.waits or not p.left)]

    def awake(self) -> int:
        """How many phones are awake, by the console."""
        return self.console.people().get("awake", -1)

    def connected(self) -> int:
        """How many people are there with a phone that is awake and has a network."""
        return sum(person.here and person.phone is not None and person.phone.online for person in self.evening.people)

    # -- people -------------------------------------------------------------------------------------------------------

    def cast(self) -> list[Person]:
        """The people of the script, not yet there."""
        return [
            Person(p.id, p.faction, self._mind, self.plan.part, Random(f"{self.script.id}.{p.id}"))
            for p in self.script.participants
        ]

    def anew(self, id_: str) -> Phone:
        """The same person with another phone, who answers only what they have not yet answered."""
        person = Person(id_, self.people[id_].side, self._mind, self.plan.part, Random(f"{self.script.id}.{id_}.again"))
        person.seen = self.evening.answered(id_)
        self.evening.forget_dealt(id_, person.seen)
        self.evening.people.append(person)
        self.people[id_] = person
        return self._gives(person)

    def _gives(self, person: Person) -> Phone:
        language = next(p.lang for p in self.script.participants if p.id == person.id)
        person.phone = phone = self.phone(person, language)
        return phone

    def phone(self, person: Person, language: str) -> Phone:
        """A phone for somebody, whose pages are all remembered."""

        def hear(payload: dict[str, Any]) -> None:
            self.evening.heard.frames("phone", payload)
            person.sees(payload)

        reply = partial(self.evening.heard.reply, "phone")
        return Phone(self.console.url, self.code, person.draw, hear, reply, language)

    def _arrive(self, id_: str) -> None:
        """Somebody comes in and scans; without Wi-Fi they try until it is there."""
        person = self.people[id_]
        phone = self._gives(person)
        phone.online = not incidents.wifi_is_down(self)

        def scan() -> None:
            until = time.monotonic() + patience(JOIN_SECONDS)
            while not phone.token and not phone.gone and (time.monotonic() < until or not phone.online):
                with contextlib.suppress(Broken, ValueError):
                    phone.join()
                    return
                gevent.sleep(0.1)
            if not phone.token:
                self.found(Check(f"join.{id_}", "a seat", None, False))

        if phone.online:
            scan()
        else:
            gevent.spawn(scan)

    def _mind(self, person: Person, part: PartConfig, place: Place) -> Iterable[Answer]:
        """What somebody will answer and when: by the script where it says, else by taste."""
        dues = scripted(part, "answers")(self.script, self.plan, person, part, self.room)
        if dues is None:
            dues = [Due(partial(self._taste, person, part))]
        side = person.side if activity(part).keeps_side else None
        for due in dues:
            yield Answer(partial(self.pace.until, self._when(person, part, due)), due.body, due.slot, side)

    def _when(self, person: Person, part: PartConfig, due: Due) -> float:
        window = self.windows[part.id]
        last = window.begin + 0.9 * (window.end - window.begin)
        if due.at is not None:
            return min(due.at, window.end)
        return float(person.draw.uniform(min(max(self.pace.now(), window.begin), last), last))

    def _taste(self, person: Person, part: PartConfig) -> dict[str, Any] | None:
        if not may_write(part, lambda: own_page(self, person.id, part.id)):
            return None
        given = items(self, person.id, part.id) if personal(part) else ()
        page = person.phone.page if person.phone is not None and person.phone.part == part.id else ""
        sides = tuple(side.id for side in self.plan.sides)
        return favourite(part, page, given, person.side, 0, person.draw, sides=sides)

    # -- the facilitator ----------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        """Heads and sides, before the first person comes."""
        parts = [part for _, part in self.plan.parts()]
        self.evening.opened[parts[0].id] = 0
        self.console.look()
        if self.script.headcount is not None:
            self.console.do("heads", heads=self.script.headcount)
        if len(self.script.factions) >= 2:
            sides = [faction.model_dump(exclude={"members"}, mode="json") for faction in self.script.factions]
            if sides != [side.model_dump(mode="json") for side in self.plan.sides]:
                self.found(equal("sides", 200, self.console.do("edit_sides", sides=sides).status))
        self._tell(parts[0])

    def _advance(self, before: PartConfig, part: PartConfig) -> None:
        """Closes what is open, shows what came of it, and goes on."""
        with self.pace.hold():
            self._finish(before)
            self.evening.opened.setdefault(part.id, len(self.evening.heard.pages))
            self.console.look()
            if self.console.now()["part"] == before.id:
                self.console.do("next", sure=True)  # a rehearsal is faster than its stages
            self._tell(part)

    def _finish(self, part: PartConfig) -> None:
        now = self.console.now()
        if now["phase"] == "open" and now["asks"]:
            for shared in self.shared:
                shared.last_turn()
            settle(self.console, self.evening, part)
            self.console.do("close")
            self.console.until(lambda: self.console.now()["phase"] in ("closed", "revealed"), CLOSE_SECONDS)
        self._seen_by_all()
        if part.forms_groups:
            gevent.joinall([gevent.spawn(own_page, self, id_, part.id) for id_, p in self.people.items() if p.here])
            there = {id_: table for (id_, former), table in self.evening.seats.items() if former == part.id}
            self.evening.formed[part.id] = there
        while self.console.do("reveal").status == 200:
            self._seen_by_all()
        self.evening.moderation.work(self.console)
        scripted(part, "after")(self.script, part, self.console, self.evening.moderation)

    def _seen_by_all(self) -> None:
        """Waits until the screen and every phone in a hand have what the console has."""
        rev = self.console.rev

        def seen() -> bool:
            phones = [person.phone for person in self.evening.people if person.here and person.phone]
            behind = [p for p in phones if p.online and p.connected and int((p.now or {}).get("seq", 0)) < rev]
            return not behind and int(self.console.screen.payload.get("rev", -1)) >= rev

        self.console.until(seen, 3.0)

    def _end(self, part: PartConfig) -> None:
        """The last part closes, the workshop is sealed."""
        with self.pace.hold():
            self._finish(part)
            self.evening.joined_sealed = self.console.people().get("joined")
            if self.evening.joined is None:
                self.evening.joined = self.evening.joined_sealed
            sealed = self.console.do("seal")
            self.found(equal("sealed", 200, sealed.status))
            gevent.sleep(0.3)
            self._say(_line(self.pace.now(), "sealed"))

    def _tell(self, part: PartConfig) -> None:
        self._say(_line(self.pace.now(), f"{part.title} ({part.kind}), {self.connected()} here"))


def _line(second: float, words: str) -> str:
    minutes, seconds = divmod(abs(int(second)), 60)
    return f"{'-' if second < 0 else ' '}{minutes:3d}:{seconds:02d}  {words}"
