"""A part that was asked again: what a later part stands on stays, what nothing stands on is forgotten at the seal."""

from __future__ import annotations

from facilitator.archive.record import read_record
from facilitator.workshop import events as ev
from facilitator.workshop.state import fold
from tests.archive.made import NASTY, kept_files, made


def test_a_vote_keeps_its_texts_although_their_part_was_asked_again() -> None:
    w, words, plan_text = made(sealed=False)
    again: list[ev.Event] = [
        ev.PartOpened("lines", 2, 60, (), 12.0, "10:10"), ev.PartClosing("lines", 2),
        ev.PartClosed("lines", 2, 2, True, None, ()),
    ]  # fmt: skip
    w = fold(w, [*again, ev.WorkshopSealed(11, 19.0)])
    voted = {id_ for group in w.parts["pick"].results["most_votes"] for id_ in group}  # type: ignore[index]
    assert voted <= w.staying
    files = kept_files(w, words, plan_text)
    record = read_record(files["session.json"])
    assert voted <= {text.id for text in record.texts}
    page = files["report.html"]
    assert "Nobody voted" not in page and "deleted in time, as promised" not in page and "+1" in page


def test_texts_of_a_round_that_was_asked_again_are_forgotten_at_the_seal_and_counted() -> None:
    w, words, plan_text = made(sealed=False)
    again: list[ev.Event] = [
        ev.PartOpened("lines", 2, 60, (), 12.0, "10:10"), ev.PartClosing("lines", 2),
        ev.PartClosed("lines", 2, 2, True, None, ()),
        ev.PartOpened("pick", 2, 60, (), 13.0, "10:11"), ev.PartClosing("pick", 2),
        ev.PartClosed("pick", 2, 2, True, None, ()),
    ]  # fmt: skip
    w = fold(w, [*again, ev.WorkshopSealed(11, 19.0)])
    assert w.staying == frozenset()
    record = read_record(kept_files(w, words, plan_text)["session.json"])
    assert {line.what: line.count for line in record.deleted}["earlier_texts"] == len(NASTY)
