"""Two servers on one data folder would each keep ballots that the other does not know: the second does not start."""

from __future__ import annotations

import pytest

from tests.conftest import Server


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


def test_a_folder_is_free_again_after_a_kill(server: Server) -> None:
    server.kill9()
    other = another_on(server)
    other.start()
    assert other.code == server.code
    other.stop()
