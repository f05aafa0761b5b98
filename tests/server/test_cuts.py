"""Cuts and protected minutes on a real server: offered, taken, pushed, kept through a kill, in the report."""

from __future__ import annotations

import json
import uuid
from typing import Any

from tests.conftest import Server
from tests.server.crowd import at_once
from tests.server.sockets import Line

PAIRS = {"stage": "pairs", "cut": 0}


def ask(server: Server, rev: int, name: str, **words: Any) -> tuple[int, dict[str, Any]]:
    """A command as it stands, whatever becomes of it."""
    body = {"cmd_id": uuid.uuid4().hex, "expect_rev": rev, "do": {"name": name, **words}}
    answer = server.call("POST", "/api/console/commands", server.console, body)
    return answer.status_code, answer.json()


def console(server: Server) -> str:
    return server.frames("console", server.console)["console"]


def late(server: Server) -> None:
    """Three minutes more than the plan gives."""
    server.go_to("warm-up")
    for _ in range(3):
        server.do("extend", seconds=60)


def record(server: Server) -> dict[str, Any]:
    found = next((server.data / "archive").glob("*/session.json"))
    kept: dict[str, Any] = json.loads(found.read_text("utf-8"))
    return kept


def test_a_cut_is_offered_late_and_not_before(server: Server) -> None:
    server.go_to("warm-up")
    assert 'id="cut-pairs-0"' not in console(server)
    late(server)
    assert 'id="cut-pairs-0"' in console(server)


def test_a_cut_reaches_the_consoles_socket_and_outlives_a_kill(server: Server) -> None:
    late(server)
    line = Line(server.port).join(server.console, "console")
    line.sync(line.frames())
    assert server.do("cut", **PAIRS)["events"] == ["CutTaken"]
    pushed = line.frames()
    while 'id="uncut-pairs-0"' not in pushed["frames"]["console"]:
        line.sync(pushed)
        pushed = line.frames()
    line.close()

    server.kill9()
    server.start()
    assert 'id="uncut-pairs-0"' in console(server)
    assert server.do("uncut", **PAIRS)["events"] == ["CutUndone"]
    assert 'id="cut-pairs-0"' in console(server)


def test_a_cut_shortens_the_part_and_stands_in_the_report(server: Server) -> None:
    server.go_to("warm-up")
    server.do("cut", **PAIRS)
    server.go_to("pairs")
    assert 'data-clock-total-value="240"' in console(server)
    rev = server.now()["seq"]
    assert ask(server, rev, "uncut", **PAIRS)[1]["error"] == "not_editable"
    server.go_to("close")
    server.do("seal")

    stages = {stage["id"]: stage for stage in record(server)["stages"]}
    assert stages["pairs"]["cuts"] == [{"words": "the second round of the pairs", "saves": 2.0}]
    assert [id_ for id_, stage in stages.items() if stage["cuts"]] == ["pairs"]
    report = next((server.data / "archive").glob("*/report.html")).read_text("utf-8")
    assert "the second round of the pairs" in report


def test_cuts_that_are_none_are_refused(server: Server) -> None:
    server.go_to("warm-up")
    rev = server.now()["seq"]
    assert ask(server, rev, "cut", stage="warm-up", cut=0) == (404, {"error": "unknown_cut", "rev": rev})
    assert ask(server, rev, "cut", stage="close", cut=0) == (404, {"error": "unknown_cut", "rev": rev})
    assert ask(server, rev, "cut", stage="pairs", cut="0")[0] == 400
    assert ask(server, rev - 1, "cut", **PAIRS)[1]["error"] == "stale"
    assert server.now()["seq"] == rev


def test_two_consoles_that_take_the_same_cut_take_it_once(server: Server) -> None:
    server.go_to("warm-up")
    rev = server.now()["seq"]
    answers = at_once([lambda: ask(server, rev, "cut", **PAIRS)] * 6)
    assert sorted(status for status, _ in answers) == [200] + [409] * 5
    assert server.now()["seq"] == rev + 1


def test_a_protected_stage_is_left_by_a_second_tap_on_the_same_page_only(server: Server) -> None:
    server.go_to("dilemmas")
    server.do("close")
    server.until("closed")
    rev = server.now()["seq"]
    assert ask(server, rev, "next") == (409, {"error": "protected", "rev": rev})
    assert ask(server, rev, "next", sure="yes")[0] == 400
    assert server.now()["part"] == "dilemmas"

    server.do("heads", heads=12)  # somebody else did something meanwhile
    assert ask(server, rev, "next", sure=True)[1]["error"] == "stale"
    rev = server.now()["seq"]
    answers = at_once([lambda: ask(server, rev, "next", sure=True)] * 6)
    assert sorted(status for status, _ in answers) == [200] + [409] * 5
    assert server.now()["part"] == "pairs"
