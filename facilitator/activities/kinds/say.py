"""say: words and a clock, phones down; or an earlier part's result card, shown again to talk about."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, ClassVar, Literal

from facilitator.activities.base import Asked, Ballot, Links, Outcome, Paragraph, PartConfig, Slug
from facilitator.errors import Refused

before_start = asks_side = keeps_side = False


class Config(PartConfig):
    """`body` is plain text; `shows` names an earlier part."""

    editable: ClassVar[tuple[str, ...]] = ("title", "screen", "phone", "body")

    kind: Literal["say"]
    reveal: Literal["never"] = "never"
    body: Paragraph = ""
    phones_down: bool = False
    shows: Slug | None = None


def collects(config: Config) -> bool:
    return False


def slots(config: Config) -> int:
    return 0


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links(shows=config.shows)


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    return Refused("not_open")


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    return Outcome(0, {})


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    return {}
