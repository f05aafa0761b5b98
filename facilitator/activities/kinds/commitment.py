"""commitment: when, what and with whom, and what if it goes badly; leaves the part as one text, linked to nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from facilitator.activities.base import Asked, Ballot, Links, Outcome, PartConfig
from facilitator.activities.blanks import LONGEST, PIECES, Form, filled, pieces
from facilitator.activities.wording import normalise
from facilitator.errors import Refused

before_start = asks_side = False
# A text and a side together would say "one of the three clergy" (SECURITY.md).
keeps_side = False
BLANKS = ("when", "will", "with")


class Config(PartConfig):
    """`template` and, where `if_badly` asks for it, `badly` are in the words of the plan; `length` is of each blank."""

    editable: ClassVar[tuple[str, ...]] = ("title", "screen", "phone")
    hands_on: ClassVar[Literal["nothing", "texts", "gap"]] = "texts"

    kind: Literal["commitment"]
    anonymity: Literal["room"] = "room"
    reveal: Literal["never"] = "never"
    template: Form = "When ___, I will ___, with ___."
    badly: Form = "If it goes badly, I will ___."
    length: Annotated[int, Field(ge=20, le=200)] = 80
    if_badly: bool = False
    check_in: bool = False

    @model_validator(mode="after")
    def possible(self) -> Config:
        for field, form, count in (("template", self.template, 3), ("badly", self.badly, 1)):
            if len(pieces(form)) - 1 != count:
                raise ValueError(f"`{field}` has {len(pieces(form)) - 1} blanks; write ___ for each of its {count}")
        longest = sum(map(len, (*self.between, " " * self.if_badly, *self.between_badly))) + self.length * len(
            self.blanks
        )
        if longest > LONGEST:
            raise ValueError(f"filled in it may have {longest} characters, and a text has at most {LONGEST}")
        return self

    @property
    def between(self) -> tuple[str, ...]:
        """What stands before, between and after the blanks of the template."""
        return pieces(self.template)

    @property
    def between_badly(self) -> tuple[str, ...]:
        """The same of the second sentence; empty where it is not asked for."""
        return pieces(self.badly) if self.if_badly else ()

    @property
    def blanks(self) -> tuple[str, ...]:
        """Names of the blanks in the order of the page."""
        return (*BLANKS, "if_badly") if self.if_badly else BLANKS


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links()


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"when", "will", "with", perhaps "if_badly" and "check_in": bool}, or {"nothing": true}, which looks the same.

    What is recorded is the sentence and whether to ask again, not the blanks.
    """
    if not isinstance(body, dict):
        return Refused("malformed")
    if body == {"nothing": True} and body["nothing"] is True:
        return {"nothing": True}
    asks = {"check_in"} if config.check_in else set()
    if not set(BLANKS) <= set(body) <= {*config.blanks, *asks} or not isinstance(body.get("check_in", False), bool):
        return Refused("malformed")
    words: dict[str, str] = {}
    for blank in config.blanks:
        if not isinstance(body.get(blank, ""), str):
            return Refused("malformed")
        said = _said(body.get(blank, ""), config.length)
        if said == Refused("empty_text") and blank == "if_badly":
            continue  # may be left open
        if isinstance(said, Refused):
            return said
        words[blank] = said
    text = normalise(sentence(config, words))
    return text if isinstance(text, Refused) else {"text": text, "check_in": body.get("check_in", False)}


def _said(words: str, length: int) -> str | Refused:
    """What stands in a blank; the full stop belongs to the sentence."""
    if len(words) > 4 * LONGEST:
        return Refused("text_too_long")
    found = normalise(" ".join(words.split()))
    if isinstance(found, Refused):
        return found
    return Refused("text_too_long") if len(found.rstrip(" .")) > length else found.rstrip(" .")


def sentence(config: Config, words: Mapping[str, str]) -> str:
    """The commitment as it is read; the second sentence only if something stands in it."""
    first = filled(config.between, [words[blank] for blank in BLANKS])
    return f"{first} {filled(config.between_badly, [words['if_badly']])}" if "if_badly" in words else first


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"texts": how many, "check_in": how many want to be asked again, from the threshold on, else None}.

    `check_in` is there where the plan asks, and not if it is to be told roughly. `received` counts those who wrote.
    """
    wrote = [ballot.answer for ballot in ballots if "text" in ballot.answer]
    texts = tuple(sorted(answer["text"] for answer in wrote))
    again = sum(answer["check_in"] for answer in wrote)
    shown: dict[str, Any] = {"texts": len(texts)}
    if config.check_in and not asked.rough:
        shown["check_in"] = again if again >= config.threshold else None
    return Outcome(len(texts), shown, texts)


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    words = dict(zip(config.blanks, draw.sample(PIECES, len(config.blanks)), strict=True))
    body: dict[str, Any] = {blank: said[: config.length].strip() for blank, said in words.items()}
    return {**body, "check_in": draw.random() < 0.6} if config.check_in else body
