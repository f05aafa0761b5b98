"""What the console may ask about the cuts of a plan: strict values like those of `requests`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from facilitator.activities.base import Slug, Strict

Number = Annotated[int, Field(ge=0, le=7)]
"""Which cut of a stage, from 0."""


class Cut(Strict):
    """Take a cut as the plan declares it."""

    name: Literal["cut"]
    stage: Slug
    cut: Number


class Uncut(Strict):
    """Take it back, as long as what it touches lies ahead."""

    name: Literal["uncut"]
    stage: Slug
    cut: Number
