"""The record of a workshop, `session.json`: its shape, strictly read. Every export is made from it and nothing else."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError

from facilitator.activities.base import PartConfig, Strict
from facilitator.activities.registry import KINDS
from facilitator.plans.carried import Carried, Code, Day

SCHEMA = "workshop/1"
TextId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Name = Annotated[str, StringConstraints(max_length=200)]
Words = Annotated[str, StringConstraints(max_length=8000)]
"""Wider than anything the console takes: 2,000 signs of which each may become three when they are normalised."""
Count = Annotated[int, Field(ge=0, le=1_000_000)]


class BadRecord(Exception):
    """What was read is not a record of a workshop; the message is a sentence for the organiser."""


class Translation(Strict):
    """The facilitator's words under a text; `language` is empty where it was not said."""

    body: Words
    language: Annotated[str, StringConstraints(max_length=40)]


class Text(Strict):
    """A text that the room was shown. No other text has a place in a record."""

    id: TextId
    body: Words
    name: Name
    edited: bool
    translation: Translation | None


class Outcome(Strict):
    """What is kept of one part, on the stage or beside it. `asked` is the question as it was asked."""

    part: Name
    kind: Name
    title: Words
    asked: dict[str, Any]
    texts: tuple[Text, ...]
    held: Count
    aside: Count
    merged: Count
    declined: dict[Name, Count]

    @property
    def config(self) -> PartConfig:
        """The part as it was asked. Raises BadRecord if it is none of its kind."""
        try:
            return KINDS[self.kind].Config.model_validate_json(json.dumps(self.asked))
        except (KeyError, ValidationError):
            raise BadRecord(f"The question of part {self.part} is not one of kind {self.kind}") from None


class PartRecord(Outcome):
    """One part that has an outcome. `step` is how far it was revealed.

    `rough`: almost the same people as in an earlier round answered. `inserted`: it is not in the plan's file.
    `chosen`: what the facilitator gave to the groups, in order; empty where nothing was chosen.
    """

    stage: Name
    round: Annotated[int, Field(ge=1, le=10_000)]
    anonymity: Literal["none", "group", "room"]
    threshold: Annotated[int, Field(ge=5, le=100)]
    received: Count | None
    withheld: bool
    rough: bool
    inserted: bool
    chosen: tuple[TextId, ...] = ()
    step: Count
    items: tuple[TextId, ...]
    results: dict[str, Any] | None


class BesideRecord(Outcome):
    """A part beside the evening that gave texts; `received` counts texts."""

    received: Count


class CutRecord(Strict):
    """A cut of the plan that was taken; `saves` in minutes."""

    words: Words
    saves: Annotated[float, Field(ge=0, le=10_000)]


class StageRecord(Strict):
    """A stage of the plan. `taken` is None where its minutes do not count or the workshop is not sealed."""

    id: Name
    title: Words
    purpose: Words
    planned: Annotated[float, Field(ge=0, le=10_000)]
    taken: Annotated[float, Field(ge=0, le=100_000)] | None
    cuts: tuple[CutRecord, ...] = ()


class PlanRecord(Strict):
    """Which plan was run; `sha256` is that of `plan.yaml` beside the record. `place` is where, `next` what follows."""

    id: Name
    title: Words
    version: Name = ""
    place: Name = ""
    next: Words = ""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    credits: Words
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Skipped(Strict):
    """A part that never came up."""

    stage: Name
    part: Name
    title: Words


class Side(Strict):
    id: Name
    name: Words
    story: Words = ""
    values: tuple[Words, ...] = ()
    loyalties: tuple[Words, ...] = ()
    losses: tuple[Words, ...] = ()
    influencers: tuple[Words, ...] = ()


class Kept(Strict):
    """Until when it is kept, as the room was told: texts that nobody chose, and everything."""

    unchosen_until: Day
    until: Day


class Deleted(Strict):
    """A line of the deletion log: what kind, how many, when. Never what it said."""

    what: Name
    count: Count
    on: Day


class Record(Strict):
    """A workshop as it is kept: results, shown texts, counts of the rest. No seat, no time of an answer.

    `carried` is what the session before left, `recalled` what the room was shown of it: map, gaps, commitments.
    `languages` are those in which enough phones read the pages that none of them stands alone.
    """

    schema_: Annotated[Literal["workshop/1"], Field(alias="schema")]
    code: Code
    date: Day
    plan: PlanRecord
    practice: bool
    sealed: bool
    seats: Literal["open", "tickets"]
    joined: Count | None
    tickets: Count | None
    void: Count | None
    entered: Count
    languages: tuple[Name, ...] = ()
    safeguarding_notes: Count
    sides: tuple[Side, ...]
    carried: Carried | None = None
    recalled: tuple[Name, ...] = ()
    note: Words
    stages: tuple[StageRecord, ...]
    skipped: tuple[Skipped, ...]
    edited: tuple[Name, ...]
    promise: tuple[Words, ...]
    kept: Kept
    deleted: tuple[Deleted, ...]
    parts: tuple[PartRecord, ...]
    beside: tuple[BesideRecord, ...]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Every part that has an outcome, in the order of the plan, then those beside it."""
        return (*self.parts, *self.beside)

    @property
    def mapped(self) -> bool:
        """Whether more is said of the sides than their names and stories."""
        return any(side.values or side.loyalties or side.losses or side.influencers for side in self.sides)

    @property
    def handed_on(self) -> tuple[str, ...]:
        """Words of people that came from the session before."""
        return self.carried.commitments if self.carried else ()

    @property
    def texts(self) -> tuple[Text, ...]:
        """Every text that is kept, on the stage and beside it."""
        return tuple(text for outcome in self.outcomes for text in outcome.texts)


def read_record(raw: str) -> Record:
    """The record in a `session.json`. Raises BadRecord with a sentence that names the first field at fault."""
    try:
        return Record.model_validate_json(raw)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise BadRecord(f"session.json does not fit its schema{f' at {where}' if where else ''}") from None


def write_record(record: Record) -> str:
    """The text of `session.json`: keys in order, the same bytes for the same record."""
    words = record.model_dump(mode="json", by_alias=True)
    return json.dumps(words, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
