"""Tickets in browsers: scanned and typed, continued elsewhere, handed on, and printed on paper."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import PLAN, Server, StartServer
from tests.e2e.axe import violations
from tests.e2e.conftest import CONSOLE, PHONE, NewContext
from tests.e2e.room import ballots, open_console, until_answered
from tests.e2e.test_fits import SIDEWAYS
from tests.server.paper import make, on_paper, printed, sit

WAYS: list[tuple[str, dict[str, Any]]] = [("en-GB", {"color_scheme": "dark"}), ("ar", {})]


@pytest.fixture
def server(start_server: StartServer) -> Server:
    return start_server(PLAN, "--seats", "tickets")


class Holder:
    """Somebody with a slip of paper and a phone."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.server = server
        self.page = context.new_page()
        self.asked: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))

    def scan(self, ticket: str) -> Holder:
        """The picture on the slip: the ticket comes in the fragment."""
        self.page.goto(f"{self.server.url}/j#{ticket.replace('-', '')}")
        self.enter.tap()
        return self

    def type(self, ticket: str) -> Holder:
        self.page.locator("[data-door-target=ticket]").fill(ticket)
        self.enter.tap()
        return self

    def inside(self) -> Holder:
        expect(self.page.locator("#inside")).to_be_visible()
        expect(self.page.locator("#frame-main main").first).to_be_visible()
        return self

    def hand_on(self) -> None:
        self.page.locator("#pass summary").tap()
        self.page.locator("#pass button").tap()

    @property
    def enter(self) -> Any:
        return self.page.locator("[data-door-target=enter]")

    @property
    def moved(self) -> Any:
        return self.page.locator("#moved")

    @property
    def problem(self) -> Any:
        return self.page.locator("[data-door-target=problem]")

    def kept(self) -> str:
        return str(self.page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}, location.href])"))


def test_a_scanned_ticket_is_in_no_request_and_not_kept_on_the_phone(server: Server, new_phone: NewContext) -> None:
    (ticket,) = make(server, 1)
    phone = Holder(new_phone(), server).scan(ticket).inside()
    plain = ticket.replace("-", "")
    assert [url for url in phone.asked if plain in url or ticket in url] == []
    assert plain not in phone.kept()
    phone.page.reload()
    phone.inside()


def test_a_ticket_is_typed_on_the_start_page_however_it_is_written(server: Server, new_phone: NewContext) -> None:
    (ticket,) = make(server, 1)
    phone = Holder(new_phone(), server)
    phone.page.goto(server.url)
    phone.page.locator("input").fill(ticket.lower().replace("-", " ").replace("0", "o").replace("1", "l"))
    phone.page.locator("form button").tap()
    expect(phone.page.locator("[data-door-target=ticket]")).not_to_have_value("")  # the page is awake
    phone.enter.tap()
    phone.inside()


def test_the_language_can_be_chosen_without_losing_the_ticket(server: Server, new_phone: NewContext) -> None:
    (ticket,) = make(server, 1)
    phone = Holder(new_phone(), server)
    phone.page.goto(f"{server.url}/j#{ticket}")
    phone.page.locator("button[lang=ar]").tap()
    expect(phone.page.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.page.locator("[data-door-target=ticket]")).to_have_value(ticket)
    phone.enter.tap()
    phone.inside()


def test_a_wrong_ticket_is_told_in_words_and_the_right_one_comes_in(server: Server, new_phone: NewContext) -> None:
    (ticket,) = make(server, 1)
    phone = Holder(new_phone(), server).scan("ZZZZZ-ZZZZZ")
    expect(phone.problem).to_have_text("This ticket opens nothing here. Look at it again, or ask the facilitator.")
    phone.type(ticket).inside()


def test_the_first_phone_says_within_two_seconds_that_the_second_has_the_seat(
    server: Server, new_phone: NewContext
) -> None:
    (ticket,) = make(server, 1)
    server.go_to("dilemmas")
    first, second = (Holder(new_phone(), server) for _ in range(2))
    first.scan(ticket).inside()
    first.page.locator("textarea[data-compose-target=paper]").fill("I owe them an answer.")
    first.page.wait_for_timeout(1500)  # until its line is up

    began = time.monotonic()
    second.scan(ticket).inside()
    inside = time.monotonic() - began
    expect(first.moved).to_be_visible()
    told = time.monotonic() - began - inside

    print(f"\ntold {told * 1000:.0f} ms after the second phone was in, which took {inside * 1000:.0f} ms")
    assert told <= inside
    expect(first.moved.locator("h1")).to_have_text("Continued on another phone.")
    assert "token" not in re.findall(r"\.(\w+)\\*\"", first.kept().replace(".was", ""))
    first.page.reload()
    expect(first.moved).to_be_visible()
    first.page.locator("#moved-back").tap()
    first.type(ticket).inside()
    expect(first.page.locator("textarea[data-compose-target=paper]")).to_have_value("I owe them an answer.")
    expect(second.moved).to_be_visible()


def test_a_phone_that_slept_through_it_is_told_when_it_wakes(server: Server, new_phone: NewContext) -> None:
    (ticket,) = make(server, 1)
    context = new_phone()
    phone = Holder(context, server).scan(ticket).inside()
    context.set_offline(True)
    sit(server, ticket)
    context.set_offline(False)
    expect(phone.moved).to_be_visible()


def test_someone_elses_turn_asks_for_the_next_ticket_and_leaves_nothing(server: Server, new_phone: NewContext) -> None:
    one, other = make(server, 2)
    server.go_to("warm-up")
    phone = Holder(new_phone(), server).scan(one).inside()
    phone.page.locator(".reply:visible").first.tap()
    until_answered(server, "warm-up", 1)
    phone.hand_on()
    expect(phone.page.locator("#door")).to_be_visible()
    assert "fac." + server.code not in phone.kept()
    phone.type(other).inside()
    phone.page.locator(".reply:visible").first.tap()
    until_answered(server, "warm-up", 2)


def test_someone_elses_turn_in_an_open_room_is_a_fresh_seat_without_side_or_draft(
    start_server: StartServer, new_phone: NewContext
) -> None:
    server = start_server()
    server.go_to("sides")
    phone = Holder(new_phone(), server)
    phone.page.goto(f"{server.url}/{server.code}")
    phone.enter.tap()
    phone.inside().page.locator(".reply:visible").first.tap()
    until_answered(server, "sides", 1)
    expect(phone.page.locator("#status")).to_have_text("Received.")
    assert ".side" in phone.kept()
    phone.hand_on()
    expect(phone.page.locator("#door")).to_be_visible()
    assert "fac." + server.code not in phone.kept()
    phone.enter.tap()
    phone.inside().page.locator(".reply:visible").first.tap()
    until_answered(server, "sides", 2)
    assert ballots(server, "sides") == 2


def test_an_answer_on_its_way_is_not_forgotten_with_its_owner(server: Server, new_phone: NewContext) -> None:
    (ticket,) = make(server, 1)
    server.go_to("warm-up")
    context = new_phone()
    phone = Holder(context, server).scan(ticket).inside()
    context.set_offline(True)
    phone.page.locator(".reply:visible").first.tap()
    phone.hand_on()
    expect(phone.page.locator("[data-pass-target=problem]")).to_be_visible()
    context.set_offline(False)
    until_answered(server, "warm-up", 1)
    expect(phone.page.locator("#status")).to_have_text("Received.")
    phone.page.locator("#pass button").tap()
    expect(phone.page.locator("#door")).to_be_visible()


def test_the_facilitator_makes_prints_and_voids_tickets_and_minds_the_doors(
    server: Server, console_context: BrowserContext, new_phone: NewContext
) -> None:
    console = open_console(console_context, server).page
    console.locator("#this-room > summary").click()
    console.locator("#the-tickets > summary").click()
    with console.expect_popup() as opened:
        console.get_by_role("link", name="Make and print tickets").click()
    desk = opened.value
    desk.locator("input[name=count]").fill("3")
    desk.get_by_role("button", name="Make tickets").click()
    expect(desk.locator(".slip__code")).to_have_count(3)
    assert violations(desk) == []
    tickets = desk.locator(".slip__code").all_inner_texts()
    phone = Holder(new_phone(), server).scan(tickets[0]).inside()
    expect(console.locator("#the-tickets > summary")).to_contain_text("3")

    console.locator("#void-ticket").fill(tickets[0].lower())
    console.get_by_role("button", name="Make it void").click()
    expect(console.get_by_text("It is void now.")).to_be_visible()
    expect(phone.page.locator("#door")).to_be_visible()
    phone.type(tickets[0])
    expect(phone.problem).to_be_visible()

    console.get_by_role("button", name="Close the doors").click()
    expect(console.locator(".doors b")).to_have_text("closed: nobody new comes in")
    phone.type(tickets[1])
    expect(phone.problem).to_have_text("The doors are closed. Ask the facilitator.")
    assert violations(console) == []
    console.get_by_role("button", name="Open the doors").click()
    expect(console.locator(".doors b")).to_have_text("open")
    phone.type(tickets[1]).inside()


def test_the_gauge_is_amber_for_more_seats_and_red_for_more_answers(
    start_server: StartServer, console_context: BrowserContext
) -> None:
    server = start_server(tick_seconds=0.2)
    tokens = [server.join() for _ in range(3)]
    console = open_console(console_context, server).page
    gauge = console.locator("#gauge-heads")
    server.do("heads", heads=3)
    expect(gauge).to_have_class("gauge")
    server.do("heads", heads=2)
    expect(gauge).to_have_class("gauge gauge--warn")
    server.go_to("honesty-before")
    for token in tokens:
        assert server.answer(token, "honesty-before", {"value": 3}).status_code == 200
    expect(gauge).to_have_class("gauge gauge--warn")
    server.do("heads", heads=1)  # not while it is open: heads typed again and again would count who has answered
    server.do("close")
    server.until("revealed")
    expect(gauge).to_have_class("gauge gauge--stop")
    assert violations(console) == []


@pytest.mark.parametrize(("locale", "look"), WAYS)
def test_axe_finds_nothing_and_nothing_hangs_over_in_a_room_with_tickets(
    server: Server, new_context: NewContext, locale: str, look: dict[str, Any]
) -> None:
    (ticket,) = make(server, 1)
    found: dict[str, list[str]] = {}

    def look_at(name: str, page: Page) -> None:
        found[name] = violations(page) + page.evaluate(SIDEWAYS)

    phone = Holder(new_context(PHONE, locale, **look), server)
    for path in ("/", "/j"):
        phone.page.goto(server.url + path)
        expect(phone.page.locator("h1").first).to_be_visible()
        look_at(path, phone.page)
    phone.type("ZZZZZ ZZZZZ")
    expect(phone.problem).to_be_visible()
    look_at("wrong", phone.page)
    phone.type(ticket).inside()
    phone.page.locator("#pass summary").tap()
    look_at("pass", phone.page)
    phone.page.wait_for_timeout(1500)
    sit(server, ticket)
    expect(phone.moved).to_be_visible()
    look_at("moved", phone.page)
    assert found == {name: [] for name in found}


CUT = """() => {
  const found = [];
  const mm = 96 / 25.4;
  for (const sheet of document.querySelectorAll(".sheet-of-slips")) {
    const page = sheet.getBoundingClientRect();
    if (page.height > 277 * mm + 1 || page.width > 190 * mm + 1) found.push(`sheet ${page.width} by ${page.height}`);
    for (const slip of sheet.querySelectorAll(".slip")) {
      const box = slip.getBoundingClientRect();
      if (box.bottom > page.bottom + 1 || box.right > page.right + 1 || box.left < page.left - 1) found.push("slip");
      for (const part of slip.querySelectorAll("p, svg")) {
        const inner = part.getBoundingClientRect(), half = part.closest(".slip > div").getBoundingClientRect();
        if (inner.left < half.left || inner.right > half.right || inner.top < half.top || inner.bottom > half.bottom) {
          found.push(part.outerHTML.slice(0, 90));
        }
      }
    }
  }
  return found;
}"""


@pytest.mark.parametrize("url", [None, "https://a-rather-long-name.of-an-institute.example.org"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_slips_fit_on_a4_and_none_is_cut(new_context: NewContext, tmp_path: Path, lang: str, url: str | None) -> None:
    title = "A very long title of an evening about whom we owe what and who may ask, in two languages and three rooms"
    plan = tmp_path / "plan.yaml"
    text = PLAN.read_text("utf-8").replace("language: en", f"language: {lang}")
    plan.write_text(re.sub(r"^title: .*$", f"title: {title}", text, count=1, flags=re.M), "utf-8")
    printed(tmp_path, plan, "-n", "23", "--out", "slips.html", *(("--public-url", url) if url else ()))
    page = new_context(CONSOLE).new_page()
    page.goto((tmp_path / "slips.html").as_uri())
    assert violations(page) == []
    page.emulate_media(media="print")
    assert page.evaluate(CUT) == []
    expect(page.locator(".slip")).to_have_count(23)
    expect(page.locator(".slip__picture")).to_have_count(23 if url else 0)
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 3
    assert set(re.findall(rb"/MediaBox\s*\[([^\]]*)\]", paper)) == {b"0 0 594.95996 841.91998"}
    words = page.locator("body").inner_text()
    assert sorted(set(re.findall(r"\b\w{5}-\w{5}\b", words))) == sorted(on_paper(tmp_path / "slips.html"))


def test_a_slip_that_does_not_fit_would_be_noticed(new_context: NewContext, tmp_path: Path) -> None:
    printed(tmp_path, PLAN, "-n", "3", "--out", "slips.html")
    page = new_context(CONSOLE).new_page()
    page.goto((tmp_path / "slips.html").as_uri())
    page.evaluate("() => { document.querySelector('.slip__code').style.fontSize = '40pt'; }")
    assert len(page.evaluate(CUT)) == 1
    page.evaluate("() => { document.querySelector('.sheet-of-slips').style.gridAutoRows = '80mm'; }")
    page.evaluate("() => { document.querySelector('.sheet-of-slips').style.inlineSize = '240mm'; }")
    assert page.evaluate(CUT)[0].startswith("sheet")
