"""recall: what came of the session before: the map of the factions, the gaps between them, or the commitments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Literal

from facilitator.activities.base import Asked, Ballot, Links, Outcome, PartConfig
from facilitator.errors import Refused

before_start = asks_side = keeps_side = False


class Config(PartConfig):
    """The map is that of the sides of the plan; gaps and commitments are those that it has under `carried`, if any."""

    kind: Literal["recall"]
    reveal: Literal["never"] = "never"
    view: Literal["map", "gaps", "commitments"] = "map"


def after_carrying(
    part: Mapping[str, Any], parts: Sequence[Mapping[str, Any]], carried: Mapping[str, Any]
) -> list[Any]:
    """Parts that a plan gets after its map when something was carried over, unless it looks back at that by itself."""
    looked_at = {other.get("view", "map") for other in parts if other.get("kind") == part["kind"]}
    views = [view for view in ("gaps", "commitments") if carried.get(view) and view not in looked_at]
    if part.get("view", "map") != "map":
        return []
    common = {"kind": part["kind"], "title": part["title"], "minutes": 1}
    return [{"id": f"{part['id']}-{view}"[:60], **common, "view": view} for view in views]


def collects(config: Config) -> bool:
    return False


def slots(config: Config) -> int:
    return 0


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links(needs_sides=config.view == "map", looks_back=config.view)


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    return Refused("not_open")


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    return Outcome(0, {})


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    return {}
