"""pause: a clock and the time to be back, and nothing that could take an answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from facilitator.activities.base import Asked, Ballot, Outcome
from facilitator.activities.registry import KINDS
from facilitator.errors import Refused
from facilitator.live.clocks import Clocks

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart

HALF_PAST_SEVEN = (19 * 60 + 30) * 60


def test_it_has_no_place_for_a_ballot(part: MakePart) -> None:
    pause = part("pause", back="Tea is in the next room.")
    assert [pause.kind.collects(pause.config), pause.kind.slots(pause.config)] == [False, 0]


@pytest.mark.parametrize("body", [None, {}, {"text": "tea"}, {"nothing": True}, 1])
def test_whatever_is_sent_is_refused(part: MakePart, body: Any) -> None:
    assert KINDS["pause"].accept(part("pause").config, body, Asked()) == Refused("not_open")
    assert KINDS["pause"].results(part("pause").config, [Ballot({"a": 1})], Asked()) == Outcome(0, {})


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"back": "x" * 121}, "back"),
        ({"back": 7}, "back"),
        ({"reveal": "on_close"}, "reveal"),
        ({"body": "Tea"}, "body"),
    ],
)
def test_a_wrong_field_is_found(faults: Faults, fields: dict[str, Any], field: str) -> None:
    assert [where.split(".")[0] for where, _ in faults("pause", **fields)][:1] == [field]


def test_the_time_to_be_back_is_steady(tmp_path: Path) -> None:
    clocks = Clocks(tmp_path / "clock.json")
    said = [
        clocks.until("tea", 1, left, HALF_PAST_SEVEN + wall)
        for left, wall in ((600, 29), (599, 30), (598, 32), (600, 29), (588, 40))
    ]
    assert said == ["19:40"] * 5
    assert clocks.until("tea", 2, 600, HALF_PAST_SEVEN + 31) == "19:41"


def test_the_time_to_be_back_moves_with_more_minutes_and_past_midnight(tmp_path: Path) -> None:
    clocks = Clocks(tmp_path / "clock.json")
    assert clocks.until("tea", 1, 600, HALF_PAST_SEVEN) == "19:40"
    assert clocks.until("tea", 1, 660, HALF_PAST_SEVEN) == "19:41"
    assert clocks.until("tea", 1, -120, HALF_PAST_SEVEN) == "19:28"
    assert [clocks.until("late", 1, 600, at) for at in (24 * 3600 - 60, 0)] == ["00:09", "00:10"]
