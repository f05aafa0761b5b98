"""Seats: one a browser, known by a hash, unrelated to when somebody came; gone after the seal."""

from __future__ import annotations

import gevent
import pytest
from sqlalchemy import select

from facilitator.ballots.seats import Seats
from facilitator.storage.tables import seats as table
from tests.ballots.conftest import CODE, Bench


@pytest.fixture
def seats(bench: Bench) -> Seats:
    bench.keystore.make(f"{CODE}.room")
    return Seats(bench.writer, bench.keystore, CODE)


def test_a_token_that_is_shown_again_gets_its_seat_back(seats: Seats) -> None:
    first = seats.join()
    assert first.fresh is True
    again = seats.join(first.token)
    assert (again.fresh, again.seat, again.token) == (False, first.seat, first.token)
    other = seats.join("a token of another evening")
    assert (other.fresh, other.token == "a token of another evening") == (True, False)
    assert seats.count() == 2


def test_seats_outlive_a_restart_and_tokens_are_not_on_the_disk(bench: Bench, seats: Seats) -> None:
    joined = [seats.join() for _ in range(10)]
    raw = b"".join(path.read_bytes() for path in (bench.folder / "data").iterdir())
    assert [one for one in joined if one.token.encode() in raw] == []
    bench.restart()
    later = Seats(bench.writer, bench.keystore, CODE)
    assert later.who(joined[0].token) is None
    later.load()
    assert [later.who(one.token) for one in joined] == [one.seat for one in joined]
    assert later.count() == 10


def test_a_hundred_who_join_at_once_have_a_hundred_seats(bench: Bench, seats: Seats) -> None:
    jobs = [gevent.spawn(seats.join) for _ in range(100)]
    gevent.joinall(jobs, raise_error=True)
    assert len({job.value.seat for job in jobs}) == len({job.value.token for job in jobs}) == seats.count() == 100
    columns = bench.writer.read(lambda conn: list(conn.execute(select(table)).keys()))
    assert columns == ["workshop", "seat", "bearer", "state"]


def test_seats_of_another_workshop_open_nothing_here(bench: Bench, seats: Seats) -> None:
    bench.keystore.make("ZZZZ.room")
    elsewhere = Seats(bench.writer, bench.keystore, "ZZZZ")
    token = elsewhere.join().token
    seats.load()
    assert seats.who(token) is None
    assert seats.who("") is None


def test_dropped_seats_are_gone_from_the_files(bench: Bench, seats: Seats) -> None:
    joined = [seats.join() for _ in range(20)]
    seats.drop()
    assert (seats.count(), seats.who(joined[0].token)) == (0, None)
    raw = b"".join(path.read_bytes() for path in (bench.folder / "data").iterdir())
    assert [one.seat for one in joined if one.seat.encode() in raw] == []


def test_without_the_room_key_nobody_gets_a_seat(bench: Bench, seats: Seats) -> None:
    bench.keystore.destroy(f"{CODE}.room")
    with pytest.raises(RuntimeError, match="room key"):
        seats.join()
