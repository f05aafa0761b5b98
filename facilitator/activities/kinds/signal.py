"""signal: one silent tap beside the evening, such as "I need a pause". The console sees how many, and never who."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, ClassVar, Literal

from facilitator.activities.base import Asked, Ballot, Links, Outcome, PartConfig
from facilitator.errors import Refused

before_start = asks_side = keeps_side = False


class Config(PartConfig):
    """`title` is what stands on the button. It is over when the room moves on to another part."""

    beside: ClassVar[bool] = True
    lasts: ClassVar[Literal["part", "stage", "evening"]] = "part"
    seen_from: ClassVar[int] = 1
    """A signal that waits for five is none; that one person gave it is what it is for (SECURITY.md)."""

    kind: Literal["signal"]
    anonymity: Literal["room"] = "room"
    reveal: Literal["never"] = "never"


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links()


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"on": true}; taking it back is a withdrawn ballot."""
    if not isinstance(body, dict) or set(body) != {"on"} or body["on"] is not True:
        return Refused("malformed")
    return {"on": True}


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"n"}: how many have the signal on."""
    return Outcome(len(ballots), {"n": len(ballots)})


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    return {"on": True}
