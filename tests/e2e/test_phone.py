"""What a phone keeps and what it forgets: drafts, sent words, two tabs, language, size, and browsers that cannot."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.conftest import Server, StartServer
from tests.e2e.conftest import NewContext
from tests.e2e.crowd import Crowd
from tests.e2e.room import Phone

WORDS = "I owe them an answer and have none."
SECRET = "quiet heron"
STORED = "() => JSON.stringify(Object.entries(localStorage).filter(([key]) => !key.endsWith('.token')).sort())"
NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden'); } });"


@pytest.fixture
def phone(server: Server, new_phone: NewContext) -> Phone:
    """A phone that has come in."""
    return Phone(new_phone(), server).come_in()


def cursor(phone: Phone) -> int:
    """Where the next letter would go; fails if the paper has lost the focus."""
    expect(phone.paper).to_be_focused()
    return int(phone.paper.evaluate("(paper) => paper.selectionStart"))


def test_typing_goes_on_through_every_push_with_its_cursor_where_it_was(
    start_server: StartServer, new_phone: NewContext
) -> None:
    server = start_server(closing_seconds=20)
    phone = Phone(new_phone(), server).come_in()
    server.do("next")
    for _ in range(3):
        server.do("close")
        server.do("close")  # now
        server.do("next")
    phone.at("dilemmas").write(WORDS)
    phone.paper.evaluate("(paper) => { paper.focus(); paper.setSelectionRange(2, 2); }")
    head = phone.page.locator("#frame-head")

    phone.page.keyboard.type("still ")
    server.do("extend", seconds=600)
    expect(head.locator("header")).to_have_attribute("data-clock-total-value", "900")
    assert cursor(phone) == 8
    phone.page.keyboard.type("really ")
    server.do("close")
    expect(head).to_contain_text("Closing in a moment")
    assert cursor(phone) == 15
    phone.page.keyboard.type("do ")
    server.do("undo")
    expect(head).to_contain_text("Write a dilemma")

    assert cursor(phone) == 18
    expect(phone.paper).to_have_value("I still really do owe them an answer and have none.")


def test_a_draft_survives_a_reload_and_the_room_going_back(server: Server, phone: Phone) -> None:
    server.go_to("dilemmas")
    phone.at("dilemmas").write(WORDS)

    phone.page.reload()
    expect(phone.at("dilemmas").paper).to_have_value(WORDS)
    expect(phone.page.locator("[data-compose-target=count]")).to_have_text(str(len(WORDS)))
    server.do("back")
    expect(phone.paper).to_have_count(0)
    server.do("next")

    expect(phone.at("dilemmas").paper).to_have_value(WORDS)
    expect(phone.late).to_be_hidden()


def test_a_draft_is_kept_to_be_copied_when_the_part_closes_and_is_never_sent(server: Server, phone: Phone) -> None:
    server.go_to("dilemmas")
    phone.at("dilemmas").write(WORDS)

    server.do("close")

    expect(phone.late).to_be_visible()
    expect(phone.late.locator("textarea")).to_have_value(WORDS)
    expect(phone.honest).to_have_text("0 received; shown from 5, so that nobody can be guessed.")


def test_a_sent_text_is_nowhere_on_the_phone_any_more(server: Server, phone: Phone) -> None:
    server.go_to("dilemmas")
    phone.at("dilemmas").write(f"The {SECRET} knows whom we owe this.")
    assert SECRET in phone.kept()
    phone.send()
    phone.says("Received.")
    assert SECRET not in phone.kept()

    phone.page.reload()
    expect(phone.at("dilemmas").heading).to_have_text("You can put the phone down.")
    assert SECRET not in phone.kept()
    phone.page.goto("about:blank")
    phone.page.go_back()
    expect(phone.at("dilemmas").heading).to_have_text("You can put the phone down.")
    assert SECRET not in phone.kept()

    phone.page.get_by_role("button", name="Write or replace").tap()
    expect(phone.paper).to_have_value("")
    assert SECRET not in phone.kept()


def test_two_phones_look_alike_whatever_was_tapped(server: Server, phone: Phone, new_phone: NewContext) -> None:
    other = Phone(new_phone(), server).come_in()
    server.go_to("honesty-before")
    phone.at("honesty-before").number(1)
    other.at("honesty-before").page.get_by_role("button", name="No answer").tap()

    for one in (phone, other):
        one.says("Received.")
        expect(one.heading).to_have_text("You can put the phone down.")
    pages = [one.page.locator("#frame-main").inner_html() for one in (phone, other)]
    assert pages[0] == pages[1]
    assert phone.page.evaluate(STORED) == other.page.evaluate(STORED)


def test_votes_are_not_shown_again_after_a_reload(server: Server, phone: Phone) -> None:
    server.go_to("dilemmas")
    crowd = Crowd(server, 5)
    crowd.write("dilemmas")
    crowd.show()
    server.go_to("choose")
    phone.at("choose").page.locator(".reply:visible").last.tap()
    phone.vote("number 3")
    phone.says("Received.")

    phone.page.reload()
    expect(phone.at("choose").page.locator("[data-item]")).to_have_count(5)

    expect(phone.page.locator(".is-given")).to_have_count(0)
    expect(phone.page.locator("[data-ballot-target=before]")).to_be_visible()


def test_a_text_that_is_declined_while_people_vote_leaves_their_phones(server: Server, phone: Phone) -> None:
    server.go_to("dilemmas")
    crowd = Crowd(server, 5)
    crowd.write("dilemmas")
    crowd.show()
    server.go_to("choose")
    phone.at("choose").page.locator(".reply:visible").last.tap()
    phone.vote("number 3")
    phone.vote("number 1")
    gone, softer = (phone.page.locator("[data-item]", has_text=f"number {n}") for n in (3, 2))
    ids = [item.get_attribute("data-item") for item in (gone, softer)]

    server.do("decline", text=ids[0], reason="names_person")
    server.do("soften", text=ids[1], body="Softer words.")

    expect(phone.page.locator("[data-item]")).to_have_count(4)
    expect(gone).to_have_count(0)
    expect(phone.page.locator(f"[data-item='{ids[1]}']")).to_contain_text("Softer words.")
    expect(phone.page.locator(".is-given")).to_have_count(1)  # the other vote is still given
    expect(phone.page.locator("[data-ballot-target=left]")).to_have_text("2")


def test_a_second_tab_is_the_same_seat_and_the_newest_answer_counts(server: Server, phone: Phone) -> None:
    server.go_to("warm-up")
    phone.at("warm-up").reply("By car")
    phone.says("Received.")

    second = Phone(phone.context, server).at("warm-up")
    assert " 1</b> joined" in server.frames("console", server.console)["console"].replace("<b>", " ")
    second.reply("On foot or by bike")
    second.says("Received.")
    server.do("close")

    for tab in (phone, second):
        expect(tab.page.locator(".card .bar__value")).to_have_text(["1", "0", "0", "0"])


def test_the_language_is_chosen_at_the_door_and_remembered(server: Server, new_phone: NewContext) -> None:
    phone = Phone(new_phone(), server)
    phone.page.get_by_role("button", name="العربية").tap()
    expect(phone.page.locator("html")).to_have_attribute("dir", "rtl")
    phone.page.locator("[data-door-target=enter]").tap()
    server.go_to("warm-up")
    phone.at("warm-up")
    expect(phone.page.locator("#frame-head .address")).not_to_contain_text("Seen by")

    phone.page.goto(phone.address)

    expect(phone.page.locator("html")).to_have_attribute("lang", "ar")
    expect(phone.at("warm-up").page.locator("#frame-head .address")).not_to_contain_text("Seen by")


def test_the_text_size_is_chosen_at_the_door_and_remembered(server: Server, new_phone: NewContext) -> None:
    phone = Phone(new_phone(), server)
    size = "() => parseFloat(getComputedStyle(document.documentElement).fontSize)"
    phone.page.get_by_role("button", name="A largest").tap()
    assert phone.page.evaluate(size) == pytest.approx(16 * 1.4)

    phone.come_in().page.reload()

    expect(phone.heading).to_be_visible()
    assert phone.page.evaluate(size) == pytest.approx(16 * 1.4)


def test_a_browser_without_scripts_is_told_of_paper(server: Server, new_phone: NewContext) -> None:
    phone = Phone(new_phone(java_script_enabled=False), server)

    assert "This page needs JavaScript. You may also hand in a paper slip" in phone.page.inner_text("noscript")
    assert phone.page.inner_text("[data-promise=P1]").startswith("We do not ask who you are.")


def test_a_browser_that_forbids_storage_says_that_it_forgets_and_works(server: Server, new_phone: NewContext) -> None:
    context = new_phone()
    context.add_init_script(NO_STORAGE)
    phone = Phone(context, server).come_in()
    server.go_to("warm-up")
    phone.at("warm-up").reply("By car")

    phone.says("Received.")
    expect(phone.page.locator("#forgetful")).to_be_visible()


def test_after_the_seal_a_phone_that_comes_back_is_told_so(server: Server, phone: Phone) -> None:
    server.go_to("close")
    server.do("seal")
    expect(phone.heading).to_have_text("The workshop is over.")

    phone.page.reload()
    phone.page.get_by_role("button", name="I have read this").tap()

    expect(phone.page.locator("[data-door-target=problem]")).to_have_text("This workshop is sealed.")


def test_a_phone_that_slept_through_the_seal_forgets_when_it_is_told(server: Server, phone: Phone) -> None:
    address = phone.page.url
    server.go_to("sides")
    phone.page.evaluate("code => localStorage.setItem(`fac.${code}.draft.dilemmas.1.0`, '\"my boss\"')", server.code)
    phone.page.goto("about:blank")  # asleep: it hears nothing of what follows
    server.go_to("close")
    server.do("seal")

    phone.page.goto(address)
    phone.page.get_by_role("button", name="I have read this").tap()

    expect(phone.page.locator("[data-door-target=problem]")).to_have_text("This workshop is sealed.")
    kept = phone.page.evaluate(
        "code => Object.keys(localStorage).filter(key => key.startsWith(`fac.${code}.`))", server.code
    )
    assert kept == []
