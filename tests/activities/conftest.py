"""Making parts and rooms full of ballots for the tests of single kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from pydantic import ValidationError

from facilitator.activities.base import Activity, Asked, Ballot, Outcome, PartConfig
from facilitator.activities.registry import KINDS, authored
from facilitator.errors import Refused

SIDES = ("north", "south", "west")


@dataclass(frozen=True)
class Part:
    """One part of a plan: what it accepts and what comes out of it."""

    kind: Activity
    config: PartConfig

    def accept(self, body: Any, asked: Asked | None = None) -> dict[str, Any] | Refused:
        return self.kind.accept(self.config, body, asked or Asked(SIDES))

    def results(
        self, bodies: Sequence[Any], sides: Sequence[str | None] | None = None, asked: Asked | None = None
    ) -> Outcome:
        """What comes out when phones send a body each, standing on these sides; every body must be accepted."""
        question = asked or Asked(SIDES)
        ballots = []
        for body, side in zip(bodies, sides or [None] * len(bodies), strict=True):
            answer = self.accept(body, question)
            assert not isinstance(answer, Refused), f"{body}: {answer}"
            ballots.append(Ballot(answer, side))
        counted = authored(self.config)
        people = sum(counted(ballot.answer) for ballot in ballots)
        return self.kind.results(self.config, ballots, replace(question, authors=people))


MakePart = Callable[..., Part]
Faults = Callable[..., list[tuple[str, str]]]


@pytest.fixture(scope="session")
def part() -> MakePart:
    """`part("scale", low=0)`."""

    def make(kind: str, **fields: Any) -> Part:
        words = {"id": "part", "kind": kind, "title": "A part", **fields}
        return Part(KINDS[kind], KINDS[kind].Config.model_validate(words))

    return make


@pytest.fixture(scope="session")
def faults(part: MakePart) -> Faults:
    """What is wrong with a part of a plan: (field, message) of everything the model finds."""

    def find(kind: str, **fields: Any) -> list[tuple[str, str]]:
        try:
            part(kind, **fields)
        except ValidationError as invalid:
            return [(".".join(map(str, error["loc"])), error["msg"]) for error in invalid.errors()]
        return []

    return find
