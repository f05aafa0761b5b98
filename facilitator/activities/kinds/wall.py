"""wall: very short anonymous texts for the screen; read by a moderator first, and where ticks are asked, ticked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from facilitator.activities.base import Asked, Ballot, Line, Links, Outcome, PartConfig
from facilitator.activities.wording import normalise
from facilitator.errors import Refused

before_start = asks_side = False
# A text and a side together would say "one of the three clergy" (SECURITY.md).
keeps_side = False

SAMPLES = (
    "What did you hear that I did not say?", "Whom would you have to face if you said yes?",
    "What were you sure of a year ago?", "Which promise of ours do you still wait for?",
    "What would make this worth it for your people?", "Who is missing from this room?",
    "What do your own people not know yet?", "When did you last change your mind about us?",
    "What are you protecting?", "What would you lose first?", "Who taught you to be careful with us?",
    "What could I do that you could check?",
)  # fmt: skip
"""What practice phones write; invented, and marked as practice wherever it is kept."""
READY = 0.8
"""The share of practice texts that have every tick."""


class Config(PartConfig):
    """`length` is in characters. Where `ticks` are given, only a text with every one of them leaves the part."""

    editable: ClassVar[tuple[str, ...]] = ("title", "screen", "phone", "starters")

    kind: Literal["wall"]
    anonymity: Literal["room"] = "room"
    reveal: Literal["never"] = "never"
    length: Annotated[int, Field(ge=20, le=200)] = 140
    per_person: Annotated[int, Field(ge=1, le=3)] = 1
    ticks: Annotated[tuple[Line, ...], Field(max_length=4, strict=False)] = ()
    starters: Annotated[tuple[Line, ...], Field(max_length=6, strict=False)] = ()


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return config.per_person


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links()


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"text": str, "ticks": [indexes]}, or {"nothing": true}, which looks the same. No `ticks` is none of them."""
    if not isinstance(body, dict):
        return Refused("malformed")
    if body == {"nothing": True} and body["nothing"] is True:
        return {"nothing": True}
    if not {"text"} <= set(body) <= {"text", "ticks"} or not isinstance(body["text"], str):
        return Refused("malformed")
    ticks = body.get("ticks", [])
    if not isinstance(ticks, list) or any(type(tick) is not int for tick in ticks) or len(set(ticks)) != len(ticks):
        return Refused("malformed")
    if any(not 0 <= tick < len(config.ticks) for tick in ticks):
        return Refused("unknown_option")
    if len(body["text"]) > 4 * config.length:
        return Refused("text_too_long")
    text = normalise(" ".join(body["text"].split()))
    if isinstance(text, Refused):
        return text
    return {"text": text, "ticks": sorted(ticks)} if len(text) <= config.length else Refused("text_too_long")


def authored(config: Config, answer: Mapping[str, Any]) -> bool:
    """Whether an answer is a text with every tick: no other leaves the part."""
    return "text" in answer and len(answer["ticks"]) == len(config.ticks)


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"texts": how many leave}. `received` counts their authors: a second text of a person makes no fifth one."""
    texts = tuple(sorted(ballot.answer["text"] for ballot in ballots if authored(config, ballot.answer)))
    return Outcome(asked.authors, {"texts": len(texts)}, texts)


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    ticks = list(range(len(config.ticks)))
    text = draw.choice(SAMPLES)[: config.length].strip()
    return {"text": text, "ticks": ticks if draw.random() < READY else ticks[1:]}


def worded(config: Config, text: str, words: str) -> str:
    """A text with words of its own, as far as they have room."""
    room = config.length - len(words) - 3
    return f"{text[:room].strip()} ({words})" if room > 0 else words[: config.length].strip()
