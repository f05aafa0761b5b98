"""Two copies with different contents, and what may be in neither."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from facilitator.archive.build import folder_name, write_files
from facilitator.archive.copies import organiser, participants
from facilitator.archive.export import FORMATS, export_files
from facilitator.archive.shelf import find
from facilitator.workshop import events as ev
from facilitator.workshop.state import evolve
from tests.archive.made import NASTY, SECRET, kept_files, made, shelved, text_id


def said(files: dict[str, bytes]) -> str:
    """Everything that can be read in some files, the packed ones opened."""
    out = []
    for name, raw in files.items():
        if name.endswith(".xlsx"):
            box = zipfile.ZipFile(io.BytesIO(raw))
            out += [box.read(inner).decode() for inner in box.namelist()]
        elif name.endswith(".pdf"):
            out += [page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages]
        else:
            out.append(raw.decode())
    return "\n".join(out)


def test_the_organiser_gets_what_the_room_was_not_shown(tmp_path: Path) -> None:
    entry = shelved(tmp_path)
    all_, room = (said(export_files(entry, copy, FORMATS)) for copy in ("organiser", "participants"))
    only_organiser = [
        "SecretYes", "not shown in the room", "Safety record", "Minutes", "Named a person", "Never reached",
        "What is deleted, and when", "11 phones", entry.record.plan.sha256[:16],
    ]  # fmt: skip
    assert [words for words in only_organiser if words not in all_] == []
    assert [words for words in only_organiser if words in room] == []
    both = [
        "Two questions",
        "We do not ask who you are",
        "2026-06-12",
        "4 received; shown from 5",
        "Which?",
        *NASTY[1:4],
    ]
    assert [words for words in both if words not in all_ or words not in room] == []
    assert "If a text should go" in room and "If a text should go" not in all_


def test_an_order_that_was_not_revealed_is_in_no_file_of_the_participants(tmp_path: Path) -> None:
    entry = shelved(tmp_path, step=1)
    room = export_files(entry, "participants", FORMATS)
    assert "most_sides" not in said(room)
    assert "From most sides" not in said({"x": room["participants.html"]}).replace("“From most sides” counts", "")
    assert "most_sides" in said(export_files(entry, "organiser", ["csv"]))
    assert "most_sides" in said(export_files(shelved(tmp_path / "2"), "participants", ["csv"]))


def test_the_two_copies_never_overwrite_each_other(tmp_path: Path) -> None:
    entry = shelved(tmp_path)
    names = [set(export_files(entry, copy, FORMATS)) for copy in ("organiser", "participants")]
    assert names[0] & names[1] == set()


@pytest.mark.parametrize("status", ["declined", "held", "a status of another version"])
def test_only_a_text_that_was_shown_is_in_any_file(tmp_path: Path, status: str) -> None:
    w, words, plan_text = made(other=[(SECRET, status)])
    if status not in ("declined", "held"):
        id_ = text_id(SECRET)
        w = replace(w, texts={**w.texts, id_: replace(w.texts[id_], status=status)})
    files = kept_files(w, words, plan_text)
    write_files(tmp_path / folder_name(w), files)
    entry = find(tmp_path, "K7QD")
    assert entry is not None
    for copy in ("organiser", "participants"):
        assert SECRET not in said(export_files(entry, copy, FORMATS))
        assert text_id(SECRET) not in said(export_files(entry, copy, FORMATS))
    assert SECRET not in "".join(files.values())
    assert NASTY[1] in "".join(files.values())


def test_while_a_part_is_open_only_closed_ones_are_there() -> None:
    w, words, plan_text = made(sealed=False)
    w = evolve(w, ev.PartOpened("never", 1, 60, (), 18.0, "10:18"))
    files = kept_files(w, words, plan_text)
    assert '"part": "never"' not in files["session.json"]
    assert "Never reached" not in files["report.html"]
    assert "not sealed yet" in files["report.html"]


def test_a_copy_is_less_and_not_only_hidden(tmp_path: Path) -> None:
    record = shelved(tmp_path).record
    whole, room = organiser(record).record, participants(record).record
    assert [part.part for part in whole.parts] == ["hands", "trust", "lines", "pick", "hush", "again"]
    assert [part.part for part in room.parts] == ["hands", "trust", "lines", "pick", "again"]
    assert (room.joined, room.deleted, room.skipped, room.edited) == (None, (), (), ())
    assert {(part.held, len(part.declined)) for part in room.parts} == {(0, 0)}
    assert {(stage.purpose, stage.planned, stage.taken) for stage in room.stages} == {("", 0.0, None)}
    assert whole.deleted != () and whole.joined == 11


def test_the_longest_words_a_console_takes_do_not_stop_the_archive(tmp_path: Path) -> None:
    longest = "..." * 2000  # what becomes of 2,000 ellipses
    entry = shelved(tmp_path, shown=[longest, *NASTY], title="W" * 120)
    assert longest in said(export_files(entry, "participants", ["html", "csv"]))
