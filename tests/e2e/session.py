"""A whole session as a test drives it: two consoles, a wall and phones that go from part to part of a plan."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from facilitator.activities.base import PartConfig
from facilitator.plans.read import read_plan_text
from tests.conftest import Server
from tests.e2e.conftest import CONSOLE, PHONE, SCREEN, NewContext
from tests.e2e.reader import Reader
from tests.e2e.room import Console, Phone, Screen, open_console
from tests.e2e.test_moderation import invitation
from tests.e2e.walk import send

SIDES = ("north", "south")
Scene = Callable[[PartConfig], None]


class Session:
    """The people of a session. A part without a scene of its own is answered by every phone and closed."""

    def __init__(self, server: Server, new_context: NewContext, phones: int) -> None:
        self.server = server
        self.plan = read_plan_text(server.plan.read_bytes(), server.plan.name)
        self.parts = [part for _, part in self.plan.parts()]
        self.console = open_console(new_context(CONSOLE), server)
        self.moderator = Reader(Console(new_context(CONSOLE), invitation(self.console)))
        self.screen = Screen(new_context(SCREEN), server)
        self.phones = [Phone(new_context(PHONE), server) for _ in range(phones)]
        self.skipped: set[str] = set()

    def go(self, scenes: dict[str, Scene]) -> None:
        """Through all parts after the lobby, with the right arrow alone."""
        for part in self.parts[1:]:
            if part.id not in self.skipped:
                self.console.open_next(part.title)
                scenes.get(part.id, self.play)(part)

    def play(self, part: PartConfig) -> None:
        if self.server.now()["asks"]:
            self.answer(part, self.phones)
            self.close(part)

    def answer(self, part: PartConfig, phones: list[Phone]) -> None:
        for phone in phones:
            send(phone.at(part.id).page, part.kind)

    def following(self, part: PartConfig) -> PartConfig:
        rest = self.parts[self.parts.index(part) + 1 :]
        return next(later for later in rest if later.id not in self.skipped)

    def close(self, part: PartConfig) -> None:
        self.console.close(self.following(part).title)

    def clear_the_queue(self) -> None:
        """The moderator shows what bears no flag, then reads the rest and shows it too."""
        page = self.moderator.page
        waiting, plain = page.locator(".queue li.item"), page.locator("#do-unflagged")
        expect(waiting.first).to_be_visible()
        left = waiting.count() - int(plain.locator(".figures").inner_text())
        if left < waiting.count():
            plain.click()
        expect(waiting).to_have_count(left)
        while waiting.count():
            id_ = waiting.first.get_attribute("id")
            waiting.first.get_by_role("button", name="Show", exact=True).click()
            expect(page.locator(f".queue #{id_}")).to_have_count(0)
        for console in (page, self.console.page):
            expect(console.locator(".queue")).to_have_count(0)

    def move(self, phone: Phone, table: int) -> None:
        """The facilitator moves somebody by the sign that their phone shows."""
        page = self.console.page
        if not page.locator("#seating .panel").is_visible():
            page.locator("#seating > summary").click()
        page.get_by_label("Sign", exact=True).fill(sign_of(phone))
        page.get_by_label("to table", exact=True).fill(str(table))
        page.get_by_role("button", name="Move", exact=True).click()
        expect(phone.page.locator(f"[data-seat^='{table}/']")).to_be_visible()

    def without(self, phone: Phone) -> None:
        """A phone is gone: its battery is empty."""
        phone.context.close()
        self.phones.remove(phone)


def seat_of(phone: Phone) -> tuple[int, str]:
    """The table that a phone says, and the role of its owner there."""
    seat = phone.page.locator("#frame-main [data-seat]")
    expect(seat).to_be_visible()
    table, _, role = str(seat.get_attribute("data-seat")).partition("/")
    return int(table), role


def sign_of(phone: Phone) -> str:
    found = re.search(r"Your sign, if the facilitator asks: (\d+)", phone.page.locator("#frame-main").inner_text())
    assert found, "the phone shows no sign"
    return found[1]


def take_the_pen(phone: Phone) -> None:
    """From now on this phone writes for its table, if it does not already."""
    if seat_of(phone)[1] != "scribe":
        phone.page.get_by_role("button", name="I write from now on").tap()
