"""reply_swap: something the other side said, and which of a few replies opens the door; then the reason, one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from facilitator.activities.base import Asked, Ballot, Line, Links, Outcome, PartConfig, Strict, Visible
from facilitator.activities.grid import Grid, Item, accepted, counted, roughly, twice
from facilitator.activities.tables import Table
from facilitator.errors import Refused

before_start = asks_side = keeps_side = False
LETTERS = "abcd"


class Reply(Strict):
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=20)]
    text: Line


class Swap(Item):
    """`they_say` is what the other side said; `opens` is the id of the reply that opens, `reason` says why."""

    they_say: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True), Visible]
    replies: Annotated[tuple[Reply, ...], Field(min_length=2, max_length=4, strict=False)]
    opens: str
    reason: Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True), Visible]

    @field_validator("replies", mode="before", json_schema_input_type=list[Reply | str])
    @classmethod
    def lettered(cls, replies: Any) -> Any:
        """Bare texts get the ids a, b, c, d in their order: replies belong to their item and are compared within it."""
        if not isinstance(replies, list | tuple) or len(replies) > len(LETTERS):
            return replies
        return tuple({"id": LETTERS[i], "text": r} if isinstance(r, str) else r for i, r in enumerate(replies))

    @model_validator(mode="after")
    def possible(self) -> Swap:
        if id_ := twice(self.replies):
            raise ValueError(f"{id_!r} is used twice; every reply needs an id of its own")
        ids = [reply.id for reply in self.replies]
        if self.opens not in ids:
            raise ValueError(f"opens is {self.opens!r}, and the replies are {', '.join(ids)}; name one of them")
        return self


class Config(PartConfig):
    """`items` are revealed in their order, each with the reply that opens and the reason."""

    kind: Literal["reply_swap"]
    anonymity: Literal["room"] = "room"
    items: Annotated[tuple[Swap, ...], Field(min_length=1, max_length=8, strict=False)]

    @model_validator(mode="after")
    def possible(self) -> Config:
        if id_ := twice(self.items):
            raise ValueError(f"{id_!r} is used twice; every item needs an id of its own")
        return self


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    """One item after another."""
    return len(config.items)


def links(config: Config) -> Links:
    return Links()


def _grid(config: Config) -> Grid:
    return {item.id: [reply.id for reply in item.replies] for item in config.items}


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"replies": {item id: reply id}}, as many items as were answered so far, at least one."""
    return accepted(body, "replies", _grid(config))


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"items": {id: {"counts", "n"}}}; an item that few answered is None.

    Per item and never per person: there is no count of how many somebody got, so nothing could rank people.
    """
    grid = _grid(config)
    if asked.rough:
        return Outcome(len(ballots), {"bands": roughly(ballots, "replies", grid, config.threshold)})
    return Outcome(len(ballots), {"items": counted(ballots, "replies", grid, config.threshold)})


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    """Most people answer everything; some run out of time."""
    items = draw.sample(config.items, len(config.items) if draw.random() < 0.8 else draw.randint(1, len(config.items)))
    return {"replies": {item.id: draw.choice(item.replies).id for item in items}}


def table(config: Config, results: Mapping[str, Any], texts: Mapping[str, str], step: int) -> Table:
    """One row for each reply of an item that was revealed; the count or band is empty where few answered."""
    rough = "bands" in results
    rows = []
    for item in config.items[:step]:
        found = results["bands"][item.id] if rough else (results["items"][item.id] or {}).get("counts")
        for reply in item.replies:
            opens = "yes" if reply.id == item.opens else "no"
            rows.append((item.id, item.they_say, reply.id, reply.text, opens, (found or {}).get(reply.id)))
    return Table(("id", "they_say", "reply", "text", "opens", "band" if rough else "count"), tuple(rows))
