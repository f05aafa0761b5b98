"""recall: the map of the factions, which nobody answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from facilitator.activities.base import Outcome
from facilitator.errors import Refused

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart


def test_it_collects_nothing_and_stands_on_the_sides(part: MakePart) -> None:
    recall = part("recall")
    assert [recall.kind.collects(recall.config), recall.kind.slots(recall.config)] == [False, 0]
    assert recall.kind.links(recall.config).needs_sides


@pytest.mark.parametrize("body", [{}, {"side": "north"}, None])
def test_it_takes_no_answer(part: MakePart, body: Any) -> None:
    assert part("recall").accept(body) == Refused("not_open")


def test_it_has_no_results(part: MakePart) -> None:
    assert part("recall").results([]) == Outcome(0, {})


def test_a_field_of_another_kind_is_found(faults: Faults) -> None:
    assert [field for field, _ in faults("recall", body="x")] == ["body"]
