"""The report's first page: for everybody, as far as the room saw it, under the headings of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from facilitator.archive.copies import Copy, organiser, participants
from facilitator.archive.html import report
from facilitator.archive.record import PartRecord, Record
from tests.archive.contents import Report
from tests.archive.made import NASTY, shelved

MANY = [{"id": f"o{n}", "text": f"Option {n}"} for n in range(8)]
COUNTS = {f"o{n}": n + 1 for n in range(8)}


def with_first_page(record: Record, headings: Mapping[str, str], **plan: Any) -> Record:
    """The record of a plan that had put these parts on the first page."""

    def put(part: PartRecord) -> PartRecord:
        asked = {**part.asked, "first_page": headings.get(part.part, "")}
        return part.model_copy(update={"asked": asked})

    parts = tuple(put(part) for part in record.parts)
    return record.model_copy(update={"parts": parts, "plan": record.plan.model_copy(update=plan)})


def page(copy: Copy) -> Report:
    return Report(report(copy), copy.record)


@pytest.mark.parametrize("copy", [organiser, participants])
def test_it_has_what_the_plan_puts_there_under_its_headings(tmp_path: Path, copy: Any) -> None:
    record = shelved(tmp_path).record
    headings = {"trust": "What the room noticed", "hands": "What the room noticed", "hush": "Quietly", "pick": "Chosen"}
    found = page(copy(with_first_page(record, headings, next="We meet again in May, {{7*7}}.")))
    said = found.of("On one page")
    for words in (
        "Start, Write, After",
        "What the room noticed",
        "Chosen",
        "We meet again in May, {{7*7}}.",
        "2026-06-12",
    ):
        assert words in said
    assert said.index("What the room noticed") < said.index("Chosen") < said.index("What happens next")
    assert found.headings.count("What the room noticed") == 1
    assert "SecretYes" not in said and "Quietly" not in said  # never revealed: it is in its stage, in one copy
    assert ("SecretYes" in found.html) == (copy is organiser)


def test_what_was_chosen_stands_there_although_the_plan_says_nothing(tmp_path: Path) -> None:
    said = page(organiser(shelved(tmp_path).record)).of("On one page")
    assert "What was chosen" in said and NASTY[1] in said
    assert "How far?" not in said


def test_a_long_choice_is_short_there_and_whole_in_its_stage(tmp_path: Path) -> None:
    record = with_first_page(shelved(tmp_path).record, {"hands": "Noticed"})
    results = {"counts": COUNTS, "n": 20}
    parts = tuple(
        part.model_copy(update={"asked": {**part.asked, "options": MANY}, "results": results})
        if part.part == "hands"
        else part
        for part in record.parts
    )
    found = page(organiser(record.model_copy(update={"parts": parts})))
    said = found.of("On one page")
    assert [n for n in range(8) if f"Option {n}" in said] == [5, 6, 7]
    assert said.index("Option 7") < said.index("Option 5") and "the most named of 8" in said
    assert [n for n in range(8) if f"Option {n}" in found.of("Start")] == list(range(8))


def test_what_ties_with_the_third_is_there_too_and_what_nobody_named_is_not(tmp_path: Path) -> None:
    record = with_first_page(shelved(tmp_path).record, {"hands": "Noticed"})
    for counts, there in (((5, 3, 2, 2, 2, 0, 0, 1), [0, 1, 2, 3, 4]), ((5, 3, 0, 0, 0, 0, 0, 0), [0, 1])):
        results = {"counts": {f"o{n}": count for n, count in enumerate(counts)}, "n": 15}
        parts = tuple(
            part.model_copy(update={"asked": {**part.asked, "options": MANY}, "results": results})
            if part.part == "hands"
            else part
            for part in record.parts
        )
        said = page(organiser(record.model_copy(update={"parts": parts}))).of("On one page")
        assert [n for n in range(8) if f"Option {n}" in said] == there


def test_texts_that_the_plan_puts_there_can_be_read_there(tmp_path: Path) -> None:
    said = page(organiser(with_first_page(shelved(tmp_path).record, {"lines": "In your words"}))).of("On one page")
    assert "In your words" in said and all(" ".join(body.split()) in " ".join(said.split()) for body in NASTY[1:4])


def test_the_facts_name_place_version_and_languages(tmp_path: Path) -> None:
    record = shelved(tmp_path).record
    plain = page(organiser(record)).top
    assert "Place" not in plain and "plan: English" in plain and "phones:" not in plain
    record = with_first_page(record, {}, version="2.1", place="Town <b>hall</b>")
    record = record.model_copy(update={"languages": ("ar", "en")})
    for copy in (organiser, participants):
        top = page(copy(record)).top
        assert "Place | Town <b>hall</b>" in top and "phones: Arabic, English" in top
        assert ("two-questions 2.1" in top) == (copy is organiser)


def test_answers_are_listed_by_stage_and_minutes_have_a_sum(tmp_path: Path) -> None:
    found = page(organiser(shelved(tmp_path).record))
    rows = found.of("Answers by question").splitlines()
    assert rows[1:4] == ["Start", "Hands | 9 | 5 | shown", "Trust | 9 | 5 | shown"]
    assert found.of("Minutes").splitlines()[-1].startswith("Together | 20 | ")
    assert "Left out:" in found.of("What differed from the plan")


def test_an_evening_without_cuts_says_so(tmp_path: Path) -> None:
    record = shelved(tmp_path).record.model_copy(update={"skipped": ()})
    assert page(organiser(record)).of("What differed from the plan") == "Nothing was cut or left out."


def test_it_goes_no_further_than_the_room_did(tmp_path: Path) -> None:
    found = page(organiser(shelved(tmp_path, step=1).record))
    assert "Most votes" in found.of("On one page") and "Supported from most sides" not in found.of("On one page")
    assert "From most sides" in found.of("Write")  # the organiser's own stage has both orders
    assert "Supported from most sides" in page(organiser(shelved(tmp_path / "2").record)).of("On one page")
