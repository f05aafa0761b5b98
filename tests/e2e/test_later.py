"""Behaviours that come after the first page: by themselves, at once when needed, and again when that failed."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Route, expect

from tests.conftest import Server
from tests.e2e.conftest import NewContext
from tests.e2e.room import Phone
from tests.e2e.test_first_load import LATER_BYTES, Wire

LATER = "**/static/later-*"
WORDS = "I owe them an answer and have none."


def failing(context: BrowserContext, times: int) -> list[str]:
    """Breaks the first requests for the later behaviours; gives every address that was asked for."""
    asked: list[str] = []

    def broken(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) <= times:
            route.abort()
        else:
            route.continue_()

    context.route(LATER, broken)
    return asked


def test_a_part_works_after_its_behaviour_failed_to_come(server: Server, new_phone: NewContext) -> None:
    context = new_phone()
    asked = failing(context, 3)
    server.go_to("dilemmas")
    phone = Phone(context, server).come_in().at("dilemmas")
    expect(phone.page.locator("#line")).to_have_text("No connection. What you wrote stays on this phone.")
    # Nobody hears a tap yet, so nobody can tap; what a phone without inert takes all the same is on the paper later.
    expect(phone.page.locator("[data-controller=compose]")).to_have_js_property("inert", True)
    assert len(asked) <= 3
    phone.paper.evaluate("(paper, words) => { paper.value = words; }", WORDS)
    phone.send()

    phone.says("Received.")
    expect(phone.page.locator("#line")).to_be_hidden()
    assert len(set(asked)) == len(asked) == 4


def test_it_comes_by_itself_and_is_there_when_the_wifi_is_not(server: Server, new_phone: NewContext) -> None:
    context = new_phone()
    page = context.new_page()
    wire = Wire(page)
    phone = Phone(context, server, page).come_in()
    expect(page.locator("#besides")).to_be_visible()
    assert wire.later == []  # the lobby stands without
    before = wire.bytes
    with page.expect_event("requestfinished", lambda request: "/static/later-" in request.url):
        pass
    expect(page.locator("#besides [inert]")).to_have_count(0)
    print(f"\nafter the first page: {wire.bytes - before} bytes")
    assert wire.bytes - before <= LATER_BYTES

    context.route(LATER, lambda route: route.abort())
    server.go_to("dilemmas")
    phone.at("dilemmas").write(WORDS)
    phone.send()
    phone.says("Received.")
    assert len(wire.later) == 1
