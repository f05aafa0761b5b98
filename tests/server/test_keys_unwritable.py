"""No room for the key of a part: the part does not open, the console is told why, and the next try works."""

from __future__ import annotations

import uuid
from pathlib import Path

from tests.conftest import Server


def test_a_part_whose_key_cannot_be_written_stays_closed_and_says_why(server: Server) -> None:
    keys = Path(f"{server.data}.keys")
    before = server.now()
    spare = keys.rename(server.home / "spare")
    keys.write_text("a file where the folder should be")  # what no permission does to the owner of the machine
    body = {"cmd_id": uuid.uuid4().hex, "expect_rev": before["seq"], "do": {"name": "next"}}
    answer = server.call("POST", "/api/console/commands", server.console, body)
    assert answer.json()["error"] == "disk_full"
    assert server.now() == before

    keys.unlink()
    spare.rename(keys)
    server.do("next")
    token = server.join()
    assert server.answer(token, server.now()["part"], {"picks": ["o1"]}).status_code == 200
