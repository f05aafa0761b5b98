"""pulse: a number beside the evening that can be tapped and changed at any time. The console sees it in batches."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from facilitator.activities.base import Asked, Ballot, Links, Outcome, PartConfig, Visible
from facilitator.activities.tally import totals
from facilitator.errors import Refused

before_start = asks_side = keeps_side = False
VALUES = range(1, 6)
Label = Annotated[str, Field(max_length=60), Visible]


class Config(PartConfig):
    """`title` is the question; the numbers are 1 to 5. It begins anew with each stage."""

    beside: ClassVar[bool] = True
    lasts: ClassVar[Literal["part", "stage", "evening"]] = "stage"

    kind: Literal["pulse"]
    anonymity: Literal["room"] = "room"
    reveal: Literal["never"] = "never"
    low_label: Label = ""
    high_label: Label = ""


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links()


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"warm": 1 to 5}."""
    if not isinstance(body, dict) or set(body) != {"warm"} or type(body["warm"]) is not int:
        return Refused("malformed")
    return {"warm": body["warm"]} if body["warm"] in VALUES else Refused("unknown_option")


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"counts": {"1": n, ...}, "n"}. It has no rough form."""
    if asked.rough:
        return Outcome(len(ballots), None)
    picks = [[str(ballot.answer["warm"])] for ballot in ballots]
    return Outcome(len(ballots), totals(picks, [str(value) for value in VALUES]))


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    return {"warm": draw.choice(VALUES)}
