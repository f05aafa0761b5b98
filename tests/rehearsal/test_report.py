"""The page of results: one file, in the language of the plan, and nothing in it that a script could have put there."""

from __future__ import annotations

from facilitator.plans.model import Plan
from facilitator.plans.read import read_plan
from facilitator.rehearsal.outcome import Check, Outcome, Skipped
from facilitator.rehearsal.report import page
from tests.conftest import PLAN

HOSTILE = "</style><script>alert(1)</script>"


def outcome(ok: bool = False) -> Outcome:
    found = Outcome("hall", "plan", 12, 30.4, ["dilemmas.per_person = 2"])
    found.add([
        Check("joined", 12, 12, True), Check("authors", [], [HOSTILE], ok), Skipped("card_sort", "no such part"),
    ])  # fmt: skip
    return found


def spoken(language: str) -> Plan:
    return read_plan(PLAN).model_copy(update={"language": language})


def test_what_failed_stands_first_and_is_named() -> None:
    made = page(outcome(), "A hall", spoken("en"))
    assert "1 check failed" in made
    assert made.index('data-check="authors" data-ok="false"') < made.index('data-check="joined" data-ok="true"')
    assert "dilemmas.per_person = 2" in made and "card_sort" in made


def test_all_well_is_said() -> None:
    made = page(outcome(ok=True), "A hall", spoken("en"))
    assert "All is well" in made and "What failed" not in made


def test_words_of_a_server_stay_words() -> None:
    made = page(outcome(), HOSTILE, spoken("en"))
    assert made.count("<script") == 0
    assert made.count("</style>") == 1


def test_an_arabic_plan_gets_an_arabic_page() -> None:
    made = page(outcome(), "A hall", spoken("ar"))
    assert '<html lang="ar" dir="rtl"' in made and "فشل فحص واحد" in made


def test_a_language_without_a_catalogue_is_english() -> None:
    assert '<html lang="en" dir="ltr"' in page(outcome(), "A hall", spoken("pt-BR"))
