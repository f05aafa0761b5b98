"""The pages of an evening as a test reads them: the console, the wall, a phone."""

from __future__ import annotations

import sqlite3
import time

from playwright.sync_api import BrowserContext, Locator, Page, expect

from facilitator.control import fresh_link
from tests.conftest import Server
from tests.machine import patience

PATIENCE = 1000 * patience(4)
"""Milliseconds that an expectation waits; a busy machine needs them, a broken page never passes by them."""
KEPT = """() => JSON.stringify([
  {...localStorage}, {...sessionStorage}, document.cookie,
  [...document.querySelectorAll("input, textarea")].map((field) => field.value),
  document.documentElement.outerHTML,
])"""
"""Everything a page holds that somebody who picks the phone up could read."""

expect.set_options(timeout=PATIENCE)


class Phone:
    """One phone in somebody's hand."""

    def __init__(self, context: BrowserContext, server: Server, page: Page | None = None) -> None:
        self.context = context
        self.address = f"{server.url}/{server.code}"
        self.page = page or context.new_page()
        self.page.goto(self.address)

    def come_in(self) -> Phone:
        """Reads the promise and takes a seat."""
        self.page.get_by_role("button", name="I have read this").tap()
        expect(self.page.locator("#frame-main main").first).to_be_visible()
        return self

    def at(self, part: str) -> Phone:
        """Waits until the phone shows a part."""
        expect(self.page.locator(f'#frame-main [data-part="{part}"]')).to_be_visible()
        return self

    def reply(self, words: str) -> None:
        """Taps an answer of a choice or a side."""
        self.page.locator(".reply:visible", has_text=words).tap()

    def number(self, value: int) -> None:
        """Taps a number of a scale."""
        self.page.locator(".numbers:visible").get_by_role("button", name=str(value), exact=True).tap()

    def write(self, text: str) -> None:
        """Puts words on the paper; nothing is sent by that."""
        self.paper.fill(text)

    def send(self) -> None:
        self.page.locator("[data-action='compose#ready']").tap()

    def vote(self, words: str) -> None:
        """Gives a vote to the text that has these words in it."""
        item = self.page.locator("[data-item]", has_text=words)
        item.locator("[data-give]").tap()
        expect(item.locator("[data-take]")).to_be_visible()

    @property
    def paper(self) -> Locator:
        return self.page.locator("textarea[data-compose-target=paper]")

    @property
    def status(self) -> Locator:
        """The one line that says what became of an answer."""
        return self.page.locator("#status")

    @property
    def late(self) -> Locator:
        """The box of words that came too late."""
        return self.page.locator("#late")

    @property
    def heading(self) -> Locator:
        return self.page.locator("#frame-main h1:visible").first

    @property
    def honest(self) -> Locator:
        return self.page.locator("#frame-main [data-honest]")

    def says(self, words: str) -> None:
        expect(self.status).to_have_text(words)

    def kept(self) -> str:
        """Everything this browser holds: page, fields and storage."""
        return str(self.page.evaluate(KEPT))


class Console:
    """The facilitator's page, driven by its keys and buttons."""

    def __init__(self, context: BrowserContext, link: str) -> None:
        self.page = context.new_page()
        self.page.goto(link)
        expect(self.page.locator(".top")).to_be_visible()

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def is_at(self, title: str) -> None:
        expect(self.page.locator(".now__step")).to_have_text(title)

    def open_next(self, title: str) -> None:
        """The right arrow, and once more where minutes are protected, and the part is up."""
        self.press("ArrowRight")
        sure = self.page.locator("#do-sure")
        expect(self.page.locator(".now__step", has_text=title).or_(sure).first).to_be_visible()
        if sure.is_visible():
            sure.click()
        self.is_at(title)

    def close(self, following: str) -> None:
        """The right arrow on an open part, and the seconds until it has closed."""
        expect(self.next).to_contain_text("close this part")
        self.press("ArrowRight")
        expect(self.next).to_contain_text(f"Next: {following}")

    def text(self, words: str) -> Locator:
        """The text of the queue, or of those decided, that says these words; others may only name it."""
        return self.page.locator("li.item").filter(has=self.page.locator(".sheet__text", has_text=words))

    @property
    def next(self) -> Locator:
        return self.page.locator("#do-next")

    @property
    def status(self) -> Locator:
        return self.page.locator("#status")


def open_console(context: BrowserContext, server: Server) -> Console:
    """A console beside the one that the test itself commands with."""
    return Console(context, link_beside(server))


def link_beside(server: Server) -> str:
    """A fresh link, after the test has used up the first one for itself."""
    assert server.console
    return str(fresh_link(server.data, practice=False))


class Screen:
    """The wall."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.page = context.new_page()
        self.page.goto(server.screen_url)
        expect(self.page.locator("#frame-wall .wall")).to_be_visible()

    def order(self, name: str) -> list[str]:
        """Ids of the texts in one of the two orders, from the top."""
        rows = self.page.locator(f'[data-order="{name}"] li')
        expect(rows.first).to_be_visible()
        return [str(row.get_attribute("data-text")) for row in rows.all()]

    @property
    def heading(self) -> Locator:
        return self.page.locator("#frame-wall h1")

    @property
    def honest(self) -> Locator:
        return self.page.locator("#frame-wall [data-honest]")


def orders(page: Page) -> list[list[tuple[str, str]]]:
    """The lists of a vote's card on a phone: (id of the text, its place as written) from the top."""
    return [[row_of(row) for row in one.locator("li").all()] for one in page.locator(".two-orders ol").all()]


def row_of(row: Locator) -> tuple[str, str]:
    return str(row.get_attribute("data-text")), row.locator("span").first.inner_text()


def ballots(server: Server, part: str) -> int:
    """How many ballots of a part lie in the box: only the laptop's own disk knows, no page does."""
    box = sqlite3.connect(f"file:{server.data / 'facilitator.sqlite3'}?mode=ro", uri=True)
    try:
        found: tuple[int] = box.execute("SELECT count(*) FROM ballots WHERE part = ?", (part,)).fetchone()
        return found[0]
    finally:
        box.close()


def until_answered(server: Server, part: str, count: int) -> None:
    """Waits until so many ballots of a part are on the disk."""
    end = time.monotonic() + patience(5)
    while (have := ballots(server, part)) != count:
        assert time.monotonic() < end, f"{part}: {have} ballots, expected {count}"
        time.sleep(0.05)


def received(count: int, threshold: int = 5) -> str:
    """The honest words instead of a result that too few people answered."""
    return f"{count} received; shown from {threshold}, so that nobody can be guessed."
