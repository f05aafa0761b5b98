"""On a real phone: only what the own side was asked, and from a yard away no phone differs from the next."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.conftest import StartServer
from tests.e2e.conftest import NewContext
from tests.e2e.room import Phone
from tests.server.test_reply import PLAN, asked

NOTHING = "[data-none]"


def standing(came: Phone, side: str) -> Page:
    """The page of a phone that came late and says where it stands."""
    came.come_in().at("replies")
    came.page.locator(f"[data-stand-target=first] [data-side='{side}']").tap()
    return came.page


def test_a_phone_shows_what_its_own_side_was_asked_and_all_send_alike(
    start_server: StartServer, new_phone: NewContext
) -> None:
    server = start_server(PLAN)
    asked(server)
    bodies = {}
    for side, request in (("north", "Open the gate on Fridays."), ("west", None), ("", None)):
        came = Phone(new_phone(), server)
        sent = bodies.setdefault(side, [])
        came.page.on("request", lambda r, sent=sent: sent.append(r.post_data_json) if r.method == "PUT" else None)
        page = standing(came, side)
        if request is None:
            expect(page.locator(NOTHING)).to_be_visible()
            expect(page.locator("[data-item]:visible")).to_have_count(0)
        else:
            expect(page.locator("[data-item]:visible")).to_have_count(1)
            expect(page.locator("[data-item]:visible p")).to_have_text(request)
            expect(page.locator(NOTHING)).to_be_hidden()
            page.locator("[data-answer=try]:visible").tap()
            expect(page.locator("[data-answer=try]:visible")).to_have_attribute("aria-pressed", "true")
        page.locator("[data-action='reply#done']").tap()
        expect(page.locator("#status")).to_have_attribute("data-state", "received")
        expect(page.locator("[data-reply-target=wait]")).to_be_visible()

    answers = {side: [list(one["body"]["answers"].values()) for one in sent] for side, sent in bodies.items()}
    assert answers == {"north": [["try"]], "west": [[]], "": [[]]}
    assert [bodies[side][0]["side"] for side in bodies] == ["north", "west", None]
