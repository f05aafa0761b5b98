"""One card after another on a real phone: what travels, what is still there after a reload, and what the page tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Server, StartServer
from tests.e2e.conftest import NewContext
from tests.e2e.crowd import Crowd
from tests.e2e.room import Phone

CARDS = Path(__file__).parents[1] / "rehearsal" / "card-sort.yaml"
SWAPS = Path(__file__).parent / "swaps.yaml"


@pytest.fixture
def server(start_server: StartServer) -> Server:
    server = start_server(CARDS)
    server.go_to("cards")
    return server


def phone(server: Server, new_phone: NewContext) -> Page:
    came = Phone(new_phone(), server)
    came.come_in()
    expect(came.page.locator("[data-controller=deck]")).to_be_visible()
    return came.page


def tap(page: Page, choice: str) -> None:
    page.locator(f"[data-choice={choice}]:visible").tap()
    expect(page.locator("#status")).to_have_attribute("data-state", "received")


def card(page: Page) -> str:
    found = page.locator("[data-deck-target=card]:visible")
    expect(found).to_have_count(1)
    return found.get_attribute("data-card") or ""


def sent(page: Page) -> list[dict[str, Any] | None]:
    """The bodies that this page puts from now on."""
    bodies: list[dict[str, Any] | None] = []
    page.on("request", lambda asked: bodies.append(asked.post_data_json["body"]) if asked.method == "PUT" else None)
    return bodies


def close(server: Server) -> str:
    server.do("close")
    server.until("revealed")
    return server.frames("screen", server.screen)["wall"]


def test_every_tap_sends_the_whole_ballot_and_a_reload_goes_on(server: Server, new_phone: NewContext) -> None:
    page = phone(server, new_phone)
    bodies = sent(page)
    first = card(page)
    tap(page, "ally")
    second = card(page)
    tap(page, "neither")
    third = card(page)
    page.reload()
    expect(page.locator("[data-deck-target=card]:visible")).to_have_attribute("data-card", third)
    tap(page, "confidant")

    assert len({first, second, third}) == 3
    assert bodies[-1] == {"cards": {first: "ally", second: "neither", third: "confidant"}}
    assert [len(body["cards"]) for body in bodies if body] == [1, 2, 3]
    assert page.locator("#frame-main [aria-pressed=true]").count() == 0


def test_a_card_is_changed_and_left_out_again(server: Server, new_phone: NewContext) -> None:
    page = phone(server, new_phone)
    bodies = sent(page)
    first = card(page)
    tap(page, "ally")
    page.locator("[data-action='deck#back']").tap()
    assert card(page) == first
    tap(page, "neither")
    page.locator("[data-action='deck#back']").tap()
    page.locator("[data-action='deck#choose']:not([data-choice])").tap()
    expect(page.locator("#status")).to_have_attribute("data-state", "received")

    assert bodies == [{"cards": {first: "ally"}}, {"cards": {first: "neither"}}, None]


def test_the_order_is_each_phones_own(server: Server, new_phone: NewContext) -> None:
    def order(page: Page) -> list[str]:
        seen = []
        for _ in range(8):
            seen.append(card(page))
            page.locator("[data-action='deck#next']").tap()
        return seen

    orders = [order(phone(server, new_phone)) for _ in range(4)]
    assert all(sorted(one) == sorted(orders[0]) for one in orders)
    assert len({tuple(one) for one in orders}) > 1


def test_who_sorted_all_and_who_sorted_nothing_end_on_one_page(server: Server, new_phone: NewContext) -> None:
    busy, idle = phone(server, new_phone), phone(server, new_phone)
    for _ in range(8):
        tap(busy, "ally")
        idle.locator("[data-action='deck#next']").tap()
    pages = [page.locator("#frame-main [data-deck-target=wait]").inner_html() for page in (busy, idle)]
    for page in (busy, idle):
        expect(page.locator("[data-deck-target=wait]")).to_be_visible()
        expect(page.locator("[data-deck-target=ask]")).to_be_hidden()
    assert pages[0] == pages[1]


def test_the_phone_forgets_at_the_close_and_the_wall_comes_to_each_point(server: Server, new_phone: NewContext) -> None:
    page = phone(server, new_phone)
    tap(page, "ally")
    kept = "() => Object.keys(localStorage).filter((key) => key.includes('cards/1'))"
    assert page.evaluate(kept) != []
    crowd = Crowd(server, 8, ("one", "other"))
    crowd.answer("cards", lambda number: {"cards": {"C08": ["ally", "neither"][number % 2], "C07": "ally"}})
    wall = close(server)
    page.wait_for_function(f"() => ({kept})().length === 0")

    points = ["A confidant yesterday.", "An invitation to confide"]
    assert [point in wall for point in points] == [False, False]
    for number, point in enumerate(points):
        server.do("reveal")
        wall = server.frames("screen", server.screen)["wall"]
        assert [one in wall for one in points] == [one == point for one in points], number
        expect(page.locator("#frame-main")).to_contain_text(point)


def test_no_page_knows_which_reply_opens_before_the_wall_comes_to_it(
    start_server: StartServer, new_phone: NewContext
) -> None:  # fmt: skip
    server = start_server(SWAPS)
    server.go_to("swaps")
    page = phone(server, new_phone)
    bodies = sent(page)
    assert [card(page), tap(page, "a"), card(page), tap(page, "b")] == ["Q1", None, "Q2", None]
    assert bodies == [{"replies": {"Q1": "a"}}, {"replies": {"Q1": "a", "Q2": "b"}}]
    Crowd(server, 6, ()).answer("swaps", lambda number: {"replies": {"Q1": "abc"[number % 3], "Q2": "b"}})
    reasons = ["The first defends", "already assumes sharing"]

    def told() -> list[list[bool]]:
        pages = [server.frames("screen", server.screen)["wall"], page.locator("#frame-main").inner_html()]
        return [[reason in one for reason in reasons] for one in pages]

    assert told() == [[False, False], [False, False]]
    assert "opens" not in page.locator("#frame-main [data-part]").inner_html().replace("opens the door?", "")
    close(server)
    expect(page.locator("#frame-main")).to_contain_text(reasons[0])
    assert told() == [[True, False], [True, False]]
    server.do("reveal")
    expect(page.locator("#frame-main")).to_contain_text(reasons[1])
    assert told() == [[False, True], [True, True]]
    results = server.kept("swaps")["results"]
    assert results["items"]["Q1"] == {"counts": {"a": 3, "b": 2, "c": 2}, "n": 7}
