"""groups: people say that they are here and are spread over tables across their sides. A phone is told its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from facilitator.activities.base import Asked, Ballot, Line, Links, Outcome, PartConfig, Slug
from facilitator.activities.tables import Table
from facilitator.errors import Refused

before_start = asks_side = False
# Where people stand is what mixes them; it leaves the part in no form at all.
keeps_side = True

APART = 2
"""People that one phone may ask not to sit with."""
HIGHEST = 9999
"""The highest sign a phone may be dealt; by signs people ask not to sit together, and are moved by hand."""


class Config(PartConfig):
    """`places` name the tables in the order of their numbers. `dilemmas_from` is a vote: each group gets one of its
    texts. With `volunteers` a person may offer a case of their own to the table."""

    forms_groups: ClassVar[bool] = True

    kind: Literal["groups"]
    anonymity: Literal["room"] = "room"
    reveal: Literal["on_close"] = "on_close"
    places: Annotated[tuple[Line, ...], Field(max_length=40, strict=False)] = ()
    dilemmas_from: Slug | None = None
    volunteers: bool = False


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links(dilemmas_from=config.dilemmas_from, needs_sides=True)


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"here": whether this person sits at a table, "apart": [signs] and "own_case": true, both may be left out}."""
    if not isinstance(body, dict) or not {"here"} <= set(body) <= {"here", "apart", "own_case"}:
        return Refused("malformed")
    here, apart, own = body["here"], body.get("apart", []), body.get("own_case", False)
    if not isinstance(here, bool) or not isinstance(own, bool) or not isinstance(apart, list):
        return Refused("malformed")
    if len(apart) > APART or not all(type(sign) is int and 0 < sign <= HIGHEST for sign in apart):
        return Refused("malformed")
    if own and not config.volunteers:
        return Refused("unknown_option")
    return {"here": here, "apart": sorted(set(apart)), "own_case": own and here}


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"sizes": people at each table, "texts": the dilemma of each table or ""}. Nothing of who sits where, nor of the
    sides at a table, nor of what anybody asked for."""
    texts = asked.dilemmas or ("",) * len(asked.groups)
    return Outcome(len(ballots), {"sizes": list(asked.groups), "texts": list(texts)})


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    return {"here": True}


def table(config: Config, results: Mapping[str, Any], texts: Mapping[str, str], step: int) -> Table:
    """One row for each table."""
    rows = enumerate(zip(results["sizes"], results["texts"], strict=True), start=1)
    return Table(
        ("group", "people", "text_id", "text"), tuple((n, size, id_, texts.get(id_, "")) for n, (size, id_) in rows)
    )
