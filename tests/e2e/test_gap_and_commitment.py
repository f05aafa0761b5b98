"""On a real phone: nobody is asked what others would say of their own side, and a commitment never loses its words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.conftest import Server, StartServer
from tests.e2e.conftest import NewContext
from tests.e2e.room import Phone
from tests.rehearsal.test_commitment import plan as commitment_plan
from tests.server.test_drawn import plan as gap_plan


def phone(server: Server, new_phone: NewContext, kind: str) -> Page:
    came = Phone(new_phone(), server)
    came.come_in()
    expect(came.page.locator(f"[data-controller~={kind}]")).to_be_visible()
    return came.page


def sent(page: Page) -> list[dict[str, Any]]:
    """What this page puts from now on."""
    bodies: list[dict[str, Any]] = []
    page.on("request", lambda asked: bodies.append(asked.post_data_json) if asked.method == "PUT" else None)
    return bodies


def stand(page: Page, side: str) -> None:
    page.locator(f"[data-stand-target=first] [data-side='{side}']").tap()


def answer(page: Page, asked: str, option: str) -> None:
    expect(page.locator("[data-guess-target=page]:visible h1")).to_have_text(asked)
    page.locator(f"[data-option={option}]:visible").tap()


def test_a_phone_passes_over_its_own_side_and_asks_about_it_only_who_has_one(
    start_server: StartServer, new_phone: NewContext, tmp_path: Path
) -> None:
    server = start_server(gap_plan(tmp_path))
    server.go_to("gap")
    first = phone(server, new_phone, "guess")
    bodies = sent(first)
    # The first phone of a room draws the sides in the order of the plan.
    stand(first, "north")
    answer(first, "What would yours lose?", "loyalty_absent")
    answer(first, "What would The south lose?", "status")
    expect(first.locator("#status")).to_have_attribute("data-state", "received")
    assert [(sent["body"], sent["side"]) for sent in bodies] == [
        ({"own": "loyalty_absent", "guesses": {"south": "status"}}, "north")
    ]
    first.reload()
    expect(first.locator("[data-guess-target=wait]")).to_be_visible()

    second = phone(server, new_phone, "guess")
    bodies = sent(second)
    stand(second, "")
    answer(second, "What would The south lose?", "status")
    expect(second.locator("#status")).to_have_attribute("data-state", "received")
    assert [(sent["body"], sent["side"]) for sent in bodies] == [({"own": None, "guesses": {"south": "status"}}, None)]


def test_a_commitment_outlives_a_reload_and_a_late_one_is_there_to_be_copied(
    start_server: StartServer, new_phone: NewContext, tmp_path: Path
) -> None:
    server = start_server(commitment_plan(tmp_path), closing_seconds=0.5)
    server.go_to("commit")
    page = phone(server, new_phone, "commitment")
    blanks = page.locator("[data-commitment-target=paper]")
    words = ["it rains", "bring soup ", "the gardener.", ""]
    for at, said in enumerate(words):
        blanks.nth(at).fill(said)
    page.reload()
    expect(blanks.nth(2)).to_have_value("the gardener.")
    expect(page.locator(".sheet__text").first).to_have_text("When it rains, I will bring soup, with the gardener.")
    bodies = sent(page)
    page.locator("[data-action='commitment#toggle']").tap()
    page.context.set_offline(True)
    page.locator("[data-action='commitment#ready']").tap()
    expect(page.locator("[data-commitment-target=wait]")).to_be_visible()
    server.do("close")
    server.until("closed")
    page.context.set_offline(False)

    expect(page.locator("#late")).to_be_visible()
    assert page.locator("#late textarea").input_value() == "it rains\nbring soup\nthe gardener\n"
    assert bodies[0]["body"] == {"when": "it rains", "will": "bring soup", "with": "the gardener", "check_in": True}
    assert bodies[0]["side"] is None
