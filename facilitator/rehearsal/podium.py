"""The bench's own facilitator: the console that commands, the screen that is watched, the archive that is read."""

from __future__ import annotations

import json
import re
import threading
import time
import uuid
from pathlib import Path
from typing import Any

from facilitator.rehearsal.child import Failed
from facilitator.rehearsal.line import Line, Web
from facilitator.rehearsal.patience import patience

_FIGURE = re.compile(r'class="bar__value">(\d+)<')
PATIENCE = 20.0
"""Seconds on a quick machine."""


class Podium:
    """A console and a screen, both with a socket that is read all the time, as in any room."""

    def __init__(self, ready: dict[str, Any]) -> None:
        url, _, claim = str(ready["console_url"]).partition("/console#c=")
        self.url = url
        self.code = str(ready["code"])
        self._data = Path(str(ready["data"]))
        self._web = Web(url)
        self._web.token = str(self._ask("POST", "/api/console/claim", {"code": claim})["token"])
        self._rev = 0
        self._shown: dict[int, float] = {}
        screen = str(ready["screen_url"]).partition("#t=")[2]
        self._lines = [Line(url, self._web.token, "console", self._heard), Line(url, screen, "screen", self._saw)]
        for line in self._lines:
            line.open()
            threading.Thread(target=line.run, daemon=True).start()
        self._wait(lambda: self._rev > 0)

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        reply = self._web.ask(method, path, body)
        if reply.status != 200:
            raise Failed(f"{method} {path}: {reply.status} {reply.body}")
        return reply.body

    def _heard(self, frames: dict[str, Any], at: float) -> None:
        self._rev = max(self._rev, int(frames["rev"]))
        self.now: dict[str, Any] = frames["now"]

    def _saw(self, frames: dict[str, Any], at: float) -> None:
        total = sum(int(figure) for figure in _FIGURE.findall(frames["frames"].get("wall", "")))
        self._shown.setdefault(total, at)

    def do(self, name: str) -> tuple[int, float]:
        """A console command: the revision after it, and when it was sent."""
        body = {"cmd_id": uuid.uuid4().hex, "expect_rev": self._rev, "do": {"name": name}}
        at = time.monotonic()
        self._rev = max(self._rev, int(self._ask("POST", "/api/console/commands", body)["rev"]))
        return self._rev, at

    def until(self, part: str, *phases: str) -> None:
        """Waits until the room stands there."""
        self._wait(lambda: self.now["part"] == part and self.now["phase"] in phases)

    def shown(self, total: int) -> float | None:
        """When the screen first showed so many answers; None if it never did."""
        end = time.monotonic() + patience(PATIENCE)
        while total not in self._shown and time.monotonic() < end:
            time.sleep(0.01)
        return self._shown.get(total)

    def kept(self, part: str) -> dict[str, Any]:
        """What the archive keeps of a closed part; it is written a moment after the close."""
        found: list[dict[str, Any]] = []

        def there() -> bool:
            for path in (self._data / "archive").glob("*/session.json"):
                found[:] = [p for p in json.loads(path.read_text("utf-8"))["parts"] if p["part"] == part]
            return bool(found)

        self._wait(there)
        return found[0]

    def _wait(self, true: Any) -> None:
        end = time.monotonic() + patience(PATIENCE)
        while not true():
            if time.monotonic() > end:
                raise Failed("the room did not come to where the bench expected it")
            time.sleep(0.01)

    def close(self) -> None:
        for line in self._lines:
            line.close()
        self._web.close()
