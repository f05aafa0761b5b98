"""card_sort: counts of those who sorted a card, the split in bits, and the most split three."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.activities.base import Asked
from facilitator.activities.grid import entropy_bits
from facilitator.activities.registry import table_of
from facilitator.ballots.sealing import NONCE, SIZES, seal
from facilitator.errors import Refused
from facilitator.plans.problems import PlanProblems
from facilitator.plans.read import read_plan_text

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart, Part

IDS = ("C01", "C02", "C10", "C11")
CARDS = [{"id": id_, "text": f"Person {id_}", "debrief": f"Point of {id_}."} for id_ in IDS]
ROUGH = Asked(rough=True)


def sort(**cards: str) -> dict[str, Any]:
    return {"cards": cards}


@pytest.fixture
def deck(part: MakePart) -> Part:
    return part("card_sort", cards=CARDS)


def test_some_of_the_cards_are_a_ballot_and_the_order_of_taps_is_not_kept(deck: Part) -> None:
    recorded = deck.accept(sort(C10="ally", C01="neither"))
    assert recorded == sort(C01="neither", C10="ally")
    assert not isinstance(recorded, Refused)
    assert list(recorded["cards"]) == ["C01", "C10"]


@pytest.mark.parametrize(
    ("cards", "code"),
    [
        ({}, "malformed"),
        (["C01"], "malformed"),
        ({"C01": None}, "malformed"),
        ({"C01": ["ally"]}, "malformed"),
        ({"C01": 1}, "malformed"),
        ({"C99": "ally"}, "unknown_option"),
        ({"C01": "enemy"}, "unknown_option"),
        ({"C01": "ally", "c01": "ally"}, "unknown_option"),
    ],
)
def test_what_does_not_fit_is_refused(deck: Part, cards: Any, code: str) -> None:
    assert deck.accept({"cards": cards}) == Refused(code)


def test_a_missing_answer_is_missing_and_never_a_zero(deck: Part) -> None:
    bodies = [sort(C01="confidant", C02="ally")] * 6 + [sort(C02="neither")] * 3
    found = deck.results(bodies)
    cards = found.shown["cards"] if found.shown else {}
    assert found.received == 9
    assert cards["C01"] == {"counts": {"confidant": 6, "ally": 0, "neither": 0}, "n": 6, "entropy_bits": 0.0}
    assert cards["C02"] == {"counts": {"confidant": 0, "ally": 6, "neither": 3}, "n": 9, "entropy_bits": 0.918}


def test_a_card_that_few_sorted_is_not_shown(deck: Part) -> None:
    shown = deck.results([sort(C01="ally", C02="ally")] * 4 + [sort(C01="ally")] * 2).shown
    assert shown is not None
    assert [shown["cards"][id_] is None for id_ in IDS] == [False, True, True, True]
    assert shown["most_split"] == ["C01"]


def test_the_most_split_three_come_first_and_ties_stand_by_their_ids(deck: Part) -> None:
    halves = [sort(C11="ally", C10="confidant", C02="neither", C01="ally")] * 5
    halves += [sort(C11="neither", C10="ally", C02="confidant", C01="ally")] * 5
    shown = deck.results(halves).shown
    assert shown is not None
    assert shown["most_split"] == ["C02", "C10", "C11"]


def test_three_decimals_do_not_make_a_tie(part: MakePart) -> None:
    # 150 of 300 against 149 of 299: equal when rounded, and the first is the one that is split in two.
    deck = part("card_sort", cards=CARDS[:2])
    bodies = [sort(C01="ally", C02="ally")] * 149 + [sort(C01="neither", C02="neither")] * 150
    shown = deck.results([*bodies, sort(C02="ally")]).shown
    assert shown is not None
    assert [shown["cards"][id_]["entropy_bits"] for id_ in ("C01", "C02")] == [1.0, 1.0]
    assert shown["most_split"] == ["C02", "C01"]


@pytest.mark.parametrize(
    ("counts", "bits"), [((10, 0, 3), 0.779), ((1, 9, 3), 1.14), ((5, 6, 3), 1.531), ((7, 0, 0), 0.0), ((), 0.0)]
)
def test_the_split_is_shannons(counts: tuple[int, ...], bits: float) -> None:
    assert round(entropy_bits(counts), 3) == bits


@given(st.lists(st.integers(0, 400), max_size=5).flatmap(lambda c: st.tuples(st.just(c), st.permutations(c))))
def test_the_split_lies_between_agreement_and_chance(drawn: tuple[list[int], list[int]]) -> None:
    counts, shuffled = drawn
    bits = entropy_bits(counts)
    assert bits == entropy_bits(shuffled)
    assert 0 <= bits <= math.log2(max(1, sum(count > 0 for count in counts))) + 1e-9
    assert (bits == 0) is (sum(count > 0 for count in counts) <= 1)


@given(st.lists(st.dictionaries(st.sampled_from(IDS), st.sampled_from(["confidant", "ally", "neither"]), min_size=1)))
def test_every_answer_is_counted_once(part: MakePart, room: list[dict[str, str]]) -> None:
    shown = part("card_sort", cards=CARDS).results([{"cards": cards} for cards in room]).shown
    assert shown is not None
    for id_ in IDS:
        answers = [cards[id_] for cards in room if id_ in cards]
        found = shown["cards"][id_]
        if len(answers) < 5:
            assert found is None
        else:
            assert found["n"] == len(answers) == sum(found["counts"].values())
            assert all(found["counts"][category] == answers.count(category) for category in found["counts"])


def test_asked_again_it_tells_amounts_and_no_order(deck: Part) -> None:
    bodies = [sort(C01="ally", C02="confidant")] * 13 + [sort(C01="neither", C02="ally")] * 2 + [sort(C01="ally")]
    again = deck.results(bodies, asked=ROUGH).shown
    newcomer = deck.results([*bodies, sort(C01="ally")], asked=ROUGH).shown
    assert again == newcomer
    assert again is not None
    assert again["bands"]["C01"] == {"confidant": "few", "ally": "most", "neither": "few"}
    assert [again["bands"][id_] for id_ in ("C10", "C11")] == [None, None]
    assert set(again) == {"bands"}


def test_the_reveal_comes_to_each_of_the_most_split(part: MakePart) -> None:
    steps = [part("card_sort", cards=CARDS[:count]) for count in (2, 3, 4)]
    assert [deck.kind.steps(deck.config) for deck in steps] == [3, 4, 4]


def test_no_ballot_is_longer_than_another_on_the_disk(part: MakePart) -> None:
    ids, kinds = [f"{n:020}" for n in range(16)], [f"{n:020}" for n in range(4)]
    deck = part(
        "card_sort", cards=[{"id": i, "text": "x"} for i in ids], categories=[{"id": i, "text": "x"} for i in kinds]
    )
    answer = deck.accept({"cards": {id_: kinds[0] for id_ in ids}})
    assert not isinstance(answer, Refused)
    sealed = seal(bytes(32), {"v": 1_000_000_000, "slot": 0, "side": None, "answer": answer}, b"")
    assert len(sealed) <= NONCE + SIZES[0] + 16


def test_every_card_is_a_row_with_its_split_to_two_decimals(deck: Part) -> None:
    shown = deck.results([sort(C01="ally", C02="confidant")] * 9 + [sort(C01="neither")] * 3).shown
    assert shown is not None
    made = table_of(deck.config, shown, (), {}, 4)
    assert made.columns == ("id", "card", "confidant", "ally", "neither", "n", "entropy_bits")
    assert made.rows[0] == ("C01", "Person C01", 0, 9, 3, 12, 0.81)
    assert made.rows[3] == ("C11", "Person C11", None, None, None, None, None)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"cards": CARDS[:1]}, "cards"),
        ({"cards": [{"id": "C01"}, *CARDS[1:]]}, "cards.0.text"),
        ({"cards": [{"text": "Nobody"}, *CARDS[1:]]}, "cards.0.id"),
        ({"cards": [{"id": "C 1", "text": "x"}, *CARDS[1:]]}, "cards.0.id"),
        ({"cards": [{"id": "C01", "text": "x", "debrief": "x" * 301}, *CARDS[1:]]}, "cards.0.debrief"),
        ({"cards": CARDS, "categories": [{"id": "one", "text": "One"}]}, "categories"),
        ({"cards": CARDS, "anonymity": "none"}, "anonymity"),
    ],
)
def test_a_wrong_field_is_found(faults: Faults, fields: dict[str, Any], field: str) -> None:
    assert [where for where, _ in faults("card_sort", **fields)] == [field]


def test_ids_of_any_case_are_taken_and_two_alike_are_not(faults: Faults) -> None:
    assert faults("card_sort", cards=[{"id": id_, "text": "x"} for id_ in ("C01", "R0", "m-2")]) == []
    (fault,) = faults("card_sort", cards=[CARDS[0], CARDS[0]])
    assert "'C01' is used twice; every card needs an id of its own" in fault[1]


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ("Your oldest friend", "cards.0: a bare text stands here; give it an id that never changes, such as `id: C01`"),
        (
            '{id: "C 1", text: x}',
            "cards.0.id: 'C 1' cannot be used; letters, digits, single hyphens and underscores, such as C01",
        ),
        ("{text: x}", "cards.0.id: id is missing; add `id:` here"),
    ],
)
def test_a_card_without_an_id_is_refused_in_a_sentence(card: str, said: str) -> None:
    plan = f"""schema: plan/1
id: cards
title: Cards
stages:
- id: sort
  title: Sort
  purpose: ""
  minutes: 5
  parts:
  - id: cards
    kind: card_sort
    title: Sort
    minutes: 5
    cards:
    - {card}
    - {{id: C02, text: Somebody}}
"""
    with pytest.raises(PlanProblems) as found:
        read_plan_text(plan, "plan.yaml")
    assert [problem for problem in found.value.problems if said in str(problem)] != [], found.value.problems
