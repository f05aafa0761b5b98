"""What a room with tickets, parts that were put in and parts beside the evening leave in the record and its copies."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner

from facilitator.archive.build import archive_files
from facilitator.archive.copies import organiser, participants
from facilitator.archive.html import report
from facilitator.archive.record import Record, read_record
from facilitator.archive.tabular import tables
from facilitator.archive.verify import verify
from facilitator.cli import main
from facilitator.plans.read import read_plan_text
from facilitator.workshop import events as ev
from facilitator.workshop.state import Workshop, begin, fold
from facilitator.workshop.views import Words
from tests.archive.made import KEPT, PLAN, text_id

PARKED, HUSHED = "Who pays for the hall?", "Words that were never shown"
BESIDE = (
    PLAN.format(id="two-questions", title="Two", language="en") + "beside:\n  - {id: lot, kind: parking, title: Lot}\n"
)


def room(seats: str = "tickets") -> Workshop:
    """Tickets, a rough round, and two parked texts of which one is shown."""
    ids = (text_id(PARKED), text_id(HUSHED))
    rough = ev.PartClosed("hands", 2, 9, True, None, (), True)
    events: list[ev.Event] = [
        ev.PartOpened("hands", 2, 60, (), 1.0, "10:00"), ev.PartClosing("hands", 2), rough,
        ev.EntryTaken(), ev.TextsReleased("lot", 1, 2, ids), ev.TextsShown(ids[:1]),
        ev.TextDeclined(ids[1], "names_person"), ev.WorkshopSealed(11, 19.0),
    ]  # fmt: skip
    w = fold(begin("K7QD", read_plan_text(BESIDE, "plan.yaml"), False, seats), events)
    made = seats == "tickets"
    return replace(
        w, tickets_at_seal=30 if made else None, void_at_seal=2 if made else None, inserted=frozenset({"hands"})
    )


def files(w: Workshop) -> dict[str, str]:
    return archive_files(w, {text_id(PARKED): Words(PARKED)}, BESIDE, "2026-03-14", KEPT)


def record(w: Workshop) -> Record:
    return read_record(files(w)["session.json"])


def test_the_record_holds_it_all_and_verifies() -> None:
    kept = record(room())
    assert (kept.seats, kept.tickets, kept.void, kept.entered) == ("tickets", 30, 2, 1)
    assert kept.note == "Room with tickets: one ballot for each ticket."
    assert [(p.rough, p.inserted, p.withheld, p.results) for p in kept.parts] == [(True, True, True, None)]
    (lot,) = kept.beside
    assert (lot.received, [t.body for t in lot.texts], lot.declined) == (2, [PARKED], {"names_person": 1})
    assert HUSHED not in files(room())["session.json"]
    found = verify({name: text.encode() for name, text in files(room()).items()})
    assert found.faults == () and found.notes == ()


def test_the_organiser_reads_it_and_participants_do_not_read_the_counts() -> None:
    kept = record(room())
    mine, theirs = report(organiser(kept)), report(participants(kept))
    for sentence in ("30 tickets were made", "2 of them were taken back", "Not in the plan", "Without a phone"):
        assert sentence in mine and sentence not in theirs
    assert PARKED in mine and PARKED in theirs
    assert "0 results were withheld" in mine  # it was hidden because it was asked again, not for too few people
    assert [name for name, _, _ in tables(organiser(kept))] == ["report-01-lot"]
    assert participants(kept).record.beside[0].received == 1


@pytest.mark.parametrize("seats", ["open", "tickets"])
def test_the_promise_in_the_record_is_that_of_the_room(seats: str) -> None:
    said = " ".join(record(room(seats)).promise)
    assert ("tied them to tickets" in said) == (seats == "tickets")
    assert ("One person could answer more than once." in said) == (seats == "open")


def test_the_command_is_the_whole_archive() -> None:
    assert "purge" in CliRunner().invoke(main, ["archive", "--help"]).output
