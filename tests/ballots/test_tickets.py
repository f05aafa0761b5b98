"""Tickets: one seat each, the last to sit down has it; a wrong one and a void one are nobody's."""

from __future__ import annotations

import secrets

import gevent
import pytest

from facilitator.ballots.seats import Seats, Tickets
from facilitator.ballots.tickets import LETTERS, new_ticket, printed, seat_of, typed
from tests.ballots.conftest import CODE, Bench


@pytest.fixture
def seats(bench: Bench) -> Seats:
    bench.keystore.make(f"{CODE}.room")
    return Seats(bench.writer, bench.keystore, CODE)


def sit(seats: Seats, ticket: str, token: str | None = None) -> str:
    """The token of whoever sits down with a ticket that must be good."""
    seat = seats.place(ticket)
    assert seat is not None
    joined = seats.take(seat, token)
    assert joined is not None
    assert joined.seat == seat
    return joined.token


def test_a_ticket_is_ten_of_crockfords_letters_and_no_two_are_alike() -> None:
    made = {new_ticket() for _ in range(2000)}
    assert len(made) == 2000
    assert {len(ticket) for ticket in made} == {10}
    assert set("".join(made)) == set(LETTERS)
    assert len(LETTERS) == 32
    assert not set("ILOU") & set(LETTERS)


@pytest.mark.parametrize(
    "said",
    ["0123456789", "01234-56789", "o1234 56789", " Oi234-567 89 ", "ol234\u201056789", "OL234\u00a0-\u00a056789"],
)
def test_a_ticket_is_forgiven_how_it_was_typed(said: str) -> None:
    assert typed(said) == "0123456789"
    key = secrets.token_bytes(32)
    assert seat_of(key, said) == seat_of(key, "0123456789") != seat_of(key, "0123456788")


def test_a_slip_shows_five_and_five() -> None:
    assert printed("ABCDE12345") == "ABCDE-12345"


def test_the_same_ticket_is_the_same_seat_and_the_last_has_it(seats: Seats) -> None:
    (ticket,) = seats.make(1)
    assert seats.count() == 0
    first, second = sit(seats, ticket), sit(seats, ticket.lower())
    assert first != second
    assert (seats.who(first), seats.who(second)) == (None, seats.place(ticket))
    assert (seats.once(first), seats.once(second)) == (seats.place(ticket), None)
    assert sit(seats, ticket, second) == second
    back = seats.take(str(seats.place(ticket)), first)
    assert back is not None
    assert (back.fresh, back.moved) == (False, True)
    assert (seats.count(), seats.tickets()) == (1, Tickets(1, 0))


def test_two_hundred_who_sit_down_at_once_leave_one_sitting(bench: Bench, seats: Seats) -> None:
    (ticket,) = seats.make(1)
    jobs = [gevent.spawn(sit, seats, ticket) for _ in range(200)]
    gevent.joinall(jobs, raise_error=True)
    good = [job.value for job in jobs if seats.who(job.value)]
    assert (len(good), seats.count()) == (1, 1)
    later = Seats(bench.writer, bench.keystore, CODE)
    later.load(ticketed=True)
    assert [job.value for job in jobs if later.who(job.value)] == good


def test_a_void_ticket_opens_nothing_and_shuts_out_who_sat_there(bench: Bench, seats: Seats) -> None:
    used, unused, other = seats.make(3)
    token, stays = sit(seats, used), sit(seats, other)
    for ticket in (used, unused, used):
        assert seats.void(ticket) == seat_of(bench.keystore.get(f"{CODE}.room") or b"", ticket)
    assert seats.void(new_ticket()) is None
    for found in (seats, _restarted(bench)):
        assert (found.place(used), found.place(unused), found.who(token), found.once(token)) == (None,) * 4
        assert found.who(stays) == found.place(other) is not None
        assert (found.tickets(), found.count()) == (Tickets(3, 2), 1)


def test_who_sits_down_while_the_ticket_becomes_void_stands_up_again(seats: Seats) -> None:
    (ticket,) = seats.make(1)
    seat = str(seats.place(ticket))
    jobs = [gevent.spawn(seats.take, seat), gevent.spawn(seats.void, ticket), gevent.spawn(seats.take, seat)]
    gevent.joinall(jobs, raise_error=True)
    assert [seats.who(job.value.token) for job in jobs if hasattr(job.value, "token")] in ([], [None])
    assert (seats.count(), jobs[2].value) == (0, None)


def test_tickets_outlive_a_restart_and_stand_in_no_file(bench: Bench, seats: Seats) -> None:
    made = seats.make(20)
    token = sit(seats, made[0])
    raw = b"".join(path.read_bytes() for path in bench.folder.rglob("*") if path.is_file())
    assert [t for t in made if t.encode() in raw or printed(t).encode() in raw or token.encode() in raw] == []
    assert str(seats.place(made[0])).encode() in raw  # the search can find
    later = _restarted(bench)
    assert later.who(token) == later.place(made[0])
    assert None not in {later.place(ticket) for ticket in made}
    assert [later.unused(str(later.place(ticket))) for ticket in made] == [False] + [True] * 19


def test_tickets_of_another_workshop_open_nothing_here(bench: Bench, seats: Seats) -> None:
    bench.keystore.make("ZZZZ.room")
    elsewhere = Seats(bench.writer, bench.keystore, "ZZZZ")
    (ticket,) = elsewhere.make(1)
    seats.make(3)
    assert (seats.place(ticket), seats.void(ticket)) == (None, None)
    assert elsewhere.place(ticket) is not None


def test_of_ten_thousand_guesses_none_finds_a_seat(seats: Seats) -> None:
    made = set(seats.make(100))
    guesses = {new_ticket() for _ in range(10_000)} - made
    assert [guess for guess in guesses if seats.place(guess) is not None] == []
    assert [ticket for ticket in made if seats.place(ticket) is None] == []


def _restarted(bench: Bench) -> Seats:
    later = Seats(bench.writer, bench.keystore, CODE)
    later.load(ticketed=True)
    return later
