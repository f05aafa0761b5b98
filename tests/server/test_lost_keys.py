"""A data folder whose keystore is gone: a sentence, and nothing is touched."""

from __future__ import annotations

import shutil

import pytest

from tests.conftest import Server


def keystore_of(server: Server) -> str:
    return f"{server.data}.keys"


@pytest.mark.parametrize("which", ["part", "room"])
def test_without_its_keys_a_run_is_not_gone_on_with(server: Server, which: str) -> None:
    server.go_to("honesty-before")
    token = server.join()
    assert server.answer(token, "honesty-before", {"value": 4}).status_code == 200
    server.kill9()
    spare = server.home / "spare"
    shutil.move(keystore_of(server), spare)
    shutil.copytree(spare, keystore_of(server))
    for key in server.home.glob("data.keys/*.key"):
        if key.name.endswith(".room.key") == (which == "room"):
            key.unlink()
    with pytest.raises(AssertionError, match="did not start"):
        server.start()
    assert "Put that folder back" in server.log()
    assert "Traceback" not in server.log()
    shutil.rmtree(keystore_of(server))
    shutil.move(spare, keystore_of(server))
    server.start()
    server._token = ""
    own = server.call("GET", "/api/parts/honesty-before/1", token).json()["ballots"]
    assert [ballot["v"] for ballot in own] == [1]
