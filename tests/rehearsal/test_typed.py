"""What is typed after `facilitator rehearse`, and where its results go."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.conftest import PLAN, Server
from tests.rehearsal.conftest import SMALL, Rehearse


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Say what to rehearse"),
        (["--room", SMALL, "--people", "5"], "--room has its own people"),
        (["plan.yaml", "--plan", "plan.yaml"], "PLAN and --plan are the same"),
        (["--people", "5", "--speed", "0"], "--speed"),
        (["--people", "5", "--report", "no/such/folder/x.html"], "its folder is not there"),
        (["--room", "no-such-room.yaml"], "no-such-room.yaml:1:1: file: there is no file here"),
        (["no-such-plan.yaml", "--people", "5"], "no-such-plan.yaml:1:1: file: there is no file here"),
        (["--room", SMALL, "--url", "http://127.0.0.1:9/console#c=x"], "Nothing answers at http://127.0.0.1:9."),
        (["--room", SMALL, "--url", "http://127.0.0.1:9/"], "This is no console link"),
        (["--room", SMALL, "--url", "http://127.0.0.1:port/console#c=x"], "This is no console link"),
    ],
)
def test_what_cannot_be_meant_is_a_sentence(rehearse: Rehearse, words: list[str], said: str) -> None:
    told = rehearse(*words, "--json")
    assert (told.code, told.out) == (2, "")
    assert said in told.err


def test_the_truth_may_not_lie_in_the_data(rehearse: Rehearse, tmp_path: Path) -> None:
    data = tmp_path / "data"
    told = rehearse("--room", SMALL, "--data", data, "--truth", data / ".." / "data" / "truth.json")
    assert told.code == 2
    assert "may not lie in the data folder" in told.err
    assert not data.exists()


class _Stranger(BaseHTTPRequestHandler):
    said = b""

    def do_POST(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.said)

    def log_message(self, *args: object) -> None:
        return

    do_GET = do_POST


@pytest.mark.parametrize("said", [b'{"hello": "there"}', b'{"token": "x", "screen_url": "y"}', b"<html>", b"[]"])
def test_a_server_that_is_not_ours(rehearse: Rehearse, said: bytes) -> None:
    _Stranger.said = said
    with HTTPServer(("127.0.0.1", 0), _Stranger) as stranger:
        Thread(target=stranger.serve_forever, daemon=True).start()
        told = rehearse("--room", SMALL, "--url", f"http://127.0.0.1:{stranger.server_port}/console#c=x")
        stranger.shutdown()
    assert told.code == 2
    assert "is no running workshop of Facilitator." in told.err


def test_a_used_link_and_a_room_that_has_begun(rehearse: Rehearse, server: Server) -> None:
    assert server.console
    used = rehearse("--room", SMALL, "--url", server.console_url)
    server.go_to("warm-up")
    begun = rehearse("--room", SMALL, "--url", fresh(server))

    assert (used.code, begun.code) == (2, 2)
    assert "This console link was used or is too old" in used.err
    assert "has begun (it stands at warm-up)" in begun.err


@pytest.mark.slow
def test_a_server_that_runs_already(rehearse: Rehearse, server: Server, tmp_path: Path) -> None:
    truth, report = tmp_path / "truth.json", tmp_path / "report.html"
    told = rehearse(
        "--room", SMALL, "--url", server.console_url, "--speed", 60, "--json", "--truth", truth, "--report", report
    )

    assert told.failed == {}
    assert "only a server that the rehearsal started itself" in told.skipped["server_killed.room"]
    assert {"log", "data_folder"} <= set(told.skipped)
    people = json.loads(truth.read_text("utf-8"))["participants"]
    assert people["p11"]["side"] == "garden"
    assert people["p11"]["parts"]["dilemmas"][0]["body"]["text"].startswith("Every evening I water")
    assert truth.stat().st_mode & 0o77 == 0
    page = report.read_text("utf-8")
    assert "All is well" in page and "<script" not in page and "cells_shown.sides" in page


@pytest.mark.slow(minutes=1.2)
@pytest.mark.timeout(500)
def test_a_room_that_is_larger_than_the_plan_there(rehearse: Rehearse, server: Server) -> None:
    room = Path(__file__).resolve().parents[1] / "rooms" / "harbour-housing.yaml"
    # The room names a longer plan; what runs there is the half hour.
    told = rehearse("--room", room, "--plan", PLAN, "--url", server.console_url, "--speed", 600, "--json", seconds=120)

    assert told.failed == {}
    assert "it would need dilemmas.per_person = 2" in told.skipped["dilemmas"]
    assert {"by_total", "ballots"} <= set(told.skipped)


def fresh(server: Server) -> str:
    """A second link, as `facilitator console` prints it."""
    from facilitator.control import fresh_link

    return str(fresh_link(server.data, practice=False))
