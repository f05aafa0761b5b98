"""Opening a room: a new run of a plan, or the one a killed server left behind, rebuilt from journal, texts and keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import gevent
from sqlalchemy import Connection, select

from facilitator.activities.registry import activity
from facilitator.ballots.box import Box, LostKey
from facilitator.ballots.keystore import Keystore
from facilitator.ballots.seats import Seats
from facilitator.ballots.span import key_name
from facilitator.clock import this_evening, today
from facilitator.ids import room_code
from facilitator.live.clocks import Clocks
from facilitator.live.room import Room
from facilitator.live.values import Applied, Unreadable
from facilitator.live.wording import read_words
from facilitator.plans.keep import alike
from facilitator.plans.read import PlanProblems, read_plan_text
from facilitator.settings import Settings
from facilitator.storage import journal, texts, workshops
from facilitator.storage.engine import open_database
from facilitator.storage.hold import hold
from facilitator.storage.tables import ballots
from facilitator.storage.writer import Writer
from facilitator.workshop import events as ev
from facilitator.workshop.beside import open_besides
from facilitator.workshop.decision import Decision
from facilitator.workshop.rules import begun, opening
from facilitator.workshop.spans import lasting
from facilitator.workshop.state import Phase, Workshop, begin, fold
from facilitator.workshop.views import Words


@dataclass(frozen=True)
class Store:
    """A data folder: the database behind its one writer, and the keystore apart from it. `held` keeps others out."""

    writer: Writer
    keystore: Keystore
    held: IO[bytes]

    def close(self) -> None:
        """Writes what waits and lets go of the folder."""
        self.writer.close()
        self.held.close()


def take_folder(settings: Settings) -> IO[bytes]:
    """Creates the data folder if there is none, and keeps others out. Raises InUse if another process runs on it."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return hold(settings.data)


def open_store(settings: Settings, held: IO[bytes] | None = None) -> Store:
    """Opens or creates the data folder; `held` is its lock if that was taken. Raises InUse if another process runs."""
    held = held or take_folder(settings)
    return Store(Writer(open_database(settings.database)), Keystore(settings.keystore), held)


def unfinished(
    store: Store, plan_text: str, practice: bool, seats: str | None = None, name: str = "plan.yaml"
) -> str | None:
    """The code of the run that a start goes on with: this evening's run of this very plan that was never sealed, or one
    for which tickets were printed and which has not begun, of any day and however its plan was edited since."""
    candidates = [
        found
        for found in store.writer.read(workshops.all_workshops)
        if not found.sealed and found.practice == practice and seats in (None, found.seats)
        if (found.created_on >= this_evening() and _alike(found, plan_text, name))
        or (found.seats == "tickets" and _waits_for(store, found, plan_text, name))
    ]
    if len(candidates) > 1:  # what has begun comes before what still waits
        candidates.sort(key=lambda found: not _begun(store, found))
    return candidates[0].code if candidates else None


def _begun(store: Store, found: workshops.StoredWorkshop) -> bool:
    try:
        return begun(_folded(store, found)[0])
    except Unreadable:
        return False


def _alike(found: workshops.StoredWorkshop, plan_text: str, name: str) -> bool:
    try:
        # Reading what is stored takes long, and two plans of one name in one evening are rare.
        return found.title == read_plan_text(plan_text, name).title and alike(found.plan_yaml, plan_text)
    except PlanProblems:
        return False  # a plan of another version of this program


def _waits_for(store: Store, found: workshops.StoredWorkshop, plan_text: str, name: str) -> bool:
    """Whether the tickets of `found` were printed for this plan and nothing has happened yet."""
    try:
        same_plan = found.plan_yaml == plan_text or (
            found.plan_name == name and read_plan_text(found.plan_yaml, name).id == read_plan_text(plan_text, name).id
        )
        return same_plan and not begun(_folded(store, found)[0])
    except (PlanProblems, Unreadable):
        return False  # a plan of another version of this program


def _sent(code: str) -> Callable[[Connection], bool]:
    """Asks whether anybody wrote anything, were it a thought that was parked while people still arrived."""
    sent = select(ballots.c.tag).where(ballots.c.workshop == code).limit(1)
    return lambda conn: conn.execute(sent).first() is not None or bool(texts.load(conn, code))


def take_up(store: Store, code: str, plan_text: str, name: str) -> None:
    """Makes today and the plan as it is now those of a workshop that has not begun; a begun one stays as it is."""
    found = next(w for w in store.writer.read(workshops.all_workshops) if w.code == code)
    if found.plan_yaml == plan_text and found.created_on == today():
        return
    fresh = not begun(_folded(store, found)[0]) and not store.writer.read(_sent(code))
    edited = found.plan_yaml != plan_text and fresh
    row = replace(found, created_on=today())
    if edited:
        row = replace(row, plan_yaml=plan_text, plan_name=name, title=read_plan_text(plan_text, name).title)

    def job(conn: Connection) -> None:
        workshops.take_up(conn, row)
        if edited:
            journal.forget(conn, code)

    store.writer.run(job)


def ticket_room(store: Store, settings: Settings, plan_text: str, name: str) -> tuple[str, Seats]:
    """The workshop that tickets are printed for, ahead of its run: its code and seats. One that waits already gets
    more of them."""
    code = unfinished(store, plan_text, practice=False, seats="tickets", name=name)
    if code is None:
        code = _new_workshop(store, settings.data, plan_text, name, practice=False, seats="tickets").code
    else:
        take_up(store, code, plan_text, name)
    if store.keystore.get(f"{code}.room") is None:
        raise LostKey(code)
    seats = Seats(store.writer, store.keystore, code)
    seats.load(ticketed=True)
    return code, seats


def _new_workshop(
    store: Store, data: Path, plan_text: str, name: str, practice: bool, seats: str
) -> workshops.StoredWorkshop:
    """A code that is not taken, its room key and its row, in this order on the disk."""
    plan = read_plan_text(plan_text, name)
    taken = {found.code for found in store.writer.read(workshops.all_workshops)}
    taken |= {folder.name[:4] for folder in (data / "archive").glob("*-*")}  # imported ones are in no table
    code = next(c for c in iter(room_code, None) if c not in taken)
    store.keystore.make(f"{code}.room")
    row = workshops.StoredWorkshop(code, plan_text, name, plan.title, practice, today(), sealed=False, seats=seats)
    store.writer.run(lambda conn: workshops.create(conn, row))
    return row


def new_room(store: Store, settings: Settings, plan_text: str, name: str, practice: bool) -> Room:
    """A new run: room key, workshop row and the opened first part, all on disk before anybody may join."""
    row = _new_workshop(store, settings.data, plan_text, name, practice, settings.seats or "open")
    workshop = begin(row.code, read_plan_text(plan_text, name), practice, row.seats)
    room = _assemble(store, settings, workshop, row, {}, {})
    room.start_with(Decision((opening(workshop, workshop.part, room.moment()),)))
    return room


def resumed_room(store: Store, settings: Settings, code: str) -> Room:
    """The room `code` as it was when the last acknowledged thing was committed; half-done closes are done again.

    Raises LostKey if the keystore does not belong to the data, and Unreadable.
    """
    if store.keystore.get(f"{code}.room") is None:
        raise LostKey(code)
    found = next(w for w in store.writer.read(workshops.all_workshops) if w.code == code)
    workshop, entries = _folded(store, found)
    stored = store.writer.read(lambda conn: texts.load(conn, code))
    words = {row.id: read_words(row) for row in stored}
    done = {cmd: Applied(seq, (str(event["event"]),)) for seq, event, cmd in entries if cmd}
    room = _assemble(store, settings, workshop, found, words, done)
    open_rounds, spans = _open_rounds(workshop), lasting(workshop)
    room.box.recover(open_rounds | open_besides(workshop), {key_name(code, span) for span in spans})
    room.groups.spans.recover(spans)
    for part, round_ in sorted(open_rounds):
        if workshop.parts[part].phase is Phase.CLOSING:
            room.begin_closing(part, round_)
    if workshop.seq == 0:
        room.start_with(Decision((opening(workshop, workshop.part, room.moment()),)))
    return room


def _folded(
    store: Store, found: workshops.StoredWorkshop
) -> tuple[Workshop, list[tuple[int, dict[str, Any], str | None]]]:
    """A stored workshop as its journal left it, and the journal. Raises Unreadable, whatever is wrong with them."""
    try:
        entries = store.writer.read(lambda conn: journal.load(conn, found.code))
        start = begin(found.code, read_plan_text(found.plan_yaml, found.plan_name), found.practice, found.seats)
        return fold(start, (ev.from_words(words) for _, words, _ in entries)), entries
    except (PlanProblems, ValueError, LookupError, TypeError, AttributeError) as problem:
        raise Unreadable(found.code) from problem


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
    seats.load(workshop.ticketed)
    clocks = Clocks(settings.data / f"{code}.clock.json")
    box = Box(store.writer, store.keystore, code)
    return Room(
        workshop, row.plan_yaml, row.created_on, words, store.writer, store.keystore, box, seats, clocks, settings,
        done,
    )  # fmt: skip


def keep_time(room: Room) -> None:
    """The room's second hand; ends with the workshop.

    Browsers count down by themselves; the projected finish, which moves while nothing happens, is told on each tick.
    """
    ticks = 0.0
    while not room.workshop.sealed:
        gevent.sleep(1.0)
        w = room.workshop
        room.clocks.tick(w.part.id, w.now.round, w.now.phase in (Phase.OPEN, Phase.CLOSING) and not w.paused)
        room.clocks.save()
        ticks += 1.0
        if ticks >= room.settings.tick_seconds:
            ticks = 0.0
            try:
                room.tick()
            except Exception as problem:  # whatever it is, the clock goes on, and the next tick tries again
                room.fault(problem)
