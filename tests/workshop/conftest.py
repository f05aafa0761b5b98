"""A short evening on paper: a plan with one part of every sort, and a run of it without a server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from facilitator.clock import Moment
from facilitator.errors import Refused
from facilitator.plans.model import Plan
from facilitator.plans.read import read_plan_text
from facilitator.workshop import events as ev
from facilitator.workshop.decision import Decision
from facilitator.workshop.requests import parse_command
from facilitator.workshop.rules import closed, decide, opening, sealing
from facilitator.workshop.state import Workshop, begin, evolve

PLAN = """schema: plan/1
id: evening
title: An evening
promised_minutes: 40
sides:
  - {id: north, name: North}
  - {id: south, name: South}
stages:
  - id: arrive
    title: Arrive
    minutes: 0
    parts:
      - {id: lobby, kind: lobby, title: Arrive, minutes: 10}
  - id: first
    title: First
    minutes: 6
    parts:
      - {id: warm, kind: choice, title: Warm, anonymity: none, reveal: live, options: [Tea, Coffee]}
      - {id: before, kind: scale, title: Before, reveal: on_tap}
      - {id: side, kind: side, title: Side}
  - id: second
    title: Second
    minutes: 10
    parts:
      - {id: texts, kind: harvest, title: Texts, minutes: 5}
      - {id: talk, kind: say, title: Talk, minutes: 5}
  - id: third
    title: Third
    minutes: 14
    parts:
      - {id: choose, kind: vote, title: Choose, minutes: 4, items_from: texts}
      - {id: look, kind: say, title: Look, minutes: 4, shows: choose}
      - {id: after, kind: scale, title: After, pairs_with: before}
      - {id: quiet, kind: choice, title: Quiet, reveal: never, options: [Yes, No]}
      - {id: end, kind: close, title: End, ratings: [{id: useful, text: It was useful}]}
"""


BESIDE = """beside:
  - {id: pause, kind: signal, title: I need a pause}
  - {id: pulse, kind: pulse, title: How warm is it}
  - {id: parking, kind: parking, title: Parking lot}
"""
"""The same evening with everything that can stand beside it."""


CUTS = (
    PLAN.replace(
        "title: First\n    minutes: 6\n",
        "title: First\n    minutes: {min: 4, target: 7, max: 9}\n    lead_in: 1\n"
        "    cut: [{words: no warming up, saves: 2, skips: [warm]}, {words: shorter sides, saves: 1}]\n",
    )
    .replace("title: Second\n    minutes: 10\n", "title: Second\n    minutes: {min: 9, target: 10, max: 11}\n"
             "    protected: true\n    cut: nothing\n")
    .replace(
        "title: Third\n    minutes: 14\n",
        "title: Third\n    minutes: {min: 8, target: 14, max: 15}\n    cut:\n"
        "      - {words: one question less, saves: 2}\n"
        "      - {words: no look and no quiet, saves: 6, skips: [look, quiet]}\n"
        "      - {words: no quiet, saves: 2, skips: [quiet]}\n",
    )
)  # fmt: skip
"""The same evening with lead-in, cuts and a protected stage; 31 minutes."""


class Run:
    """A run of a plan: what the console asks for, and what the room makes of it. `journal` is what was written."""

    def __init__(self, plan: Plan) -> None:
        self.w: Workshop = begin("amber-birch-clay", plan)
        self.journal: list[ev.Event] = []
        self.minute = 0.0
        self.follow(opening(self.w, self.w.part, self.at))

    @property
    def at(self) -> Moment:
        return Moment(self.minute, "19:00")

    def follow(self, *events: ev.Event) -> None:
        for event in events:
            self.w = evolve(self.w, event)
            self.journal.append(event)

    def ask(self, name: str, **words: Any) -> Decision | Refused:
        """What would come of a command; nothing happens yet."""
        command = parse_command({"name": name, **words})
        return command if isinstance(command, Refused) else decide(self.w, command, self.at)

    def do(self, name: str, **words: Any) -> Decision:
        """A command that must succeed."""
        decision = self.ask(name, **words)
        assert isinstance(decision, Decision), f"{name} in {self.w.part.id} ({self.w.now.phase}): {decision}"
        self.follow(*decision.events)
        return decision

    def finish(self, results: dict[str, Any] | None = None, texts: tuple[str, ...] = (), received: int = 9) -> None:
        """The closing seconds are over: the part is closed. Without results it is withheld."""
        self.follow(*closed(self.w, self.w.part.id, received, results is None, results, texts))

    def close(self, results: dict[str, Any] | None = None, texts: tuple[str, ...] = ()) -> None:
        self.do("close")
        self.finish({} if results is None else results, texts)

    def go_to(self, part: str) -> None:
        """Next, and again, until the part is up; parts on the way are closed with empty results."""
        while self.w.part.id != part:
            if "close" in self.can():
                self.close()
            self.do("next", sure=True)

    def can(self) -> set[str]:
        return {name for name in ("next", "close") if isinstance(self.ask(name), Decision)}

    def seal(self) -> Decision | Refused:
        return sealing(self.w, 9, self.at)


StartRun = Callable[[], Run]


@pytest.fixture(scope="session")
def plan() -> Plan:
    return read_plan_text(PLAN, "plan.yaml")


@pytest.fixture(scope="session")
def beside_plan() -> Plan:
    """The plan with a signal, a pulse and a parking lot beside it."""
    return read_plan_text(PLAN + BESIDE, "plan.yaml")


@pytest.fixture(scope="session")
def cut_plan() -> Plan:
    """The plan with lead-in, cuts and a protected stage."""
    return read_plan_text(CUTS, "plan.yaml")


@pytest.fixture(scope="session")
def start(plan: Plan) -> StartRun:
    """A new run each time it is called: property tests need many."""
    return lambda: Run(plan)


@pytest.fixture
def run(start: StartRun) -> Run:
    """A run that stands in the lobby."""
    return start()
