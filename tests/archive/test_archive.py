"""What the organiser keeps of a real evening: whole, checkable, the same bytes each time, and nobody in it."""

from __future__ import annotations

import hashlib
import html
import json
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PLAN, Server
from tests.machine import patience

NAMES = ["checksums.txt", "plan.yaml", "report.html", "session.json"]
VOID = {"meta", "link", "br", "img", "rect", "line", "path", "input"}


def run_evening(server: Server) -> None:
    """The shipped plan with twelve phones, from the first part to the seal."""
    phones = [server.join() for _ in range(12)]
    sides = ("north", "south", "funders")

    def all_send(part: str, body: Any, side: bool = True) -> None:
        server.go_to(part)
        for at, token in enumerate(phones):
            answer = server.answer(token, part, body(at), side=sides[at % 3] if side else None)
            assert answer.status_code == 200, answer.text
        server.do("close")
        while server.now()["phase"] in ("open", "closing"):
            server.until("revealed" if part != "dilemmas" else "closed")

    all_send("warm-up", lambda at: {"picks": [f"o{at % 4 + 1}"]})
    all_send("honesty-before", lambda at: {"value": at % 5 + 1})
    all_send("sides", lambda at: {"side": sides[at % 3]})
    all_send("dilemmas", lambda at: {"text": f"Dilemma {at:02d}. What is owed?"}, side=False)
    page = server.frames("console", server.console)["console"]
    cards = re.findall(r'data-text-id-value="(\w{32})".*?<p class="sheet__text" dir="auto">(.*?)</p>', page, re.S)
    texts = sorted((html.unescape(body), id_) for id_, body in cards)
    server.do("decline", text=texts[0][1], reason="off_topic")
    server.do("soften", text=texts[1][1], body="Softer. What is owed?")
    server.do("name_text", text=texts[2][1], handle="The third one")
    server.do("show", texts=[id_ for _, id_ in texts[1:11]])  # the last is neither shown nor declined
    shown = [id_ for _, id_ in texts[1:11]]
    all_send("choose", lambda at: {"votes": {shown[at % 3]: 1, shown[3 + at % 2]: 1}})
    server.do("reveal")
    server.go_to("honesty-after")
    for token in phones[:4]:  # one too few
        assert server.answer(token, "honesty-after", {"value": 5}).status_code == 200
    server.go_to("close")
    server.do("seal")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    found = Server(tmp_path_factory.mktemp("archive"), PLAN, (), {}).start()
    run_evening(found)
    yield found
    found.stop()


@pytest.fixture(scope="module")
def home(server: Server) -> Path:
    """The folder of the evening in the archive."""
    (found,) = (server.data / "archive").iterdir()
    return found


@pytest.fixture(scope="module")
def kept(home: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((home / "session.json").read_text("utf-8"))
    return found


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "facilitator", "archive", *words], capture_output=True, text=True, timeout=patience(8)
    )


def part(kept: dict[str, Any], id_: str) -> dict[str, Any]:
    (found,) = [found for found in kept["parts"] if found["part"] == id_]
    return dict(found)


def test_four_files_for_this_user_alone_and_every_checksum_holds(home: Path, server: Server) -> None:
    assert sorted(path.name for path in home.iterdir()) == NAMES
    assert home.name == f"{server.code}-dilemmas-across-the-boundary"
    assert {stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()} == {0o600}
    sums = dict(line.split("  ")[::-1] for line in (home / "checksums.txt").read_text().splitlines())
    assert sums == {name: hashlib.sha256((home / name).read_bytes()).hexdigest() for name in NAMES[1:]}


def test_the_plan_is_kept_as_it_was_run(home: Path) -> None:
    assert (home / "plan.yaml").read_bytes() == PLAN.read_bytes()


def test_session_json_says_what_the_room_saw(kept: dict[str, Any], server: Server) -> None:
    head = {key: kept[key] for key in ("schema", "code", "practice", "sealed", "joined", "seats")}
    assert head == {
        "schema": "workshop/1", "code": server.code, "practice": False, "sealed": True, "joined": 12, "seats": "open",
    }  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", kept["date"])
    assert part(kept, "warm-up")["results"] == {"counts": {"o1": 3, "o2": 3, "o3": 3, "o4": 3}, "n": 12}
    harvest = part(kept, "dilemmas")
    assert (harvest["received"], harvest["withheld"], harvest["held"]) == (12, False, 1)
    assert harvest["declined"] == {"off_topic": 1}
    bodies = {text["body"]: (text["name"], text["edited"]) for text in harvest["texts"]}
    assert sorted(bodies) == sorted(
        ["Softer. What is owed?", *(f"Dilemma {i:02d}. What is owed?" for i in range(2, 11))]
    )
    assert bodies["Softer. What is owed?"][1] is True
    assert bodies["Dilemma 02. What is owed?"] == ("The third one", False)
    assert [text["id"] for text in harvest["texts"]] == sorted(text["id"] for text in harvest["texts"])
    late = part(kept, "honesty-after")
    assert (late["received"], late["withheld"], late["results"]) == (4, True, None)


def test_session_json_has_no_field_for_a_person_or_a_time(kept: dict[str, Any]) -> None:
    def names(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {name for inner in value.values() for name in names(inner)}
        return {name for inner in value for name in names(inner)} if isinstance(value, list) else set()

    forbidden = {"seat", "tag", "ip", "ua", "sid", "token", "bearer", "receipt", "v", "slot", "created", "at", "time"}
    assert names(kept) & forbidden == set()


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for key, value in attrs if key in ("src", "href", "srcset", "action", "data")]
        self.links += [key for key, _ in attrs if key.startswith("on") or key == "style"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def test_the_report_is_one_file_that_fetches_and_runs_nothing(home: Path) -> None:
    text = (home / "report.html").read_text("utf-8")
    page = Page(text)
    assert page.open == []
    assert page.tags.count("style") == 1
    assert {"script", "img", "iframe", "form", "object", "base"} & set(page.tags) == set()
    assert [link for link in page.links if not link.startswith(("data:", "#"))] == []
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.S)
    assert re.findall(r"@import|url\((?!['\"]?data:)|https?://", style) == []
    assert len(style) > 1000


def test_the_report_shows_what_was_shown_and_counts_the_rest(home: Path) -> None:
    text = html.unescape((home / "report.html").read_text("utf-8"))
    there = [f"Dilemma {i:02d}" for i in range(12) if f"Dilemma {i:02d}." in text]
    assert there == [f"Dilemma {i:02d}" for i in range(2, 11)]
    assert "Softer. What is owed?" in text
    assert "12 phones" in text
    assert "2 texts were held back and deleted." in text
    assert "1 text was edited for safety" in text
    assert "1 result was withheld" in text
    assert "not sealed yet" not in text


def test_listing_prints_the_code_first(server: Server, kept: dict[str, Any]) -> None:
    done = command("list", "--data", str(server.data))
    assert (done.returncode, done.stdout.splitlines()) == (
        0, [f"{server.code}  {kept['date']}  Dilemmas across the boundary"],
    )  # fmt: skip
    nothing = command("list", "--data", str(server.home / "elsewhere"))
    assert (nothing.returncode, nothing.stdout) == (0, "")


def test_exporting_twice_gives_the_same_bytes_as_are_kept(server: Server, home: Path, tmp_path: Path) -> None:
    written: list[dict[str, bytes]] = []
    for target, code in ((tmp_path / "one", server.code), (tmp_path / "two" / "deep", server.code.lower())):
        done = command("export", code, "--to", str(target), "--data", str(server.data))
        assert done.returncode == 0, done.stderr
        written.append({path.name: path.read_bytes() for path in target.iterdir()})
        assert sorted(Path(line).name for line in done.stdout.splitlines()) == sorted(written[-1])
    assert written[0] == written[1]
    kept = {name: (home / name).read_bytes() for name in NAMES[1:]}
    assert {name: written[0][name] for name in kept} == kept


def test_a_file_that_is_missing_is_named(server: Server, home: Path, tmp_path: Path) -> None:
    spare = (home / "plan.yaml").rename(tmp_path / "plan.yaml")
    try:
        done = command("export", server.code, "--to", str(tmp_path / "out"), "--data", str(server.data))
    finally:
        spare.rename(home / "plan.yaml")
    assert done.returncode == 1
    assert "plan.yaml: No such file" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_code_that_is_no_finished_workshop_is_said_to_be_none(server: Server, tmp_path: Path) -> None:
    for code in ("XXXX", "../..", "", "*"):
        done = command("export", code, "--to", str(tmp_path / "out"), "--data", str(server.data))
        assert (done.returncode, done.stdout) == (1, "")
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_evening_that_was_not_sealed_is_not_on_the_shelf(start_server: Any) -> None:
    other = start_server()
    other.go_to("honesty-before")
    assert other.kept("warm-up")["received"] == 0  # written part by part
    assert command("list", "--data", str(other.data)).stdout == ""
