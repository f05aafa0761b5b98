"""What the ballot box does for parts beside the evening: counting what is new, and forgetting without releasing."""

from __future__ import annotations

import gevent
import pytest

from facilitator.errors import Refused
from facilitator.storage.writer import DiskFull
from tests.ballots.conftest import CODE, Bench

ON = {"on": True}


def test_what_is_new_is_counted_by_ballots_and_not_by_taps(bench: Bench) -> None:
    box = bench.box()
    box.open("pulse", 1)
    for v in (1, 2, 3):
        box.put("pulse", 1, "anna", 0, v, ON, None)
    box.put("pulse", 1, "boris", 0, 1, ON, None)
    assert box.fresh("pulse", 1) == 2
    assert len(box.look("pulse", 1)) == 2
    assert box.fresh("pulse", 1) == 0
    box.put("pulse", 1, "anna", 0, 3, ON, None)  # a late packet changes nothing
    assert box.fresh("pulse", 1) == 0
    box.put("pulse", 1, "anna", 0, 4, None, None)
    assert [box.fresh("pulse", 1), len(box.view("pulse", 1))] == [1, 1]
    assert box.fresh("nowhere", 1) == 0


def test_after_a_restart_nothing_counts_as_new(bench: Bench) -> None:
    box = bench.box()
    box.open("pulse", 1)
    box.put("pulse", 1, "anna", 0, 1, ON, None)
    bench.restart()
    again = bench.box()
    again.recover({("pulse", 1)})
    assert [len(again.view("pulse", 1)), again.fresh("pulse", 1)] == [1, 0]


def test_a_shredded_round_leaves_no_row_and_no_key_and_takes_no_more(bench: Bench) -> None:
    box = bench.box()
    for round_ in (1, 2):
        box.open("pause", round_)
        box.put("pause", round_, "anna", 0, 1, ON, None)
    box.shred("pause", 1)
    box.shred("pause", 1)
    assert {row.round for row in bench.rows()} == {2}
    assert bench.keystore.names() == {f"{CODE}.pause.2"}
    assert box.rounds() == {("pause", 2)}
    assert box.put("pause", 1, "anna", 0, 2, ON, None) == Refused("closed")
    assert len(box.view("pause", 2)) == 1


def test_a_round_that_was_never_used_is_shredded_too(bench: Bench) -> None:
    box = bench.box()
    box.open("pause", 1)
    box.shred("pause", 1)
    assert [bench.keystore.names(), box.rounds()] == [set(), set()]


def test_a_ballot_that_is_under_way_while_its_round_is_shredded_stays_nowhere(bench: Bench) -> None:
    box = bench.box()
    box.open("pause", 1)
    under_way = gevent.spawn(box.put, "pause", 1, "anna", 0, 1, ON, None)
    gevent.sleep(0)
    box.shred("pause", 1)
    under_way.join()
    assert bench.rows() == []


def test_a_crash_before_the_shredding_is_made_good_at_the_next_start(bench: Bench) -> None:
    box = bench.box()
    for round_ in (1, 2):
        box.open("pause", round_)
        box.put("pause", round_, "anna", 0, 1, ON, None)
    bench.restart()
    again = bench.box()
    again.recover({("pause", 2)})  # the journal says that the room has moved on
    assert [{row.round for row in bench.rows()}, bench.keystore.names()] == [{2}, {f"{CODE}.pause.2"}]


def test_a_full_disk_keeps_the_round_closed_and_its_key(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    box = bench.box()
    box.open("pause", 1)
    box.put("pause", 1, "anna", 0, 1, ON, None)

    def full(job: object) -> None:
        raise DiskFull

    monkeypatch.setattr(bench.writer, "alone", full)
    with pytest.raises(DiskFull):
        box.shred("pause", 1)
    assert box.put("pause", 1, "anna", 0, 2, ON, None) == Refused("closed")
    monkeypatch.undo()
    box.shred("pause", 1)
    assert [bench.rows(), bench.keystore.names()] == [[], set()]
