"""A picture by side on a real server: every page and every export shows the sides, and none of them everybody."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Server, StartServer

PLAN = """\
schema: plan/1
id: by-side
title: By side
promised_minutes: 10
sides:
  - {id: north, name: Northerners}
  - {id: south, name: Southerners}
stages:
  - id: only
    title: Only
    minutes: 10
    parts:
      - {id: talk, kind: say, title: Talk, minutes: 1}
      - {id: open, kind: choice, title: Gate, minutes: 4, picture: sides, options: [Open, Shut], reveal: on_tap}
      - {id: far, kind: scale, title: How far, minutes: 4, picture: sides, high: 3, reveal: on_tap}
      - {id: thanks, kind: close, title: Thanks, minutes: 1, thanks: Thanks.}
"""
PARTS = {"open": lambda yes: {"picks": ["o1" if yes else "o2"]}, "far": lambda yes: {"value": 3 if yes else 1}}


@pytest.fixture
def room(start_server: StartServer, tmp_path: Path) -> Server:
    plan = tmp_path / "by-side.yaml"
    plan.write_text(PLAN)
    return start_server(plan)


def pages(room: Server, phone: str) -> dict[str, str]:
    return {
        "wall": room.frames("screen", room.screen)["wall"], "phone": room.frames("phone", phone)["main"],
        "console": room.frames("console", room.console)["console"],
        "report": next((room.data / "archive").glob("*/report.html")).read_text("utf-8"),
    }  # fmt: skip


def exported(room: Server, home: Path) -> dict[str, str]:
    """The words of every format but the pages, once the evening is over."""
    room.go_to("thanks")
    room.do("seal")
    out = home / "out"
    for kind in ("md", "csv", "xlsx"):
        words = ["archive", "export", room.code, "--data", str(room.data), "--format", kind, "--to", str(out)]
        done = subprocess.run([sys.executable, "-m", "facilitator", *words], capture_output=True, text=True, cwd=home)
        assert done.returncode == 0, done.stderr
    found = {}
    for path in sorted(p for p in out.rglob("*") if p.is_file()):
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                found[path.name] = "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
        else:
            found[path.name] = path.read_text("utf-8")
    return found


def everybody(words: str) -> bool:
    """Whether a table has a column of everybody."""
    return re.search(r">\s*[Ee]verybody\s*<|\|\s*Everybody\s*\||,everybody[,\r\n]", words) is not None


def test_no_page_and_no_export_has_everybody_beside_the_sides(room: Server, tmp_path: Path) -> None:
    phones = [room.join() for _ in range(12)]
    for part, body in PARTS.items():
        room.go_to(part)
        for number, phone in enumerate(phones):
            side = "north" if number < 5 else "south"
            assert room.answer(phone, part, body(number < 3), side=side).status_code == 200
        room.do("close")
        room.until("closed")
        room.do("reveal")
        room.until("revealed")
        kept = room.kept(part)
        assert [kept["results"]["all"], len(kept["results"]["cells"])] == [None, 2]
        seen = pages(room, phones[0])
        assert {name: "Northerners" in page for name, page in seen.items()} == dict.fromkeys(seen, True)
        assert {name for name, page in seen.items() if everybody(page)} == set()
    files = exported(room, tmp_path)
    assert any("north" in words for words in files.values())
    assert {name for name, words in files.items() if everybody(words)} == set()


def test_where_one_side_alone_could_be_shown_everybody_is(room: Server, tmp_path: Path) -> None:
    phones = [room.join() for _ in range(8)]
    room.go_to("open")
    for number, phone in enumerate(phones):
        side = "north" if number < 6 else "south"
        assert room.answer(phone, "open", {"picks": ["o1"]}, side=side).status_code == 200
    room.do("close")
    room.until("closed")
    room.do("reveal")
    seen = pages(room, phones[0])
    assert {name for name, page in seen.items() if everybody(page)} == {"wall", "phone", "console", "report"}
    found = {name.partition(".")[2] for name, words in exported(room, tmp_path).items() if everybody(words)}
    assert found == {"md", "csv", "xlsx"}
