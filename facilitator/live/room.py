"""The live workshop: one lock around the pure core; decides, commits, evolves, then tells everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import gevent
from gevent.lock import RLock
from sqlalchemy import Connection

from facilitator.ballots.box import Box
from facilitator.ballots.keystore import Keystore
from facilitator.ballots.seats import Joined, Seats
from facilitator.clock import Moment, as_wall, wall_minutes
from facilitator.errors import Refused
from facilitator.live.besides import Besides, make_keys
from facilitator.live.clocks import Clocks
from facilitator.live.closing import finish_close
from facilitator.live.consoles import Consoles
from facilitator.live.groups import Groups
from facilitator.live.instant import instant, tenths
from facilitator.live.pulse import Pulse
from facilitator.live.seal import seal
from facilitator.live.values import Applied
from facilitator.live.wording import follow_words, keep_words
from facilitator.settings import Settings
from facilitator.storage import journal
from facilitator.storage.writer import DiskFull, Overloaded, Writer
from facilitator.workshop import events as ev
from facilitator.workshop import requests as rq
from facilitator.workshop import seating as st
from facilitator.workshop import verdicts as vd
from facilitator.workshop import views
from facilitator.workshop.decision import Decision, TextWrite, just
from facilitator.workshop.moderation import untouched
from facilitator.workshop.reading import unflagged
from facilitator.workshop.roles import TERMINAL, Console
from facilitator.workshop.rules import decide
from facilitator.workshop.state import Phase, Workshop, evolve

ALL = ("phone", "screen", "console")
AGAIN = 1.0
"""Seconds after which a close that could not be written is tried again."""
REMEMBERED = 500
"""Command ids whose first outcome is remembered, so that a repeated click is harmless."""


class Room:
    """One running workshop. Reading `workshop` needs no lock (it is a value); changing it goes through `_commit`.

    `finished`: it is sealed, its report is written and its keys are destroyed.
    """

    def __init__(
        self, workshop: Workshop, plan_text: str, date: str, words: dict[str, views.Words], writer: Writer,
        keystore: Keystore, box: Box, seats: Seats, clocks: Clocks, settings: Settings, done: Mapping[str, Applied],
    ) -> None:  # fmt: skip
        self.workshop = workshop
        self.plan_text = plan_text
        self.date = date
        self.words = words
        self.writer = writer
        self.keystore = keystore
        self.box = box
        self.seats = seats
        self.clocks = clocks
        self.settings = settings
        self.pulse: Pulse | None = None
        self.archive: Callable[[Room], None] = lambda room: None
        self.fault: Callable[[BaseException], None] = lambda problem: None
        self._tenths: dict[tuple[str, int], int | None] = {}
        self.finished = False
        self.consoles = Consoles()
        self._done = dict(done)
        self._lock = RLock()
        self.closing_until: float | None = None
        self.besides = Besides(self)
        self.groups = Groups(self)

    # -- what the console asks ------------------------------------------------------------------------------------

    def command(
        self, cmd_id: str, expect_rev: int, request: rq.Command, by: Console = TERMINAL
    ) -> Applied | Refused:  # fmt: skip
        """Carries out a console command once: compare-and-set on the revision, a repeated id gets its first answer."""
        with self._lock:
            refused = self.consoles.permitted(request, by)
            if refused:
                return refused
            if cmd_id in self._done:
                return self._done[cmd_id]
            if expect_rev != self.workshop.seq and not untouched(request, self.workshop, expect_rev):
                return Refused("stale")
            applied = self._command(cmd_id, request, by)
            if isinstance(applied, Applied):
                self._done[cmd_id] = applied
                while len(self._done) > REMEMBERED:
                    self._done.pop(next(iter(self._done)))
            return applied

    def start_with(self, decision: Decision) -> None:
        """The first events of a new workshop, before anybody can ask for anything."""
        with self._lock:
            self._commit(decision)

    def _command(self, cmd_id: str, request: rq.Command, by: Console) -> Applied | Refused:
        w = self.workshop
        if isinstance(request, vd.Watch | vd.Take | vd.Give) and not w.sealed:
            refused = self.consoles.carry_out(request, by, self.pulse.leads() if self.pulse else set())
            self.tell("console")
            return refused or Applied(w.seq, ())
        if isinstance(request, st.Seating) and not w.sealed:
            return self.groups.carry_out(request) or Applied(w.seq, ())
        if isinstance(request, rq.Seal):
            return seal(self, cmd_id)
        if isinstance(request, rq.Gather) and not w.sealed:
            return self.besides.gather(request.part, cmd_id)
        if isinstance(request, rq.ShowUnflagged) and not w.sealed:
            ids = unflagged(w, self.words, self.consoles.watched(w.plan))
            if not ids:
                return Applied(w.seq, ())
            request = rq.Show(name="show", texts=ids)
        if isinstance(request, rq.Close) and w.now.phase is Phase.CLOSING and not self._someone_unsent():
            # A second press says "now": nobody holds an unsent word, so nothing is cut off by it.
            return finish_close(self, w.part.id, w.now.round, cmd_id)
        decision = decide(w, request, self.moment())
        if isinstance(decision, Refused):
            return decision
        return self._commit(decision, cmd_id)

    def _someone_unsent(self) -> bool:
        return self.pulse is not None and self.pulse.anyone_unsent()

    def _commit(self, decision: Decision, cmd_id: str | None = None) -> Applied:
        """Appends the events (fsync) and only then lets anybody see them."""
        make_keys(self.box, self.workshop, decision.events)
        if decision.events:
            # What is forgotten leaves the log too, at once and not with the next close.
            write = self.writer.alone if any(w.do == "forget" for w in decision.writes) else self.writer.run
            write(lambda conn: self.write(conn, decision, cmd_id))
        self.follow(decision.events, decision.writes)
        return Applied(self.workshop.seq, tuple(type(e).__name__ for e in decision.events))

    def write(self, conn: Connection, decision: Decision, cmd_id: str | None) -> None:
        code, seq = self.workshop.code, self.workshop.seq
        for offset, event in enumerate(decision.events, start=1):
            journal.append(conn, code, seq + offset, ev.as_words(event), cmd_id if offset == 1 else None)
        for write in decision.writes:
            keep_words(conn, code, write)

    def follow(self, events: tuple[ev.Event, ...], writes: tuple[TextWrite, ...] = ()) -> None:
        """Folds committed events into the live state and starts what they ask for."""
        for event in events:
            self.workshop = evolve(self.workshop, event)
        for write in writes:
            follow_words(self.words, write)
        for event in events:
            if isinstance(event, ev.PartClosing):
                self.begin_closing(event.part, event.round)
            if isinstance(event, ev.ClosingUndone):
                self.closing_until = None
        self.tell(*ALL)
        self.besides.shred()
        self.groups.shred()

    # -- closing --------------------------------------------------------------------------------------------------

    def begin_closing(self, part: str, round_: int) -> None:
        """Starts the seconds in which phones send what they still hold and the facilitator may undo."""
        until = self.clocks.now() + self.settings.closing_seconds
        self.closing_until = until
        gevent.spawn_later(self.settings.closing_seconds, self._close_when_due, part, round_, until)

    def _close_when_due(self, part: str, round_: int, until: float) -> None:
        with self._lock:
            state = self.workshop.parts[part]
            if self.closing_until == until and state.phase is Phase.CLOSING and state.round == round_:
                try:
                    finish_close(self, part, round_)
                except (DiskFull, Overloaded, OSError) as problem:
                    # Nothing happened, nothing is lost; the facilitator sees "closing" until there is room again.
                    self.fault(problem)
                    gevent.spawn_later(AGAIN, self._close_when_due, part, round_, until)

    def keep(self) -> bool:
        """Writes the archive as it stands; False if that failed, which stops nothing: the next close writes it anew."""
        try:
            self.archive(self)
        except Exception as problem:  # a template or a result nobody thought of must not stop an evening either
            self.fault(problem)
            return False
        return True

    # -- time and presence ----------------------------------------------------------------------------------------

    def moment(self) -> Moment:
        return Moment(round(self.clocks.minute(self.workshop.began), 2), as_wall(wall_minutes()))

    def live(self) -> views.Live:
        return instant(self)

    @property
    def answered(self) -> int | None:
        """The tenths of the part on stage as of the last tick: turning back and forth counts nothing anew."""
        return self._tenths.get((self.workshop.part.id, self.workshop.now.round))

    def count_answered(self) -> bool:
        """Refreshes the tenths of a secret part; True if they changed. Called on a fixed tick and nowhere else."""
        before = self.answered
        self._tenths[self.workshop.part.id, self.workshop.now.round] = tenths(self)
        return self.answered != before

    def tick(self) -> None:
        """What is looked at only now and then, so that no arrival can be seen; tells who may see more."""
        with self._lock:
            self.tell("console", *(("screen",) if self.count_answered() else ()))
            self.besides.tick()
            self.keystore.sweep()

    def enter_for_somebody(self) -> Joined | Refused:
        """A seat for a person without a phone. Nothing on the seat says so; that there was one is counted."""
        with self._lock:
            if self.workshop.sealed:
                return Refused("sealed")
            if self.seats.count() >= self.settings.max_phones:
                return Refused("busy")
            joined = self.seats.spare(self.workshop.ticketed)
            self._commit(just(ev.EntryTaken()))
            return joined

    def tell(self, *audiences: str) -> None:
        if self.pulse is not None:
            self.pulse.touch(*audiences)
