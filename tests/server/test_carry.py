"""Two evenings in a row: the map of the first stands on the wall of the second; what is not whole carries nothing."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.cli import main
from tests import forked
from tests.conftest import Server, StartServer
from tests.machine import patience

PLAN = """\
schema: plan/1
id: {id}
title: {id}
sides:
  - {{id: north, name: The north, story: Placeholder}}
  - {{id: south, name: The south}}
stages:
  - id: door
    title: Door
    minutes: 2
    parts: [{{id: door, kind: lobby, title: Door, minutes: 2}}]
  - id: map
    title: Map
    minutes: 4
    parts:
      - {{id: map, kind: recall, title: The map, minutes: 2}}
      - {{id: stand, kind: side, title: Where you stand, minutes: 2}}
"""
MAP = [
    {"id": "tenants", "name": "Tenants", "story": "We were here first.", "values": ["dignity", "staying put"],
     "loyalties": ["evicted neighbours"], "losses": ["the moral high ground"], "influencers": ["lead organiser"]},
    {"id": "owners", "name": "Owners", "story": "", "values": [], "loyalties": [], "losses": ["value <b>"],
     "influencers": []},
]  # fmt: skip


@pytest.fixture
def second(tmp_path: Path) -> Path:
    path = tmp_path / "second.yaml"
    path.write_text(PLAN.format(id="second"), "utf-8")
    return path


@pytest.fixture
def first(tmp_path: Path, start_server: StartServer) -> Server:
    """A sealed evening whose sides were edited into a map."""
    path = tmp_path / "first.yaml"
    path.write_text(PLAN.format(id="first"), "utf-8")
    server = start_server(path)
    server.do("edit_sides", sides=MAP)
    sealed(server)
    server.stop()
    return server


def sealed(server: Server) -> None:
    server.go_to("stand")
    server.do("close")
    server.until("revealed")
    server.do("seal")
    end = time.monotonic() + patience(3)
    while '"sealed": true' not in (folder(server) / "session.json").read_text("utf-8"):
        assert time.monotonic() < end
        time.sleep(0.02)


def folder(server: Server) -> Path:
    (found,) = (server.data / "archive").glob(f"{server.code}-*")
    return found


def refused(second: Path, archive: Path | str, data: Path) -> str:
    """The sentence with which a run is refused."""
    words = ["-m", "facilitator", "run", str(second), "--carry", str(archive), "--data", str(data)]
    done = forked.run([*words, "--no-browser", "--json"], timeout=patience(10))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return " ".join(done.stderr.split())


def test_the_map_of_the_first_evening_is_that_of_the_second(first: Server, second: Path) -> None:
    code = first.code
    first.plan, first.options = second, ("--carry", code.lower())
    first._token = ""
    first.start()
    assert first.code != code
    token = first.join()
    first.go_to("map")

    wall = first.frames("screen", first.screen)["wall"]
    phone = first.frames("phone", token)["main"]
    for words in (
        "Tenants",
        "We were here first.",
        "staying put",
        "evicted neighbours",
        "lead organiser",
        "value &lt;b&gt;",
    ):
        assert words in wall
        assert words in phone
    assert "Placeholder" not in wall
    assert first.answer(token, "stand", {"side": "north"}).status_code in (409, 422)

    sealed(first)
    kept = json.loads((folder(first) / "session.json").read_text("utf-8"))
    assert kept["sides"] == MAP
    assert "the moral high ground" in (folder(first) / "report.html").read_text("utf-8")


def test_a_restart_keeps_the_carried_sides(first: Server, second: Path) -> None:
    first.plan, first.options = second, ("--carry", str(folder(first)))
    first._token = ""
    first.start()
    code = first.code
    first.kill9()
    first._token = ""
    first.start()
    assert first.code == code
    assert "evicted neighbours" in first.frames("console", first.console)["console"]


def test_an_archive_that_was_changed_carries_nothing(first: Server, second: Path, tmp_path: Path) -> None:
    record = folder(first) / "session.json"
    record.write_text(record.read_text("utf-8").replace("We were here first.", "We came last."), "utf-8")
    assert "session.json was changed after it was written" in refused(second, folder(first), tmp_path / "other")
    assert not (tmp_path / "other" / "archive").exists()


def test_an_archive_of_another_schema_carries_nothing(first: Server, second: Path, tmp_path: Path) -> None:
    record = folder(first) / "session.json"
    record.write_text(record.read_text("utf-8").replace("workshop/1", "workshop/9"), "utf-8")
    assert "does not fit its schema at schema" in refused(second, folder(first), tmp_path / "other")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda path: path.mkdir(), "holds no session.json"),
        (lambda path: path.write_bytes(b"PK\x03\x04 no zip"), "is not a folder or a zip file"),
        (lambda path: None, "is not a folder or a zip file"),
    ],
)
def test_what_is_no_archive_carries_nothing(second: Path, tmp_path: Path, made: object, said: str) -> None:
    made(tmp_path / "thing")  # type: ignore[operator]
    assert said in refused(second, tmp_path / "thing", tmp_path / "other")


def test_one_side_is_no_map(first: Server, second: Path, tmp_path: Path) -> None:
    from facilitator.archive.build import checksums

    home = tmp_path / "one"
    shutil.copytree(folder(first), home)
    words = json.loads((home / "session.json").read_text("utf-8"))
    words["sides"] = words["sides"][:1]
    (home / "session.json").write_text(json.dumps(words, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    files = {p.name: p.read_bytes() for p in home.iterdir() if p.name != "checksums.txt"}
    (home / "checksums.txt").write_text(checksums(files), "utf-8")
    assert "fewer than two sides" in refused(second, home, tmp_path / "other")


def test_a_plan_is_named_with_it(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["run", "--carry", str(tmp_path)])
    assert done.exit_code == 2
    assert "name the PLAN too" in done.output
