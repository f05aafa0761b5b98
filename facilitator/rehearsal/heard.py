"""Everything that phones, screen and console were sent, each page once, in the order in which it came."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

_CLOCK = tuple(
    (re.compile(pattern), kept)
    for pattern, kept in (
        (r'data-clock-left-value="-?\d+"', ""),
        (r'(data-clock-target="figure">)[^<]*', r"\1"),
        (r'(data-clock-target="rest") width="[\d.]+"', r"\1"),
        (r'(<dd dir="ltr">)[\d:]+(?=</dd>)', r"\1"),
    )
)
"""The seconds of a running clock, and how they are written: pages that differ in nothing else are one page."""


@dataclass(frozen=True)
class Page:
    """What an audience received while the room stood on `part`. Held packed: an evening has thousands of consoles."""

    number: int
    audience: str
    part: str
    phase: str
    packed: bytes

    @property
    def text(self) -> str:
        return zlib.decompress(self.packed).decode("utf-8", "surrogatepass")

    @property
    def where(self) -> str:
        """For whoever reads a finding."""
        return f"the {self.audience} in {self.part}{f' ({self.phase})' if self.phase else ''}, page {self.number}"


class Heard:
    """The record of an evening, as its clients have it."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.joined_max = 0
        self._known: set[bytes] = set()

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
        raw = text.encode("utf-8", "surrogatepass")
        if not self._new("exactly", audience, part, phase, raw):
            return  # most frames: everybody gets the same ones
        timeless = text
        for clock, kept in _CLOCK:
            timeless = clock.sub(kept, timeless)
        if self._new("timeless", audience, part, phase, timeless.encode("utf-8", "surrogatepass")):
            self.pages.append(Page(len(self.pages), audience, part, phase, zlib.compress(raw, 1)))

    def _new(self, kind: str, audience: str, part: str, phase: str, raw: bytes) -> bool:
        digest = blake2b(f"{kind}\0{audience}\0{part}\0{phase}\0".encode(), digest_size=16)
        digest.update(raw)
        found = digest.digest()
        if found in self._known:
            return False
        self._known.add(found)
        return True

    def by(self, *audiences: str, before: int | None = None) -> Iterator[Page]:
        """Pages of some audiences, up to a number if one is given."""
        for page in self.pages[:before]:
            if page.audience in audiences:
                yield page

    def newest(self, audience: str, part: str, phase: str) -> str:
        """The last page an audience got of a part in a phase; empty if there was none."""
        here = (page for page in reversed(self.pages) if page.audience == audience)
        return next((page.text for page in here if (page.part, page.phase) == (part, phase)), "")
