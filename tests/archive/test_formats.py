"""Every format of an export: the same bytes twice, no formula, no text that is more than text, no metadata."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from markdown_it import MarkdownIt
from pypdf import PdfReader

from facilitator.archive.export import FORMATS, download, export, export_files, file_name, names, packed, possible
from facilitator.archive.pdf import MISSING, NoPdf
from facilitator.archive.shelf import Entry
from facilitator.archive.tabular import FORMULA, harmless, safe_name
from tests.archive.made import NASTY, shelved
from tests.machine import patience

HARMLESS = {
    "=cmd": "'=cmd", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\t=1": "'\t=1", "＝1": "'＝1", " =1": "' =1",
    "safe\n=cmd": "safe\n'=cmd", "a\r\n+b\r-c": "a\r\n'+b\r'-c", "\u00a0=1": "'\u00a0=1", "\u200b=1": "'\u200b=1",
    "\rx": "\rx", "a=1": "a=1", "": "", "1-1": "1-1", "＠x": "'＠x",
}  # fmt: skip


@pytest.fixture(scope="module")
def entry(tmp_path_factory: pytest.TempPathFactory) -> Entry:
    return shelved(tmp_path_factory.mktemp("data"))


def everything(entry: Entry, audience: str) -> dict[str, bytes]:
    return export_files(entry, audience, FORMATS)


@pytest.mark.parametrize("audience", ["organiser", "participants"])
def test_every_format_is_the_same_bytes_each_time(entry: Entry, audience: str, tmp_path: Path) -> None:
    first = everything(entry, audience)
    time.sleep(2.1)  # zip entries count in steps of two seconds
    second = everything(entry, audience)
    assert {name.rpartition(".")[2] for name in first} == {"html", "md", "csv", "xlsx", "pdf", "txt"} | (
        {"json", "yaml"} if audience == "organiser" else set()
    )
    assert first == second
    assert packed(first) == packed(second)
    export(entry, tmp_path, audience, FORMATS)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first


@pytest.mark.parametrize(("cell", "written"), HARMLESS.items())
def test_a_cell_that_begins_like_a_formula_gets_an_apostrophe_line_by_line(cell: str, written: str) -> None:
    assert harmless(cell) == written


@pytest.mark.parametrize("bom", [False, True])
def test_csv_reads_back_as_it_was_written_and_nothing_begins_like_a_formula(entry: Entry, bom: bool) -> None:
    files = export_files(entry, "organiser", ["csv"], bom)
    tables = {name: raw for name, raw in files.items() if name.endswith(".csv")}
    assert [name.removeprefix("report-") for name in tables] == [
        "01-hands.csv", "02-trust.csv", "03-lines.csv", "04-pick.csv", "05-hush.csv",
    ]  # fmt: skip
    for raw in tables.values():
        assert raw.startswith(b"\xef\xbb\xbf") is bom
        assert b"\n" in raw and re.search(rb'(?<!\r)\n(?=(?:[^"]*"[^"]*")*[^"]*$)', raw) is None
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
        assert len({len(row) for row in rows}) == 1
        lines = [line for row in rows for cell in row for line in re.split(r"[\r\n]+", cell)]
        assert [line for line in lines if line.strip("\u00a0\u200b ").startswith(FORMULA)] == []
    rows = list(csv.reader(io.StringIO(tables["report-03-lines.csv"].decode("utf-8-sig"), newline="")))
    assert sorted(row[2] for row in rows[1:]) == sorted(str(harmless(text)) for text in NASTY)
    assert list(csv.reader(io.StringIO(tables["report-01-hands.csv"].decode("utf-8-sig"))))[1:] == [
        ["o1", "'=cmd|' /C calc'!A0", "4"], ["o2", "'+1", "3"], ["o3", "Often", "2"],
    ]  # fmt: skip


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(entry: Entry) -> None:
    raw = everything(entry, "organiser")["report.xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(raw))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}
    assert [cell.coordinate for cell in cells if cell.hyperlink] == []
    said = {str(cell.value) for cell in cells}
    assert {text for text in NASTY if text not in said} == set()
    assert b"<f>" not in b"".join(
        zipfile.ZipFile(io.BytesIO(raw)).read(n) for n in zipfile.ZipFile(io.BytesIO(raw)).namelist()
    )


def test_a_formula_would_be_found() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "=1+1"
    out = io.BytesIO()
    book.save(out)
    assert openpyxl.load_workbook(io.BytesIO(out.getvalue())).worksheets[0]["A1"].data_type == "f"


def test_what_people_wrote_is_text_in_markdown(entry: Entry) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(everything(entry, "organiser")["report.md"].decode())
    inline = [child for token in tokens for child in token.children or []]
    assert {token.type for token in inline} <= {"text", "hardbreak", "softbreak", "text_special"}
    assert [token.type for token in tokens if token.type in ("html_block", "fence", "code_block")] == []
    joined = ["".join("\n" if c.type.endswith("break") else c.content for c in t.children or []) for t in tokens]
    for text in NASTY:
        assert any(" ".join(text.split()) in " ".join(words.split()) for words in joined), text


def test_the_page_runs_and_fetches_nothing_from_a_file(entry: Entry) -> None:
    for audience, name in (("organiser", "report.html"), ("participants", "participants.html")):
        html = everything(entry, audience)[name].decode()
        assert re.search(r"<(script|img|iframe|object|form|base)\b", html) is None
        assert "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-" in html
        assert "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" in html


def test_no_file_tells_who_made_it_when_or_where(tmp_path: Path) -> None:
    """Made by a user, in a home and into a folder whose names would be found."""
    home = tmp_path / "marthaquill"
    shelved(home / "data")
    env = {**os.environ, "HOME": str(home), "USER": "marthaquill", "LOGNAME": "marthaquill", "USERNAME": "marthaquill"}
    for audience in ("organiser", "participants"):
        words = ["archive", "export", "K7QD", "--to", str(home / audience), "--for", audience]
        done = subprocess.run(
            [sys.executable, "-m", "facilitator", *words, "--data", str(home / "data")], env=env, cwd=home,
            timeout=patience(15), capture_output=True, text=True,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
    today = datetime.now()
    telling = [
        b"marthaquill",
        str(tmp_path).encode(),
        today.strftime("%Y-%m-%d").encode(),
        today.strftime("D:%Y").encode(),
    ]
    files = [path for audience in ("organiser", "participants") for path in (home / audience).iterdir()]
    assert len(files) > 10
    for path in files:
        parts = [path.read_bytes()]
        if path.suffix == ".xlsx":
            box = zipfile.ZipFile(path)
            parts += [box.read(inner) for inner in box.namelist()]
            assert {info.date_time for info in box.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert [(path.name, word) for part in parts for word in telling if word in part] == []
    book = openpyxl.load_workbook(home / "organiser" / "report.xlsx").properties
    assert (book.creator or "", book.lastModifiedBy or "", book.title or "", book.created.year) == ("", "", "", 2000)
    about = PdfReader(home / "organiser" / "report.pdf").metadata
    assert about is not None and {key for key in about if key not in ("/Title", "/Creator")} == set()
    assert str(about["/Creator"]).startswith("Typst")


def test_the_pdf_says_what_the_page_says(entry: Entry) -> None:
    reader = PdfReader(io.BytesIO(everything(entry, "organiser")["report.pdf"]))
    said = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    for words in ("Two questions", "Safety record", "#sys", "=cmd|' /C calc'!A0", "javascript:alert(1)"):
        assert (words in said) is (words != "#sys"), words
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]  tagged for screen readers
    assert reader.trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]


def test_arabic_letters_are_joined_in_the_pdf(tmp_path: Path) -> None:
    shown = [f"بماذا ندين لهم {n}" for n in range(8)]
    entry = shelved(tmp_path, shown=shown, title="ورشة", language="ar")
    reader = PdfReader(io.BytesIO(export_files(entry, "participants", ["pdf"])["participants.pdf"]))
    said = " ".join(page.extract_text() for page in reader.pages)
    assert {"بماذا", "ندين", "ورشة"} <= set(said.split())
    assert "\ufffd" not in said


def test_without_the_extra_a_pdf_is_refused_in_a_sentence(entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facilitator.archive.pdf.find_spec", lambda name: None)
    assert "pdf" not in possible()
    assert "pdf" not in names("organiser")
    with pytest.raises(NoPdf, match=re.escape(MISSING)):
        export_files(entry, "organiser", ["pdf"])


@pytest.mark.parametrize(
    ("title", "safe"),
    [
        ("../../x", "x"), ("CON", "con-"), ('a"b', "a-b"), ("x" * 300, "x" * 60), ("😀", "workshop"),
        ("ورشة", "workshop"), ("lpt1", "lpt1-"), ("a\r\nSet-Cookie: b", "a-set-cookie-b"),
    ],
)  # fmt: skip
def test_a_title_becomes_a_name_that_every_file_system_takes(tmp_path: Path, title: str, safe: str) -> None:
    assert safe_name(title) == safe
    if "\n" not in title and len(title) <= 120:
        entry = shelved(tmp_path, title=title)
        assert entry.folder.parent == tmp_path / "archive"
        assert entry.folder.name == f"K7QD-{safe}"
        assert file_name(entry, "report.zip") == f"K7QD-{safe}-report.zip"


def test_a_download_is_looked_up_and_never_a_path(entry: Entry) -> None:
    offered = [name for audience in ("organiser", "participants") for name in names(audience).values()]
    assert all(download(entry, name) for name in [*offered, "plan.yaml", "checksums.txt", "participants-01-hands.csv"])
    for name in ("../plan.yaml", "report.exe", "report-99-x.csv", "participants.json", "x.html", "report.", ""):
        assert download(entry, name) is None, name
    box = zipfile.ZipFile(io.BytesIO(download(entry, "report.zip") or b""))
    assert sorted(box.namelist()) == sorted(everything(entry, "organiser"))
    assert json.loads(box.read("session.json"))["code"] == "K7QD"
