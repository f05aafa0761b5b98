"""pause: a break. A clock, the time to be back, and nothing that anybody is asked."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, ClassVar, Literal

from facilitator.activities.base import Asked, Ballot, Line, Links, Outcome, PartConfig
from facilitator.errors import Refused

before_start = asks_side = keeps_side = False


class Config(PartConfig):
    """`back` is a line under the time to be back, such as "Tea is in the next room"."""

    editable: ClassVar[tuple[str, ...]] = ("title", "screen", "phone", "back")
    leaves: ClassVar[Literal["results", "card", "minutes"]] = "minutes"

    kind: Literal["pause"]
    reveal: Literal["never"] = "never"
    back: Line | Literal[""] = ""


def collects(config: Config) -> bool:
    return False


def slots(config: Config) -> int:
    return 0


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links()


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """Nothing: people are at the tea."""
    return Refused("not_open")


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    return Outcome(0, {})


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    return {}
