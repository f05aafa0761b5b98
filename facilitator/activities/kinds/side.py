"""side: where a person stands today. Published as names of sides that reach the threshold, never as counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any, Literal

from facilitator.activities.base import Anonymity, Asked, Ballot, Links, Outcome, PartConfig
from facilitator.activities.tally import cells, side_names
from facilitator.errors import Refused

before_start = False
asks_side = True
keeps_side = False


class Config(PartConfig):
    """`allow_none` offers "between, or none of these"."""

    kind: Literal["side"]
    anonymity: Anonymity = "room"
    allow_none: bool = True


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links()


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"side": id}, or null where the plan allows it."""
    if not isinstance(body, dict) or set(body) != {"side"}:
        return Refused("malformed")
    side = body["side"]
    if side is None:
        return {"side": None} if config.allow_none else Refused("unknown_side")
    if not isinstance(side, str):
        return Refused("malformed")
    return {"side": side} if side in asked.sides else Refused("unknown_side")


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"cells": sides with enough people, "others": sides that are not named}. A name has no rough form."""
    if asked.rough:
        return Outcome(len(ballots), None)
    standing = [replace(ballot, side=ballot.answer["side"]) for ballot in ballots]
    found = cells(standing, asked.sides, config.threshold)
    alone = [name for cell in found if not cell.rest for name in side_names(cell)]
    others = [side for side in asked.sides if side not in alone]
    return Outcome(len(ballots), {"cells": alone, "others": others})


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    choices: list[str | None] = [*asked.sides, *asked.sides]
    if config.allow_none:
        choices.append(None)
    return {"side": draw.choice(choices)}
