"""A seal whose report cannot be written: nothing is said that is not yet true, and it is tried until it is."""

from __future__ import annotations

import time
from pathlib import Path

from tests.conftest import Server
from tests.machine import patience

TRUE_AT_THE_END = ("The keys are destroyed", "the keys are destroyed. This page", "Open the report", "data-report")


def faces(server: Server, phone: str) -> dict[str, str]:
    """What each audience reads."""
    tokens = {"console": server.console, "screen": server.screen, "phone": phone}
    return {audience: str(server.frames(audience, token)) for audience, token in tokens.items()}


def test_what_is_said_at_the_seal_is_true_when_it_is_said(server: Server) -> None:
    phone = server.join()
    server.go_to("close")
    if server.now()["asks"]:
        server.do("close")
        server.until("revealed")
    archive = server.data / "archive"
    time.sleep(0.5)  # the archive of the last close is on its way
    spare = archive.rename(server.data / "spare")
    archive.write_text("a file where the folder should be")  # what no permission does to the owner of the machine
    server.do("seal")

    keys = Path(f"{server.data}.keys")
    said = faces(server, phone)
    assert [(face, words) for face, text in said.items() for words in TRUE_AT_THE_END if words in text] == []
    assert {face for face, text in said.items() if "being written" in text} == {"console", "screen", "phone"}
    assert (keys / f"{server.code}.room.key").exists()

    archive.unlink()
    spare.rename(archive)
    end = time.monotonic() + patience(4)
    while (keys / f"{server.code}.room.key").exists() and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(0.5)
    wall, console = (
        str(server.frames(who, token)) for who, token in (("screen", server.screen), ("console", server.console))
    )
    assert "The keys are destroyed" in wall
    assert f"{server.code}/report.html" in console
    assert "being written" not in wall + console
    assert not list(keys.glob(f"{server.code}.*"))
