"""lobby: the door before the start. Nothing is asked; the promise is read."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, Literal

from facilitator.activities.base import Asked, Ballot, Links, Outcome, PartConfig
from facilitator.errors import Refused

before_start = True
asks_side = keeps_side = False


class Config(PartConfig):
    """Nothing more than every part has."""

    kind: Literal["lobby"]
    reveal: Literal["never"] = "never"


def collects(config: Config) -> bool:
    return False


def slots(config: Config) -> int:
    return 0


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links()


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    return Refused("not_open")


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    return Outcome(0, {})


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    return {}
