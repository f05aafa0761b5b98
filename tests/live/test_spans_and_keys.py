"""What ends, ends: a span takes no row after it, and a key that could not be destroyed is, before the room's own."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import gevent
import pytest

from facilitator.ballots.box import Box, Receipt
from facilitator.ballots.keystore import Keystore
from facilitator.ballots.span import Spans
from facilitator.errors import Refused
from facilitator.live.finishing import half_sealed
from facilitator.live.room import Room
from facilitator.live.rooms import Store, keep_time, new_room, open_store
from facilitator.live.values import Applied
from facilitator.settings import Settings
from facilitator.workshop.requests import parse_command
from facilitator.workshop.state import Phase
from tests.ballots.conftest import CODE, Bench
from tests.live.test_tenths import PLAN
from tests.machine import patience

SPAN = ("tables", 1)
WORDS = {"g": 1, "r": "voice", "s": 10, "c": False}
SEATS = ("seat-1", "seat-2", "seat-3")
KEY = f"{CODE}.p.1"


@dataclass
class Evening:
    """A room whose last part is open and has what five phones sent, and what went wrong in it."""

    store: Store
    settings: Settings
    room: Room
    faults: list[BaseException]

    @property
    def keys(self) -> set[str]:
        return self.store.keystore.names()

    def do(self, name: str) -> None:
        command = parse_command({"name": name})
        assert not isinstance(command, Refused)
        applied = self.room.command(uuid4().hex, self.room.workshop.seq, command)
        assert isinstance(applied, Applied), applied

    def close(self) -> None:
        self.do("close")
        self.do("close")  # said again: now
        assert self.room.workshop.now.phase in (Phase.CLOSED, Phase.REVEALED)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    found = Bench.on(tmp_path)
    yield found
    found.writer.close()


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    settings = Settings(data=tmp_path / "data", keys=tmp_path / "keys", tick_seconds=1)
    store = open_store(settings)
    found = Evening(store, settings, new_room(store, settings, PLAN, "plan.yaml", practice=False), [])
    found.room.fault = found.faults.append
    found.do("next")
    for i in range(5):
        assert isinstance(found.room.box.put("pick", 1, f"seat-{i}", 0, 1, {"picks": ["o1"]}, None), Receipt)
    yield found
    store.close()


def until(true: Callable[[], bool]) -> None:
    with gevent.Timeout(patience(3)):
        while not true():
            gevent.sleep(0.02)


def stuck(monkeypatch: pytest.MonkeyPatch, keystore: Keystore, *names: str) -> set[str]:
    """Makes these keys such as cannot be destroyed, as long as they are in what it gives."""
    real, found = keystore.destroy, set(names)

    def destroy(name: str) -> None:
        if name in found:
            raise OSError(errno.EIO, "the stick was pulled out")
        real(name)

    monkeypatch.setattr(keystore, "destroy", destroy)
    return found


# -- spans ----------------------------------------------------------------------------------------------------------


def seated(bench: Bench) -> Spans:
    """A span with a few people in it, on the disk."""
    spans = Spans(bench.writer, bench.keystore, CODE)
    spans.begin(SPAN)
    rows = {seat: WORDS for seat in SEATS}
    bench.writer.run(lambda conn: spans.write(conn, SPAN, rows))
    spans.take(SPAN, rows)
    assert len(bench.rows()) == len(SEATS)
    return spans


def nothing_left(bench: Bench, spans: Spans, tag: bytes) -> bool:
    """Whether no row, no key, and in no file a trace of `tag` is there."""
    files = [path.read_bytes() for path in bench.folder.rglob("*") if path.is_file()]
    return (bench.rows(), bench.keystore.names(), spans.names(), any(tag in file for file in files)) == (
        [], set(), set(), False,
    )  # fmt: skip


def test_a_put_after_the_end_writes_nothing_and_raises_nothing(bench: Bench) -> None:
    spans = seated(bench)
    tag = spans.tag(SPAN, SEATS[0])
    spans.end(SPAN)
    spans.put(SPAN, tag, WORDS)
    assert nothing_left(bench, spans, tag)
    assert spans.rows(SPAN) == {}


def test_whoever_sits_down_while_a_span_ends_leaves_no_row(bench: Bench) -> None:
    spans = seated(bench)
    tag = spans.tag(SPAN, "a latecomer")
    works = (lambda: spans.end(SPAN), lambda: spans.put(SPAN, tag, WORDS))  # the rows go, then comes another one
    gevent.joinall([gevent.spawn(work) for work in works], timeout=patience(3), raise_error=True)
    assert nothing_left(bench, spans, tag)


def test_a_span_that_ends_while_a_put_waits_for_the_disk_has_no_row(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans = seated(bench)
    tag, real, ended = spans.tag(SPAN, SEATS[1]), bench.writer.put_ballot, []

    def put_ballot(row: dict[str, Any]) -> None:
        spans.end(SPAN)
        ended.append(bench.rows())
        real(row)

    monkeypatch.setattr(bench.writer, "put_ballot", put_ballot)
    spans.put(SPAN, tag, {**WORDS, "g": 2})
    assert ended == [[]], "it had ended before the row came"
    assert nothing_left(bench, spans, tag)


# -- keys that cannot be destroyed ----------------------------------------------------------------------------------


def test_a_close_succeeds_though_its_key_cannot_be_destroyed_yet(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    box: Box = bench.box()
    for round_ in (1, 2):
        box.open("p", round_)
        box.put("p", round_, "anna", 0, 1, {"text": "one"}, None)
    held = stuck(monkeypatch, bench.keystore, KEY)
    assert [ballot.answer for ballot in bench.close(box)] == [{"text": "one"}]
    assert box.rounds() == {("p", 2)}
    assert [row.round for row in bench.rows()] == [2]
    assert box.put("p", 1, "anna", 0, 2, {"text": "two"}, None) == Refused("closed")
    with pytest.raises(OSError, match="pulled out"):
        bench.keystore.sweep()
    assert bench.keystore.names() == {KEY, f"{CODE}.p.2"}

    held.clear()
    bench.keystore.sweep()
    assert bench.keystore.names() == {f"{CODE}.p.2"}, "and no other"


def test_a_key_that_went_with_its_close_is_not_looked_for_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    box: Box = bench.box()
    box.open("p", 1)
    bench.close(box)
    assert bench.keystore.names() == set()
    stuck(monkeypatch, bench.keystore, KEY)
    bench.keystore.sweep()


def test_the_tick_of_a_room_tries_again(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    room = evening.room
    key = f"{room.workshop.code}.pick.1"
    held = stuck(monkeypatch, room.keystore, key)
    evening.close()
    assert room.workshop.now.received == 5
    assert key in evening.keys
    with pytest.raises(OSError, match="pulled out"):
        room.tick()
    assert key in evening.keys
    held.clear()
    room.tick()
    assert key not in evening.keys


def test_the_clock_goes_on_over_a_tick_that_fails(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    room = evening.room
    key = f"{room.workshop.code}.pick.1"
    held = stuck(monkeypatch, room.keystore, key)
    evening.close()
    clock = gevent.spawn(keep_time, room)
    try:
        until(lambda: bool(evening.faults) or clock.dead)
        assert [type(problem) for problem in evening.faults] == [OSError]
        held.clear()
        until(lambda: key not in evening.keys or clock.dead)
        assert not clock.dead
        assert key not in evening.keys
    finally:
        clock.kill()


# -- the seal -------------------------------------------------------------------------------------------------------


def test_the_key_of_the_room_goes_last_and_after_the_file_was_rewritten(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = evening.room
    mine = f"{room.workshop.code}.room"
    evening.close()
    for name in (f"{room.workshop.code}.asked.1", f"{room.workshop.code}.zeal.1", "ZZZZ.room"):
        room.keystore.make(name)
    real, there, gone = room.writer.vacuum, [], []
    destroy = room.keystore.destroy

    def vacuum() -> None:
        there.append(evening.keys)
        real()

    def destroyed(name: str) -> None:
        gone.append(name)
        destroy(name)

    monkeypatch.setattr(room.writer, "vacuum", vacuum)
    monkeypatch.setattr(room.keystore, "destroy", destroyed)
    evening.do("seal")
    assert room.finished
    assert there == [{mine, "ZZZZ.room"}]
    assert gone[-1] == mine
    assert evening.keys == {"ZZZZ.room"}


def test_a_seal_whose_file_could_not_be_rewritten_is_found_and_done_again(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = evening.room
    code, real, full = room.workshop.code, room.writer.vacuum, [True]
    evening.close()

    def vacuum() -> None:
        if full:
            raise OSError(errno.ENOSPC, "full")
        real()

    monkeypatch.setattr(room.writer, "vacuum", vacuum)
    monkeypatch.setattr("facilitator.live.seal.AGAIN", 0.1)
    evening.do("seal")
    assert (room.finished, evening.keys) == (False, {f"{code}.room"})
    assert half_sealed(evening.store) == [code]
    full.clear()
    until(lambda: room.finished)
    assert evening.keys == set()
    assert half_sealed(evening.store) == []
