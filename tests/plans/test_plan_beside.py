"""`beside` of a plan: what may stand there, what may not, and the sentences that say so."""

from __future__ import annotations

import pytest

from facilitator.activities.registry import KINDS
from facilitator.plans.check import cross_problems
from facilitator.plans.problems import PlanProblems, Source
from facilitator.plans.read import read_plan_text
from facilitator.plans.text import tree_of

PLAN = """schema: plan/1
id: small
title: Small
beside:
  - {id: pause, kind: signal, title: I need a pause}
  - {id: lot, kind: parking, title: Parking lot, batch: 4}
  - {id: warm, kind: pulse, title: How warm is it, low_label: cold}
stages:
  - id: one
    title: One
    minutes: 4
    parts:
      - {id: ask, kind: choice, title: Ask, minutes: 2, options: [Yes, No]}
      - {id: look, kind: say, title: Look, minutes: 2, shows: lot}
"""
STAGE_KINDS = "kinds are " + ", ".join(sorted(name for name, kind in KINDS.items() if not kind.Config.beside))


def said(text: str) -> list[str]:
    """What `facilitator check` says of a plan."""
    try:
        read_plan_text(text, "plan.yaml")
    except PlanProblems as found:
        return [str(problem) for problem in found.problems]
    return []


def test_what_stands_beside_is_part_of_the_plan_and_of_no_stage() -> None:
    plan = read_plan_text(PLAN, "plan.yaml")
    assert [part.id for part in plan.beside] == ["pause", "lot", "warm"]
    assert [part.id for _, part in plan.parts()] == ["ask", "look"]
    assert plan.part("lot") is plan.beside[1]
    assert said(PLAN) == []


def test_a_plan_without_it_has_nothing_beside() -> None:
    before, after = PLAN.split("beside:")[0], PLAN.split("stages:")[1].replace(", shows: lot", "")
    assert read_plan_text(f"{before}stages:{after}", "plan.yaml").beside == ()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "kind: signal", "kind: choice",
            "plan.yaml:5:5: beside.0: choice has no place under `beside`, only under `parts`; "
            "kinds are parking, pulse, signal",
        ),
        (
            "kind: choice", "kind: signal",
            f"plan.yaml:13:9: stages.0.parts.0: signal has no place under `parts`, only under `beside`; {STAGE_KINDS}",
        ),
        (
            "kind: pulse", "kind: puls",
            "plan.yaml:7:5: beside.2: there is no kind 'puls'; kinds are parking, pulse, signal",
        ),
        (
            "batch: 4", "batch: 2",
            "plan.yaml:6:50: beside.1.batch: 2 is too little; at least 3 is needed",
        ),
        (
            "id: warm", "id: ask",
            "plan.yaml:7:6: beside.2.id: 'ask' is used twice; every part needs an id of its own",
        ),
        (
            "shows: lot", "shows: pause",
            "plan.yaml:14:56: stages.0.parts.1.shows: the results of 'pause' are never revealed; name another part",
        ),
    ],
    ids=["a kind of the stage", "a kind of beside", "no kind", "a batch of two", "an id twice", "a signal shown"],
)  # fmt: skip
def test_what_does_not_fit_is_named_with_its_line(old: str, new: str, sentence: str) -> None:
    assert said(PLAN.replace(old, new, 1)) == [sentence]


def test_seven_things_beside_are_too_many() -> None:
    more = "".join(f"  - {{id: s{n}, kind: signal, title: Signal}}\n" for n in range(4))
    assert said(PLAN.replace("stages:", f"{more}stages:")) == [
        "plan.yaml:4:1: beside: 7 in this list; at most 6 are possible"
    ]


def test_the_checks_across_parts_know_it() -> None:
    source = Source("plan.yaml", read_plan_text(PLAN, "plan.yaml"), tree_of(PLAN.encode(), "plan.yaml"))
    assert cross_problems(source) == []
