"""sentence: a sentence with blanks, filled in alone and sent as one text; read by a moderator before anyone sees it."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints, model_validator

from facilitator.activities.base import Asked, Ballot, Line, Links, Outcome, PartConfig, Strict, Visible
from facilitator.activities.blanks import LONGEST, PIECES, Form, filled, follows, pieces
from facilitator.activities.wording import normalise
from facilitator.errors import Refused

before_start = asks_side = False
# A text and a side together would say "one of the three clergy" (SECURITY.md).
keeps_side = False


class Blank(Strict):
    """`hint` stands over the field; `length` is in characters."""

    hint: Annotated[str, StringConstraints(max_length=80, strip_whitespace=True), Visible] = ""
    length: Annotated[int, Field(ge=20, le=200)] = 80


class Config(PartConfig):
    """`template` has a `___` for each blank; `test` is a question printed under it."""

    editable: ClassVar[tuple[str, ...]] = ("title", "screen", "phone", "test")

    kind: Literal["sentence"]
    anonymity: Literal["room"] = "room"
    reveal: Literal["never"] = "never"
    template: Form
    blanks: Annotated[tuple[Blank, ...], Field(max_length=5, strict=False)] = ()
    test: Annotated[str, StringConstraints(max_length=160, strip_whitespace=True), Visible] = ""
    terms: Annotated[tuple[Line, ...], Field(max_length=6, strict=False)] = ()
    nudge: Annotated[tuple[Line, ...], Field(max_length=200, strict=False)] = ()

    @model_validator(mode="after")
    def possible(self) -> Config:
        between = self.between
        count = len(between) - 1
        if not 1 <= count <= 5:
            raise ValueError(f"the template has {count} blanks; write ___ for each, one to five of them")
        if any(not literal.strip() for literal in between[1:-1]):
            raise ValueError("two blanks stand side by side; put words between them, or make them one")
        if self.blanks and len(self.blanks) != count:
            raise ValueError(f"the template has {count} blanks, and {len(self.blanks)} are described under `blanks`")
        longest = sum(map(len, between)) + sum(blank.length for blank in self.fields)
        if longest > LONGEST:
            raise ValueError(f"filled in it may have {longest} characters, and a text has at most {LONGEST}")
        return self

    @property
    def between(self) -> tuple[str, ...]:
        """What stands before, between and after the blanks: one more than there are blanks."""
        return pieces(self.template)

    @property
    def fields(self) -> tuple[Blank, ...]:
        """A description for each blank."""
        return self.blanks or tuple(Blank() for _ in self.between[1:])


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links()


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"text": the whole sentence}, or {"nothing": true}, which is a ballot too and looks the same."""
    if not isinstance(body, dict):
        return Refused("malformed")
    if body == {"nothing": True} and body["nothing"] is True:
        return {"nothing": True}
    if set(body) != {"text"} or not isinstance(body["text"], str):
        return Refused("malformed")
    if len(body["text"]) > 4 * LONGEST:
        return Refused("text_too_long")
    text = normalise(" ".join(body["text"].split()))
    if isinstance(text, Refused):
        return text
    if len(text) > LONGEST:
        return Refused("text_too_long")
    if follows(text, config.between, [blank.length for blank in config.fields]):
        return {"text": text}
    whole = follows(text, config.between, [LONGEST] * len(config.fields))
    return Refused("text_too_long" if whole else "malformed")


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"texts": how many}; `received` counts those who sent a sentence."""
    texts = tuple(sorted(ballot.answer["text"] for ballot in ballots if "text" in ballot.answer))
    return Outcome(len(texts), {"texts": len(texts)}, texts)


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    words = [draw.choice(PIECES)[: blank.length] for blank in config.fields]
    return {"text": filled(config.between, words)}


def worded(config: Config, text: str, words: str) -> str:
    """A plausible sentence with words of its own in its last blank, as far as they have room in it."""
    *_, before, after = config.between
    start = text.rindex(before, 0, len(text) - len(after)) + len(before) if before else 0
    return f"{text[:start]}{words[: config.fields[-1].length]}{after}"
