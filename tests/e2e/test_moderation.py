"""A lead and a moderator clear twenty-four texts with everything there is, while the room votes and goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.conftest import PLAN, Server, StartServer
from tests.e2e.conftest import CONSOLE, PHONE, SCREEN, NewContext
from tests.e2e.crowd import Crowd
from tests.e2e.reader import Reader, mark
from tests.e2e.room import Console, Phone, Screen, open_console
from tests.server.test_forensics import holding

SIDES = ("north", "south", "funders")
SHOWN = [f"Shown{n:02d} is what I owe" for n in range(10)]
SOFT, SOFTER = "Harsh10 the head of the mill lied", "Gentle10 somebody above me was not honest"
FOREIGN, ENGLISH = "Quien11 mira a mi vecina", "Whoelse11 looks my neighbour in the face"
NAMED = "Named12 the cake for number nine"
NAMES_SOMEBODY, ATTACK = "Denise13 it is Denise alone", "Attack14 they are all thieves"
DOUBLE = "Double15 the cake belongs to number nine"
ASIDE, DANGER, OTHER = "Aside17 this needs a talk", "Danger18 a child is hurt", "Other16 nearly another one"
LATE = ["Late19 one more", "Late20 to be kept aside", "Late21 a test", "Late22 one more", "Late23 the last of all"]
TEXTS = [*SHOWN, SOFT, FOREIGN, NAMED, NAMES_SOMEBODY, ATTACK, DOUBLE, OTHER, ASIDE, DANGER, *LATE]
HIDDEN = [NAMES_SOMEBODY, ATTACK, DOUBLE, OTHER, ASIDE, DANGER, SOFT, LATE[1], LATE[2]]


def heard(page: Page) -> list[str]:
    """Everything that arrives on the sockets of a page, from now on."""
    found: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: found.append(str(payload)))

    page.on("websocket", listen)
    return found


def told(found: list[str], texts: list[str]) -> list[str]:
    """Whose marks were heard."""
    return [mark(text) for text in texts if any(mark(text) in frame for frame in found)]


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_two_people_clear_the_queue_while_the_room_goes_on(
    start_server: StartServer, new_context: NewContext, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN.read_text("utf-8") + "\nmoderation: {words: [thieves]}\n", "utf-8")
    server = start_server(plan)
    crowd = Crowd(server, len(TEXTS), SIDES)
    console = open_console(new_context(CONSOLE), server)
    lead = Reader(console)
    phone = Phone(new_context(PHONE), server).come_in()
    wall_page = new_context(SCREEN).new_page()
    wall_heard = heard(wall_page)
    wall_page.goto(server.screen_url)
    phone_heard = heard(phone.page)
    phone.page.reload()
    server.go_to("dilemmas")
    crowd.answer("dilemmas", lambda number: {"text": TEXTS[number]})
    console.close("In pairs")
    console.open_next("In pairs")
    lead.waiting(24)

    # The lead calls somebody in and says whom to look out for tonight; that text comes to the top at once.
    moderator = Reader(Console(new_context(CONSOLE), invitation(console)))
    expect(moderator.page.locator(".transport")).to_contain_text("A lead moves the room on.")
    console.page.locator("#watched > summary").click()
    console.page.locator("#watch-names").fill("Denise")
    console.page.get_by_role("button", name="Look out for these").click()
    first_two = moderator.page.locator(".queue li.item").filter(has=moderator.page.locator(".pill--stop"))
    expect(first_two).to_have_count(2)
    expect(moderator.page.locator(".queue li.item").first).to_contain_text("on your list")
    moderator.page.keyboard.press("ArrowRight")  # no clicker here
    console.is_at("In pairs")

    clear_the_first_nineteen(lead, moderator)
    assert told(wall_heard, TEXTS) == told(phone_heard, TEXTS) == []

    # The vote runs; two people go on reading.
    console.open_next("Choose")
    assert told(phone_heard, TEXTS) == []  # texts are asked for by each phone, never pushed
    expect(phone.page.locator("#frame-head .note")).to_contain_text("at the back of the room until six")
    crowd.vote("choose")
    dealt = crowd.texts("choose")
    moderator.show(LATE[0])
    lead.hold(LATE[1])
    moderator.decline(LATE[2], "is a test")
    lead.show(LATE[3])
    moderator.show(LATE[4])
    expect(moderator.page.locator(".queue")).to_have_count(0)
    assert sorted(crowd.texts("choose")) == sorted(dealt)
    console.close("Two orders")
    console.press("r")
    expect(wall_page.locator(".rank--bridge").first).to_be_visible()
    expect(console.page.locator("#do-reveal")).to_have_attribute("aria-disabled", "true")
    expect(console.status).to_be_hidden()
    assert told(wall_heard, [*HIDDEN, *LATE]) == told(phone_heard, [*HIDDEN, *LATE]) == []

    console.page.locator("#do-take-down").click()
    expect(phone.page.locator("#frame-head .note")).to_have_count(0)
    finish(server, console)
    in_files(server)


def invitation(console: Console) -> str:
    """The link that the lead's page shows, as a picture and in words."""
    console.page.locator("#share > summary").click()
    console.page.locator("#invite-moderator").click()
    expect(console.page.locator("#invitation svg")).to_be_visible()
    link = console.page.locator("#invitation code").inner_text()
    console.page.locator("#invitation").get_by_role("button", name="Done").click()
    return link


def clear_the_first_nineteen(lead: Reader, moderator: Reader) -> None:
    """Both at once, each on other texts: nobody is refused because the other was quicker."""
    moderator.decline(NAMES_SOMEBODY, "names a person")
    lead.decline(ATTACK, "attacks someone")
    moderator.soften(SOFT, SOFTER)
    lead.translate(FOREIGN, ENGLISH)
    moderator.name(NAMED, "The cake")
    for number, text in enumerate([*SHOWN, SOFTER, FOREIGN, NAMED]):
        (lead if number % 2 else moderator).show(text)
        if number == 1:
            expect(moderator.page.locator(".queue__chosen")).to_contain_text("2 chosen")
    moderator.merge_alike(DOUBLE)
    moderator.merge(OTHER, SHOWN[1])
    moderator.take_out(OTHER)
    moderator.merge(OTHER, SHOWN[1])
    moderator.hold(ASIDE)
    assert moderator.page.get_by_role("button", name="Someone is in danger").count() == 0
    lead.text(DANGER).get_by_role("button", name="Someone is in danger").click()
    note = lead.page.locator("#safeguard-note")
    assert [words in note.input_value() for words in ("carried alone", "يحمله")] == [True, True]
    note.fill("Something was shared that should not be carried alone. I am at the back of the room until six.")
    lead.page.locator("#do-safeguard").click()
    expect(lead.page.locator(".offer--note")).to_be_visible()
    lead.waiting(len(LATE))
    moderator.waiting(len(LATE))


def finish(server: Server, console: Console) -> None:
    server.go_to("close")
    if server.now()["asks"] and server.now()["phase"] == "open":
        server.do("close")
        server.until("revealed")
    console.page.locator("#ask-seal").click()
    console.page.locator("#do-seal").click()
    expect(console.page.locator("#frame-console")).to_contain_text("The workshop is sealed")


def in_files(server: Server) -> None:
    """Of what was not shown no file keeps a word; what was shown is there, with its translation."""
    (report,) = server.data.glob("archive/*/report.html")
    kept = report.read_text("utf-8")
    there: list[Any] = [text for text in (*SHOWN, SOFTER, FOREIGN, ENGLISH, NAMED) if text not in kept]
    assert there == []
    assert holding(server, [mark(text).encode() for text in HIDDEN]) == []
    assert holding(server, [b"until six"]) == []


def test_the_phone_asks_twice_about_what_could_tell(server: Server, new_context: NewContext) -> None:
    phone = Phone(new_context(PHONE), server).come_in()
    server.go_to("dilemmas")
    phone.at("dilemmas")
    found = {
        "Write to anna.b@mail.example.org please": ["anna.b@mail.example.org"],
        "call +48 601-234-567 at night": ["+48 601-234-567"],
        "اتصل على ٠٥٩٩١٢٣٤٥٦ ليلا": ["٠٥٩٩١٢٣٤٥٦"],
        "see https://example.org/x?y or www.example.org": ["https://example.org/x?y", "www.example.org"],
        "it is on example.org/me now": ["example.org/me"],
        "ask @anna_b about it": ["@anna_b"],
        "whom do i owe an answer": [],
    }
    for text, marks in found.items():
        phone.write(text)
        phone.send()
        if marks:
            expect(phone.page.locator("mark.tell")).to_have_text(marks)
            phone.page.get_by_role("button", name="Change it").tap()
    phone.says("Received.")


def test_a_wall_that_was_told_would_be_noticed(server: Server, new_context: NewContext) -> None:
    """The neighbour of the long test: what the ear hears, it finds."""
    page = new_context(SCREEN).new_page()
    found = heard(page)
    page.goto(server.screen_url)
    Screen(page.context, server)
    server.go_to("warm-up")
    expect(page.locator("#frame-wall h1")).to_be_visible()
    page.wait_for_timeout(500)
    assert told(found, ["frames", "Denise13"]) == ["frames"]
