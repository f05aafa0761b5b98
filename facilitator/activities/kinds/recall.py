"""recall: what came of the session before: the map of the factions, the gaps between them, or the commitments."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, Literal

from facilitator.activities.base import Asked, Ballot, Links, Outcome, PartConfig
from facilitator.errors import Refused

before_start = asks_side = keeps_side = False


class Config(PartConfig):
    """The map is that of the sides of the plan; gaps and commitments are those that it has under `carried`, if any."""

    kind: Literal["recall"]
    reveal: Literal["never"] = "never"
    view: Literal["map", "gaps", "commitments"] = "map"


def collects(config: Config) -> bool:
    return False


def slots(config: Config) -> int:
    return 0


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links(needs_sides=config.view == "map", looks_back=config.view)


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    return Refused("not_open")


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    return Outcome(0, {})


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    return {}
