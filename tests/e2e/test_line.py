"""A line that breaks: three honest states of an answer, and a phone that catches up by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.conftest import Server
from tests.e2e.conftest import NewContext
from tests.e2e.room import Phone, ballots

UNSENT = "On this phone, not sent."
LATE = "Not counted: the step closed before it arrived."
WORDS = "If I wait they lose, if I speak we lose. Whom do I let down?"


@pytest.fixture
def phone(server: Server, new_phone: NewContext) -> Phone:
    """A phone that has come in."""
    return Phone(new_phone(), server).come_in()


def test_an_answer_to_a_dead_laptop_is_received_by_itself_once_it_lives(server: Server, phone: Phone) -> None:
    server.go_to("honesty-before")
    phone.at("honesty-before")
    server.kill9()

    phone.number(4)
    phone.says(UNSENT)
    expect(phone.page.locator("#line")).to_have_text("No connection. What you wrote stays on this phone.")
    server.start()

    phone.says("Received.")
    expect(phone.page.locator("#line")).to_be_hidden()
    assert ballots(server, "honesty-before") == 1


def test_a_text_sent_without_a_line_is_received_by_itself_once_there_is_one(server: Server, phone: Phone) -> None:
    server.go_to("dilemmas")
    phone.at("dilemmas").write(WORDS)
    phone.context.set_offline(True)

    phone.send()
    phone.says(UNSENT)
    assert ballots(server, "dilemmas") == 0
    phone.context.set_offline(False)

    phone.says("Received.")
    assert ballots(server, "dilemmas") == 1
    assert WORDS not in phone.kept()


def test_an_unsent_answer_survives_that_the_page_is_closed(server: Server, phone: Phone) -> None:
    server.go_to("dilemmas")
    phone.at("dilemmas").write(WORDS)
    phone.context.set_offline(True)
    phone.send()
    phone.says(UNSENT)
    phone.page.close()
    phone.context.set_offline(False)

    again = Phone(phone.context, server).at("dilemmas")

    again.says("Received.")
    assert ballots(server, "dilemmas") == 1
    assert WORDS not in again.kept()


def test_a_text_that_comes_too_late_is_not_counted_and_can_be_copied(server: Server, phone: Phone) -> None:
    server.go_to("dilemmas")
    phone.at("dilemmas").write(WORDS)
    phone.context.set_offline(True)
    phone.send()
    phone.says(UNSENT)
    server.do("close")
    assert server.until("closed")["part"] == "dilemmas"
    phone.context.set_offline(False)

    expect(phone.late).to_be_visible()
    expect(phone.late.locator("h2")).to_contain_text("Not counted: the step closed before it arrived.")
    phone.page.reload()
    phone.late.get_by_text("Show my words").tap()
    expect(phone.late.locator("textarea")).to_be_visible()
    expect(phone.late.locator("textarea")).to_have_value(WORDS)
    expect(phone.honest).to_have_text("0 received; shown from 5, so that nobody can be guessed.")

    phone.late.get_by_role("button", name="I have copied it; delete it here").tap()
    expect(phone.late).to_be_hidden()
    assert WORDS not in phone.kept()


def test_a_tap_that_comes_too_late_says_so(server: Server, phone: Phone) -> None:
    server.go_to("honesty-before")
    phone.at("honesty-before")
    phone.context.set_offline(True)
    phone.number(2)
    phone.says(UNSENT)
    server.do("close")
    server.until("revealed")

    phone.context.set_offline(False)

    phone.says(LATE)
    expect(phone.honest).to_have_text("0 received; shown from 5, so that nobody can be guessed.")


def test_a_phone_that_was_away_for_two_parts_comes_back_to_the_present_one(server: Server, phone: Phone) -> None:
    server.go_to("warm-up")
    phone.at("warm-up")
    phone.context.set_offline(True)
    expect(phone.page.locator("#line")).to_be_visible()
    server.go_to("sides")
    expect(phone.page.locator('#frame-main [data-part="warm-up"]')).to_be_visible()

    phone.context.set_offline(False)

    phone.at("sides").reply("Funders and council")
    phone.says("Received.")
    expect(phone.page.locator("#line")).to_be_hidden()
    server.do("next")
    expect(phone.heading).to_have_text("This step is closed.")


def test_a_phone_catches_up_after_the_laptop_was_started_again_elsewhere_in_the_evening(
    server: Server, phone: Phone
) -> None:
    server.go_to("warm-up")
    phone.at("warm-up")
    server.restart()
    server.go_to("sides")

    phone.at("sides").reply("The south service")

    phone.says("Received.")
    assert ballots(server, "sides") == 1


def test_of_two_texts_that_came_too_late_each_can_be_copied(server: Server, phone: Phone) -> None:
    server.go_to("dilemmas")
    phone.at("dilemmas")
    phone.context.set_offline(True)
    phone.write("What went out while there was no line.")
    phone.send()
    phone.says("On this phone, not sent.")
    phone.page.get_by_role("button", name="Write or replace").tap()
    phone.write("What was only begun.")
    server.do("close")
    server.until("closed")
    phone.context.set_offline(False)

    seen = set()
    for _ in range(2):
        expect(phone.late).to_be_visible()
        expect(phone.late.locator("textarea")).not_to_have_value("")
        phone.page.wait_for_function("() => Object.keys(localStorage).some((key) => key.includes('.late.'))")
        seen.add(phone.late.locator("textarea").input_value())
        phone.page.get_by_role("button", name="I have copied it").tap()
        phone.page.wait_for_timeout(500)
    assert seen == {"What went out while there was no line.", "What was only begun."}
    expect(phone.late).to_be_hidden()
