"""66 to 72: what is kept, as files on somebody else's machine."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from tests.abuse.inputs import Act, Attacks
from tests.conftest import PLAN, Server
from tests.machine import patience
from tests.server.crowd import Phone

attack = Attacks(66, 72)
TITLE = '../../CON a"b \U0001f600 <script>alert(1)</script> ' + "x" * 60
TEXTS = (
    "</script><script>alert(1)</script>", "<img src=http://evil.example/x onerror=alert(1)>",
    "]]>--><svg/onload=alert(1)>",
    "javascript:alert(1)", "=cmd|' /C calc'!A0", '+1;x|"y"', "@sum(a1)", "</style><style>@import 'http://evil.example/x'",
)  # fmt: skip

ACTIVE = re.compile(r"<(?:script|img|iframe|object|embed|form)\b|<[^>]*\son\w+=|<[^>]*(?:src|href)=\"http")


@dataclass
class Evening:
    """A sealed evening, and its session.json from the time when a part was still open."""

    server: Server
    while_open: dict[str, object] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        (found,) = (self.server.data / "archive").iterdir()
        return found

    def read(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    def exported(self, kind: str, *options: str) -> Path:
        """The folder into which `facilitator archive export` wrote one format."""
        to = self.server.home / "-".join(("exported", kind, *(option.strip("-") for option in options)))
        words = ["archive", "export", self.server.code, "--to", str(to), "--data", str(self.server.data)]
        done = subprocess.run(
            [sys.executable, "-m", "facilitator", *words, "--format", kind, *options], capture_output=True, text=True,
            timeout=patience(15), check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        return to


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    home = tmp_path_factory.mktemp("archive")
    plan = PLAN.read_text("utf-8")
    title = next(line for line in plan.splitlines() if line.startswith("title:"))
    (home / "plan.yaml").write_text(plan.replace(title, f"title: {json.dumps(TITLE, ensure_ascii=False)}"), "utf-8")
    server = Server(home, home / "plan.yaml", (), {}).start()
    server.go_to("dilemmas")
    crowd = [Phone(server.port, server.code).join() for _ in TEXTS]
    for phone, text in zip(crowd, TEXTS, strict=True):
        assert phone.put("dilemmas", {"text": text})[0] == 200
    found = Evening(server)
    assert server.kept("sides")
    found.while_open = json.loads(found.read("session.json"))
    server.do("close")
    server.until("closed")
    page = server.frames("console", server.console)["console"]
    server.do("show", texts=re.findall(r'data-text-id-value="(\w{32})"', page))
    server.do("seal")
    yield found
    server.stop()


@attack(66)
def cells_that_begin_like_a_formula(evening: Evening) -> None:
    book = openpyxl.load_workbook(evening.exported("xlsx") / "report.xlsx")
    cells = [cell for sheet in book for row in sheet.rows for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert set(TEXTS) <= {cell.value for cell in cells}
    for path in evening.exported("csv").glob("*.csv"):
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8"), newline=""), strict=True))
        assert [cell for row in rows for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))] == []


@attack(67)
def cells_with_the_signs_between_cells(evening: Evening) -> None:
    found: set[str] = set()
    for path in evening.exported("csv", "--bom").glob("*.csv"):
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True):
            found |= set(row)
    assert {text if text[0] not in "=+@" else f"'{text}" for text in TEXTS} <= found


@attack(70)
def what_files_tell_of_their_maker(evening: Evening) -> None:
    book = openpyxl.load_workbook(evening.exported("xlsx") / "report.xlsx").properties
    assert (book.creator or "", book.lastModifiedBy or "", book.created.year) == ("", "", 2000)
    about = PdfReader(evening.exported("pdf") / "report.pdf").metadata
    assert about is not None
    assert set(about) <= {"/Title", "/Creator"}
    assert str(about["/Creator"]).startswith("Typst")


@attack(68)
def the_report_from_a_file(evening: Evening) -> None:
    report = evening.read("report.html")
    (style,) = re.findall(r"<style>(.*?)</style>", report, re.S)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', report)
    assert (
        policy == f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert report.index("Content-Security-Policy") < report.index("<style>")
    assert ACTIVE.findall(report) == []
    for text in TEXTS:
        assert (
            text.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("'", "&#39;")
            .replace('"', "&#34;")
            in report
        )


@attack(69)
def titles_as_file_names(evening: Evening) -> None:
    assert re.fullmatch(r"[A-Z0-9]{4}-con-a-b-script-alert-1-script-x+", evening.folder.name)
    assert len(evening.folder.name) <= 65
    assert evening.folder.parent == evening.server.data / "archive"
    token = evening.server.call("POST", "/api/console/download", evening.server.console).json()["token"]
    for name in ("session.json", "plan.yaml", "checksums.txt"):
        answer = evening.server.call("GET", f"/archive/{evening.server.code}/{name}?t={token}")
        said = answer.headers["Content-Disposition"]
        assert said.replace('"', "") == f"attachment; filename={evening.folder.name}-{name}"


@attack(71)
def the_archive_while_a_part_is_open(evening: Evening) -> None:
    parts = evening.while_open["parts"]
    assert isinstance(parts, list)
    assert [part["part"] for part in parts] == ["warm-up", "honesty-before", "sides"]
    assert evening.while_open["sealed"] is False
    assert "alert" not in json.dumps(parts)
    assert "dilemmas" in [part["part"] for part in json.loads(evening.read("session.json"))["parts"]]


@attack(72)
def an_end_of_script(evening: Evening) -> None:
    assert "</script>" not in evening.read("report.html").lower()
    texts = [text["body"] for part in json.loads(evening.read("session.json"))["parts"] for text in part["texts"]]
    assert sorted(texts) == sorted(TEXTS)  # JSON is JSON; no page of ours holds any
    for path in ("/console", "/screen", f"/{evening.server.code}"):
        page = evening.server.call("GET", path).text
        assert re.findall(r"<script(?![^>]*\bsrc=)", page) == [], path


@pytest.mark.parametrize("act", attack.cases())
def test_abuse(act: Act, evening: Evening) -> None:
    act(evening)
