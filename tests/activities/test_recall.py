"""recall: the map of the factions, which nobody answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from facilitator.activities.base import Outcome
from facilitator.errors import Refused
from facilitator.plans import check_files

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


MAP = {"id": "map", "kind": "recall", "title": "Map"}


@pytest.mark.parametrize(("sides", "found"), [(2, []), (1, ["the part shows the sides, and the plan has fewer"])])
def test_a_map_needs_two_sides(tmp_path: Path, sides: int, found: list[str]) -> None:
    plan = {
        "schema": "plan/1", "id": "p", "title": "P",
        "sides": [{"id": f"s{n}", "name": f"Side {n}"} for n in range(sides)],
        "stages": [{"id": "one", "title": "One", "minutes": 2, "parts": [MAP]}],
    }  # fmt: skip
    path = tmp_path / "plan.yaml"
    path.write_text(json.dumps(plan), "utf-8")
    assert [problem.split(": ")[2][: len(found[0])] for problem in check_files([path])] == found
