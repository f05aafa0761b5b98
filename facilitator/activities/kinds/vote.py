"""vote: a few votes over shown texts, put in two orders: most votes, and supported from most sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from facilitator.activities.base import Asked, Ballot, Links, Outcome, PartConfig, Slug, Strict
from facilitator.activities.orders import by_sides, named
from facilitator.activities.tables import Table, places
from facilitator.activities.tally import cells, side_names
from facilitator.errors import Refused
from facilitator.insight.bridging import tie_groups

before_start = asks_side = False
keeps_side = True


class Deal(Strict):
    """Above so many items each phone reads only `each` of them, balanced; then rates are compared, not counts."""

    above: Annotated[int, Field(ge=5, le=200)] = 14
    each: Annotated[int, Field(ge=3, le=60)] = 12

    @model_validator(mode="after")
    def possible(self) -> Deal:
        if self.each > self.above:
            raise ValueError(f"each {self.each} is over above {self.above}")
        return self


class Config(PartConfig):
    """`items_from` names the harvest whose shown texts are voted on; `top` is how many the screen lists."""

    kind: Literal["vote"]
    anonymity: Literal["room"] = "room"
    items_from: Slug
    votes: Annotated[int, Field(ge=1, le=10)] = 3
    max_per_item: Annotated[int, Field(ge=1, le=10)] = 1
    deal: Deal = Deal()
    top: Annotated[int, Field(ge=3, le=8)] = 6


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    return 2


def links(config: Config) -> Links:
    return Links(items_from=config.items_from)


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"votes": {text id: how many}}; an empty object is a ballot that supports nothing."""
    if not isinstance(body, dict) or set(body) != {"votes"} or not isinstance(body["votes"], dict):
        return Refused("malformed")
    index = {item: i for i, item in enumerate(asked.items)}
    dealt = range(len(asked.items)) if asked.dealt is None else asked.dealt
    votes: dict[str, int] = {}
    for item, count in body["votes"].items():
        if type(count) is not int or not 1 <= count <= config.max_per_item:
            return Refused("malformed")
        if item not in index:
            return Refused("unknown_option")
        if index[item] not in dealt:
            return Refused("not_dealt")
        votes[str(index[item])] = count
    if sum(votes.values()) > config.votes:
        return Refused("too_many_votes")
    return {"votes": votes, "seen": None if asked.dealt is None else list(asked.dealt)}


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """Two orders of text ids as tie groups, which cells the second one looked at, and how many ballots and votes.

    No count, rate or score of an item leaves this function: a score and a total together would give the table of the
    sides away (SECURITY.md, what may be shown). Orders are rough already; only the number of votes goes with `rough`.
    """
    n = len(asked.items)
    into = asked.counts_for or tuple(range(n))
    given = [_given(config, ballot, into) for ballot in ballots]
    seen = [{into[i] for i in (range(n) if b.answer["seen"] is None else b.answer["seen"])} for b in ballots]
    votes = [sum(row[i] for row in given) for i in range(n)]
    shown_to = [sum(i in s for s in seen) for i in range(n)]
    dealt = any(b.answer["seen"] is not None for b in ballots)
    by_total = [v / s if dealt and s else float(v) for v, s in zip(votes, shown_to, strict=True)]
    found = cells(ballots, asked.sides, config.threshold)
    supports = [{i for i in range(n) if row[i] > 0} for row in given]
    across = by_sides(found, ballots, asked, supports, seen) if len(found) > 1 else None
    listed = {i for i in range(n) if votes[i] > 0}  # what nobody voted for is not listed
    shown = {
        "most_votes": named(tie_groups(by_total), asked, listed),
        "most_sides": named(tie_groups(across), asked, listed) if across is not None else None,
        "cells": [{"sides": side_names(cell), "rest": cell.rest} for cell in found],
        "ballots": len(ballots),
        "votes": None if asked.rough else sum(votes),
    }
    return Outcome(len(ballots), shown)


def _given(config: Config, ballot: Ballot, into: Sequence[int]) -> list[int]:
    """The votes of a ballot by item. What went to a merged text counts for the one that stands for it; nobody gives
    that one more than a ballot could."""
    row = [0] * len(into)
    for place, count in ballot.answer["votes"].items():
        target = into[int(place)]
        row[target] = min(config.max_per_item, row[target] + int(count))
    return row


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    items = asked.items if asked.dealt is None else [asked.items[i] for i in asked.dealt]
    picks = draw.sample(items, min(config.votes, len(items)))
    return {"votes": {item: 1 for item in picks}}


def table(config: Config, results: Mapping[str, Any], texts: Mapping[str, str], step: int) -> Table:
    """One row for each text that somebody voted for and that is still kept; the second order once it was shown."""
    most_votes = places(results["most_votes"])
    most_sides = places(results["most_sides"] or []) if step >= steps(config) else {}
    columns = ("text_id", "most_votes", *(("most_sides",) if most_sides else ()), "text")
    rows = [
        (id_, place, *((most_sides[id_],) if most_sides else ()), texts[id_])
        for id_, place in most_votes.items()
        if id_ in texts
    ]
    return Table(columns, tuple(rows))
