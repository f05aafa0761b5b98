"""The facilitator's own notes: taken only where a run has them, in a file that nothing else of the product knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator.archive.notes import MOST, TooMany, note, noted, notes_file, notes_of
from facilitator.archive.purge import Due, Removed, due, purge
from facilitator.archive.shelf import find
from facilitator.archive.verify import read_source, verify
from facilitator.settings import Settings
from tests.archive.made import shelved
from tests.archive.test_purge import archive, disk, holding
from tests.conftest import PLAN, Server

SECRET = "The back row went quiet when I said budget"


@pytest.fixture
def noting(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path, PLAN, ("--notes",), {}).start()
    yield server
    server.stop()


def take(server: Server, words: str, token: str | None = None) -> tuple[int, dict[str, object]]:
    answer = server.call("POST", "/api/console/notes", token or server.console, {"words": words})
    return answer.status_code, answer.json()


def test_notes_stand_under_their_stages_without_times(tmp_path: Path) -> None:
    path = notes_file(tmp_path, "K7QD", "2026-03-14")
    told = (("Start", "one"), ("Start", "two\n# lines"), ("Write", "two\n# lines"))
    assert [note(path, *words) for words in told] == [1, 2, 3]
    assert path.read_text("utf-8") == "# Start\n- one\n- two # lines\n\n# Write\n- two # lines\n"
    assert note(path, "Write", "two # lines") == 3  # the same request sent twice
    assert note(path, "Start", "one") == 4  # and back in an earlier stage
    assert path.stat().st_mode & 0o777 == 0o600
    assert (noted(tmp_path), notes_of(tmp_path, "K7QD")) == ({"K7QD"}, path)


def test_notes_have_an_end_and_lose_nothing_there(tmp_path: Path) -> None:
    path = notes_file(tmp_path, "K7QD", "2026-03-14")
    note(path, "Start", "x" * (MOST - 100))
    before = path.read_bytes()
    with pytest.raises(TooMany):
        note(path, "Start", "y" * 200)
    assert path.read_bytes() == before


def test_they_go_after_their_own_days_and_with_their_workshop(tmp_path: Path) -> None:
    shelved(tmp_path)
    settings = Settings(data=tmp_path)
    path = notes_file(tmp_path, "K7QD", "2026-03-14")
    note(path, "Start", SECRET)
    with disk(settings) as found:
        assert Due("K7QD", "notes") not in due(settings, found, "2026-04-13")
        assert Due("K7QD", "notes") in due(settings, found, "2026-04-14")
        (done,) = purge(settings, found, [Due("K7QD", "notes")], "2026-04-14")
        assert done == Removed("K7QD", "notes", "2026-04-14", {"notes": 1})
        assert (holding(tmp_path, SECRET), find(tmp_path / "archive", "K7QD") is None) == ([], False)
        note(path, "Start", SECRET)
        assert holding(tmp_path, SECRET) == [path.name]  # the search can find them
        assert due(settings, found, "2026-06-13") == [Due("K7QD", "until")]
        (gone,) = purge(settings, found, [Due("K7QD", "until")], "2026-06-13")
    assert (gone.what, holding(tmp_path, SECRET)) == ({"files": 4, "notes": 1}, [])


def test_a_run_without_them_takes_none(server: Server) -> None:
    assert take(server, SECRET) == (404, {"error": "nothing_here"})
    assert "own-note" not in server.call("GET", "/api/console/frames", server.console).text
    assert holding(server.data, SECRET) == []


def test_only_a_lead_may_and_what_is_no_note_is_refused(noting: Server) -> None:
    url = noting.call("POST", "/api/console/invitations", noting.console, {"role": "moderator"}).json()["url"]
    moderator = noting.call("POST", "/api/console/claim", "", {"code": url.rpartition("=")[2]}).json()["token"]
    assert take(noting, SECRET, moderator) == (403, {"error": "not_yours"})
    assert "own-note" not in noting.call("GET", "/api/console/frames", moderator).text
    for words in ("", "   ", "a\u202eb", "x" * 1001):
        assert take(noting, words) == (400, {"error": "malformed"})
    assert holding(noting.data, SECRET) == []


def test_a_note_is_on_the_disk_when_it_is_answered_and_nowhere_else(noting: Server) -> None:
    assert "own-note" in noting.call("GET", "/api/console/frames", noting.console).text
    assert take(noting, SECRET) == (201, {"notes": 1})
    noting.kill9()
    (path,) = (noting.data / "notes").iterdir()
    assert path.read_text("utf-8") == f"# Arrive\n- {SECRET}\n"
    noting.start()
    noting._token = ""
    assert take(noting, SECRET) == (201, {"notes": 1})
    noting.do("seal")
    assert take(noting, "Afterwards, {{7*7}} <b>tired</b>") == (201, {"notes": 2})

    code = noting.code
    page = noting.call("GET", "/api/console/past", noting.console).json()["html"]
    assert f'data-report="{code}/notes.txt"' in page and SECRET not in page
    key = noting.call("POST", "/api/console/download", noting.console).json()["token"]
    file = noting.call("GET", f"/archive/{code}/notes.txt?t={key}")
    assert (file.status_code, file.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert "attachment" in file.headers["Content-Disposition"] and file.text == path.read_text("utf-8")
    assert noting.call("GET", f"/archive/{code}/notes.txt").status_code == 401

    entry = find(noting.data / "archive", code)
    assert entry is not None and verify(read_source(entry.folder)).faults == ()
    to = noting.home / "out"
    assert archive("export", code, "--to", str(to), "--data", str(noting.data)).returncode == 0
    for folder in (to, entry.folder):
        assert (holding(folder, SECRET), holding(folder, "Afterwards")) == ([], [])
    assert holding(noting.data, SECRET) == [path.name]  # not in the database, its log or any other file
    for audience, token in (("phone", noting.console), ("screen", noting.screen), ("console", noting.console)):
        assert SECRET not in noting.call("GET", f"/api/{audience}/frames", token).text


def test_every_file_of_a_workshop_goes_also_what_a_crash_left_half_written(tmp_path: Path) -> None:
    shelved(tmp_path)
    settings = Settings(data=tmp_path)
    for day in ("2026-03-13", "2026-03-14"):  # a room with tickets that was opened on two days
        note(notes_file(tmp_path, "K7QD", day), "Start", SECRET)
    half = notes_file(tmp_path, "K7QD", "2026-03-14").with_name("2026-03-14-K7QD.txt.new")
    half.write_text(SECRET)
    assert len(holding(tmp_path, SECRET)) == 3 and notes_of(tmp_path, "K7QD") == half.with_suffix("")
    with disk(settings) as found:
        assert Due("K7QD", "notes") in due(settings, found, "2026-04-14")
        (done,) = purge(settings, found, [Due("K7QD", "notes")], "2026-04-14")
        assert (done.what, holding(tmp_path, SECRET), noted(tmp_path)) == ({"notes": 3}, [], frozenset())
        half.write_text(SECRET)  # and where nothing else is left
        assert Due("K7QD", "notes") in due(settings, found, "2026-04-14")
