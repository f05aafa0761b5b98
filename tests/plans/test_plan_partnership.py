"""Don't do it alone, short and long, and the session before: stages, minutes, ids, and what people learn where."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from facilitator.activities.registry import activity
from facilitator.paths import resource
from facilitator.plans.model import Plan
from facilitator.plans.read import read_plan

LOSSES = ["resources", "status", "being_right", "identity", "loyalty_absent", "control", "belonging", "competence"]
SHORT_CARDS = ["C01", "C02", "C03", "C04", "C07", "C08", "C10", "C11"]
STAGES = [
    "lobby", "welcome", "map-recall", "confidant-or-ally", "write-dilemma", "curious-or-certain", "choose",
    "consultation", "price-at-home", "first-rung", "commit", "close",
]  # fmt: skip
MINUTES = {
    90: [(3, 4, 6), (4, 6, 8), (9, 13, 15), (5, 6, 8), (7, 11, 13), (4, 5, 7), (14, 19, 22), (6, 9, 11), (6, 8, 10),
         (3, 4, 5), (2, 2, 4)],
    180: [(4, 6, 9), (8, 12, 15), (14, 20, 24), (6, 8, 10), (12, 18, 22), (5, 7, 10), (8, 12, 15), (26, 36, 40),
          (10, 16, 18), (13, 20, 24), (6, 9, 10), (4, 6, 8)],
}  # fmt: skip
PLANNED = {90: (63, 87), 180: (116, 170)}
OUTCOMES = {
    "confidant or ally": ("confidant-or-ally", {"card_sort", "private"}),
    "curious or certain": ("curious-or-certain", {"choice", "reply_swap"}),
    "curious in a group": ("consultation", {"groups", "consult", "capture"}),
    "the price at home": ("price-at-home", {"choice", "scale", "capture"}),
    "trust and common ground": ("first-rung", {"ladder", "capture", "sign"}),
}
"""What people learn, the stage that carries it, and the exercises in it."""


@functools.cache
def shipped(name: str) -> Plan:
    return read_plan(resource("session_plans") / f"{name}.yaml")


@pytest.fixture(scope="module", params=[90, 180])
def minutes(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def plan(minutes: int) -> Plan:
    return shipped(f"dont-do-it-alone-{minutes}")


def part(plan: Plan, id_: str) -> Any:
    found = plan.part(id_)
    assert found is not None, id_
    return found


def ids(listed: Any) -> list[str]:
    return [one.id for one in listed]


def test_stages_and_minutes(plan: Plan, minutes: int) -> None:
    wanted = STAGES if minutes == 90 else [*STAGES[:7], "break", *STAGES[7:]]
    assert ids(plan.stages) == wanted
    spans = [(stage.minutes.min, stage.minutes.target, stage.minutes.max) for stage in plan.stages[1:]]
    assert spans == MINUTES[minutes]
    least, target = PLANNED[minutes]
    assert (sum(a for a, _, _ in spans), sum(b for _, b, _ in spans)) == (least, target)
    assert plan.promised_minutes == minutes


def test_the_end_is_protected_and_nothing_is_cut_from_the_material(plan: Plan) -> None:
    assert [stage.id for stage in plan.stages if stage.protected] == ["commit", "close"]
    by_id = {stage.id: stage for stage in plan.stages}
    assert [cut.saves for id_ in ("write-dilemma", "choose") for cut in by_id[id_].cut] == [0, 0]
    shortened = [stage.id for stage in plan.stages[1:] if any(cut.saves for cut in stage.cut)]
    expected = set(by_id) - {"lobby", "write-dilemma", "choose", "commit", "close"}
    assert set(shortened) == expected


def test_every_learning_outcome_has_its_exercise(plan: Plan) -> None:
    by_id = {stage.id: stage for stage in plan.stages}
    for outcome, (stage, kinds) in OUTCOMES.items():
        assert kinds <= {part.kind for part in by_id[stage].parts}, outcome


def test_a_dilemma_goes_all_the_way(plan: Plan) -> None:
    links = {part.id: activity(part).links(part) for _, part in plan.parts()}
    assert links["choose"].items_from == "dilemmas"
    assert part(plan, "find").dilemmas_from == "choose"
    at_tables = [part.id for _, part in plan.parts() if links[part.id].groups == "find"]
    steps = ["read", "questions", "balcony", "moves", "keeper-reflects"]
    wanted = [*(step for step in steps if plan.part(step)), "capture", "two-audience", "common-ground"]
    wanted += ["requests"] if plan.part("requests") else []
    assert links["two-audience"].recalls == "capture"
    assert at_tables == wanted
    assert (links["sign-test"].items_from, part(plan, "common-ground").gives) == ("common-ground", "common_ground")
    assert part(plan, "commitment").kind == "commitment"


def test_three_hours_have_what_ninety_minutes_leave_out(plan: Plan, minutes: int) -> None:
    more = {"missing", "chair", "chair-question", "break", "keeper-reflects", "neighbour", "tell", "one-word"}
    more |= {"requests", "answers"}
    assert more & {part.id for _, part in plan.parts()} == (more if minutes == 180 else set())
    assert (part(plan, "losses").others, part(plan, "find").volunteers) == ((1, False) if minutes == 90 else (2, True))


def test_ids_by_which_evenings_are_compared(plan: Plan, minutes: int) -> None:
    assert ids(part(plan, "losses").options) == ids(part(plan, "loss-at-home").options) == LOSSES
    assert ids(part(plan, "cards").cards) == (SHORT_CARDS if minutes == 90 else [f"C{n:02d}" for n in range(1, 13)])
    assert ids(part(plan, "own-up").options) == [f"M{n:02d}" for n in range(1, 11)]
    assert ids(part(plan, "swaps").items) == [f"Q{n}" for n in range(1, 6) if minutes == 180 or n != 3]
    assert ids(part(plan, "keep-moves").options) == [f"K{n:02d}" for n in range(1, 11)]
    assert ids(part(plan, "rungs").rungs) == [f"R{n}" for n in range(8)]
    assert [(swap.id, swap.opens) for swap in part(plan, "swaps").items if swap.id != "Q3"] == [
        ("Q1", "c"), ("Q2", "b"), ("Q4", "a"), ("Q5", "c"),
    ]  # fmt: skip


def test_both_lengths_say_the_same_of_the_same_ids() -> None:
    short, long = shipped("dont-do-it-alone-90"), shipped("dont-do-it-alone-180")
    for id_, field in (("cards", "cards"), ("own-up", "options"), ("swaps", "items"), ("keep-moves", "options"),
                       ("rungs", "rungs"), ("losses", "options")):  # fmt: skip
        long_ones = {one.id: one for one in getattr(part(long, id_), field)}
        assert all(long_ones[one.id] == one for one in getattr(part(short, id_), field)), id_
    assert all(getattr(card, "debrief", "") for card in part(long, "cards").cards)


def test_the_votes_and_the_price_of_the_room_scripts_find_their_parts(plan: Plan) -> None:
    traitor = part(plan, "traitor")
    assert (traitor.low, traitor.high) == (0, 10)
    assert (part(plan, "keep-moves").max_picks, part(plan, "own-up").max_picks) == (2, 3)
    after = part(plan, "honesty-after")
    assert activity(after).links(after).pairs_with == "honesty-before"
    assert activity(part(plan, "choose")).links(part(plan, "choose")).items_from == "dilemmas"


def test_the_session_before_draws_the_map_and_ends_as_it_began() -> None:
    plan = shipped("charting-the-factions")
    spans = [stage.minutes for stage in plan.stages[1:]]
    assert (sum(s.min for s in spans), sum(s.target for s in spans), plan.promised_minutes) == (61, 88, 90)
    kinds = [part.kind for _, part in plan.parts()]
    assert kinds.index("recall") < kinds.index("side") < kinds.index("vote")
    assert ids(part(plan, "own-loss").options) == LOSSES
    assert (part(plan, "own-loss").kind, part(plan, "carry-over").kind) == ("guess", "commitment"), (
        "what is carried over"
    )
    support = ["active_ally", "passive_ally", "neutral", "passive_opponent", "active_opponent"]
    assert (ids(part(plan, "support").options), part(plan, "support").picture) == (support, "sides")
    assert [stage.id for stage in plan.stages if stage.protected] == ["next", "close"]
    before, after = part(plan, "honesty-before"), part(plan, "honesty-after")
    later = shipped("dont-do-it-alone-90")
    for field in ("low", "high", "low_label", "high_label", "phone"):
        assert getattr(before, field) == getattr(part(later, "honesty-before"), field)
    assert activity(after).links(after).pairs_with == before.id
