"""card_sort: people sort the same cards into a few categories; the cards they are most split about are talked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from facilitator.activities.base import Asked, Ballot, Links, Outcome, PartConfig, Strict, Visible
from facilitator.activities.grid import Grid, Item, accepted, counted, entropy_bits, roughly, twice
from facilitator.activities.tables import Table
from facilitator.errors import Refused

before_start = asks_side = keeps_side = False
TOP = 3
"""So many of the most split cards are talked about, one after another."""


class Card(Item):
    """`debrief` is the point that the screen shows when the facilitator comes to the card."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=240, strip_whitespace=True), Visible]
    debrief: Annotated[str, StringConstraints(max_length=300, strip_whitespace=True), Visible] = ""


class Category(Strict):
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=20)]
    text: Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True), Visible]


CATEGORIES = (
    Category(id="confidant", text="take my doubts to them"),
    Category(id="ally", text="build the work with them"),
    Category(id="neither", text="neither, for now"),
)


class Config(PartConfig):
    """`categories` default to those of partnership: confidant, ally, neither."""

    kind: Literal["card_sort"]
    anonymity: Literal["room"] = "room"
    cards: Annotated[tuple[Card, ...], Field(min_length=2, max_length=16, strict=False)]
    categories: Annotated[tuple[Category, ...], Field(min_length=2, max_length=4, strict=False)] = CATEGORIES

    @model_validator(mode="after")
    def possible(self) -> Config:
        for what, listed in (("card", self.cards), ("category", self.categories)):
            if id_ := twice(listed):
                raise ValueError(f"{id_!r} is used twice; every {what} needs an id of its own")
        return self


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    """First the most split cards together, then each of them with its point."""
    return 1 + min(TOP, len(config.cards))


def links(config: Config) -> Links:
    return Links()


def _grid(config: Config) -> Grid:
    categories = [category.id for category in config.categories]
    return {card.id: categories for card in config.cards}


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"cards": {card id: category id}}, as many cards as were sorted so far, at least one."""
    return accepted(body, "cards", _grid(config))


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"cards": {id: {"counts", "n", "entropy_bits"}}, "most_split": [ids]}; a card that few sorted is None.

    Entropy in bits to three decimals, of those who sorted the card; ties of the most split stand by their ids.
    """
    grid = _grid(config)
    if asked.rough:
        return Outcome(len(ballots), {"bands": roughly(ballots, "cards", grid, config.threshold)})
    cards = counted(ballots, "cards", grid, config.threshold)
    split = {id_: entropy_bits(found["counts"].values()) for id_, found in cards.items() if found}
    for id_, bits in split.items():
        cards[id_] = {**(cards[id_] or {}), "entropy_bits": round(bits, 3)}
    order = sorted(split, key=lambda id_: (-round(split[id_], 9), id_))
    return Outcome(len(ballots), {"cards": cards, "most_split": order[:TOP]})


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    """Most people sort all cards; some run out of time."""
    ids = [card.id for card in config.cards]
    sorted_ = draw.sample(ids, len(ids) if draw.random() < 0.8 else draw.randint(1, len(ids)))
    return {"cards": {id_: draw.choice(config.categories).id for id_ in sorted_}}


def table(config: Config, results: Mapping[str, Any], texts: Mapping[str, str], step: int) -> Table:
    """One row for each card: how many put it where, n, and the split in bits; or bands. Empty where few sorted it."""
    ids = [category.id for category in config.categories]
    if "bands" in results:
        bands = results["bands"]
        rows = [(c.id, c.text, *((bands[c.id] or {}).get(id_) for id_ in ids)) for c in config.cards]
        return Table(("id", "card", *ids), tuple(rows))
    cells = []
    for card in config.cards:
        found = results["cards"][card.id]
        figures = (*(found["counts"][id_] for id_ in ids), found["n"], round(found["entropy_bits"], 2)) if found else ()
        cells.append((card.id, card.text, *(figures or (None,) * (len(ids) + 2))))
    return Table(("id", "card", *ids, "n", "entropy_bits"), tuple(cells))
