"""guess: what one's own side would say, and what the sides that a phone has drawn would; the gap between the two."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from facilitator.activities.base import Asked, Ballot, Line, Links, Outcome, PartConfig, Slug, StableId, Strict
from facilitator.activities.tables import Table, cell_name
from facilitator.activities.tally import cells, members, side_names
from facilitator.errors import Refused
from facilitator.insight.publication import ROUGH_FROM, Band, Cell, band

before_start = asks_side = False
keeps_side = True
SIDE = "{side}"


class Option(Strict):
    id: StableId
    text: Line


class Config(PartConfig):
    """`own` asks about one's own side, `guess` about each of the `others` that a phone has drawn, by their name."""

    editable: ClassVar[tuple[str, ...]] = ("title", "screen", "phone", "own", "guess", "options")
    hands_on: ClassVar[Literal["nothing", "texts", "gap"]] = "gap"

    kind: Literal["guess"]
    anonymity: Literal["room"] = "room"
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=12, strict=False)]
    own: Line
    guess: Line
    others: Annotated[int, Field(ge=1, le=2)] = 1

    @field_validator("guess")
    @classmethod
    def about_a_side(cls, guess: str) -> str:
        if guess.count(SIDE) != 1:
            raise ValueError("write {side} once, where the name of the side stands")
        return guess

    @model_validator(mode="after")
    def possible(self) -> Config:
        if len({option.id for option in self.options}) < len(self.options):
            raise ValueError("every option needs an id of its own")
        return self

    @property
    def draws(self) -> int:
        return self.others


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    """First the guesses, then what the sides said of themselves beside them."""
    return 2


def steps_in(config: Config, results: Mapping[str, Any]) -> int:
    """Only the guesses, where nothing may be shown of what the sides said."""
    return 2 if results["cells"] else 1


def links(config: Config) -> Links:
    return Links(needs_sides=True)


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"own": option id or null, "guesses": {side: option id}}, at least one answer.

    Which side a phone leaves out as its own is not known here: any of the first `others` + 1 that it drew will do.
    """
    if not isinstance(body, dict) or set(body) != {"own", "guesses"} or not isinstance(body["guesses"], dict):
        return Refused("malformed")
    own, guesses = body["own"], body["guesses"]
    said = [*guesses.values(), *([] if own is None else [own])]
    if not said or not all(isinstance(option, str) for option in said):
        return Refused("malformed")
    if not set(said) <= {option.id for option in config.options}:
        return Refused("unknown_option")
    if not set(guesses) <= set(asked.sides):
        return Refused("unknown_option")
    if asked.drawn is not None and not set(guesses) <= set(asked.drawn[: config.others + 1]):
        return Refused("not_dealt")
    if len(guesses) > config.others:
        return Refused("too_many_picks")
    return {"own": own, "guesses": {side: guesses[side] for side in sorted(guesses)}}


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"guesses": {side: {option: band}}, "cells": [{"sides", "rest", "bands"}], "gap": {side: {"guessed", "own"}}}.

    `guesses` are of sides about which enough people guessed, themselves not of it; `cells` are what those who stand
    in them said of their own side, and empty where fewer than two can be shown. `gap` is read off the bands, for
    sides that have both: the options in the highest of them. Roughly: the guesses alone, where many guessed.
    """
    options = [option.id for option in config.options]
    least = max(config.threshold, ROUGH_FROM) if asked.rough else config.threshold
    guessed = {side: _guesses(side, ballots) for side in asked.sides}
    guesses = {side: _bands(said, options) for side, said in guessed.items() if len(said) >= least}
    standing = [b for b in ballots if b.answer["own"] is not None and b.side in asked.sides]
    found = () if asked.rough else cells(standing, asked.sides, config.threshold)
    shown = [_cell(cell, standing, asked, options) for cell in found if len(found) > 1]
    alone = {cell["sides"][0]: cell["bands"] for cell in shown if not cell["rest"]}
    gap = {
        side: {"guessed": foremost(bands), "own": foremost(alone[side])}
        for side, bands in guesses.items()
        if side in alone
    }
    return Outcome(len(ballots), {"guesses": guesses, "cells": shown, "gap": gap})


def _guesses(side: str, ballots: Sequence[Ballot]) -> list[str]:
    """What is guessed about a side by those who do not stand there."""
    return [b.answer["guesses"][side] for b in ballots if side in b.answer["guesses"] and b.side != side]


def _bands(said: Sequence[str], options: Sequence[str]) -> dict[str, str]:
    return {option: band(said.count(option), len(said)) for option in options}


def _cell(cell: Cell, standing: Sequence[Ballot], asked: Asked, options: Sequence[str]) -> dict[str, Any]:
    said = [b.answer["own"] for b in members(cell, standing, asked.sides)]
    return {"sides": side_names(cell), "rest": cell.rest, "bands": _bands(said, options)}


def foremost(bands: Mapping[str, str]) -> list[str]:
    """The options of the highest band that any of them reaches; none where all were named by few."""
    return next((found for name in ("most", "some") if (found := [o for o, b in bands.items() if b == name])), [])


class CellSaid(Strict):
    """Roughly what those in a cell said of their own side; bands by option."""

    sides: tuple[Slug, ...]
    rest: bool
    bands: dict[StableId, Band]


class Found(Strict):
    """Results as `results` makes them, read back from an archive."""

    guesses: dict[Slug, dict[StableId, Band]]
    cells: tuple[CellSaid, ...]
    gap: dict[Slug, dict[Literal["guessed", "own"], tuple[StableId, ...]]]


def carried(config: Config, results: Mapping[str, Any], step: int) -> dict[str, dict[str, dict[str, str]]]:
    """{side: {"guessed": {option: band}, "own": {option: band}}}: what another evening may show again, few left out.

    Only what was revealed by `step`, and only sides that stand alone. Raises ValidationError on results of no guess.
    """
    found = Found.model_validate_json(json.dumps(results))
    own = {cell.sides[0]: cell.bands for cell in found.cells if step >= steps(config) and cell.sides and not cell.rest}
    both = {"guessed": found.guesses if step else {}, "own": own}
    sides = dict.fromkeys(side for bands in both.values() for side in bands)
    return {side: {said: _named(by[side]) for said, by in both.items() if side in by} for side in sides}


def _named(bands: Mapping[str, str]) -> dict[str, str]:
    return {option: name for option, name in bands.items() if name != "few"}


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    drawn = asked.sides if asked.drawn is None else asked.drawn
    options = [option.id for option in config.options]
    guesses = {side: draw.choice(options) for side in drawn[: config.others]}
    return {"own": draw.choice([*options, None] if guesses else options), "guesses": guesses}


def table(config: Config, results: Mapping[str, Any], texts: Mapping[str, str], step: int) -> Table:
    """One row for each option: a column of guesses about each side, and one for each cell's own answers once shown."""
    said = [(f"guessed {side}", bands) for side, bands in results["guesses"].items()]
    if step >= steps(config):
        said += [(f"own {cell_name(cell)}", cell["bands"]) for cell in results["cells"]]
    rows = tuple((option.id, option.text, *(bands[option.id] for _, bands in said)) for option in config.options)
    return Table(("id", "option", *(name for name, _ in said)), rows)
