"""harvest: short anonymous texts, shuffled when the part closes, and read by a moderator before anyone sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from facilitator.activities.base import Asked, Ballot, Line, Links, Outcome, PartConfig, Strict
from facilitator.activities.wording import normalise
from facilitator.errors import Refused

before_start = asks_side = False
# A text and a side together would say "one of the three clergy" (SECURITY.md).
keeps_side = False

SAMPLES = (
    "I promised my own people I would not give way. I now think the others are right about half of it. "
    "Whom do I tell first?",
    "If I share the figures early they will trust me and my team will not. If I wait, the other way round. Which?",
    "They asked me to speak for both sides at the meeting. My neighbours call that treason. Can I speak and stay?",
    "We need their hall and they need our drivers. Nobody wants to ask first. What if I ask and mine refuse?",
    "I know why they are angry, because we caused it. Saying so would cost my colleague the job. Do I say it?",
    "Our side wins if nothing changes this year. I do not think we should win that way. How do I say that at home?",
    "I was invited to their evening and went. Now my friends ask what I told them. What do I owe whom?",
    "The plan is better for those we serve and worse for those I work with. To whom am I loyal?",
    "They offered us two seats. My members call it a bribe. It may be one. Do I take them?",
    "Someone on the other side is risking a lot to help us. Thanks in public would harm them. How do I thank them?",
    "My group wants an apology before it talks. I no longer do. Do I go without them?",
    "We agreed in private and fight in public. How long can both be honest?",
)
"""What practice phones write; invented, and marked as practice wherever it is kept."""


class Length(Strict):
    """Characters: a soft mark that the phone shows and a hard end."""

    soft: Annotated[int, Field(ge=40, le=600)] = 400
    hard: Annotated[int, Field(ge=40, le=600)] = 600

    @model_validator(mode="after")
    def ordered(self) -> Length:
        if self.soft > self.hard:
            raise ValueError(f"soft {self.soft} is over hard {self.hard}")
        return self


class Config(PartConfig):
    """`nudge` adds words that the phone underlines before sending; names and numbers are underlined anyway."""

    editable: ClassVar[tuple[str, ...]] = ("title", "screen", "phone", "starters")
    insertable: ClassVar[bool] = True

    kind: Literal["harvest"]
    anonymity: Literal["room"] = "room"
    reveal: Literal["never"] = "never"
    starters: Annotated[tuple[Line, ...], Field(max_length=6, strict=False)] = ()
    terms: Annotated[tuple[Line, ...], Field(max_length=6, strict=False)] = ()
    length: Length = Length()
    per_person: Annotated[int, Field(ge=1, le=3)] = 1
    nudge: Annotated[tuple[Line, ...], Field(max_length=200, strict=False)] = ()


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return config.per_person


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links()


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"text": str}, or {"nothing": true}, which is a ballot too and looks the same."""
    if not isinstance(body, dict):
        return Refused("malformed")
    if body == {"nothing": True} and body["nothing"] is True:
        return {"nothing": True}
    if set(body) != {"text"} or not isinstance(body["text"], str):
        return Refused("malformed")
    if len(body["text"]) > 4 * config.length.hard:
        return Refused("text_too_long")
    text = normalise(body["text"])
    if isinstance(text, Refused):
        return text
    if len(text) > config.length.hard:
        return Refused("text_too_long")
    return {"text": text}


def authored(config: Config, answer: Mapping[str, Any]) -> bool:
    """ "Nothing to add" makes nobody an author."""
    return "text" in answer


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"texts": how many}. `received` counts people: a second text of the same person does not make a fifth author."""
    texts = tuple(sorted(ballot.answer["text"] for ballot in ballots if authored(config, ballot.answer)))
    return Outcome(asked.authors, {"texts": len(texts)}, texts)


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    return {"text": _cut(draw.choice(SAMPLES), config.length.hard)}


def worded(config: Config, text: str, words: str) -> str:
    """A plausible text with words of its own after it, as far as both have room."""
    return f"{_cut(text, config.length.hard - len(words) - 3)} ({words})"


def _cut(text: str, length: int) -> str:
    """Whole words from the beginning of `text`, at most `length` characters."""
    return text if len(text) <= length else text[: length + 1].rpartition(" ")[0]
