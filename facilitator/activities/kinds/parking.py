"""parking: short texts at any time beside the evening, given to the facilitator in shuffled batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from facilitator.activities.base import Asked, Ballot, Links, Outcome, PartConfig
from facilitator.activities.wording import normalise
from facilitator.errors import Refused

before_start = asks_side = keeps_side = False

LONGEST = 200
SAMPLES = (
    "Who pays for the hall next year?",
    "The question of the second entrance belongs to another evening.",
    "Can we hear from the night shift before we decide anything?",
)
"""What practice phones write; invented, and marked as practice wherever it is kept."""


class Config(PartConfig):
    """`batch` is the fewest people whose texts are released together."""

    beside: ClassVar[bool] = True
    seen_from: ClassVar[int] = 1

    kind: Literal["parking"]
    anonymity: Literal["room"] = "room"
    batch: Annotated[int, Field(ge=3, le=20)] = 3
    per_person: Annotated[int, Field(ge=1, le=5)] = 3


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return config.per_person


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links()


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"text": str}, at most 200 characters once normalised."""
    if not isinstance(body, dict) or set(body) != {"text"} or not isinstance(body["text"], str):
        return Refused("malformed")
    if len(body["text"]) > 4 * LONGEST:
        return Refused("text_too_long")
    text = normalise(body["text"])
    if isinstance(text, Refused):
        return text
    return {"text": text} if len(text) <= LONGEST else Refused("text_too_long")


def authored(config: Config, answer: Mapping[str, Any]) -> bool:
    """Every answer is a text."""
    return True


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"texts": how many}. `received` counts people, whatever each of them sent."""
    texts = tuple(sorted(ballot.answer["text"] for ballot in ballots))
    return Outcome(asked.authors, {"texts": len(texts)}, texts)


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    return {"text": draw.choice(SAMPLES)}
