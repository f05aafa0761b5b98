"""What has the focus is as new as the rest of the page; only a field that somebody writes in keeps its words."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import Server, StartServer
from tests.e2e.conftest import CONSOLE, NewContext
from tests.e2e.room import Console, Phone, open_console

PLAN = """\
schema: plan/1
id: focus
title: Focus
promised_minutes: 10
sides: [{id: north, name: North}, {id: south, name: South}]
stages:
  - id: only
    title: Only
    minutes: 10
    parts:
      - {id: talk, kind: say, title: Talk, minutes: 1}
      - {id: drink, kind: choice, title: Drink, minutes: 1, anonymity: none, options: [Tea, Milk, Water]}
      - {id: seat, kind: choice, title: Seat, minutes: 1, anonymity: none, options: [Window, Aisle, Floor]}
      - {id: house, kind: choice, title: House, minutes: 1, options: [Stone, Straw, Wood]}
      - {id: far, kind: scale, title: Far, minutes: 1, high_label: very}
      - {id: words, kind: harvest, title: Words, minutes: 4}
      - {id: thanks, kind: close, title: Thanks, minutes: 1, thanks: Thanks.}
"""
WORDS = """(root) => [...document.querySelectorAll(root + " :is(button, a, summary, option, label, h1, h2)")]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.textContent.trim().replace(/\\s+/g, " "), one.getAttribute("aria-pressed"), !!one.disabled])"""
"""Everything a region offers, with its state."""
FOCUSABLE = ":is(button, a[href], summary, select, [tabindex='0']):visible"
TEXT = "(one) => one.textContent.trim().replace(/\\s+/g, ' ')"
CARET = "(field) => [field.value, field.selectionStart, field.selectionEnd, document.activeElement === field]"


@pytest.fixture
def room(start_server: StartServer, tmp_path: Path) -> Server:
    plan = tmp_path / "focus.yaml"
    plan.write_text(PLAN)
    return start_server(plan, closing_seconds=2)


@pytest.fixture
def console(new_context: NewContext, room: Server) -> Console:
    return open_console(new_context(CONSOLE), room)


@pytest.fixture
def untouched(new_context: NewContext, room: Server) -> Console:
    """A second console on which nothing ever has the focus: what the first one should say."""
    return open_console(new_context(CONSOLE), room)


def same(page: Page, other: Page, root: str = "#frame-console") -> None:
    """Waits until two pages offer the same, word for word."""
    expect(page.locator("body")).to_be_visible()
    for _ in range(100):
        found, wanted = page.evaluate(WORDS, root), other.evaluate(WORDS, root)
        if found == wanted:
            return
        page.wait_for_timeout(100)
    assert found == wanted


def fresh(room: Server, console: Console) -> None:
    """Waits until Next on the console says what the server says of it."""
    for _ in range(100):
        page = room.frames("console", room.console)["console"]
        found = re.search(r'id="do-next".*?>(.*?)</button>', page, re.S)
        assert found is not None
        wanted = " ".join(html.unescape(re.sub(r"<[^>]*>", "", found[1])).split())
        if console.next.evaluate(TEXT) == wanted:
            return
        console.page.wait_for_timeout(100)
    assert console.next.evaluate(TEXT) == wanted


def labels_of(room: Server, console: Console, untouched: Console, how: str) -> list[str]:
    """Presses Next through the whole plan; its labels on the way, each compared."""
    labels = []
    while room.now()["part"] != "words":
        before = room.now()["seq"]
        console.next.click() if how == "mouse" else console.page.keyboard.press("Enter")
        sure = console.page.locator("#do-sure")
        expect(sure.or_(console.next).first).to_be_visible()
        for _ in range(100):
            if room.now()["seq"] > before:
                break
            if sure.is_visible():
                sure.click() if how == "mouse" else console.page.keyboard.press("Enter")
            console.page.wait_for_timeout(50)
        while room.now()["phase"] == "closing":
            console.page.wait_for_timeout(100)
        for one in (untouched, console):
            fresh(room, one)
        same(console.page, untouched.page)
        labels.append(console.next.inner_text())
    return labels


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_after_a_press_on_next_its_label_goes_on(room: Server, console: Console, untouched: Console, how: str) -> None:
    console.next.focus()
    labels = labels_of(room, console, untouched, how)
    assert len(set(labels)) >= 5
    expect(console.next).to_be_focused()


def test_whatever_has_the_focus_on_the_console_is_as_new_as_the_rest(
    room: Server, console: Console, untouched: Console
) -> None:
    for page in (console.page, untouched.page):
        page.evaluate("for (const one of document.querySelectorAll('details[data-keep-open]')) one.open = true")
    room.do("next")
    same(console.page, untouched.page)
    count = console.page.locator(f"#frame-console {FOCUSABLE}").count()
    assert count >= 8
    for index in range(count):
        one = console.page.locator(f"#frame-console {FOCUSABLE}").nth(index)
        if not one.count():
            continue
        one.evaluate("(one) => one.focus()")
        room.do("next" if index % 2 else "back")
        same(console.page, untouched.page)


def test_words_and_caret_in_a_field_outlast_a_push(room: Server, console: Console) -> None:
    page = console.page
    page.locator("#later > summary").click()
    page.locator("#later details summary").first.click()
    field = page.locator("#later :is(input, textarea):visible").first
    field.fill("Half a wo")
    field.press("ArrowLeft")
    field.press("ArrowLeft")
    for _ in range(3):
        room.do("next") if room.now()["part"] == "talk" else room.do("back")
        page.wait_for_timeout(400)
        assert field.evaluate(CARET) == ["Half a wo", 7, 7, True]
    page.keyboard.type("X")
    assert field.input_value() == "Half a Xwo"


def test_a_tapped_option_is_drawn_anew_with_the_next_part(
    room: Server, phone_context: BrowserContext, new_phone: NewContext
) -> None:
    phone, other = Phone(phone_context, room), Phone(new_phone(), room)
    for one in (phone, other):
        one.come_in()
    for part, words in (("drink", "Milk"), ("seat", "Aisle"), ("house", "Straw"), ("far", "2")):
        room.go_to(part)
        for one in (phone, other):
            one.at(part)
        same(phone.page, other.page, "#frame-main")
        phone.number(2) if part == "far" else phone.reply(words)
        phone.page.wait_for_timeout(300)
        if part in ("drink", "seat"):
            pressed = phone.page.locator('#frame-main [aria-pressed="true"]')
            assert pressed.all_inner_texts() == [words]
            room.do("announce", words=f"A push in {part}")
            expect(phone.page.locator("body")).to_contain_text(f"A push in {part}")
            assert pressed.all_inner_texts() == [words]
            room.do("unannounce")
    room.go_to("words")
    for one in (phone, other):
        one.at("words")
    same(phone.page, other.page, "#frame-main")
    phone.write("Half a wo")
    phone.paper.press("ArrowLeft")
    room.do("announce", words="A push while writing")
    expect(phone.page.locator("body")).to_contain_text("A push while writing")
    assert phone.paper.evaluate(CARET) == ["Half a wo", 8, 8, True]
