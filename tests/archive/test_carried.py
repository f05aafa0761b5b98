"""What an evening has of the one before: no longer than its room was told, and in no copy that did not see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.archive.build import record_files, write_files
from facilitator.archive.copies import organiser, participants
from facilitator.archive.export import FORMATS, export_files
from facilitator.archive.purge import Due, purge
from facilitator.archive.record import read_record, write_record
from facilitator.archive.retention import promised, still_promised
from facilitator.archive.shelf import Entry, find
from facilitator.plans.carried import Carried
from facilitator.settings import Settings
from tests.archive.made import NASTY, made, shelved
from tests.archive.test_copies import said
from tests.archive.test_purge import disk

OPTIONS = [{"id": "status", "text": "Their standing"}, {"id": "control", "text": "The keys"}]
UP = {"id": "up", "name": "Up", "own": {"control": "most"}}
CARRIED = Carried.model_validate({
    "from": {"title": "First", "date": "2026-03-01", "code": "ABCD", "until": "2026-05-01"},
    "gaps": [{"title": "The gap", "options": OPTIONS, "sides": [UP]}],
    "commitments": ["When it rains, I will call <b>them</b>, with a clerk."],
})  # fmt: skip


def second(folder: Path, *recalled: str) -> Entry:
    """A workshop of which the room was shown so much of the one before."""
    entry = shelved(folder, code="W2W2")
    record = entry.record.model_copy(update={"carried": CARRIED, "recalled": recalled})
    write_files(entry.folder, record_files(record, entry.plan_text))
    found = find(folder / "archive", "W2W2")
    assert found is not None
    return found


def test_the_report_has_it_all_and_a_record_comes_back(tmp_path: Path) -> None:
    entry = second(tmp_path)
    assert read_record(write_record(entry.record)).carried == CARRIED
    everything = said(export_files(entry, "organiser", FORMATS))
    for words in ("What the session before left", "The gap", "When it rains, I will call &lt;b&gt;them", "2026-03-01"):
        assert words in everything


@pytest.mark.parametrize(
    ("recalled", "gaps", "commitments"),
    [((), 0, 0), (("map",), 0, 0), (("gaps",), 1, 0), (("commitments",), 0, 1), (("commitments", "gaps"), 1, 1)],
)
def test_those_who_took_part_get_what_stood_on_the_wall(
    tmp_path: Path, recalled: tuple[str, ...], gaps: int, commitments: int
) -> None:
    entry = second(tmp_path, *recalled)
    assert organiser(entry.record).record.carried == CARRIED
    found = participants(entry.record).record.carried
    assert (found is None) == (not gaps and not commitments)
    pages = said(export_files(entry, "participants", ("html", "md", "csv")))
    assert [("The keys" in pages), ("When it rains" in pages)] == [bool(gaps), bool(commitments)]


def test_it_is_kept_no_longer_than_the_room_before_was_told(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    assert promised("2026-03-14", settings).until == "2026-06-12"
    kept = still_promised(tmp_path / "none", "2026-03-14", settings, CARRIED)
    assert (kept.unchosen_until, kept.until) == ("2026-03-28", "2026-05-01")
    short = still_promised(tmp_path / "none", "2026-03-14", Settings(data=tmp_path, retention_days=2), CARRIED)
    assert (short.unchosen_until, short.until) == ("2026-03-16", "2026-03-16")


def test_a_deletion_says_where_words_were_carried_to(tmp_path: Path) -> None:
    w, _, _ = made()
    carried = CARRIED.model_copy(update={"commitments": (NASTY[-1],)})
    entry = shelved(tmp_path, shown=["one", "two", "three"], code="W2W2")
    record = entry.record.model_copy(update={"carried": carried})
    write_files(entry.folder, record_files(record, entry.plan_text))
    assert shelved(tmp_path).record.code == w.code
    settings = Settings(data=tmp_path)
    with disk(settings) as found:
        (first,) = purge(settings, found, [Due(w.code, "asked")], "2026-03-20")
        (then,) = purge(settings, found, [Due("W2W2", "asked")], "2026-03-20")
    assert str(entry.folder.relative_to(tmp_path) / "session.json") in first.left
    assert then.left == ()
    assert not entry.folder.exists()
