"""close: thanks, what happens to what was written, and optionally a few ratings of the evening."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from facilitator.activities.base import (
    Anonymity,
    Asked,
    Ballot,
    Line,
    Links,
    Outcome,
    Paragraph,
    PartConfig,
    Slug,
    Strict,
)
from facilitator.activities.tally import totals
from facilitator.errors import Refused

before_start = asks_side = keeps_side = False
STARS = ("1", "2", "3", "4", "5")


class Rating(Strict):
    id: Slug
    text: Line


class Config(PartConfig):
    """`ratings` are sentences to be rated from 1 (not at all) to 5 (fully)."""

    kind: Literal["close"]
    anonymity: Anonymity = "room"
    ratings: Annotated[tuple[Rating, ...], Field(max_length=5, strict=False)] = ()
    thanks: Paragraph = ""

    @model_validator(mode="after")
    def possible(self) -> Config:
        if len({rating.id for rating in self.ratings}) < len(self.ratings):
            raise ValueError("every rating needs an id of its own")
        return self


def collects(config: Config) -> bool:
    return bool(config.ratings)


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links()


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"ratings": {id: 1..5}}; sentences may be left out."""
    if not isinstance(body, dict) or set(body) != {"ratings"} or not isinstance(body["ratings"], dict):
        return Refused("malformed")
    ratings = body["ratings"]
    if not ratings or not set(ratings) <= {rating.id for rating in config.ratings}:
        return Refused("unknown_option")
    if not all(type(value) is int and 1 <= value <= 5 for value in ratings.values()):
        return Refused("malformed")
    return {"ratings": dict(sorted(ratings.items()))}


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"ratings": {id: {"counts", "n", "mean"}}}; a sentence rated by too few is None. A mean has no rough form."""
    if asked.rough:
        return Outcome(len(ballots), None)
    shown: dict[str, Any] = {}
    for rating in config.ratings:
        values = [int(b.answer["ratings"][rating.id]) for b in ballots if rating.id in b.answer["ratings"]]
        counted = {
            **totals([[str(v)] for v in values], STARS),
            "mean": round(sum(values) / len(values), 2) if values else None,
        }
        shown[rating.id] = counted if len(values) >= config.threshold else None
    return Outcome(len(ballots), {"ratings": shown})


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    return {"ratings": {rating.id: draw.randint(2, 5) for rating in config.ratings}}
