"""choice: one or several of a few options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from facilitator.activities.base import STABLE, Anonymity, Asked, Ballot, Line, Links, Outcome, PartConfig, Strict
from facilitator.activities.tables import Table, counted
from facilitator.activities.tally import banded, totals
from facilitator.errors import Refused

before_start = asks_side = False
keeps_side = True


class Option(Strict):
    """`id` may be one by which evenings are compared, such as M01 or being_right."""

    id: Annotated[str, StringConstraints(pattern=STABLE, max_length=60)]
    text: Line


class Config(PartConfig):
    """`picture` is decided before anybody answers: an exact total, or bands by side."""

    editable: ClassVar[tuple[str, ...]] = ("title", "screen", "phone", "options")
    insertable: ClassVar[bool] = True

    kind: Literal["choice"]
    anonymity: Anonymity = "room"
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=12, strict=False)]
    max_picks: Annotated[int, Field(ge=1, le=12)] = 1
    picture: Literal["total", "sides"] = "total"

    @field_validator("options", mode="before", json_schema_input_type=list[Option | str])
    @classmethod
    def numbered(cls, options: Any) -> Any:
        """Bare texts get the ids o1, o2, ... in their order."""
        if not isinstance(options, list | tuple):
            return options
        return tuple({"id": f"o{i}", "text": o} if isinstance(o, str) else o for i, o in enumerate(options, start=1))

    @model_validator(mode="after")
    def possible(self) -> Config:
        if len({option.id for option in self.options}) < len(self.options):
            raise ValueError("every option needs an id of its own")
        if self.max_picks > len(self.options):
            raise ValueError(f"max_picks is {self.max_picks}, but there are {len(self.options)} options")
        return self


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links()


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"picks": [option ids]}, at least one, each once."""
    if not isinstance(body, dict) or set(body) != {"picks"} or not isinstance(body["picks"], list):
        return Refused("malformed")
    picks = body["picks"]
    if not picks or not all(isinstance(pick, str) for pick in picks) or len(set(picks)) < len(picks):
        return Refused("malformed")
    if len(picks) > config.max_picks:
        return Refused("too_many_picks")
    if not set(picks) <= {option.id for option in config.options}:
        return Refused("unknown_option")
    return {"picks": sorted(picks)}


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"counts", "n"}, or bands: {"all": {option: band} or None, "cells": [{"sides", "rest", "bands"}]}."""
    options = [option.id for option in config.options]
    picks = [ballot.answer["picks"] for ballot in ballots]
    if config.picture == "total" and not asked.rough:
        return Outcome(len(ballots), totals(picks, options))
    sides = () if asked.rough else asked.sides
    shown = banded(ballots, dict(enumerate(picks)), options, sides, config.threshold)
    return Outcome(len(ballots), shown)


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    count = draw.randint(1, config.max_picks)
    return {"picks": draw.sample([option.id for option in config.options], count)}


def table(config: Config, results: Mapping[str, Any], texts: Mapping[str, str], step: int) -> Table:
    """One row for each option."""
    options = {option.id: option.text for option in config.options}
    return counted(results, options, bands="all" in results)
