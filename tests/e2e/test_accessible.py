"""Every page in every phase of every kind, in English and Arabic: axe finds nothing, and nothing hangs over."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page, expect

from facilitator.control import fresh_link
from tests.conftest import Server, StartServer
from tests.e2e.conftest import CONSOLE, PHONE, SCREEN, NewContext
from tests.e2e.plans import plan_file, short
from tests.e2e.walk import Walk, watch

LOCALES = {"en": "en-GB", "ar": "ar"}
DIRECTION = {"en": "ltr", "ar": "rtl"}
AXE = "() => axe.run(document, { resultTypes: ['violations'] })"
LOOKS = {
    "open": ("phone", "screen", "console"), "sent": ("phone",), "closing": ("phone", "screen", "console"),
    "closed": ("phone", "screen", "console"), "revealed": ("phone", "screen"),
}  # fmt: skip


def violations(page: Page) -> list[str]:
    """What axe finds on a page, each with the element it is about."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for rule in page.evaluate(AXE)["violations"]
        for node in rule["nodes"]
    ]


class Pages:
    """A phone, a screen and a console in each language."""

    def __init__(self, server: Server, new_context: NewContext) -> None:
        assert server.console
        self.server = server
        self.found: dict[str, list[str]] = {}
        self.all = {
            (audience, lang): self.page(new_context(shape, LOCALES[lang]), audience)
            for audience, shape in (("phone", PHONE), ("screen", SCREEN), ("console", CONSOLE))
            for lang in LOCALES
        }

    def page(self, context: BrowserContext, audience: str) -> Page:
        page = context.new_page()
        watch(page)
        if audience == "phone":
            page.goto(f"{self.server.url}/{self.server.code}")
            self.note("door", page)
            page.locator("#door summary").tap()
            self.note("door, unfolded", page)
            page.locator("[data-door-target=enter]").tap()
        elif audience == "screen":
            page.goto(self.server.screen_url)
        else:
            page.goto(str(fresh_link(self.server.data, practice=False)))
        return page

    def of(self, *audiences: str) -> list[Page]:
        return [page for (audience, _), page in self.all.items() if audience in audiences]

    def note(self, where: str, page: Page) -> None:
        lang = str(page.evaluate("document.documentElement.lang"))
        if page.evaluate("document.documentElement.dir") != DIRECTION[lang]:
            self.found[f"{where} {lang} direction"] = ["wrong"]
        if found := violations(page):
            self.found[f"{where} {lang}"] = found

    def look(self, part: str, moment: str) -> None:
        for audience in LOOKS[moment]:
            for page in self.of(audience):
                self.note(f"{part} {moment} {audience}", page)


@pytest.mark.parametrize("size", [10, 0])
def test_axe_finds_nothing_anywhere(
    start_server: StartServer, new_context: NewContext, tmp_path: Path, size: int
) -> None:
    pages = Pages(start_server(plan_file(tmp_path, short), closing_seconds=30), new_context)
    walk = Walk(pages.server, pages.of("phone"), pages.of("screen", "console"), size)
    walk.go(short, pages.look)
    assert pages.found == {}
    expect(pages.of("phone")[0].locator("h1").first).to_be_visible()
