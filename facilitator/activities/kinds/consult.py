"""consult: one timed step at the tables. A phone shows its group's dilemma and what its own role does now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from facilitator.activities.base import Asked, Ballot, Links, Outcome, Paragraph, PartConfig, Slug
from facilitator.errors import Refused

before_start = asks_side = keeps_side = False


class Config(PartConfig):
    """`groups` names the part that formed the tables, `recalls` a form that each table reads again. `notes` say what a
    role does besides what all do; `own_case` is what a table does here that consults a case of one of its own."""

    leaves: ClassVar[Literal["results", "card", "minutes"]] = "minutes"

    kind: Literal["consult"]
    anonymity: Literal["group"] = "group"
    reveal: Literal["never"] = "never"
    groups: Slug
    recalls: Slug | None = None
    notes: Annotated[
        Mapping[Literal["keeper", "clock", "scribe", "voice"], Paragraph], Field(max_length=4)
    ] = Field(default_factory=dict)  # fmt: skip
    own_case: Paragraph = ""
    shows_dilemma: bool = True


def collects(config: Config) -> bool:
    return False


def slots(config: Config) -> int:
    return 0


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links(groups=config.groups, recalls=config.recalls)


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    return Refused("not_open")


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    return Outcome(0, {})


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    return {}
