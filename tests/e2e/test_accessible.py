"""Every page in every phase of every kind, in English and Arabic: axe finds nothing, and nothing hangs over."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import Server, StartServer
from tests.e2e.axe import violations
from tests.e2e.conftest import CONSOLE, PHONE, SCREEN, NewContext
from tests.e2e.plans import plan_file, short
from tests.e2e.room import link_beside
from tests.e2e.walk import Walk, watch

LOCALES = {"en": "en-GB", "ar": "ar"}
LOOKS = {
    "open": ("phone", "screen", "console"), "sent": ("phone",), "closing": ("phone", "screen", "console"),
    "closed": ("phone", "screen", "console"), "revealed": ("phone", "screen"), "shown": ("screen",),
    "asked": ("phone",),
}  # fmt: skip


class Pages:
    """A phone, a screen and a console in each language, looked at in turn, or in both at once with `both`."""

    def __init__(self, server: Server, new_context: NewContext, both: bool) -> None:
        self.server = server
        self.both = both
        self.looks = 0
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
            page.goto(link_beside(self.server))
        return page

    def of(self, *audiences: str) -> list[Page]:
        return [page for (audience, _), page in self.all.items() if audience in audiences]

    def note(self, where: str, page: Page) -> None:
        if found := violations(page):
            self.found[f"{where} {page.evaluate('document.documentElement.lang')}"] = found

    def look(self, part: str, moment: str) -> None:
        self.looks += 1
        for at, audience in enumerate(LOOKS[moment], self.looks):
            for page in self.of(audience) if self.both else self.of(audience)[at % 2 :][:1]:
                self.note(f"{part} {moment} {audience}", page)
        if (part, moment) == ("texts", "closed"):
            self.unfolded()
        if (part, moment) == ("plain", "open"):
            self.controlled()

    def controlled(self) -> None:
        """The sheet beside the evening, an announcement, and phones that are frozen."""
        self.server.do("announce", words="Tea is at the back.", screen=True)
        for page in self.of("phone"):
            page.locator("#besides > summary").tap()
            page.locator("#besides [data-controller=beside] button").first.tap()
            expect(page.locator("#besides [role=status]").first).not_to_be_empty()
            self.note("phone beside", page)
            page.locator("#besides > summary").tap()
        for name in ("freeze", "thaw"):
            self.server.do(name)
            for page in self.of("phone"):
                expect(page.locator("#look-up")).to_have_count(1 if name == "freeze" else 0)
            for audience in ("phone", "screen", "console"):
                for page in self.of(audience):
                    self.note(f"{name} {audience}", page)
        self.server.do("unannounce")

    def look_when_withheld(self, part: str, moment: str) -> None:
        """Only what differs in a room that is nearly empty."""
        if moment == "closed" or (moment == "open" and part in ("choose", "look")):
            self.look(part, moment)

    def unfolded(self) -> None:
        """The console with everything open that can be opened, and with its dialogs."""
        for page in self.of("console"):
            for summary in (
                "#share",
                "#watched",
                "#this-room",
                "#later",
                "#edit-choose",
                "#controls",
                "#insert",
                "#insert-choice",
                "#without-phone",
            ):
                page.locator(f"{summary} > summary").click()
            for panel in page.locator(".queue details[id]").all()[:5]:
                panel.locator("summary").click()
                self.note("console unfolded", page)
            page.locator("#ask-reopen").click()
            self.note("console asks", page)
            page.locator("dialog[open] button").first.click()


# Every kind at every moment on six pages: longer than any other test, and longer with each kind.
@pytest.mark.slow(minutes=2.5)
@pytest.mark.timeout(600)
@pytest.mark.parametrize("both", [False, pytest.param(True, marks=pytest.mark.deep)])
@pytest.mark.parametrize("size", [10, 0])
def test_axe_finds_nothing_in_any_part(
    start_server: StartServer, new_context: NewContext, tmp_path: Path, size: int, both: bool
) -> None:
    pages = Pages(start_server(plan_file(tmp_path, short), closing_seconds=30), new_context, both)
    walk = Walk(pages.server, pages.of("phone"), pages.of("screen", "console"), size)

    walk.go(short, pages.look if size else pages.look_when_withheld)

    assert pages.found == {}


def test_axe_would_notice_a_field_without_a_name_and_a_wrong_direction(phone_context: BrowserContext) -> None:
    page = phone_context.new_page()
    page.set_content("<html lang='ar' dir='ltr'><title>A</title><main><h1>A</h1><input></main></html>")

    found = violations(page)

    assert [one.split(":")[0] for one in found] == ["label", "ar is written ltr"]
