"""What a plan has of the session before: the gaps between its sides, and what people wanted to do. No person in it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from facilitator.activities.base import Line, Slug, StableId, Strict, Visible

GAPS = 4
COMMITMENTS = 120
LENGTH = 600
"""Characters of a commitment, the same as of any text that people write."""
Code = Annotated[str, StringConstraints(pattern=r"^[2-9A-HJKMNP-TV-Z]{4}$")]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Commitment = Annotated[str, StringConstraints(min_length=1, max_length=LENGTH, strip_whitespace=True), Visible]


def _possible(named: dict[str, str]) -> dict[str, str]:
    """Each is named by more than a quarter (`insight.publication.band`), and everybody names one."""
    if len(named) > 3:
        raise ValueError(f"{len(named)} options stand here, and more than a few can have named at most 3")
    return named


Named = Annotated[dict[StableId, Literal["some", "most"]], AfterValidator(_possible)]
"""Options that more than a few named, roughly how many; never a count (SECURITY.md, what may be shown)."""


class Origin(Strict):
    """Which workshop it was. `until` is the last day on which it is kept, as its room was told."""

    title: Line
    date: Day
    code: Code
    until: Day | None = None


class Option(Strict):
    id: StableId
    text: Line


class Said(Strict):
    """A side as it was called then: what others thought of it, what it said itself; at least one of the two."""

    id: Slug
    name: Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True), Visible]
    guessed: Named | None = None
    own: Named | None = None

    @model_validator(mode="after")
    def something(self) -> Said:
        if self.guessed is None and self.own is None:
            raise ValueError(f"nothing stands here of {self.id!r}; give guessed, own, or both")
        return self


class Gap(Strict):
    """Results by side of one part, with the words of its options."""

    title: Line
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=12, strict=False)]
    sides: Annotated[tuple[Said, ...], Field(min_length=1, max_length=12, strict=False)]

    @model_validator(mode="after")
    def known(self) -> Gap:
        ids = {option.id for option in self.options}
        if len(ids) < len(self.options):
            raise ValueError("every option needs an id of its own")
        if len({side.id for side in self.sides}) < len(self.sides):
            raise ValueError("a side stands here twice")
        named = {option for side in self.sides for bands in (side.guessed, side.own) for option in bands or ()}
        if unknown := sorted(named - ids):
            raise ValueError(f"{unknown[0]!r} is named by a side and is not among the options")
        return self


class Carried(Strict):
    """`carried` of a plan. `run --carry` writes it; a plan may also have it by hand."""

    origin: Annotated[Origin, Field(alias="from")]
    gaps: Annotated[tuple[Gap, ...], Field(max_length=GAPS, strict=False)] = ()
    commitments: Annotated[tuple[Commitment, ...], Field(max_length=COMMITMENTS, strict=False)] = ()
