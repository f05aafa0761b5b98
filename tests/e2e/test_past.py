"""The organiser's page, by keyboard and finger, in two languages and three sizes."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.archive.made import shelved
from tests.conftest import Server
from tests.e2e.axe import violations
from tests.e2e.conftest import CONSOLE, NewContext
from tests.e2e.room import link_beside
from tests.e2e.test_fits import SIDEWAYS, shape

TITLES = {
    "K7QD": ("Dilemmas across the boundary", "2026-03-14"), "M4RT": ("Café talks in the north", "2026-05-02"),
    "ZZ23": ("لقاء الجسور الطويل بين الأحياء القديمة والجديدة", "2025-11-30"),
    "W8W8": ("Averylongtitlewithoutanyspaceinsideofitwhichmustbreaksomewhere or hang over", "2025-01-09"),
}  # fmt: skip


@pytest.fixture
def past(server: Server) -> Server:
    """A server with four past workshops; one of them was deleted before."""
    for code, (title, date) in TITLES.items():
        shelved(server.data, date, title=title, code=code)
    shelved(server.data, "2024-02-02", title="Gone", code="GNE2")
    answer = server.call("POST", "/api/console/purge", server.console, {"code": "GNE2"})
    assert answer.status_code == 200
    return server


def open_page(server: Server, context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(link_beside(server))
    expect(page.locator(".transport")).to_be_visible()
    page.goto(f"{server.url}/console/past")
    expect(page.locator("[data-find]")).to_have_count(4)
    return page


def titles(page: Page) -> list[str]:
    return page.locator("[data-find]:visible h3").all_inner_texts()


def test_search_and_open_without_a_mouse_or_a_reload(past: Server, new_context: NewContext) -> None:
    page = open_page(past, new_context(CONSOLE))
    page.evaluate("window.same = true")
    for typed, found in (
        ("cafe north", ["M4RT"]), ("zz23", ["ZZ23"]), ("2025", ["ZZ23", "W8W8"]), ("03-14", ["K7QD"]),
        ("الجسور", ["ZZ23"]), ("nothing of this", []), ("", ["M4RT", "K7QD", "ZZ23", "W8W8"]),
    ):  # fmt: skip
        page.keyboard.press("Escape")
        page.locator("h1").click()
        page.keyboard.press("/")
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        page.keyboard.type(typed)
        expect(page.locator("[data-found]")).to_have_text(str(len(found)))
        assert titles(page) == [TITLES[code][0].strip() for code in found]
    page.keyboard.type("boundary")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('[data-find]').dataset.find").startswith("Dilemmas across")
    page.locator("[data-find]:visible summary").focus()
    page.keyboard.press("Enter")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Page K7QD").nth(1).press("Enter")
    expect(opened.value.locator("h1")).to_have_text("Dilemmas across the boundary")
    assert "copy for those who took part" in opened.value.locator(".doc__top").inner_text()
    assert page.evaluate("window.same") is True


def test_deleting_asks_first_and_the_log_says_it(past: Server, new_context: NewContext) -> None:
    page = open_page(past, new_context(CONSOLE))
    run = page.locator("article", has_text="K7QD")
    run.locator("summary").click()
    run.get_by_role("button", name="Delete now").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Dilemmas across the boundary")
    assert violations(page) == []
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog).to_be_hidden()
    assert list((past.data / "archive").glob("K7QD-*")) != []
    run.get_by_role("button", name="Delete now").click()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    run.get_by_role("button", name="Delete now").click()
    dialog.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator("#status")).to_have_text("It is deleted. No file here holds a word of it.")
    expect(page.locator("[data-find]")).to_have_count(3)
    expect(page.locator(".shelf__log tbody tr")).to_have_count(2)
    assert list((past.data / "archive").glob("K7QD-*")) == []


@pytest.mark.parametrize("locale", ["en-GB", "ar"])
def test_it_fits_and_axe_finds_nothing(past: Server, new_context: NewContext, locale: str) -> None:
    for width, height in ((360, 640), (1280, 800), (1920, 1080)):
        page = open_page(past, new_context(shape(width, height), locale))
        for summary in page.locator("summary").all():
            summary.click()
        assert violations(page) == []
        assert page.evaluate(SIDEWAYS) == []
