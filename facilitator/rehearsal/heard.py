"""Everything that phones, screen and console were sent, each page once, in the order in which it came."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_CLOCK = re.compile(
    r'data-clock-left-value="-?\d+"|(?<=data-clock-target="figure">)[^<]*|(?<=data-clock-target="rest") width="[\d.]+"'
    r'|(?<=<dd dir="ltr">)[\d:]+(?=</dd>)'
)
"""The seconds of a running clock, and how they are written: pages that differ in nothing else are one page."""


@dataclass(frozen=True)
class Page:
    """What an audience received while the room stood on `part`."""

    number: int
    audience: str
    part: str
    phase: str
    text: str


class Heard:
    """The record of an evening, as its clients have it."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.joined_max = 0
        self._known: set[tuple[str, str, str, str]] = set()

    def frames(self, audience: str, payload: dict[str, Any]) -> None:
        """A frame set, pushed or asked for."""
        now = payload["now"]
        self.note(audience, now["part"], now["phase"], "\n".join(payload["frames"].values()))

    def reply(self, audience: str, part: str, body: Any) -> None:
        """The answer to a request; only what can carry words is kept."""
        if isinstance(body, dict):
            words = body.get("html") or json.dumps({k: v for k, v in body.items() if k != "token"}, ensure_ascii=False)
            self.note(audience, part, "", str(words))

    def note(self, audience: str, part: str, phase: str, text: str) -> None:
        key = (audience, part, phase, _CLOCK.sub("", text))
        if key not in self._known:
            self._known.add(key)
            self.pages.append(Page(len(self.pages), audience, part, phase, text))

    def by(self, *audiences: str, before: int | None = None) -> Iterator[Page]:
        """Pages of some audiences, up to a number if one is given."""
        for page in self.pages[:before]:
            if page.audience in audiences:
                yield page

    def newest(self, audience: str, part: str, phase: str) -> str:
        """The last page an audience got of a part in a phase; empty if there was none."""
        found = [page.text for page in self.by(audience) if (page.part, page.phase) == (part, phase)]
        return found[-1] if found else ""
