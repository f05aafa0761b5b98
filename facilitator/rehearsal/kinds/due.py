"""What a script lets a person send: when, to which slot, and what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from facilitator.rehearsal.moderation import Moderation


@dataclass(frozen=True)
class Due:
    """`at` is a script second, None any time while the part is open; `body` is made when it is sent."""

    body: Callable[[], dict[str, Any] | None]
    at: float | None = None
    slot: int = 0


@dataclass
class Room:
    """What a person can know besides the script: how texts are called by the product, who is there, what was dealt."""

    moderation: Moderation
    present: Callable[[], list[str]]
    items: Callable[[str, str], tuple[str, ...]] = field(default=lambda person, part: ())
    own: Callable[[str, str], str] = field(default=lambda person, part: "")
    """What a phone alone is told in a part."""
    first: dict[str, list[str]] = field(default_factory=dict)
    """Who was present when a part first came up on a phone, for what a script hands out in order."""
