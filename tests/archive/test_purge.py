"""Carrying out the dates: what is due goes, the rest stays, and a search of every byte agrees."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from facilitator.archive.purge import Due, Removed, deletions, due, purge
from facilitator.archive.retention import promised, still_promised, unchosen
from facilitator.archive.shelf import find, shelf
from facilitator.archive.verify import read_source, verify
from facilitator.settings import Settings
from facilitator.storage.forgetting import OwnDisk, knows
from tests.archive.made import NASTY, shelved, text_id
from tests.archive.test_archive import run_evening
from tests.conftest import PLAN, Server, StartServer
from tests.machine import patience

BEFORE, UNCHOSEN, OVER = "2026-03-28", "2026-03-29", "2026-06-13"


@contextmanager
def disk(settings: Settings) -> Iterator[OwnDisk]:
    found = OwnDisk(settings.database)
    yield found
    found.close()


def holding(folder: Path, words: str) -> list[str]:
    """Files below a folder that hold these words, as they are or as JSON would write them."""
    forms = {words.encode(), json.dumps(words)[1:-1].encode()}
    return [path.name for path in folder.rglob("*") if path.is_file() and any(f in path.read_bytes() for f in forms)]


def test_a_text_that_a_group_got_is_chosen_though_nobody_voted_for_it(tmp_path: Path) -> None:
    record = shelved(tmp_path).record
    parts = [
        part.model_copy(update={"chosen": (text_id(NASTY[-1]),)} if part.part == "pick" else {})
        for part in record.parts
    ]
    assert unchosen(record) == {text_id(body) for body in NASTY[-2:]}
    assert unchosen(record.model_copy(update={"parts": tuple(parts)})) == {text_id(NASTY[-2])}


def test_texts_that_nobody_chose_go_first_and_the_rest_later(tmp_path: Path) -> None:
    entry = shelved(tmp_path)
    settings = Settings(data=tmp_path)
    loose = [text.body for part in entry.record.parts for text in part.texts if text.id in unchosen(entry.record)]
    assert sorted(loose) == sorted(NASTY[-2:])
    with disk(settings) as found:
        assert due(settings, found, BEFORE) == []
        wanted = due(settings, found, UNCHOSEN)
        assert wanted == [Due("K7QD", "unchosen")]
        (done,) = purge(settings, found, wanted, UNCHOSEN)
        assert done == Removed("K7QD", "unchosen", UNCHOSEN, {"unchosen_texts": 2}, ())
        assert due(settings, found, UNCHOSEN) == []
        assert [holding(tmp_path, body.split("\n")[0]) for body in loose] == [[], []]
        after = find(tmp_path / "archive", "K7QD")
        assert after is not None and verify(read_source(after.folder)).faults == ()
        assert after.record.deleted[-1].model_dump() == {"what": "unchosen_texts", "count": 2, "on": UNCHOSEN}
        page = (after.folder / "report.html").read_text("utf-8")
        assert "2 texts that nobody chose were deleted in time, as promised." in page
        assert "+1" in page
        assert due(settings, found, "2026-06-12") == []
        (gone,) = purge(settings, found, due(settings, found, OVER), OVER)
        assert gone == Removed("K7QD", "until", OVER, {"files": 4}, ())
    assert shelf(tmp_path / "archive") == []
    assert [(one.code, one.why, one.on) for one in deletions(tmp_path / "archive")] == [
        ("K7QD", "until", OVER), ("K7QD", "unchosen", UNCHOSEN),
    ]  # fmt: skip
    log = (tmp_path / "archive" / "deletions.jsonl").read_text()
    assert [words for words in ("Two questions", "cmd", "Upstairs") if words in log] == []


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A sealed evening, and a second one in the same folder that was never sealed; the server has ended."""
    server = Server(tmp_path_factory.mktemp("purge"), PLAN, (), {}).start()
    run_evening(server)
    server.stop()
    server.options = ("--new",)
    server.start()
    server._token = ""
    server.go_to("dilemmas")
    for n in range(6):
        assert server.answer(server.join(), "dilemmas", {"text": f"Loose end {n} of nobody"}).status_code == 200
    server.do("close")
    server.until("closed")
    yield server
    server.stop()


def archive(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "facilitator", "archive", *words], capture_output=True, text=True, timeout=patience(15)
    )


def test_a_purge_leaves_no_byte_of_a_real_evening(evening: Server) -> None:
    data = str(evening.data)
    (sealed,) = shelf(evening.data / "archive")
    code, loose = sealed.record.code, evening.code
    busy = archive("purge", "--code", code, "--data", data)
    assert (busy.returncode, "A workshop runs on this data folder" in busy.stderr) == (1, True)
    evening.kill9()  # leaves keys, a log and the note of a running server behind

    dry = archive("purge", "--code", code, "--dry-run", "--data", data)
    assert (dry.returncode, dry.stdout) == (0, f"{code}  would be deleted: asked for\n")
    assert holding(evening.data, "Dilemma 03. What is owed?") != []
    assert archive("purge", "--due", "--data", data).stdout == "Nothing is due.\n"

    done = archive("purge", "--code", code.lower(), "--data", data)
    assert (done.returncode, done.stderr) == (0, "")
    first, last = done.stdout.splitlines()
    assert first.startswith(f"{code}  asked for; deleted: ") and "10 texts" in first and "1 plan" in first
    assert last.startswith("Looked through every file")
    assert [holding(evening.data, f"Dilemma {n:02d}. What is owed?") for n in range(12)] == [[]] * 12
    assert [holding(evening.data, "Softer. What is owed?"), knows(evening.data / "facilitator.sqlite3", code)] == [
        [],
        False,
    ]
    assert holding(evening.data, "Loose end 3 of nobody") != []  # the search can find, and the other one stays
    assert archive("purge", "--code", code, "--data", data).returncode == 1

    settings = Settings(data=evening.data)
    with disk(settings) as found:
        (never,) = due(settings, found, "2999-01-01")
        assert never == Due(loose, "unsealed")
        (removed,) = purge(settings, found, [never], "2999-01-01")
    assert removed.left == () and removed.what["texts"] == 6 and removed.what["keys"] >= 1
    assert holding(evening.data, "Loose end 3 of nobody") == []
    assert [path.name for path in Path(f"{evening.data}.keys").glob("*.key")] == []
    assert sorted(path.name for path in (evening.data / "archive").iterdir()) == ["deletions.jsonl"]


def test_a_purge_that_left_something_says_where(tmp_path: Path) -> None:
    shelved(tmp_path)
    settings = Settings(data=tmp_path)
    (tmp_path / "copy.txt").write_text(f"somebody kept this: {NASTY[0]}")
    with disk(settings) as found:
        (done,) = purge(settings, found, [Due("K7QD", "asked")], OVER)
    assert done.left == ("copy.txt",)


def test_the_room_is_told_dates_that_are_never_extended(tmp_path: Path) -> None:
    assert promised("2026-03-14", Settings(data=tmp_path)).model_dump() == {
        "unchosen_until": "2026-03-28", "until": "2026-06-12",
    }  # fmt: skip
    short = Settings(data=tmp_path, retention_days=5)
    assert promised("2026-03-14", short).unchosen_until == promised("2026-03-14", short).until == "2026-03-19"
    entry = shelved(tmp_path)
    longer = Settings(data=tmp_path, retention_days=900, unchosen_days=800)
    assert still_promised(entry.folder, "2026-03-14", longer) == entry.record.kept
    assert still_promised(entry.folder, "2026-03-14", short) == promised("2026-03-14", short)


def test_phones_are_told_until_when(start_server: object) -> None:
    server = start_server(retention_days=30, unchosen_days=3)  # type: ignore[operator]
    kept = promised(find_date(server), Settings(retention_days=30, unchosen_days=3))
    page = server.call("GET", f"/{server.code}").text
    assert f"What the room saw is kept until {kept.until}, texts that nobody chose until {kept.unchosen_until};" in page
    phone = server.join()
    server.go_to("honesty-before")
    server.do("close")
    server.until("revealed")
    server.do("seal")
    record = shelf(server.data / "archive")[0].record
    assert record.kept == kept
    assert any(kept.until in sentence for sentence in record.promise)
    assert server.call("GET", "/api/phone/frames", phone).status_code == 401  # seats are forgotten with the seal


def find_date(server: Server) -> str:
    import sqlite3

    line = sqlite3.connect(f"file:{server.data / 'facilitator.sqlite3'}?mode=ro", uri=True)
    try:
        return str(line.execute("SELECT created_on FROM workshops").fetchone()[0])
    finally:
        line.close()


def test_a_sealed_workshop_whose_files_are_gone_is_deleted_all_the_same(start_server: StartServer) -> None:
    server = start_server()
    run_evening(server)
    server.stop()
    code, settings = server.code, Settings(data=server.data)
    with disk(settings) as found:
        assert due(settings, found, "2999-01-01") == [Due(code, "until")]
        shutil.rmtree(server.data / "archive")
        assert holding(server.data, "Dilemma 03. What is owed?") != []
        assert due(settings, found, find_date(server)) == []
        assert due(settings, found, "2999-01-01") == [Due(code, "until")]
        (gone,) = purge(settings, found, [Due(code, "until")], "2999-01-01")
        assert (gone.what["texts"], gone.what["plan"]) == (10, 1)
        assert holding(server.data, "Dilemma 03. What is owed?") == []
        assert due(settings, found, "2999-01-01") == []
