"""The organiser's requests: files of both copies, and deleting one; whoever has no key gets nothing."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.archive.made import NASTY, shelved
from tests.conftest import Server


@pytest.fixture
def past(server: Server) -> Server:
    """A server with a past workshop on its shelf."""
    shelved(server.data)
    return server


def fetch(server: Server, name: str, code: str = "K7QD") -> tuple[int, bytes, dict[str, str]]:
    key = server.call("POST", "/api/console/download", server.console).json()["token"]
    answer = server.call("GET", f"/archive/{code}/{name}?t={key}")
    return answer.status_code, answer.content, dict(answer.headers)


def test_every_file_on_offer_can_be_fetched_under_a_safe_name(past: Server) -> None:
    page = past.call("GET", "/api/console/past", past.console).json()["html"]
    for stem in ("report", "participants"):
        for ending in ("html", "md", "xlsx", "pdf", "zip"):
            assert f'data-report="K7QD/{stem}.{ending}"' in page
            status, raw, headers = fetch(past, f"{stem}.{ending}")
            assert (status, len(raw) > 500, headers["Cache-Control"]) == (200, True, "no-store")
            saved = headers.get("Content-Disposition")
            assert saved == (None if ending == "html" else f'attachment; filename="K7QD-two-questions-{stem}.{ending}"')
            if ending == "html":
                assert "script" not in headers["Content-Security-Policy"]
    box = zipfile.ZipFile(io.BytesIO(fetch(past, "participants.zip")[1]))
    assert "session.json" not in box.namelist() and "participants-01-hands.csv" in box.namelist()
    for name, code in (
        ("..%2fplan.yaml", "K7QD"),
        ("report.exe", "K7QD"),
        ("report.html", "XXXX"),
        ("report.html", ".."),
    ):
        assert fetch(past, name, code)[0] == 404


def test_deleting_needs_the_console_and_spares_the_room(past: Server) -> None:
    phone = past.join()
    for token, status in ((phone, 403), ("", 401), (past.screen, 403)):
        assert past.call("POST", "/api/console/purge", token, {"code": "K7QD"}).status_code == status
    tries = {"XXXX": (404, "nothing_here"), past.code: (409, "still_running"), "../x": (400, "malformed")}
    for code, refused in tries.items():
        answer = past.call("POST", "/api/console/purge", past.console, {"code": code})
        assert (answer.status_code, answer.json()["error"]) == refused
    assert fetch(past, "report.html")[0] == 200

    answer = past.call("POST", "/api/console/purge", past.console, {"code": "K7QD"})

    assert (answer.status_code, answer.json()) == (200, {"removed": {"files": 4}, "left": 0})
    assert fetch(past, "report.html")[0] == 404
    page = past.call("GET", "/api/console/past", past.console).json()["html"]
    assert "K7QD" in page and "data-find" not in page and NASTY[1] not in page  # the log alone
    assert past.now()["phase"] == "open"
