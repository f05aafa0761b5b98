"""Runs of another version, and damaged ones, beside a run that is fine: nothing of them is touched, nothing waits."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from facilitator.live import seal
from facilitator.live.room import Room
from facilitator.live.rooms import new_room, open_store
from facilitator.settings import Settings
from facilitator.workshop import requests as rq
from tests import forked
from tests.conftest import PLAN, StartServer
from tests.machine import patience

OTHER = "schema: plan/7\nid: other\nstages: {}\n"
BROKEN = {
    "another schema": ("plan_yaml", OTHER), "no plan": ("plan_yaml", ""), "no YAML": ("plan_yaml", "a: [b\n\t: \x01"),
    "an unknown event": ("event", '{"event": "PartTeleported", "part": "x"}'), "no event": ("event", "[]"),
    "no JSON": ("event", "{"), "an event too early": ("event", '{"event": "PartClosing", "part": "x", "round": 1}'),
}  # fmt: skip
"""What can be wrong with a run: a column of its row, or an event of its journal."""


class PowerCut(Exception):
    """Ends what runs, right after the seal is on the disk."""


def power_cut(room: Room) -> None:
    raise PowerCut


class Folder:
    """A data folder with runs in it that nobody serves."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(data=home / "data", keys=home / "data.keys")
        self.codes: dict[str, str] = {}

    def run(self, name: str, sealed: bool) -> str:
        """A run that was opened, and sealed in the journal alone if `sealed`: its report and its keys are due."""
        store = open_store(self.settings)
        room = new_room(store, self.settings, PLAN.read_text(), "plan.yaml", practice=False)
        code = self.codes[name] = room.workshop.code
        if sealed:
            with pytest.MonkeyPatch.context() as plug, pytest.raises(PowerCut):
                plug.setattr(seal, "finish", power_cut)
                room.command("seal-it-now", room.workshop.seq, rq.Seal(name="seal"))
        store.close()
        return code

    def spoil(self, code: str, where: str, words: str) -> None:
        line = sqlite3.connect(self.settings.database)
        if where == "event":
            line.execute("UPDATE journal SET event = ? WHERE workshop = ?", (words, code))
        else:
            line.execute(f"UPDATE workshops SET {where} = ? WHERE code = ?", (words, code))
        line.commit()
        line.close()

    def holds(self, code: str) -> list[Any]:
        """Everything the folder has of a run."""
        line = sqlite3.connect(f"file:{self.settings.database}?mode=ro", uri=True)
        rows = line.execute("SELECT * FROM workshops WHERE code = ?", (code,)).fetchall()
        rows += line.execute("SELECT * FROM journal WHERE workshop = ?", (code,)).fetchall()
        line.close()
        keys = sorted((path.name, path.read_bytes()) for path in self.settings.keystore.glob(f"{code}.*"))
        return [rows, keys]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Every kind of broken run, half-sealed and unsealed, and one of each that is fine."""
    made = Folder(tmp_path)
    for sealed in (True, False):
        for name, (where, words) in BROKEN.items():
            made.spoil(made.run(f"{name} {'sealed' if sealed else 'unsealed'}", sealed), where, words)
    made.run("fine sealed", sealed=True)
    made.run("fine unsealed", sealed=False)
    return made


def test_a_start_finishes_what_it_can_read_and_leaves_the_rest_alone(folder: Folder, start_server: StartServer) -> None:
    broken = {name: code for name, code in folder.codes.items() if not name.startswith("fine")}
    before = {name: folder.holds(code) for name, code in broken.items()}
    server = start_server(PLAN, "--new", "--data", str(folder.settings.data))
    said = server.errors.read_text()
    assert "Traceback" not in said
    sealed = sorted(code for name, code in broken.items() if name.endswith(" sealed"))
    named = [line.split()[1] for line in said.splitlines() if "could not be finished" in line]
    assert sorted(named) == sealed
    assert f"--resume {folder.codes['fine unsealed']}" in said

    assert list(folder.settings.keystore.glob(f"{folder.codes['fine sealed']}.*")) == []
    assert folder.codes["fine sealed"] in {path.name[:4] for path in (folder.settings.data / "archive").iterdir()}

    (folder.settings.data / "archive" / "AAAA-broken").mkdir()
    (folder.settings.data / "archive" / "AAAA-broken" / "session.json").write_text('{"schema": 9}')
    (folder.settings.data / "archive" / "BBBB-file").write_text("not a folder")
    (folder.settings.data / "archive" / "deletions.jsonl").write_text('{"code": 1\n[]\n\n')
    past = server.call("GET", "/api/console/past", server.console)
    assert past.status_code == 200
    assert folder.codes["fine sealed"] in past.json()["html"]
    server.go_to("warm-up")
    server.stop()
    assert {name: folder.holds(code) for name, code in broken.items()} == before


def test_the_page_of_plans_offers_what_can_be_read(folder: Folder, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "facilitator", "run", "--no-browser", "--port", "0", "--host", "127.0.0.1"]
    process = subprocess.Popen(
        [*words, "--data", str(folder.settings.data)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        cwd=tmp_path, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("Choose a plan: "), line
        page = requests.get(line.split(": ")[1].partition("#")[0], timeout=patience(5))
        assert page.status_code == 200
        assert folder.codes["fine unsealed"] in page.text
    finally:
        process.terminate()
        process.wait(patience(5))


@pytest.mark.parametrize("name", [name for name in BROKEN if name != "an event too early"])
def test_going_on_with_a_broken_run_is_refused_in_a_sentence(folder: Folder, name: str, tmp_path: Path) -> None:
    code = folder.codes[f"{name} unsealed"]
    before = folder.holds(code)
    words = ["-m", "facilitator", "run", "--resume", code, "--data", str(folder.settings.data), "--json"]
    done = forked.run(words, cwd=tmp_path, timeout=patience(10))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "version" in done.stderr
    assert folder.holds(code) == before
