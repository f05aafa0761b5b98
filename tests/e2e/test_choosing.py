"""The facilitator taps texts for the groups: in the order of the taps, through pushes, and again if need be."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.conftest import Server
from tests.e2e.axe import violations
from tests.e2e.conftest import CONSOLE, NewContext
from tests.e2e.room import open_console
from tests.server.test_for_groups import vote_is_open


@pytest.mark.slow
def test_texts_go_to_the_groups_in_the_order_in_which_they_are_tapped(server: Server, new_context: NewContext) -> None:
    vote_is_open(server)
    server.do("close")
    server.until("revealed")
    server.do("reveal")
    page = open_console(new_context(CONSOLE), server).page
    page.locator("#choosing > summary").click()
    texts, numbers = page.locator("#choosing label"), page.locator("#choosing b")
    names = texts.locator("bdi").all_inner_texts()
    for at in (2, 4, 0, 4):  # the second is taken back
        texts.nth(at).click()
    server.do("heads", heads=9)
    expect(page.locator("#gauge-heads")).to_contain_text("in the room")  # a push came in between
    expect(numbers).to_have_text(["2", "", "1", "", "", ""])
    expect(page.locator("#choosing input:checked")).to_have_count(2)
    assert violations(page) == []
    page.get_by_role("button", name="Choose these for the groups").click()
    expect(page.locator(".given ol li")).to_have_text([names[2], names[0]])
    expect(page.locator("#choosing input:checked")).to_have_count(0)

    page.get_by_text("Choose otherwise").click()
    texts.nth(5).click()
    page.get_by_role("button", name="Choose these for the groups").click()
    expect(page.locator(".given ol li")).to_have_text([names[5]])
