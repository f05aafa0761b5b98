"""What a restart goes on with: this evening's run, and an evening does not end at midnight."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from facilitator import clock
from facilitator.live.rooms import new_room, open_store, unfinished
from facilitator.settings import Settings
from tests.server.test_without_lobby import PLAN


@pytest.mark.parametrize(
    ("begins", "restarts", "goes_on"),
    [
        ("2026-03-14T19:00", "2026-03-14T19:40", True),
        ("2026-03-14T23:30", "2026-03-15T00:10", True),
        ("2026-03-14T23:30", "2026-03-15T09:00", False),
        ("2026-03-15T00:10", "2026-03-14T23:59", True),  # a clock that was set right meanwhile
        ("2026-03-14T10:00", "2026-03-16T01:00", False),
    ],
)
def test_a_restart_goes_on_with_this_evening(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, begins: str, restarts: str, goes_on: bool
) -> None:
    class Wall(datetime):
        shows = datetime.fromisoformat(begins)

        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return cls.shows

    monkeypatch.setattr(clock, "datetime", Wall)
    settings = Settings(data=tmp_path / "data", keys=tmp_path / "keys")
    store = open_store(settings)
    room = new_room(store, settings, PLAN, "plan.yaml", practice=False)
    Wall.shows = datetime.fromisoformat(restarts)
    assert unfinished(store, PLAN, practice=False) == (room.workshop.code if goes_on else None)
    assert unfinished(store, PLAN, practice=True) is None
    store.close()
