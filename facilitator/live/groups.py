"""People at tables while a span lasts: who sits where is told to the phones concerned, and to nobody else.

A table is known by its number, a person by the sign on their own phone. The journal has the tables' sizes at the close
and nothing of what happens to them afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from secrets import SystemRandom
from typing import TYPE_CHECKING, Any

from gevent.lock import RLock
from sqlalchemy import Connection

from facilitator.activities.base import Ballot, PartConfig
from facilitator.ballots.span import Name, Spans
from facilitator.errors import Refused
from facilitator.insight.mixing import join, mix
from facilitator.live.seating import ROLES, Place, Table, move, placed, seen
from facilitator.storage.writer import DiskFull, Overloaded
from facilitator.workshop import seating as st
from facilitator.workshop.spans import CLOSED, groups_of, lasting, uses

if TYPE_CHECKING:
    from facilitator.live.room import Room


class Groups:
    """The tables of one room. Changes go through one lock, and are on the disk before anybody is told."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._lock = RLock()
        self.spans = Spans(room.writer, room.keystore, room.workshop.code)
        self._lights: set[tuple[Name, int]] = set()
        self.changes = 0
        """Grows when somebody sits elsewhere or has another role: phones ask again for their own page."""

    # -- the close that forms them --------------------------------------------------------------------------------

    def sign(self, part: PartConfig, round_: int, seat: str) -> int:
        """The number by which a person is told from others: random, so that it says nothing of who came when."""

        def make(turn: int) -> tuple[int, ...]:
            used = {dealt[0] for dealt in self._room.box.dealt(part.id, round_).values() if dealt}
            high = 99 if turn < 45 else 999 if turn < 450 else 9_999
            free = [sign for sign in range(10 if high == 99 else 100, high + 1) if sign not in used]
            return (SystemRandom().choice(free or [high]),)

        dealt = self._room.box.deal(part.id, round_, seat, make)
        return dealt[0] if dealt else 0

    def those_here(self) -> tuple[str, ...]:
        """Seats that may be given a table: what they sent, and whether they are awake, decides."""
        return tuple(sorted(self._room.seats.everyone()))

    def form(self, conn: Connection, part: PartConfig, round_: int, sent: Mapping[str, Ballot]) -> tuple[int, ...]:
        """Spreads over tables who said so or is awake, writes it under the span's key, and gives the tables' sizes.

        Drawn with randomness that is kept nowhere: the same ballots do not lead to the same tables.
        """
        draw, span = SystemRandom(), (part.id, round_)
        awake = self._awake()
        out = {seat for seat, ballot in sent.items() if not ballot.answer["here"]}
        people = sorted((set(sent) | (awake & set(self.those_here()))) - out)
        draw.shuffle(people)
        signs = {seat: self.sign(part, round_, seat) for seat in (*people, *out)}
        at = {signs[seat]: i for i, seat in enumerate(people)}
        wishes = ((i, at.get(sign, i)) for i, seat in enumerate(people) for sign in _apart(sent.get(seat)))
        apart = frozenset((min(pair), max(pair)) for pair in wishes if pair[0] != pair[1])
        sides = [sent[seat].side if seat in sent else None for seat in people]
        tables = [[people[i] for i in table] for table in mix(sides, apart, draw)]
        draw.shuffle(tables)
        rows = {seat: Place(0, "voice", signs[seat]).words for seat in out}
        for number, table in enumerate(tables, start=1):
            draw.shuffle(table)
            rows |= _roles(number, sorted(table, key=lambda seat: seat not in awake), signs, sent)
        self.spans.write(conn, span, rows)
        self._formed = rows
        return tuple(len(table) for table in tables)

    def formed(self, part: PartConfig, round_: int) -> None:
        """It is on the disk now."""
        self.spans.take((part.id, round_), self._formed)
        self._formed = {}
        self.changed()

    _formed: dict[str, dict[str, Any]] = {}  # noqa: RUF012  replaced, never changed

    # -- what phones and consoles ask -----------------------------------------------------------------------------

    def span_of(self, part: PartConfig) -> Name | None:
        """The span in which people sit in `part`, if it lasts."""
        former = uses(part)
        return next((span for span in lasting(self._room.workshop) & self.spans.names() if span[0] == former), None)

    def place(self, part: PartConfig, seat: str) -> Place | None:
        """Where a seat sits. Who came too late for the close sits down at the smallest table, as a voice."""
        span = self.span_of(part)
        words = self.spans.get(span, seat) if span else None
        if span is None:
            return None
        return placed(words) if words else self._late(span, seat)

    def _late(self, span: Name, seat: str) -> Place | None:
        with self._lock:
            words = self.spans.get(span, seat)
            if words is not None:
                return placed(words)
            places = [placed(row) for row in self.spans.rows(span).values()]
            sizes = Counter(place.group for place in places if place.group)
            if not sizes:
                return None
            numbers = sorted(sizes)
            group = numbers[join([sizes[number] for number in numbers])]
            used = {place.sign for place in places}
            sign = SystemRandom().choice([n for n in range(100, 10_000) if n not in used])
            written = any(place.group == group and place.role == "scribe" for place in places)
            found = Place(group, "voice" if written else "scribe", sign)
            self.spans.put(span, self.spans.tag(span, seat), found.words)
            self._room.tell("console")
            return found

    def size(self, part: PartConfig, group: int) -> int:
        span = self.span_of(part)
        rows = self.spans.rows(span).values() if span else ()
        return sum(row["g"] == group for row in rows)

    def own_case(self, part: PartConfig, group: int | None = None) -> bool:
        """Whether a table has somebody's own case; without `group`, whether anybody brought one anywhere."""
        span = self.span_of(part)
        places = [placed(row) for row in self.spans.rows(span).values()] if span else []
        return any(place.case > 0 if group is None else place.own_case and place.group == group for place in places)

    def take_pen(self, part: PartConfig, seat: str) -> Refused | None:
        """Makes a person the scribe of their table; the scribe until now takes over their role."""
        with self._lock:
            place, span = self.place(part, seat), self.span_of(part)
            if place is None or span is None or not place.group:
                return Refused("no_group")
            if place.role == "scribe":
                return None
            own = self.spans.tag(span, seat)
            for tag, row in self.spans.rows(span).items():
                if row["g"] == place.group and row["r"] == "scribe" and tag != own:
                    self.spans.put(span, tag, {**row, "r": place.role})
            self.spans.put(span, own, {**place.words, "r": "scribe"})
        self.changed()
        return None

    def light(self, part: PartConfig, seat: str, on: bool) -> Refused | None:
        """A table asks for help on the console, or no longer does."""
        place, span = self.place(part, seat), self.span_of(part)
        if place is None or span is None or not place.group:
            return Refused("no_group")
        mark = (span, place.group)
        if on is not (mark in self._lights):  # what changes nothing makes no phone ask again
            self._lights ^= {mark}
            self.changed()
        return None

    def carry_out(self, request: st.Seating) -> Refused | None:
        """Moves people as the console asks; None when it is done and on the disk."""
        with self._lock:
            span = self.span_of(self._room.workshop.part)
            if span is None:
                return Refused("no_group")
            if isinstance(request, st.Lower):
                self._lights.discard((span, request.group))
                refused = None
            else:
                refused = move(self.spans, span, request)
        if refused is None:
            self.changed()
        return refused

    def tables(self) -> list[Table]:
        """The tables of the part on stage as the console sees them; none outside a span."""
        span = self.span_of(self._room.workshop.part)
        if span is None:
            return []
        up = {self.spans.tag(span, seat) for seat in self._awake()}
        return seen(self.spans.rows(span), up, {group for name, group in self._lights if name == span})

    def _awake(self) -> set[str]:
        return self._room.pulse.seats() if self._room.pulse else set()

    def changed(self) -> None:
        self.changes += 1
        self._room.tell("phone", "console")

    def shred(self) -> None:
        """Ends spans that are over: from then on nobody can tell who sat where."""
        over = self.spans.names() - lasting(self._room.workshop) - self._forming()
        for span in sorted(over):
            self._lights = {mark for mark in self._lights if mark[0] != span}
            try:
                self.spans.end(span)
            except (DiskFull, Overloaded, OSError) as problem:
                self._room.fault(problem)  # the seal or the next start forgets it

    def _forming(self) -> set[Name]:
        """The span of a part that is closing just now: its key is there before its rows are."""
        w = self._room.workshop
        states = ((part.id, w.parts[part.id]) for _, part in w.plan.parts() if part.forms_groups)
        return {(id_, state.round) for id_, state in states if state.phase not in CLOSED}

    def lit(self, part: PartConfig, group: int) -> bool:
        return (self.span_of(part), group) in self._lights

    def dilemma(self, part: PartConfig, group: int) -> str:
        """The id of the text that a table works on, or nothing."""
        _, texts = groups_of(self._room.workshop, part)
        return texts[group - 1] if 0 < group <= len(texts) else ""


def _apart(ballot: Ballot | None) -> list[int]:
    return list(ballot.answer["apart"]) if ballot else []


def _roles(
    number: int, table: list[str], signs: Mapping[str, int], sent: Mapping[str, Ballot]
) -> dict[str, dict[str, Any]]:
    """Who offered a case keeps it; one case a table. The rest in the order of `table`, those awake first."""
    offering = [seat for seat in table if seat in sent and sent[seat].answer["own_case"]][:1]
    ordered = [*offering, *(seat for seat in table if seat not in offering)]
    places = zip(ordered, (*ROLES, *["voice"] * len(table)), strict=False)
    return {seat: Place(number, role, signs[seat], number if seat in offering else 0).words for seat, role in places}
