"""signal, pulse and parking: what they take, what comes out, and what a plan may say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from facilitator.activities.base import FLOOR, Asked, Ballot, Outcome
from facilitator.activities.registry import KINDS
from facilitator.errors import Refused

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart


def test_a_signal_is_on_or_it_is_not_there(part: MakePart) -> None:
    signal = part("signal")
    assert signal.accept({"on": True}) == {"on": True}
    for body in ({"on": False}, {"on": 1}, {}, {"on": True, "why": "hot"}, None, "on"):
        assert signal.accept(body) == Refused("malformed")
    assert signal.results([{"on": True}] * 3) == Outcome(3, {"n": 3})
    assert signal.results([]) == Outcome(0, {"n": 0})


def test_a_pulse_is_a_number_from_one_to_five(part: MakePart) -> None:
    pulse = part("pulse")
    assert [pulse.accept({"warm": value}) for value in (1, 5)] == [{"warm": 1}, {"warm": 5}]
    assert [pulse.accept({"warm": value}) for value in (0, 6, 10**400)] == [Refused("unknown_option")] * 3
    for body in ({"warm": True}, {"warm": "3"}, {"warm": 3.0}, {"value": 3}):
        assert pulse.accept(body) == Refused("malformed")
    counted = {"1": 0, "2": 2, "3": 0, "4": 0, "5": 1}
    assert pulse.results([{"warm": 2}, {"warm": 5}, {"warm": 2}]) == Outcome(3, {"counts": counted, "n": 3})


def test_a_parked_text_is_normalised_and_short(part: MakePart) -> None:
    parking = part("parking")
    assert parking.accept({"text": " \u201cWho\u201d pays\u200b? "}) == {"text": '"Who" pays?'}
    assert parking.accept({"text": "x" * 200}) == {"text": "x" * 200}
    for text in ("x" * 201, "x" * 5000):
        assert parking.accept({"text": text}) == Refused("text_too_long")
    assert parking.accept({"text": " \u200b "}) == Refused("empty_text")
    for body in ({"nothing": True}, {"text": 7}, {"text": "x", "slot": 1}):
        assert parking.accept(body) == Refused("malformed")


def test_a_second_text_of_a_person_makes_no_second_author(part: MakePart) -> None:
    parking = part("parking")
    ballots = [Ballot({"text": "b"}), Ballot({"text": "a"}), Ballot({"text": "c"})]
    assert parking.kind.results(parking.config, ballots, Asked(authors=1)) == Outcome(1, {"texts": 3}, ("a", "b", "c"))


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("parking", {"batch": 2}, "batch"), ("parking", {"batch": 21}, "batch"),
        ("parking", {"per_person": 6}, "per_person"),
        ("parking", {"anonymity": "none"}, "anonymity"), ("signal", {"anonymity": "none"}, "anonymity"),
        ("signal", {"reveal": "live"}, "reveal"), ("pulse", {"reveal": "on_close"}, "reveal"),
        ("pulse", {"low_label": "x" * 61}, "low_label"),
    ],
)  # fmt: skip
def test_a_plan_cannot_say_this(faults: Faults, kind: str, fields: dict[str, Any], field: str) -> None:
    assert [where for where, _ in faults(kind, **fields)] == [field]


def test_only_a_signal_is_seen_from_one_person() -> None:
    seen = {name: kind.Config.seen_from for name, kind in KINDS.items() if kind.Config.beside}
    # Of the parking lot it is the number of texts that is seen, never one of them: those wait for their batch.
    assert seen == {"signal": 1, "pulse": FLOOR, "parking": 1}


def test_nothing_that_stands_beside_can_be_inserted_or_know_a_side() -> None:
    for kind in KINDS.values():
        assert not (kind.Config.beside and (kind.Config.insertable or kind.keeps_side or kind.asks_side))
    assert {name for name, kind in KINDS.items() if kind.Config.insertable} == {"choice", "scale", "harvest"}
