"""The page of a rehearsal's results, on a small phone, in both directions of writing."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from facilitator.plans.read import read_plan
from facilitator.rehearsal.outcome import Check, Outcome, Skipped
from facilitator.rehearsal.report import page
from tests.conftest import PLAN
from tests.e2e.axe import violations


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_can_be_used_by_everybody(browser: Browser, tmp_path: Path, language: str) -> None:
    found = Outcome("hall", "plan", 12, 30.4, ["dilemmas.per_person = 2"])
    found.add([Check("joined", 12, 12, True), Check("server_killed.room.console_seconds", ["a" * 60], {"b": 1}, False)])
    found.add([Skipped("card_sort", "the plan has no part of this kind")])
    path = tmp_path / "report.html"
    path.write_text(page(found, "A hall", read_plan(PLAN).model_copy(update={"language": language})), "utf-8")

    with browser.new_context(viewport={"width": 360, "height": 640}) as context:
        opened = context.new_page()
        opened.goto(path.as_uri())
        assert violations(opened) == []
        assert opened.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
