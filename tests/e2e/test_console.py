"""The facilitator's hands: keys, undo, time, words of later parts, a lost console, the shelf of past evenings."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.conftest import PLAN, Server, StartServer
from tests.e2e.conftest import CONSOLE, NewContext
from tests.e2e.crowd import Crowd
from tests.e2e.room import Console, Phone, Screen, open_console

NO_CONSOLE = "This browser does not hold the console."
TWO_NETWORKS = '''"""The network cards of a machine that is in two networks."""
from types import SimpleNamespace

def get_adapters():
    ips = [SimpleNamespace(ip=ip, is_IPv4=True) for ip in ("127.0.0.1", "192.0.2.10", "198.51.100.20")]
    return [SimpleNamespace(ips=ips)]
'''


@pytest.fixture
def console(server: Server, console_context: BrowserContext) -> Console:
    """The facilitator's console."""
    return open_console(console_context, server)


@pytest.fixture
def screen(server: Server, screen_context: BrowserContext) -> Screen:
    return Screen(screen_context, server)


@pytest.fixture
def phone(server: Server, phone_context: BrowserContext) -> Phone:
    return Phone(phone_context, server).come_in()


def test_the_arrows_walk_r_reveals_and_b_darkens(server: Server, console: Console, screen: Screen) -> None:
    crowd = Crowd(server, 10)
    server.go_to("dilemmas")
    crowd.write("dilemmas")
    crowd.show()
    expect(console.page.locator("#decided summary").first).to_have_text("Decided 10")
    console.open_next("In pairs")
    console.open_next("Choose")
    crowd.vote("choose")
    console.close("Two orders")

    expect(screen.page.locator("[data-order]")).to_have_count(1)
    console.press("R")
    expect(screen.page.locator("[data-order]")).to_have_count(2)
    expect(console.page.locator("#do-reveal")).to_have_attribute("aria-disabled", "true")
    console.press("b")
    expect(screen.page.locator(".wall--black")).to_be_visible()
    expect(console.page.locator("#do-light")).to_be_visible()
    console.press("B")
    expect(screen.page.locator("[data-order]")).to_have_count(2)
    expect(console.page.locator("#do-black")).to_be_visible()
    console.press("ArrowLeft")
    console.is_at("In pairs")
    console.open_next("Choose")
    expect(screen.page.locator("[data-order]")).to_have_count(2)


def test_undo_takes_a_closing_back_and_phones_go_on(
    start_server: StartServer, console_context: BrowserContext, phone_context: BrowserContext
) -> None:
    server = start_server(closing_seconds=20)
    console = open_console(console_context, server)
    phone = Phone(phone_context, server).come_in()
    console.open_next("Warm up")
    console.press("ArrowRight")
    expect(phone.page.locator("#frame-head")).to_contain_text("Closing in a moment: last words.")
    expect(console.next).to_have_text(re.compile("Closing …"))

    console.page.get_by_role("button", name="Undo").click()

    expect(phone.page.locator("#frame-head")).to_contain_text("Warm up")
    expect(console.page.locator("#do-undo")).to_have_count(0)
    expect(console.next).to_contain_text("close this part")
    phone.reply("By car")
    phone.says("Received.")


def test_a_minute_more_and_a_pause_reach_the_phones(server: Server, console: Console, phone: Phone) -> None:
    console.open_next("Warm up")
    clock, head = console.page.locator(".now__clock"), phone.page.locator("#frame-head header")

    console.page.get_by_role("button", name="+1 min").click()
    expect(clock).to_contain_text("left of 3:00")
    expect(head).to_have_attribute("data-clock-total-value", "180")
    console.page.get_by_role("button", name="Pause").click()
    expect(clock).to_contain_text("paused")
    expect(head).to_have_attribute("data-clock-running-value", "false")
    console.page.get_by_role("button", name="Go on").click()

    expect(clock).not_to_contain_text("paused")
    expect(head).to_have_attribute("data-clock-running-value", "true")


def test_words_of_a_later_part_are_edited_and_seen_when_it_opens(
    server: Server, console: Console, screen: Screen, phone: Phone
) -> None:
    page = console.page
    page.locator("#later > summary").click()
    page.locator("#edit-warm-up > summary").click()
    edit = page.locator("#edit-warm-up")
    edit.get_by_label("On the screen").fill("What did you have for ")
    page.keyboard.type("b")
    server.do("extend", seconds=600)
    expect(page.locator(".now__clock")).to_contain_text("left of 20:00")
    page.keyboard.type("reakfast?")
    expect(edit.get_by_label("On the screen")).to_have_value("What did you have for breakfast?")
    expect(screen.page.locator(".wall--black")).to_have_count(0)
    edit.get_by_label("On the phones").fill("Breakfast today?")
    edit.get_by_label("Answer 1").fill("Bread")
    edit.get_by_label("Answer 4").fill("")
    edit.get_by_label("One more answer").first.fill("Nothing yet")
    edit.get_by_role("button", name="Save", exact=True).click()
    expect(edit.get_by_text("Saved.")).to_be_visible()
    page.locator("#the-sides > summary").click()
    page.get_by_label("Side 1").fill("The harbour")
    page.get_by_label("One more side").first.fill("The hill")
    page.get_by_role("button", name="Save the sides").click()
    expect(page.get_by_label("Side 4")).to_have_value("The hill")

    console.open_next("Warm up")

    expect(screen.heading).to_have_text("What did you have for breakfast?")
    expect(phone.at("warm-up").heading).to_have_text("Breakfast today?")
    expect(phone.page.locator(".reply")).to_have_text(["Bread", "By bus or train", "By car", "Nothing yet"])
    server.go_to("sides")
    phone.at("sides")
    expect(phone.page.locator(".reply bdi")).to_have_text(
        ["The harbour", "The south service", "Funders and council", "The hill"]
    )
    expect(phone.page.locator(".reply").first).to_contain_text("We kept it running when nobody else did.")


def test_what_is_typed_over_a_text_survives_the_pushes_meanwhile(server: Server, console: Console) -> None:
    crowd = Crowd(server, 5)
    server.go_to("dilemmas")
    crowd.write("dilemmas")
    server.do("close")
    server.until("closed")
    item = console.text("number 3")
    item.get_by_text("Soften", exact=True).click()
    item.get_by_label("Change as little as protects").fill("A softer ")

    server.join()
    expect(console.page.locator(".top")).to_contain_text("6 joined")
    console.page.keyboard.type("word")
    item.get_by_role("button", name="Save the softer words").click()

    expect(console.text("A softer word").get_by_text("edited for safety", exact=True)).to_be_visible()


def test_a_part_is_asked_again_as_a_new_round(server: Server, console: Console, phone: Phone) -> None:
    console.open_next("Warm up")
    phone.at("warm-up").reply("By car")
    phone.says("Received.")
    console.close("How free are we")

    console.page.locator("#ask-reopen").click()
    console.page.locator("#do-reopen").click()

    expect(phone.page.locator('#frame-main [data-part="warm-up"]')).to_have_attribute("data-round", "2")
    expect(phone.page.locator('.reply[aria-pressed="true"]')).to_have_count(0)
    phone.reply("By bus or train")
    phone.says("Received.")


def test_a_lost_console_gets_a_fresh_link_that_works_once(
    server: Server, console_context: BrowserContext, new_context: NewContext
) -> None:
    first = Console(console_context, server.console_url)
    words = [sys.executable, "-m", "facilitator", "console", "--data", str(server.data)]
    link = subprocess.run(words, capture_output=True, text=True, check=True, cwd=server.home).stdout.strip()

    second = Console(new_context(CONSOLE), link)
    assert "#" not in second.page.url
    second.open_next("Warm up")
    first.is_at("Warm up")
    late = new_context(CONSOLE).new_page()
    late.goto(link)

    expect(late.get_by_role("heading", name=NO_CONSOLE)).to_be_visible()
    expect(late.locator("#status")).to_have_text("This link was used or is too old.")
    second.page.reload()
    second.is_at("Warm up")


def test_the_shelf_of_past_workshops_opens_the_report(server: Server, console: Console) -> None:
    server.go_to("close")
    server.do("seal")
    console.page.get_by_role("link", name="Past workshops").click()
    expect(console.page.locator(".run h3")).to_have_text("Dilemmas across the boundary")

    with console.page.context.expect_page() as opened:
        console.page.get_by_role("link", name=f"Report {server.code}").click()

    expect(opened.value.locator("h1")).to_have_text("Dilemmas across the boundary")
    assert opened.value.evaluate("getComputedStyle(document.querySelector('.doc')).maxWidth") == "832px"


def test_of_several_addresses_the_chosen_one_is_on_the_wall(
    start_server: StartServer, console_context: BrowserContext, screen_context: BrowserContext, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (tmp_path / "ifaddr.py").write_text(TWO_NETWORKS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    server = start_server(PLAN, "--host", "0.0.0.0", cold=True)
    console, screen = open_console(console_context, server), Screen(screen_context, server)
    expect(screen.page.locator(".door__address")).to_have_text(f"192.0.2.10:{server.port}")

    console.page.locator("#this-room > summary").click()
    console.page.get_by_label("Address on the screen").select_option(f"198.51.100.20:{server.port}")

    expect(screen.page.locator(".door__address")).to_have_text(f"198.51.100.20:{server.port}")
    expect(screen.page.locator(".plate img")).to_have_attribute("src", f"/qr.svg?198.51.100.20%3A{server.port}")


def test_the_small_picture_shows_the_wall_and_takes_no_focus(console: Console, screen: Screen) -> None:
    console.open_next("Warm up")
    small = console.page.locator(".monitor")

    for picture in (screen.heading, small.locator("h1")):
        expect(picture).to_have_text("How did you get here today?")
    assert small.evaluate("(picture) => [picture.inert, picture.getAttribute('aria-hidden')]") == [True, "true"]


def test_a_command_that_the_room_has_overtaken_is_refused_and_the_page_looks_again(
    server: Server, new_context: NewContext
) -> None:
    context = new_context(CONSOLE)
    context.route_web_socket(re.compile("socket.io"), lambda socket: socket.close())
    console = open_console(context, server)
    console.is_at("Arrive")
    server.do("next")

    console.press("ArrowRight")

    expect(console.status).to_have_text("The room had moved on; look again.")
    console.is_at("Warm up")
    assert server.now()["phase"] == "open"
