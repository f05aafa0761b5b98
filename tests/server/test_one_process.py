"""Two servers on one data folder would each keep ballots that the other does not know: the second does not start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PLAN, Server
from tests.machine import patience


def another_on(server: Server) -> Server:
    """The same command once more, at another port, while the first one runs or after it."""
    other = Server(server.home, server.plan, (), {})
    other._starts = 7
    return other


def test_a_second_server_on_the_same_folder_says_where_the_first_one_is(server: Server) -> None:
    other = another_on(server)
    with pytest.raises(AssertionError, match="did not start"):
        other.start()
    said = other.errors.read_text("utf-8")
    assert "running on" in said
    assert "facilitator console" in said
    assert "Traceback" not in said
    assert server.call("GET", "/api/console/frames", server.console).status_code == 200


def test_an_address_that_is_nobodys_is_named_and_no_port_is_blamed(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "facilitator", "run", str(PLAN), "--host", "192.0.2.1", "--no-browser"]
    run = subprocess.run(
        [*words, "--data", str(tmp_path / "data")], capture_output=True, text=True, timeout=patience(5), check=False
    )
    assert run.returncode == 1
    assert "192.0.2.1" in run.stderr
    assert "taken" not in run.stderr
    assert "Traceback" not in run.stderr


def test_a_folder_is_free_again_after_a_kill(server: Server) -> None:
    server.kill9()
    other = another_on(server)
    other.start()
    assert other.code == server.code
    other.stop()
