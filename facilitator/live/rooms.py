"""Opening a room: a new run of a plan, or the one a killed server left behind, rebuilt from journal, texts and keys."""

from __future__ import annotations

from dataclasses import dataclass

import gevent

from facilitator.activities.registry import activity
from facilitator.ballots.box import Box, LostKey
from facilitator.ballots.keystore import Keystore
from facilitator.ballots.seats import Seats
from facilitator.clock import today
from facilitator.ids import room_code
from facilitator.live.clocks import Clocks
from facilitator.live.room import Room
from facilitator.live.values import Applied
from facilitator.live.wording import read_words
from facilitator.plans.read import read_plan_text
from facilitator.settings import Settings
from facilitator.storage import journal, texts, workshops
from facilitator.storage.engine import open_database
from facilitator.storage.writer import Writer
from facilitator.workshop import events as ev
from facilitator.workshop.decision import Decision
from facilitator.workshop.rules import opening
from facilitator.workshop.state import Phase, Workshop, begin, fold
from facilitator.workshop.views import Words


@dataclass(frozen=True)
class Store:
    """A data folder: the database behind its one writer, and the keystore apart from it."""

    writer: Writer
    keystore: Keystore


def open_store(settings: Settings) -> Store:
    """Opens or creates the data folder."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Store(Writer(open_database(settings.database)), Keystore(settings.keystore))


def half_sealed(store: Store, settings: Settings) -> list[Room]:
    """Rooms whose seal a crash cut short: sealed in the journal, but their room key is still there."""
    keys = store.keystore.names()
    rows = store.writer.read(workshops.all_workshops)
    return [resumed_room(store, settings, row.code) for row in rows if row.sealed and f"{row.code}.room" in keys]


def unfinished(store: Store, plan_text: str, practice: bool) -> str | None:
    """The code of today's run of this very plan that was never sealed: what a restart goes on with."""
    for found in store.writer.read(workshops.all_workshops):
        same_run = found.plan_yaml == plan_text and found.practice == practice and found.created_on == today()
        if same_run and not found.sealed:
            return found.code
    return None


def new_room(store: Store, settings: Settings, plan_text: str, name: str, practice: bool) -> Room:
    """A new run: room key, workshop row and the opened first part, all on disk before anybody may join."""
    plan = read_plan_text(plan_text, name)
    taken = {found.code for found in store.writer.read(workshops.all_workshops)}
    code = next(c for c in iter(room_code, None) if c not in taken)
    store.keystore.make(f"{code}.room")
    workshop = begin(code, plan, practice)

    row = workshops.StoredWorkshop(code, plan_text, name, plan.title, practice, today(), sealed=False)
    store.writer.run(lambda conn: workshops.create(conn, row))
    room = _assemble(store, settings, workshop, row, {}, {})
    room.start_with(Decision((opening(workshop, workshop.part, room.moment()),)))
    return room


def resumed_room(store: Store, settings: Settings, code: str) -> Room:
    """The room `code` as it was when the last acknowledged thing was committed; half-done closes are done again.

    Raises LostKey if the keystore does not belong to the data.
    """
    if store.keystore.get(f"{code}.room") is None:
        raise LostKey(code)
    found = next(w for w in store.writer.read(workshops.all_workshops) if w.code == code)
    plan = read_plan_text(found.plan_yaml, found.plan_name)
    entries = store.writer.read(lambda conn: journal.load(conn, code))
    workshop = fold(begin(code, plan, found.practice), (ev.from_words(words) for _, words, _ in entries))
    stored = store.writer.read(lambda conn: texts.load(conn, code))
    words = {row.id: read_words(row) for row in stored}
    done = {cmd: Applied(seq, (str(event["event"]),)) for seq, event, cmd in entries if cmd}
    room = _assemble(store, settings, workshop, found, words, done)
    open_rounds = _open_rounds(workshop)
    room.box.recover(open_rounds)
    for part, round_ in sorted(open_rounds):
        if workshop.parts[part].phase is Phase.CLOSING:
            room.begin_closing(part, round_)
    if workshop.seq == 0:
        room.start_with(Decision((opening(workshop, workshop.part, room.moment()),)))
    return room


def _open_rounds(workshop: Workshop) -> set[tuple[str, int]]:
    taking = (Phase.OPEN, Phase.CLOSING)
    return {
        (part.id, workshop.parts[part.id].round)
        for _, part in workshop.plan.parts()
        if workshop.parts[part.id].phase in taking and activity(part).collects(part)
    }


def _assemble(
    store: Store, settings: Settings, workshop: Workshop, row: workshops.StoredWorkshop, words: dict[str, Words],
    done: dict[str, Applied],
) -> Room:  # fmt: skip
    code = workshop.code
    seats = Seats(store.writer, store.keystore, code)
    seats.load()
    clocks = Clocks(settings.data / f"{code}.clock.json")
    box = Box(store.writer, store.keystore, code)
    return Room(
        workshop, row.plan_yaml, row.created_on, words, store.writer, store.keystore, box, seats, clocks, settings,
        done,
    )  # fmt: skip


def keep_time(room: Room) -> None:
    """The room's second hand; ends with the workshop. Tells nobody: browsers count down by themselves."""
    ticks = 0.0
    while not room.workshop.sealed:
        gevent.sleep(1.0)
        w = room.workshop
        running = w.now.phase in (Phase.OPEN, Phase.CLOSING) and not w.paused
        room.clocks.tick(w.part.id, w.now.round, running)
        room.clocks.save()
        ticks += 1.0
        if ticks >= room.settings.tick_seconds:
            ticks = 0.0
            if room.count_answered():
                room.tell("screen", "console")
