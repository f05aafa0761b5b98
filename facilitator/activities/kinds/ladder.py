"""ladder: where a person stands now on a ladder of small steps, and which rung comes next; a picture of the crowd."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints, model_validator

from facilitator.activities.base import STABLE, Asked, Ballot, Line, Links, Outcome, PartConfig, Strict, Visible
from facilitator.activities.tables import Table
from facilitator.errors import Refused
from facilitator.insight.publication import band

before_start = asks_side = keeps_side = False
QUESTIONS = ("now", "next")
RungId = Annotated[str, StringConstraints(pattern=STABLE, max_length=12)]
"""Short, with a name that outlives an edit of its words: R0, C01."""
Question = Annotated[str, StringConstraints(max_length=120, strip_whitespace=True), Visible]


class Rung(Strict):
    id: RungId
    text: Line


class Questions(Strict):
    """The words of the two questions; empty ones are asked in the words of the phone's language."""

    now: Question = ""
    next: Question = ""


class Config(PartConfig):
    """`rungs` from the ground up. The next rung may be any: the same, one lower, or a leap."""

    editable: ClassVar[tuple[str, ...]] = ("title", "screen", "phone", "rungs")

    kind: Literal["ladder"]
    anonymity: Literal["room"] = "room"
    rungs: Annotated[tuple[Rung, ...], Field(min_length=2, max_length=12, strict=False)]
    questions: Questions = Questions()

    @model_validator(mode="after")
    def possible(self) -> Config:
        if len({rung.id for rung in self.rungs}) < len(self.rungs):
            raise ValueError("every rung needs an id of its own")
        return self


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    return 1


def links(config: Config) -> Links:
    return Links()


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"now": rung id, "next": rung id}."""
    if not isinstance(body, dict) or set(body) != set(QUESTIONS):
        return Refused("malformed")
    if not all(isinstance(body[question], str) for question in QUESTIONS):
        return Refused("malformed")
    if not {body[question] for question in QUESTIONS} <= {rung.id for rung in config.rungs}:
        return Refused("unknown_option")
    return {question: body[question] for question in QUESTIONS}


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"pairs": [[now, next, count], ...], "now": {rung: count}, "next": {rung: count}, "n"}, of the whole room.

    Pairs that nobody gave are left out; they stand in the order of the ladder. Roughly: {"now": {rung: band}, "next"}.
    """
    order = [rung.id for rung in config.rungs]
    given = {question: Counter(ballot.answer[question] for ballot in ballots) for question in QUESTIONS}
    n = len(ballots)
    if asked.rough:
        return Outcome(n, {q: {id_: band(given[q][id_], n) for id_ in order} for q in QUESTIONS})
    pairs = Counter((ballot.answer["now"], ballot.answer["next"]) for ballot in ballots)
    shown = [[now, after, pairs[now, after]] for now in order for after in order if pairs[now, after]]
    return Outcome(n, {"pairs": shown, **{q: {id_: given[q][id_] for id_ in order} for q in QUESTIONS}, "n": n})


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    """Mostly one rung up, sometimes two, or staying where one is."""
    at = draw.randrange(len(config.rungs))
    after = min(at + draw.choice((0, 1, 1, 1, 2)), len(config.rungs) - 1)
    return {"now": config.rungs[at].id, "next": config.rungs[after].id}


def table(config: Config, results: Mapping[str, Any], texts: Mapping[str, str], step: int) -> Table:
    """One row for each pair that somebody gave; roughly one for each rung."""
    words = {rung.id: rung.text for rung in config.rungs}
    if "pairs" in results:
        rows = [(now, words[now], after, words[after], count) for now, after, count in results["pairs"]]
        return Table(("now", "now_text", "next", "next_text", "count"), tuple(rows))
    rough = [(id_, text, results["now"][id_], results["next"][id_]) for id_, text in words.items()]
    return Table(("id", "rung", "now", "next"), tuple(rough))
