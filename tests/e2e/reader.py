"""Somebody at the queue of a console, as tests of moderation have them work."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.e2e.room import Console


def mark(text: str) -> str:
    return text.split()[0]


class Reader:
    """Somebody who reads texts on a console; each decision is waited for."""

    def __init__(self, console: Console) -> None:
        self.page = console.page

    def text(self, words: str) -> Locator:
        body = self.page.locator("p.sheet__text", has_text=mark(words))  # its panels name other texts
        return self.page.locator(".queue li.item").filter(has=body)

    def waiting(self, count: int) -> None:
        expect(self.page.locator(".queue li.item")).to_have_count(count)

    def fold(self, words: str, name: str) -> Locator:
        item = self.text(words)
        item.get_by_text(name, exact=True).click()
        return item

    def show(self, words: str) -> None:
        self.text(words).get_by_role("button", name="Show", exact=True).click()
        expect(self.text(words)).to_have_count(0)

    def soften(self, words: str, body: str) -> None:
        item = self.fold(words, "Soften")
        item.locator("[data-text-target=body]").fill(body)
        item.get_by_role("button", name="Save the softer words").click()
        expect(self.text(body)).to_contain_text("edited for safety")

    def translate(self, words: str, body: str) -> None:
        item = self.fold(words, "Translate")
        item.locator("[data-text-target=translation]").fill(body)
        item.locator("[data-text-target=language]").select_option("en")
        item.get_by_role("button", name="Save the translation").click()
        expect(item.locator(".translation")).to_contain_text(body)

    def name(self, words: str, handle: str) -> None:
        item = self.fold(words, "Name")
        item.locator("[data-text-target=handle]").fill(handle)
        item.get_by_role("button", name="Save the name").click()
        expect(item).to_contain_text(f"On the wall: {handle}")

    def decline(self, words: str, reason: str) -> None:
        self.fold(words, "Decline").get_by_role("button", name=reason).click()
        expect(self.text(words)).to_have_count(0)

    def hold(self, words: str) -> None:
        self.text(words).get_by_role("button", name="Keep aside").click()
        expect(self.text(words)).to_have_count(0)

    def merge_alike(self, words: str) -> None:
        item = self.text(words)
        item.locator("summary", has_text="Merge").click()
        item.get_by_role("button", name="Looks alike").first.click()
        expect(self.text(words)).to_have_count(0)

    def merge(self, words: str, into: str) -> None:
        item = self.text(words)
        item.locator("summary", has_text="Merge").click()
        item.locator("[data-text-target=into]").select_option(label=into)
        item.get_by_role("button", name="Merge into it").click()
        expect(self.text(words)).to_have_count(0)

    def take_out(self, words: str) -> None:
        decided = self.page.locator("#decided")
        if not decided.evaluate("(fold) => fold.open"):
            decided.locator("summary").first.click()
        decided.locator("li.item", has_text=mark(words)).get_by_role("button", name="Take it out again").click()
        expect(self.text(words)).to_have_count(1)
