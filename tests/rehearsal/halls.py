"""The small hall on a calmer night: for tests of what people send, and not of what befalls the laptop."""

from __future__ import annotations

from pathlib import Path

from tests.rehearsal.conftest import SMALL

LOUD = ("server_killed", "back_button")


def calm_hall(folder: Path, more: str = "") -> Path:
    """The same people; nobody kills the server. `more` are further sections of the script."""
    lines = [line for line in SMALL.read_text("utf-8").splitlines() if not any(what in line for what in LOUD)]
    path = folder / "calm-hall.yaml"
    path.write_text("\n".join([*lines, more]), "utf-8")
    return path
