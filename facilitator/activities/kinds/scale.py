"""scale: a number on a short line; may be asked twice, an hour apart, and shown side by side."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from facilitator.activities.base import Anonymity, Asked, Ballot, Links, Outcome, PartConfig, Slug, Visible
from facilitator.activities.tally import banded, totals
from facilitator.errors import Refused

before_start = asks_side = False
keeps_side = True
Label = Annotated[str, Field(max_length=60), Visible]


class Config(PartConfig):
    """Whole numbers from `low` to `high`; `pairs_with` names the earlier part with the same question."""

    editable: ClassVar[tuple[str, ...]] = ("title", "screen", "phone", "low_label", "high_label")
    insertable: ClassVar[bool] = True

    kind: Literal["scale"]
    anonymity: Anonymity = "room"
    low: Annotated[int, Field(ge=0, le=1)] = 1
    high: Annotated[int, Field(ge=3, le=10)] = 5
    low_label: Label = ""
    high_label: Label = ""
    pairs_with: Slug | None = None
    picture: Literal["total", "sides"] = "total"

    @model_validator(mode="after")
    def possible(self) -> Config:
        if self.pairs_with == self.id:
            raise ValueError("a scale cannot pair with itself")
        return self


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links(pairs_with=config.pairs_with)


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"value": whole number}."""
    if not isinstance(body, dict) or set(body) != {"value"}:
        return Refused("malformed")
    value = body["value"]
    if type(value) is not int:
        return Refused("malformed")
    if not config.low <= value <= config.high:
        return Refused("unknown_option")
    return {"value": value}


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"counts": {"1": n, ...}, "n", "mean"}, or bands by side; the mean to two decimals."""
    options = [str(value) for value in range(config.low, config.high + 1)]
    values = [int(ballot.answer["value"]) for ballot in ballots]
    picks = [[str(value)] for value in values]
    if config.picture == "sides" or asked.rough:
        sides = () if asked.rough else asked.sides
        shown = banded(ballots, dict(enumerate(picks)), options, sides, config.threshold)
        return Outcome(len(ballots), shown)
    mean = round(sum(values) / len(values), 2) if values else None
    return Outcome(len(ballots), {**totals(picks, options), "mean": mean})


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    return {"value": draw.randint(config.low, config.high)}
