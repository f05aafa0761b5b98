"""private: a page to think on that stays on the phone. Nothing of it is sent, so there is nothing to keep."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from facilitator.activities.base import Asked, Ballot, Line, Links, Outcome, PartConfig, Strict
from facilitator.errors import Refused

before_start = asks_side = keeps_side = False


class Blank(Strict):
    """One place to write: what stands above it, a short hint, and the most characters it takes."""

    label: Line
    hint: Line | Literal[""] = ""
    length: Annotated[int, Field(ge=1, le=600)] = 120


class Config(PartConfig):
    """`fields` are the places to write, from the top. Who fills them in, and with what, is known to the phone alone."""

    leaves: ClassVar[Literal["results", "card", "minutes"]] = "card"

    kind: Literal["private"]
    reveal: Literal["never"] = "never"
    fields: Annotated[tuple[Blank, ...], Field(min_length=1, max_length=6, strict=False)]


def collects(config: Config) -> bool:
    return False


def slots(config: Config) -> int:
    return 0


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links()


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """Nothing: a body that came all the same is refused unread."""
    return Refused("not_open")


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    return Outcome(0, {})


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    return {}
