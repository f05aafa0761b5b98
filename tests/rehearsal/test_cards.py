"""Cards that a script sorts: its counts, its splits and its most split three come out of a real evening."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.plans.problems import PlanProblems
from facilitator.rehearsal.pages import sorted_cards
from facilitator.rehearsal.reading import read_script
from tests.rehearsal.conftest import HERE, ROOT, Rehearse

PLAN = HERE / "card-sort.yaml"
LOWFIELD = ROOT / "tests" / "rooms" / "lowfield-clinic.yaml"
FAST = ("--plan", PLAN, "--speed", 600, "--json")
CHECKS = {
    "counted.cards", "results.cards", "card_sort", "card_sort.screen", "most_split_cards", "most_split_cards.screen",
    "most_split_cards.points",
}  # fmt: skip


def room(folder: Path, before: str, after: str) -> Path:
    """The clinic with one change."""
    text = LOWFIELD.read_text("utf-8")
    assert text.count(before) == 1
    path = folder / "room.yaml"
    path.write_text(text.replace(before, after), "utf-8")
    return path


@pytest.mark.slow
def test_the_lowfield_clinic_sorts_its_cards(rehearse: Rehearse) -> None:
    told = rehearse("--room", LOWFIELD, *FAST)

    assert told.failed == {}
    assert (told.code, told.result["ok"]) == (0, True)
    assert set(told.names) >= CHECKS
    got = next(check["got"] for check in told.result["checks"] if check["name"] == "card_sort")
    assert got["C01"] == {"confidant": 10, "ally": 0, "neither": 3, "entropy_bits": 0.779}
    assert not {"card_sort", "most_split_cards"} & set(told.skipped)


@pytest.mark.slow
def test_one_letter_more_or_less_is_noticed(rehearse: Rehearse, tmp_path: Path) -> None:
    # p05 leaves a card out and puts two elsewhere: counts, splits and the order move away from what the script expects.
    told = rehearse("--room", room(tmp_path, "p05: CACAACAA", "p05: CACAA-CN"), *FAST)

    assert told.code == 1
    assert set(told.failed) & CHECKS == CHECKS - {"counted.cards", "results.cards"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("p05: CACAACAA", "p05: CACAACA", "card_sort.p05: 7 letters for 8 cards (card_order)"),
        ("card_order: [C01,", "card_order: [C02,", "card_order.1: 'C02' stands here twice; name each card once"),
        ("most_split_cards: [C10", "most_split_cards: [C99", "most_split_cards.0: there is no card 'C99'; there are"),
        ("    C04: {confidant", "    C44: {confidant", "expected.card_sort.C44: there is no card 'C44'; there are C01"),
        ("neither: 3, entropy_bits: 1.14}", "neither: 3}", "expected.card_sort.C02: figures of a card are confidant"),
    ],
)
def test_what_is_wrong_with_the_cards_of_a_script_is_named(
    tmp_path: Path, before: str, after: str, said: str
) -> None:  # fmt: skip
    path = room(tmp_path, before, after)
    with pytest.raises(PlanProblems) as found:
        read_script(path)
    assert [problem for problem in found.value.problems if said in str(problem)] != []


def test_sorted_cards_are_read_from_the_wall() -> None:
    page = (
        '<li data-card="C10" data-n="3"><h2>A friend, 7 years</h2><div data-category="ally"><bdi>4 us</bdi>'
        '<b data-count>2</b></div><div data-category="neither"><b data-count>1</b></div></li>'
        '<li data-card="C02">Not a result</li>'
    )
    assert sorted_cards(page) == {"C10": {"ally": 2, "neither": 1}}
