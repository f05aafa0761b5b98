"""What a plan is: stages with parts, each part of one activity kind. The words of a YAML file, typed."""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from facilitator.activities.base import Line, Paragraph, PartConfig, Slug, Strict, Visible
from facilitator.activities.registry import KINDS
from facilitator.activities.watch import Watchword
from facilitator.plans.carried import Carried

Amount = Annotated[float, Field(ge=0, le=600)]
Label = Annotated[str, StringConstraints(max_length=120, strip_whitespace=True), Visible]


class Minutes(Strict):
    """How long a stage may take, in minutes."""

    min: Amount
    target: Amount
    max: Amount

    @model_validator(mode="after")
    def ordered(self) -> Minutes:
        if not self.min <= self.target <= self.max:
            raise ValueError("min is over target, or target over max; put them in order")
        return self


def _spread(words: Any) -> Any:
    """A bare number in the file means all three."""
    if isinstance(words, int | float) and not isinstance(words, bool):
        return {"min": words, "target": words, "max": words}
    if not isinstance(words, dict | Minutes):
        raise ValueError("minutes are a number, or three: {min: 4, target: 5, max: 7}")
    return words


StageMinutes = Annotated[Minutes, BeforeValidator(_spread, json_schema_input_type=Minutes | Amount)]


class Cut(Strict):
    """A way to shorten a stage by `saves` minutes: parts that are skipped, the rest off the longest part that stays.

    One that saves nothing is said on the console and cannot be taken: a plan may write a cut as a bare sentence.
    """

    words: Annotated[str, StringConstraints(min_length=1, max_length=1200, strip_whitespace=True), Visible]
    saves: Amount
    skips: Annotated[tuple[Slug, ...], Field(max_length=40, strict=False)] = ()


def _listed(words: Any) -> Any:
    """A bare sentence in the file is one cut that saves nothing by itself."""
    if isinstance(words, str):
        return [{"words": words, "saves": 0}] if words.strip() else []
    if not isinstance(words, list | tuple):
        raise ValueError("a cut is a sentence, or a list: - {words: the second round, saves: 2, skips: [a-part]}")
    return words


StageCuts = Annotated[
    tuple[Cut, ...],
    Field(max_length=8, strict=False),
    BeforeValidator(_listed, json_schema_input_type=Paragraph | tuple[Cut, ...]),
]
Few = Annotated[tuple[Line, ...], Field(max_length=8, strict=False)]


class Side(Strict):
    """A faction a person may stand in. What else a map of factions says of it may be left out."""

    id: Slug
    name: Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
    story: Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)] = ""
    values: Few = ()
    loyalties: Few = ()
    losses: Few = ()
    influencers: Few = ()
    """Whom this side listens to: roles, not names."""

    @property
    def told(self) -> dict[str, Any]:
        """What is said of it, besides its name."""
        return self.model_dump(mode="json", exclude={"id", "name"})


if TYPE_CHECKING:
    Part = PartConfig
    Beside = PartConfig
else:

    def _one_of(beside: bool) -> Any:
        kinds = [kind.Config for kind in KINDS.values() if kind.Config.beside is beside]
        return Annotated[functools.reduce(operator.or_, kinds), Field(discriminator="kind")]

    Part, Beside = _one_of(beside=False), _one_of(beside=True)


class Stage(Strict):
    """A step of the evening. `cut` lists what goes first when late; `protected` minutes are not squeezed."""

    id: Slug
    title: Line
    purpose: Paragraph = ""
    minutes: StageMinutes
    lead_in: Amount = 0
    say: tuple[Paragraph, ...] = Field(default=(), strict=False)
    watch: tuple[Paragraph, ...] = Field(default=(), strict=False)
    cut: StageCuts = ()
    protected: bool = False
    parts: Annotated[tuple[Part, ...], Field(min_length=1, max_length=40, strict=False)]


class Moderation(Strict):
    """What moderators want to be told of. Names are people's: they never reach a phone, a screen or the archive."""

    names: Annotated[tuple[Watchword, ...], Field(max_length=200, strict=False)] = ()
    words: Annotated[tuple[Watchword, ...], Field(max_length=200, strict=False)] = ()


class Plan(Strict):
    """A whole evening. `promised_minutes` is what people were told; 0 means the sum of the stages.

    `version`, `place` and `next` are the author's words for the report: which edition of the plan, where it was held,
    and what happens after it. `beside` lists what stands open beside whatever part is on: a parking lot, a signal, a
    pulse. `carried` is what the session before left.
    """

    schema_: Annotated[Literal["plan/1"], Field(alias="schema")]
    id: Slug
    title: Line
    version: Label = ""
    place: Label = ""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    promised_minutes: Amount = 0
    credits: Paragraph = ""
    next: Paragraph = ""
    scheme: Literal["night", "day"] = "night"
    moderation: Moderation = Moderation()
    sides: Annotated[tuple[Side, ...], Field(max_length=12, strict=False)] = ()
    carried: Carried | None = None
    stages: Annotated[tuple[Stage, ...], Field(min_length=1, max_length=60, strict=False)]
    beside: Annotated[tuple[Beside, ...], Field(max_length=6, strict=False)] = ()

    def parts(self) -> tuple[tuple[Stage, PartConfig], ...]:
        """Every part with its stage, in the order of the evening."""
        return self._walk

    def part(self, id_: str) -> PartConfig | None:
        return self._by_id.get(id_)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Plan:
        """A plan with other stages walks them anew."""
        copied = super().model_copy(update=update, deep=deep)
        for name in ("_walk", "_by_id"):
            copied.__dict__.pop(name, None)
        return copied

    # Asked at every ballot; a plan does not change.
    @cached_property
    def _walk(self) -> tuple[tuple[Stage, PartConfig], ...]:
        return tuple((stage, part) for stage in self.stages for part in stage.parts)

    @cached_property
    def _by_id(self) -> dict[str, PartConfig]:
        return {part.id: part for part in (*(part for _, part in self._walk), *self.beside)}
