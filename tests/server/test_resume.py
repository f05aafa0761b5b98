"""A workshop of an earlier day that was never sealed: named at every start, gone on with by its code, and sealed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.cli import main
from tests.conftest import Server, StartServer
from tests.machine import patience
from tests.server.test_choosing import Terminal


def days_ago(data: Path) -> None:
    """Makes the run of the folder one of an earlier day: its date is all that tells the day."""
    with sqlite3.connect(next(data.glob("*.sqlite3"))) as db:
        db.execute("update workshops set created_on = '2026-01-02'")
    db.close()


def resumed(server: Server) -> Server:
    server.options = ("--resume", server.code.lower())
    server.plan = Path("--json")  # given twice is given once: --resume brings its own plan
    return server.start()


def test_a_workshop_of_an_earlier_day_is_gone_on_with_and_sealed(start_server: StartServer) -> None:
    server = start_server()
    code, token = server.code, server.join()
    server.go_to("honesty-before")
    assert server.answer(token, "honesty-before", {"value": 4}).status_code == 200
    server.stop()
    days_ago(server.data)

    server.start()
    assert server.code != code, "another day is another evening"
    assert f"Workshop {code} of 2026-01-02 was never sealed" in server.errors.read_text("utf-8")
    server.stop()

    server.ready["code"] = code
    resumed(server)
    server._token = ""
    assert server.code == code
    own = server.call("GET", "/api/parts/honesty-before/1", token).json()["ballots"]
    assert [ballot["v"] for ballot in own] == [1]
    server.go_to("close")
    if server.now()["asks"]:
        server.do("close")
        server.until("revealed")
    server.do("seal")
    server.stop()
    assert not list(Path(f"{server.data}.keys").glob(f"{code}.*key"))
    with pytest.raises(AssertionError, match="is sealed; its report is in"):
        resumed(server)


def test_the_page_of_plans_lists_it_and_a_tap_goes_on(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path).start()
    try:
        assert "Never sealed" not in terminal.page("/plans").text
        assert terminal.choose(0).status_code == 201
        (code,) = terminal.said(r"Workshop (\w{4}): phones go to")
        terminal.stop()
        days_ago(tmp_path / "data")
        page = terminal.start().page("/plans").text
        assert "Never sealed" in page
        assert f">{code}<" in page
        place = page.split("Go on with it")[0].rsplit('data-plan="', 1)[1].split('"')[0]
        assert terminal.choose(int(place)).status_code == 201
        assert terminal.said(r"Workshop (\w{4}): phones go to") == (code,)
    finally:
        terminal.process.kill()
        terminal.process.wait(patience(3))


@pytest.mark.parametrize("words", [["plan.yaml"], ["--new"]])
def test_a_run_to_resume_brings_its_plan(words: list[str]) -> None:
    found = CliRunner().invoke(main, ["run", "--resume", "K7QM", *words])
    assert found.exit_code == 2
    assert "give neither PLAN nor --new" in found.output


def test_an_unknown_code_is_a_sentence(start_server: StartServer) -> None:
    server = start_server()
    server.stop()
    server.ready["code"] = "0000"
    with pytest.raises(AssertionError, match="No workshop 0000 in"):
        resumed(server)
