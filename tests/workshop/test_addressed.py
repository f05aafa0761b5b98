"""Requests to a side: a text stands for another only where both were asked of the same people."""

from __future__ import annotations

from pathlib import Path

from facilitator.errors import Refused
from facilitator.plans.read import read_plan
from facilitator.workshop import events as ev
from tests.workshop.conftest import Run

PLAN = Path(__file__).resolve().parents[1] / "server" / "requests.yaml"
ONE, TWO, THREE = (f"{i:032x}" for i in (1, 2, 3))


def asked(group: int, side: str, text: str) -> dict[str, object]:
    return {"group": group, "text": "", "done": True, "picks": {"whom": [side]}, "texts": {"request": text}}


def test_two_requests_to_different_sides_are_not_merged() -> None:
    run = Run(read_plan(PLAN))
    run.go_to("form")
    groups = [asked(1, "north", ONE), asked(2, "south", TWO), asked(3, "south", THREE)]
    run.close({"groups": groups}, (ONE, TWO, THREE))
    run.do("show", texts=[ONE, TWO, THREE])
    run.go_to("replies")
    assert run.ask("merge", text=ONE, into=TWO) == Refused("not_addressed_alike", "into")
    assert run.do("merge", text=TWO, into=THREE).events == (ev.TextMerged(TWO, THREE),)
