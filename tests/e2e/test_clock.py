"""The clock of an evening in real pages: cuts when late, the second tap, the last fifth of a part."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import Server, StartServer
from tests.e2e.axe import violations
from tests.e2e.conftest import CONSOLE, PHONE, NewContext
from tests.e2e.room import Console, Screen, open_console
from tests.machine import patience

SHORT = """schema: plan/1
id: short
title: A short question
stages:
  - id: ask
    title: Ask
    minutes: {min: 0, target: 0.35, max: 1}
    parts:
      - {id: ask, kind: choice, title: Ask, minutes: 0.35, anonymity: none, options: [Yes, No]}
"""
WHOLE_CLOCK = 1000 * (0.35 * 60 + patience(2))
"""Milliseconds in which that clock runs down, with what a busy machine needs more."""
WAYS: list[tuple[str, dict[str, Any]]] = [("en-GB", CONSOLE), ("ar", CONSOLE), ("en-GB", PHONE), ("ar", PHONE)]


@pytest.fixture
def console(server: Server, console_context: BrowserContext) -> Console:
    return open_console(console_context, server)


def finish(page: Page) -> int:
    """The projected finish on the console, in minutes of the day."""
    hours, minutes = page.locator(".late dd").nth(1).inner_text().split(":")
    return int(hours) * 60 + int(minutes)


def run_late(console: Console) -> None:
    """Three minutes more for the warm-up than the plan gives."""
    for shown in ("3:00", "4:00", "5:00"):
        console.page.locator("#do-extend").click()
        expect(console.page.locator(".now__clock small").first).to_contain_text(f"left of {shown}")


def test_a_late_evening_offers_a_cut_and_the_finish_moves_with_it(console: Console) -> None:
    page = console.page
    console.open_next("Warm up")
    expect(page.locator(".offer")).to_have_count(0)
    run_late(console)
    expect(page.locator(".offer")).to_contain_text("3 minutes behind the plan.")
    offer = page.get_by_role("button", name=re.compile("Cut it: saves 2 min"))
    before = finish(page)
    offer.click()

    expect(page.locator("#cuts-taken")).to_contain_text("the second round of the pairs")
    expect(page.locator(".late .is-late dd")).to_have_count(0)
    # Two minutes to the second; both times are rounded to a minute, and some seconds lie between them.
    assert before - finish(page) in (1, 2, 3)
    page.get_by_role("button", name=re.compile("Put it back")).click()
    expect(page.locator("#cuts-taken")).to_have_count(0)
    expect(offer).to_be_visible()


def test_a_protected_stage_is_left_by_the_second_tap(server: Server, console: Console) -> None:
    page = console.page
    server.go_to("dilemmas")
    console.is_at("Write a dilemma")
    console.close("In pairs")
    console.press("ArrowRight")
    expect(page.locator("#sure")).to_be_visible()
    page.get_by_role("button", name="Stay here").click()
    expect(page.locator("#sure")).to_be_hidden()
    console.is_at("Write a dilemma")

    console.press("ArrowRight")
    expect(page.locator("#sure")).to_be_visible()
    server.do("heads", heads=9)  # another console did something: the page that was looked at is gone
    page.get_by_role("button", name="Go on all the same").click()
    expect(console.status).to_have_text("The room had moved on; look again.")
    console.is_at("Write a dilemma")

    console.press("ArrowRight")
    page.get_by_role("button", name="Go on all the same").click()
    console.is_at("In pairs")


def test_the_clock_tells_a_fifth_and_a_twentieth_without_colour(
    start_server: StartServer, tmp_path: Path, console_context: BrowserContext, screen_context: BrowserContext
) -> None:
    path = tmp_path / "short.yaml"
    path.write_text(SHORT, "utf-8")
    server = start_server(path)
    page, wall = open_console(console_context, server).page, Screen(screen_context, server).page
    figure = wall.locator(".wall [data-clock-target=figure]").first
    expect(page.get_by_text("a fifth is left")).to_be_hidden()
    expect(figure).to_have_css("text-decoration-line", "none")
    expect(page.get_by_text("a fifth is left")).to_be_visible(timeout=WHOLE_CLOCK)
    expect(figure).to_have_css("text-decoration-line", "underline")
    expect(page.get_by_text("nearly over")).to_be_visible(timeout=WHOLE_CLOCK)
    expect(page.get_by_text("a fifth is left")).to_be_hidden()
    expect(figure).not_to_have_css("box-shadow", "none")


@pytest.mark.parametrize(("locale", "shape"), WAYS)
def test_axe_finds_nothing_while_cuts_are_offered_and_taken(
    server: Server, new_context: NewContext, locale: str, shape: dict[str, Any]
) -> None:
    console = open_console(new_context(shape, locale), server)
    server.go_to("warm-up")
    for _ in range(3):
        server.do("extend", seconds=60)
    expect(console.page.locator("#cut-pairs-0")).to_be_visible()
    found = {"offered": violations(console.page)}
    assert console.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    server.do("cut", stage="pairs", cut=0)
    expect(console.page.locator("#uncut-pairs-0")).to_be_visible()
    found["taken"] = violations(console.page)
    console.page.evaluate("document.getElementById('sure').showModal()")
    found["sure"] = violations(console.page)
    assert found == {moment: [] for moment in found}
