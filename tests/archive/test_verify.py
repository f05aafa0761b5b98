"""Verifying and importing: what was changed is said, and what is hostile never gets onto the shelf."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from facilitator.archive.bring import bring_in
from facilitator.archive.build import checksums
from facilitator.archive.export import export, export_files, packed, possible
from facilitator.archive.shelf import Entry, shelf
from facilitator.archive.verify import NotAnArchive, read_source, verify
from facilitator.clock import today
from facilitator.settings import Settings
from tests import forked
from tests.archive.made import shelved
from tests.machine import patience


@pytest.fixture
def entry(tmp_path: Path) -> Entry:
    return shelved(tmp_path / "here", "2026-03-14")


def command(*words: str) -> forked.Done:
    return forked.run(["-m", "facilitator", "archive", *words], timeout=patience(10))


def bring(source: Path, data: Path) -> str:
    """The sentence with which an import is refused, or the code of the workshop it put on the shelf."""
    try:
        return bring_in(source, Settings(data=data), today()).code
    except NotAnArchive as problem:
        return str(problem)


def far(entry: Entry) -> None:
    """Its date moved into the future, by somebody who also makes the checksums anew."""
    rewrite(entry, lambda words: words["kept"].update(until="2999-01-01"))


def rewrite(entry: Entry, change: Callable[[dict[str, object]], object], sums: bool = True) -> None:
    path = entry.folder / "session.json"
    words = json.loads(path.read_text("utf-8"))
    change(words)
    path.write_text(json.dumps(words, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    if sums:
        files = {p.name: p.read_bytes() for p in entry.folder.iterdir() if p.name != "checksums.txt"}
        (entry.folder / "checksums.txt").write_text(checksums(files))


def test_what_was_not_changed_verifies_in_every_shape(entry: Entry, tmp_path: Path) -> None:
    assert verify(read_source(entry.folder)).faults == ()
    for audience in ("organiser", "participants"):
        export(entry, tmp_path / audience, audience, possible())
        assert verify(read_source(tmp_path / audience)) == verify(read_source(entry.folder))
        (tmp_path / f"{audience}.zip").write_bytes(packed(export_files(entry, audience, possible())))
        assert verify(read_source(tmp_path / f"{audience}.zip")).faults == ()
    done = command("verify", "k7qd", "--data", str(tmp_path / "here"))
    assert (done.returncode, done.stdout) == (0, "Every checksum holds, and the record fits its schema.\n")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda home: (home / "report.html").write_text("x"), "report.html was changed after it was written."),
        (lambda home: (home / "plan.yaml").unlink(), "plan.yaml is missing."),
        (lambda home: (home / "notes.txt").write_text("x"), "notes.txt was added: no checksum names it."),
        (lambda home: (home / "checksums.txt").unlink(), "checksums.txt is missing."),
        (
            lambda home: (home / "checksums.txt").write_text("x\n"),
            "checksums.txt was changed: it has a line that is no checksum.",
        ),
        (lambda home: (home / "session.json").write_text("{}"), "session.json was changed after it was written."),
    ],
)  # fmt: skip
def test_a_change_is_named(entry: Entry, tmp_path: Path, change: Callable[[Path], object], said: str) -> None:
    change(entry.folder)
    for what in ("K7QD", str(entry.folder)):
        done = command("verify", what, "--data", str(tmp_path / "here"))
        assert done.returncode == 1
        assert said in done.stdout.splitlines()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda words: words.update(code="../x"), "session.json does not fit its schema at code."),
        (lambda words: words.update(extra=1), "session.json does not fit its schema at extra."),
        (lambda words: words["parts"][0].update(received=4), "Part hands shows results of 4, but its threshold is 5."),
        (lambda words: words["parts"][0].update(kind="x"), "The question of part hands is not one of kind x."),
        (
            lambda words: words["parts"][0]["results"].clear(),
            "Results in session.json do not fit the questions they belong to.",
        ),
        (lambda words: words["plan"].update(sha256="0" * 64), "plan.yaml is not the plan that session.json names."),
        (
            lambda words: words["parts"][2]["texts"][0].update(seat="x"),
            "session.json does not fit its schema at parts.2.texts.0.seat.",
        ),
    ],
)  # fmt: skip
def test_an_edit_whose_checksums_were_made_anew_is_found_where_it_does_not_fit(
    entry: Entry, tmp_path: Path, change: Callable[[dict[str, object]], object], said: str
) -> None:
    far(entry)
    rewrite(entry, change)
    assert verify(read_source(entry.folder)).faults[0] == said
    assert bring(entry.folder, tmp_path / "there") == said
    assert shelf(tmp_path / "there" / "archive") == []


def test_an_import_takes_the_record_and_writes_its_own_page(entry: Entry, tmp_path: Path) -> None:
    far(entry)
    page = entry.folder / "report.html"
    page.write_text("<script>alert(1)</script>")
    rewrite(entry, lambda words: None)  # the checksums now hold for the foreign page
    box = tmp_path / "evening.zip"
    with zipfile.ZipFile(box, "w") as out:
        for path in entry.folder.iterdir():
            out.write(path, f"evening/{path.name}")
    for source, there in ((entry.folder, tmp_path / "one"), (box, tmp_path / "two")):
        assert bring(source, there) == "K7QD"
        (found,) = shelf(there / "archive")
        assert (found.folder / "session.json").read_bytes() == (entry.folder / "session.json").read_bytes()
        assert "<script>" not in (found.folder / "report.html").read_text("utf-8")
        assert verify(read_source(found.folder)).faults == ()
        assert bring(source, there) == "A workshop K7QD is here already."


def test_what_is_past_its_date_or_only_half_there_is_refused(entry: Entry, tmp_path: Path) -> None:
    def until(words: Any, day: str) -> None:
        words["kept"] = {"until": day, "unchosen_until": day}

    there = tmp_path / "there"
    rewrite(entry, lambda words: until(words, "2020-01-01"))
    assert bring(entry.folder, there) == "This workshop was to be kept until 2020-01-01."
    export(entry, tmp_path / "room", "participants", ["html"])
    assert bring(tmp_path / "room", there) == "session.json is missing; import the organiser's copy with its data."
    rewrite(entry, lambda words: until(words, "2030-02-31"))
    assert bring(entry.folder, there) == "session.json has a date that does not exist."


def test_the_command_says_it_in_one_line_and_fails(entry: Entry, tmp_path: Path) -> None:
    there = str(tmp_path / "there")
    far(entry)
    done = command("import", str(entry.folder), "--data", there)
    assert (done.returncode, done.stdout) == (0, "K7QD  2026-03-14  Two questions\n")
    done = command("import", str(entry.folder), "--data", there)
    assert (done.returncode, done.stderr) == (1, "Error: Not imported: A workshop K7QD is here already.\n")
    done = command("show", "K7QD", "--data", there)
    assert done.stdout.splitlines()[:3] == ["Two questions", "K7QD, 2026-03-14, 11 phones", "  Hands: 9 answered"]


def zip_of(path: Path, *entries: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as box:
        for about, raw in entries:
            box.writestr(about, raw)
    return path


def test_hostile_zips_are_refused_in_a_sentence_and_write_nothing(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("report.html")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    liar = zip_of(tmp_path / "liar.zip", ("session.json", b"x" * 100_000))
    raw = bytearray(liar.read_bytes())
    for at in (raw.find(b"PK\x03\x04") + 22, raw.find(b"PK\x01\x02") + 24):
        raw[at : at + 4] = (10).to_bytes(4, "little")
    liar.write_bytes(bytes(raw))
    sources = {
        "leads elsewhere": [
            zip_of(tmp_path / f"slip{at}.zip", (name, b"x"))
            for at, name in enumerate(["../../x", "/etc/passwd", "C:\\x", "a/../../x", "..\\x", "a/b/c", "\u202ex"])
        ],
        "unpacks to more than": [zip_of(tmp_path / "bomb.zip", ("session.json", b"0" * 60_000_000))],
        "more than 500 files": [zip_of(tmp_path / "many.zip", *((f"f{n}", b"") for n in range(100_000)))],
        "holds a link": [zip_of(tmp_path / "link.zip", (link, b"/etc/passwd"))],
        "can be read": [liar, tmp_path / "text.zip"],
        "not a folder or a zip": [tmp_path / "nothing"],
    }
    (tmp_path / "text.zip").write_text("not a zip")
    began = time.process_time()
    with zipfile.ZipFile(tmp_path / "bomb.zip") as box, zipfile.ZipFile(tmp_path / "many.zip") as crowd:
        hashlib.sha256(box.read("session.json")).hexdigest()
        for name in crowd.namelist():
            crowd.read(name)
    reading = time.process_time() - began
    """What it would cost to unpack the bomb and every one of too many files."""
    for words, found in sources.items():
        for source in found:
            began = time.process_time()
            said = bring(source, tmp_path / "there")
            took = time.process_time() - began
            assert (words in said, said.count("\n")) == (True, 0), (source.name, said)
            assert took <= reading, source.name
    assert not (tmp_path / "there" / "archive").exists()
    assert not (tmp_path.parent / "x").exists()


def test_hostile_folders_are_refused(entry: Entry, tmp_path: Path) -> None:
    far(entry)
    (entry.folder / "report.html").unlink()
    os.symlink("/etc/passwd", entry.folder / "report.html")
    assert "is not a plain file" in bring(entry.folder, tmp_path / "there")
    os.symlink(entry.folder, tmp_path / "door")
    assert "is not a folder or a zip" in bring(tmp_path / "door", tmp_path / "there")
    crowd = tmp_path / "crowd"
    crowd.mkdir()
    for n in range(501):
        (crowd / f"f{n}").touch()
    assert "more than 500 files" in bring(crowd, tmp_path / "there")
    huge = tmp_path / "huge"
    huge.mkdir()
    with (huge / "session.json").open("wb") as out:
        out.truncate(60_000_000)
    assert "larger than 50 MB" in bring(huge, tmp_path / "there")


def test_checksums_are_sha256(entry: Entry) -> None:
    lines = (entry.folder / "checksums.txt").read_text().splitlines()
    assert lines == [
        f"{hashlib.sha256((entry.folder / name).read_bytes()).hexdigest()}  {name}"
        for name in ("plan.yaml", "report.html", "session.json")
    ]
