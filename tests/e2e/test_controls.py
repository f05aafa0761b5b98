"""Room controls in real pages: announcement, freeze, a question nobody planned, a person without a phone."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import Server, StartServer
from tests.e2e.axe import violations
from tests.e2e.conftest import CONSOLE, NewContext
from tests.e2e.crowd import Crowd
from tests.e2e.room import Console, Phone, Screen, open_console, until_answered

WORDS = "Tea is at the back until six."


@pytest.fixture
def console(server: Server, console_context: BrowserContext) -> Console:
    return open_console(console_context, server)


@pytest.fixture
def phone(server: Server, phone_context: BrowserContext) -> Phone:
    return Phone(phone_context, server).come_in()


def to_the_phones(console: Console) -> None:
    console.page.locator("#controls > summary").click()


def beside(phone: Phone) -> Page:
    """Opens the sheet below the part."""
    phone.page.locator("#besides > summary").tap()
    return phone.page


def test_an_announcement_is_on_phone_and_screen_until_it_is_taken_away(
    server: Server, console: Console, phone: Phone, screen_context: BrowserContext
) -> None:
    screen = Screen(screen_context, server)
    console.open_next("Warm up")
    to_the_phones(console)
    console.page.get_by_label("Announcement").fill(WORDS)
    console.page.get_by_role("button", name="Pin it to every phone").click()

    pinned = phone.page.locator(".pinned bdi")
    expect(pinned).to_have_text(WORDS)
    expect(console.page.locator("#standing")).to_contain_text(WORDS)
    expect(screen.page.locator(".wall__pinned")).to_have_count(0)
    console.page.get_by_label("Announcement").fill("Ten minutes more.")
    console.page.get_by_label("on the screen too").check()
    console.page.get_by_role("button", name="Pin it to every phone").click()
    expect(pinned).to_have_text("Ten minutes more.")
    expect(screen.page.locator(".wall__pinned")).to_have_text("Ten minutes more.")

    console.page.get_by_role("button", name="Take it away").click()
    expect(pinned).to_have_count(0)
    expect(console.page.locator("#standing")).to_have_count(0)


def test_a_freeze_keeps_draft_and_half_made_choice_and_sends_what_waited(
    server: Server, console: Console, phone: Phone
) -> None:
    server.go_to("dilemmas")
    phone.at("dilemmas").write("My people want one thing and ")
    to_the_phones(console)
    console.page.get_by_role("button", name="Freeze the phones").click()

    expect(phone.page.locator("#look-up")).to_be_visible()
    expect(phone.heading).to_have_text("Look up.")
    expect(phone.paper).to_be_hidden()
    expect(phone.page.locator(".besides")).to_be_hidden()
    phone.page.reload()
    expect(phone.heading).to_have_text("Look up.")
    console.page.get_by_role("button", name="Free the phones").click()

    expect(phone.page.locator("#look-up")).to_have_count(0)
    expect(phone.paper).to_have_value("My people want one thing and ")


def test_what_was_sent_into_a_freeze_goes_out_when_the_phones_are_free(
    server: Server, console: Console, phone: Phone
) -> None:
    console.open_next("Warm up")
    phone.at("warm-up")
    expect(phone.page.locator("#frame-main [inert]")).to_have_count(0)
    server.do("freeze")
    expect(phone.page.locator("#look-up")).to_be_visible()
    # The tap and the freeze have crossed: as if the phone had not heard of it yet.
    phone.page.locator(".reply", has_text="By car").evaluate("(button) => button.click()")
    phone.says("On this phone. It goes out when the phones are free again.")
    until_answered(server, "warm-up", 0)

    expect(console.page.locator(".standing__frozen")).to_be_visible()
    console.press("ArrowRight")  # closing frees the phones, and what they hold still counts

    phone.says("Received.")
    server.until("revealed")
    assert server.kept("warm-up")["results"]["counts"]["o3"] == 1


def test_a_question_nobody_planned_is_put_in_answered_and_shown(
    server: Server, console: Console, phone: Phone, screen_context: BrowserContext
) -> None:
    screen = Screen(screen_context, server)
    crowd = Crowd(server, 5)
    console.open_next("Warm up")
    console.page.locator("#insert > summary").click()
    for question in ("Drop this one?", "Shall we go on after eight?"):
        form = console.page.locator("#insert details", has_text="A choice")
        if not form.get_by_label("Question").is_visible():
            form.locator("summary").click()
        form.get_by_label("Question").fill(question)
        form.get_by_label("Answers, one on each line").fill("Yes\n\n No \n")
        form.get_by_role("button", name="Put it in").click()
        expect(console.page.locator(".inserted", has_text=question)).to_be_visible()
    console.page.locator(".inserted", has_text="Drop this one?").get_by_role("button").click()
    expect(console.page.locator(".inserted")).to_have_count(1)
    expect(console.page.locator(".steps li")).to_have_text(["▸Warm up2:00", "Shall we go on after eight?2:00"])

    console.close("Shall we go on after eight?")
    console.open_next("Shall we go on after eight?")
    crowd.answer("x2", lambda number: {"picks": ["o1"]})
    phone.at("x2").page.get_by_role("button", name="No", exact=True).tap()
    phone.says("Received.")
    console.close("How free are we")
    expect(screen.heading).to_have_text("Shall we go on after eight?")
    expect(screen.page.locator(".bar__value")).to_have_text(["5", "1"])


def test_an_inserted_harvest_gets_the_queue(server: Server, console: Console) -> None:
    crowd = Crowd(server, 5)
    console.open_next("Warm up")
    console.page.locator("#insert > summary").click()
    form = console.page.locator("#insert details", has_text="Short texts, which you read first")
    form.locator("summary").click()
    form.get_by_label("Question").fill("What is missing?")
    form.get_by_role("button", name="Put it in").click()
    expect(form.get_by_text("Put in.")).to_be_visible()
    console.close("What is missing?")
    console.open_next("What is missing?")
    crowd.write("x1")
    console.close("How free are we")

    expect(console.page.locator(".queue li.item")).to_have_count(5)
    console.text("number 3").get_by_role("button", name="Show").click()
    expect(console.page.locator(".queue li.item")).to_have_count(4)


def test_somebody_without_a_phone_is_entered_and_the_next_one_after(
    server: Server, console: Console, phone: Phone, new_context: NewContext
) -> None:
    console.open_next("Warm up")
    console.page.locator("#without-phone > summary").click()
    with console.page.context.expect_page() as opened:
        console.page.get_by_role("link", name="Enter for somebody without a phone").click()
    page = opened.value
    expect(page.locator(".entry")).to_contain_text("Whoever types sees the answers")
    for option, count in (("By car", 1), ("On foot", 2)):
        page.get_by_role("button", name="I have read this").click()
        page.locator(".reply:visible", has_text=option).click()
        expect(page.locator("#status")).to_have_text("Received.")
        expect(console.page.locator("#without-phone .figures")).to_have_text(str(count))
        page.get_by_role("button", name="Next person").click()
    expect(page.get_by_role("button", name="I have read this")).to_be_visible()
    assert page.evaluate("JSON.stringify(Object.keys(localStorage).filter((key) => key.includes('token')))") == "[]"
    assert console.page.evaluate("JSON.stringify({...sessionStorage})") == "{}"
    phone.at("warm-up").reply("By car")
    phone.says("Received.")
    console.close("How free are we")
    kept = server.kept("warm-up")
    assert [kept["received"], kept["results"]["counts"]] == [3, {"o1": 1, "o2": 0, "o3": 2, "o4": 0}]
    # A browser without the console gets no seat by this door.
    stranger = new_context(CONSOLE).new_page()
    stranger.goto(f"{server.url}/console/entry")
    stranger.get_by_role("button", name="I have read this").click()
    expect(stranger.locator("[data-door-target=problem]")).to_be_visible()


def test_a_signal_is_tapped_taken_back_and_over_with_the_part(
    start_server: StartServer, console_context: BrowserContext, phone_context: BrowserContext
) -> None:
    server = start_server(tick_seconds=0.3)
    console, phone = open_console(console_context, server), Phone(phone_context, server).come_in()
    console.open_next("Warm up")
    page = beside(phone.at("warm-up"))
    pause = page.locator(".beside button", has_text="I need a pause")
    pause.tap()
    expect(pause).to_have_attribute("aria-pressed", "true")
    expect(console.page.locator(".standing__signal")).to_have_text("I need a pause 1")
    page.reload()
    beside(phone)
    expect(pause).to_have_attribute("aria-pressed", "true")
    pause.tap()
    expect(pause).to_have_attribute("aria-pressed", "false")
    expect(console.page.locator(".standing__signal")).to_have_count(0)
    pause.tap()
    expect(console.page.locator(".standing__signal")).to_have_text("I need a pause 1")

    console.close("How free are we")
    console.open_next("How free are we")

    expect(console.page.locator(".standing__signal")).to_have_count(0)
    expect(pause).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#besides")).to_have_attribute("open", "")
    assert "true" not in json.loads(phone.kept())[0].values()


def test_a_fold_that_was_opened_as_a_push_came_stays_open(
    start_server: StartServer, console_context: BrowserContext, phone_context: BrowserContext
) -> None:
    server = start_server(tick_seconds=0.3)
    console, phone = open_console(console_context, server), Phone(phone_context, server).come_in()
    # Nobody hears that it was opened, as in the moment between a tap and what the browser tells of it.
    phone.page.evaluate("window.addEventListener('toggle', (event) => event.stopImmediatePropagation(), true)")
    page = beside(phone)
    console.open_next("Warm up")

    phone.at("warm-up")
    expect(page.locator("#besides")).to_have_attribute("open", "")


def test_a_thought_is_parked_while_the_room_moves_on(
    start_server: StartServer, console_context: BrowserContext, phone_context: BrowserContext
) -> None:
    server = start_server(tick_seconds=0.3)
    console, phone = open_console(console_context, server), Phone(phone_context, server).come_in()
    others = [server.join() for _ in range(3)]
    console.open_next("Warm up")
    page = beside(phone.at("warm-up"))
    lot = page.get_by_label("Parking lot")
    lot.fill("Who pays for the ")
    lot.evaluate("(paper) => paper.blur()")
    console.close("How free are we")
    console.open_next("How free are we")
    expect(phone.at("honesty-before").heading).to_contain_text("How free do you feel")
    expect(lot).to_have_value("Who pays for the ")
    lot.press_sequentially("hall?")
    section = page.locator("[data-controller=park]")
    section.get_by_role("button", name="Send").tap()
    expect(section.get_by_role("status")).to_have_text("Received.")
    expect(lot).to_have_value("")
    expect(console.page.locator("#standing")).to_contain_text("Parking lot 1 wait; you get them from 3 people on")
    section.get_by_role("button", name="Take it back").tap()
    expect(console.page.locator("#standing")).to_have_count(0)
    lot.fill("Who pays for the new hall?")
    section.get_by_role("button", name="Send").tap()
    expect(section.get_by_role("status")).to_have_text("Received.")
    lot.fill("A draft that outlives the batch")
    for number, token in enumerate(others):
        server.answer(token, "parking", {"text": f"Thought {number}"})

    expect(console.text("Who pays for the new hall?")).to_be_visible()
    expect(lot).to_have_value("A draft that outlives the batch")
    expect(section.get_by_role("button", name="Take it back")).to_be_hidden()
    section.get_by_role("button", name="Send").tap()
    expect(section.get_by_role("status")).to_have_text("Received.")
    assert "new hall" not in phone.kept()


def test_a_private_note_leaves_the_field_when_it_is_on_the_disk(
    start_server: StartServer, console_context: BrowserContext
) -> None:
    server = start_server(notes=True)
    console = open_console(console_context, server)
    page = console.page
    page.locator("#own-notes > summary").click()
    field = page.get_by_label("A note, for you alone")
    expect(field).to_be_visible()
    assert violations(page) == []
    field.fill("They laughed at the word budget.")
    server.kill9()
    page.get_by_role("button", name="Note it").click()
    expect(page.locator("#status")).to_be_visible()
    expect(field).to_have_value("They laughed at the word budget.")  # not on the disk, so still here

    server.start()
    page.get_by_role("button", name="Note it").click()
    expect(page.locator("#own-notes [role=status]")).to_have_text("Noted. 1")
    expect(field).to_have_value("")
    console.open_next("Warm up")
    expect(field).to_have_value("")
    (kept,) = (server.data / "notes").iterdir()
    assert kept.read_text("utf-8").endswith("- They laughed at the word budget.\n")
