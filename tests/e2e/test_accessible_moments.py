"""Pages that come now and then: no key, a wrong code, the nudge, the late box, a broken line, the end, the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import PLAN, Server, StartServer
from tests.e2e.axe import violations
from tests.e2e.conftest import CONSOLE, PHONE, SCREEN, NewContext
from tests.e2e.crowd import Crowd
from tests.e2e.plans import prose
from tests.e2e.room import link_beside

DARK = {"color_scheme": "dark", "reduced_motion": "reduce"}
WAYS: list[tuple[str, dict[str, Any]]] = [("en-GB", DARK), ("ar", {})]
LONG = prose("If I stay I let them down. If I go I let mine down.", 500)


@pytest.mark.parametrize(("locale", "look"), WAYS)
def test_axe_finds_nothing_on_pages_without_a_key_or_with_a_wrong_code(
    server: Server, new_context: NewContext, locale: str, look: dict[str, Any]
) -> None:
    page = new_context(PHONE, locale, **look).new_page()
    found: dict[str, list[str]] = {}
    for path in ("/", "/ZZZZ", "/console", "/console/past", "/screen"):
        page.goto(f"{server.url}{path}")
        expect(page.locator("h1").first).to_be_visible()
        found[path] = violations(page)

    assert found == {path: [] for path in found}


@pytest.mark.parametrize(("locale", "look"), WAYS)
def test_axe_finds_nothing_in_the_rarer_moments_of_a_phone(
    server: Server, new_context: NewContext, locale: str, look: dict[str, Any]
) -> None:
    context = new_context(PHONE, locale, **look)
    page = context.new_page()
    page.goto(f"{server.url}/{server.code}")
    page.locator("[data-door-target=enter]").tap()
    expect(page.locator("#frame-main h1")).to_be_visible()
    found = {"inside": violations(page)}

    context.set_offline(True)
    expect(page.locator("#line")).to_be_visible()
    found["no connection"] = violations(page)
    context.set_offline(False)
    expect(page.locator("#line")).to_be_hidden()
    write_and_vote(server, page, found)

    assert found == {moment: [] for moment in found}


def write_and_vote(server: Server, page: Page, found: dict[str, list[str]]) -> None:
    """The nudge, the box of words that came too late, the question of the side, a ballot with long texts."""
    crowd = Crowd(server, 6)
    server.go_to("dilemmas")
    page.locator("textarea[data-compose-target=paper]").fill("It was in 2019. Whom do I owe?")
    page.locator("[data-action='compose#ready']").tap()
    expect(page.locator("mark.tell")).to_be_visible()
    found["nudge"] = violations(page)
    crowd.answer("dilemmas", lambda number: {"text": LONG})
    crowd.show()
    expect(page.locator("#late")).to_be_visible()
    page.locator("#late summary").tap()
    found["late"] = violations(page)
    server.go_to("choose")
    page.locator("[data-stand-target=first] [data-side]").first.wait_for()
    found["side"] = violations(page)
    page.locator("[data-stand-target=first] [data-side]").first.tap()
    for vote in range(3):
        page.locator("[data-give]:visible").nth(vote and 1).tap()
    page.locator("details.fold summary").first.tap()
    expect(page.locator("[data-ballot-target=left]")).to_have_text("0")
    found["ballot"] = violations(page)


@pytest.mark.parametrize(("locale", "look"), WAYS)
def test_axe_finds_nothing_at_the_end(
    start_server: StartServer, new_context: NewContext, tmp_path: Path, locale: str, look: dict[str, Any]
) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN.read_text("utf-8").replace("language: en", f"language: {locale[:2]}"), "utf-8")
    server = start_server(plan)
    crowd = Crowd(server, 10)
    phone, screen, console = (new_context(shape, locale, **look).new_page() for shape in (PHONE, SCREEN, CONSOLE))
    phone.goto(f"{server.url}/{server.code}")
    phone.locator("[data-door-target=enter]").tap()
    screen.goto(server.screen_url)
    console.goto(link_beside(server))
    play(server, crowd)
    console.locator("#ask-seal").click()
    found = {"seal": violations(console)}
    console.locator("#do-seal").click()
    expect(console.locator(".now [data-report]")).to_be_visible()
    for name, page in (("phone", phone), ("screen", screen), ("console", console)):
        found[name] = violations(page)
    console.goto(f"{server.url}/console/past")
    expect(console.locator(".run")).to_be_visible()
    found["past"] = violations(console)
    (report,) = (server.data / "archive").glob("*/report.html")
    for name, shape in (("report", CONSOLE), ("report on a phone", PHONE)):
        page = new_context(shape).new_page()
        page.goto(report.as_uri())
        found[name] = violations(page)

    assert found == {moment: [] for moment in found}


def play(server: Server, crowd: Crowd) -> None:
    """An evening with something in every part of the report, up to its last part."""
    server.go_to("dilemmas")
    crowd.write("dilemmas")
    crowd.show()
    server.go_to("choose")
    crowd.vote("choose")
    server.go_to("honesty-after")
    crowd.answer("honesty-after", lambda number: {"value": 1 + number % 5})
    server.go_to("close")
