"""sign: each phone is dealt a few sentences; would your side sign this as it stands, with one word changed, or not?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Annotated, Any, Literal

from pydantic import Field

from facilitator.activities.base import Asked, Ballot, Links, Outcome, PartConfig, Slug
from facilitator.activities.orders import by_sides, named
from facilitator.activities.tables import Table, cell_name, places
from facilitator.activities.tally import banded, cells, side_names
from facilitator.errors import Refused
from facilitator.insight.bridging import tie_groups
from facilitator.insight.publication import ROUGH_FROM

before_start = asks_side = False
keeps_side = True
SIGNS = ("as_is", "changed", "no")
WORDS = 300
"""A text of 600 characters has no more words."""
WITHHELD: Mapping[str, Any] = {"all": None, "cells": [], "words": {}}


@dataclass(frozen=True)
class Deal:
    """Above so many texts each phone is dealt `each` of them."""

    above: int
    each: int


class Config(PartConfig):
    """`items_from` names the part whose shown texts are dealt, `each` of them to every phone; `top` go on the wall."""

    kind: Literal["sign"]
    anonymity: Literal["room"] = "room"
    items_from: Slug
    each: Annotated[int, Field(ge=1, le=10)] = 3
    top: Annotated[int, Field(ge=3, le=6)] = 5

    @property
    def deal(self) -> Deal:
        return Deal(self.each, self.each)


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links(items_from=config.items_from)


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"signs": {text id: "as_is" | "changed" | "no" | the index of the one word to change}}; {} says nothing."""
    if not isinstance(body, dict) or set(body) != {"signs"} or not isinstance(body["signs"], dict):
        return Refused("malformed")
    index = {item: i for i, item in enumerate(asked.items)}
    dealt = range(len(asked.items)) if asked.dealt is None else asked.dealt
    signs: dict[str, str | int] = {}
    for item, sign in body["signs"].items():
        word = type(sign) is int and 0 <= sign < WORDS
        if not word and not (isinstance(sign, str) and sign in SIGNS):
            return Refused("malformed")
        if item not in index:
            return Refused("unknown_option")
        if index[item] not in dealt:
            return Refused("not_dealt")
        signs[str(index[item])] = sign
    if len(signs) > max(config.each, len(dealt)):
        return Refused("malformed")
    return {"signs": signs, "seen": None if asked.dealt is None else list(asked.dealt)}


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """Of each text rough amounts among the people it was dealt to, and the order *signed by most sides*.

    {"signed": [{"id", "all": {sign: band} or None, "cells": [{"sides", "rest", "bands"}], "words": {index: count}}],
    "most_sides": tie groups of text ids or None, "compared": [{"sides", "rest"}]}. `all` is None where there are cells,
    and a text that fewer than the threshold were dealt has neither; it is in no order either, where its place would be
    the answer of a few. Words are counted from the threshold up, and not beside cells, where their count is a total
    of everybody. Roughly: amounts of everybody, and only of texts that many were dealt.
    """
    n = len(asked.items)
    into = asked.counts_for or tuple(range(n))
    given = [_given(ballot, into) for ballot in ballots]
    seen = [{into[i] for i in (range(n) if b.answer["seen"] is None else b.answer["seen"])} for b in ballots]
    least = max(config.threshold, ROUGH_FROM) if asked.rough else config.threshold
    listed = {i for i in set(into) if sum(i in s for s in seen) >= least}
    signed = [
        {"id": asked.items[i], **(_item(i, config, ballots, given, seen, asked) if i in listed else WITHHELD)}
        for i in sorted(set(into))
    ]
    found = () if asked.rough else cells(ballots, asked.sides, config.threshold)
    order = None
    if len(found) > 1:
        supports = [{i for i, sign in row.items() if sign == "as_is"} for row in given]
        order = named(tie_groups(by_sides(found, ballots, asked, supports, seen)), asked, listed)
    compared = [{"sides": side_names(cell), "rest": cell.rest} for cell in found]
    return Outcome(len(ballots), {"signed": signed, "most_sides": order, "compared": compared})


def _given(ballot: Ballot, into: Sequence[int]) -> dict[int, str | int]:
    """What a ballot says of each item. What was said of a merged text counts for the one that stands for it, if
    nothing was said of that one; its word does not, for it is in other words."""
    own = {int(place): sign for place, sign in ballot.answer["signs"].items()}
    found: dict[int, str | int] = {}
    for i in sorted(own, key=lambda i: (into[i] != i, i)):
        found.setdefault(into[i], own[i] if into[i] == i else _sign(own[i]))
    return found


def _item(
    i: int, config: Config, ballots: Sequence[Ballot], given: Sequence[Mapping[int, str | int]],
    seen: Sequence[set[int]], asked: Asked,
) -> dict[str, Any]:  # fmt: skip
    readers = [v for v in range(len(ballots)) if i in seen[v]]
    said = {at: given[v][i] for at, v in enumerate(readers) if i in given[v]}
    picks = {at: [_sign(said[at])] if at in said else [] for at in range(len(readers))}
    sides = () if asked.rough else asked.sides
    bands = banded([ballots[v] for v in readers], picks, SIGNS, sides, config.threshold)
    words = Counter(sign for sign in said.values() if isinstance(sign, int))
    counted = {str(word): count for word, count in sorted(words.items()) if count >= config.threshold}
    return {**bands, "words": {} if asked.rough or bands["cells"] else counted}


def _sign(sign: str | int) -> str:
    """Which of the three answers; a word to change is the second one."""
    return sign if isinstance(sign, str) else "changed"


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    items = asked.items if asked.dealt is None else [asked.items[i] for i in asked.dealt]
    picked = draw.sample(items, min(config.each, len(items)))
    return {"signs": {item: draw.choice((*SIGNS, 0, 1, 2)) for item in picked}}


def table(config: Config, results: Mapping[str, Any], texts: Mapping[str, str], step: int) -> Table:
    """One row for each text that is still kept, in the order signed by most sides where there is one: the amounts of
    everybody, or those of each of its cells."""
    order = places(results["most_sides"] or [])
    signed = {row["id"]: row for row in results["signed"] if row["id"] in texts}
    names = list(dict.fromkeys(cell_name(cell) for row in signed.values() for cell in row["cells"]))
    rows = []
    for id_ in [*(id_ for id_ in order if id_ in signed), *(id_ for id_ in sorted(signed) if id_ not in order)]:
        cells = {cell_name(cell): cell["bands"] for cell in signed[id_]["cells"]}
        everybody = {} if cells else signed[id_]["all"] or dict.fromkeys(SIGNS, "withheld")
        amounts = [bands.get(sign) for bands in (everybody, *(cells.get(name, {}) for name in names)) for sign in SIGNS]
        rows.append((id_, order.get(id_), *amounts, texts[id_]))
    by_cell = (f"{name} {sign}" for name in names for sign in SIGNS)
    return Table(("text_id", "most_sides", *SIGNS, *by_cell, "text"), tuple(rows))
