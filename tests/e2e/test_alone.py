"""Two people and no practice phones: too few for anything secret, and every page says so instead of showing it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.conftest import Server
from tests.e2e.conftest import NewContext
from tests.e2e.room import Phone, Screen, received

NOTHING = "There is nothing to vote on."
TEXTS = "Texts are shown from 5 people, so that nobody can be guessed."


@pytest.fixture
def screen(server: Server, screen_context: BrowserContext) -> Screen:
    return Screen(screen_context, server)


@pytest.fixture
def two(server: Server, new_phone: NewContext) -> list[Phone]:
    """Two phones that have come in."""
    return [Phone(new_phone(), server).come_in() for _ in range(2)]


def all_say(screen: Screen, two: list[Phone], words: str) -> None:
    """The honest words stand on the wall and on both phones, and no result beside them."""
    for honest in (screen.honest, *(phone.honest for phone in two)):
        expect(honest).to_have_text(words)
    for place in (screen.page.locator("#frame-wall"), *(phone.page.locator("#frame-main") for phone in two)):
        expect(place.locator(".bar, .chart, [data-cell], .cells, [data-order], .two-orders")).to_have_count(0)


def test_two_people_see_the_answers_to_what_is_not_secret(server: Server, screen: Screen, two: list[Phone]) -> None:
    server.go_to("warm-up")
    for phone in two:
        phone.at("warm-up").reply("By car")
        phone.says("Received.")
    expect(screen.page.locator('[data-option="o3"] .bar__value')).to_have_text("2")

    server.do("close")

    for phone in two:
        expect(phone.page.locator(".card .bar__value")).to_have_text(["0", "0", "2", "0"])


def test_sides_where_two_people_stand_show_an_honest_card(server: Server, screen: Screen, two: list[Phone]) -> None:
    server.go_to("sides")
    for phone, side in zip(two, ("The north service", "Funders and council"), strict=True):
        phone.at("sides").reply(side)
        phone.says("Received.")

    server.do("close")

    all_say(screen, two, received(2))
    expect(screen.page.locator("#frame-wall")).not_to_contain_text("Funders")


def test_what_two_people_wrote_is_not_shown_and_there_is_nothing_to_vote_on(
    server: Server, screen: Screen, two: list[Phone]
) -> None:
    server.go_to("dilemmas")
    for phone, text in zip(two, ("Whom do we owe this answer?", "What if we leave this be?"), strict=True):
        phone.at("dilemmas").write(text)
        phone.send()
        phone.says("Received.")
    server.do("close")
    all_say(screen, two, received(2))

    server.go_to("choose")

    expect(screen.heading).to_have_text(NOTHING)
    for phone in two:
        expect(phone.heading).to_have_text(NOTHING)
    all_say(screen, two, TEXTS)
    assert "Whom do we owe" not in server.frames("console", server.console)["console"]


def test_two_people_reach_the_seal_and_a_report_that_keeps_back_every_secret_part(
    server: Server, screen: Screen, two: list[Phone], console_context: BrowserContext
) -> None:
    for part, value in (("honesty-before", 1), ("honesty-after", 5)):
        server.go_to(part)
        for phone in two:
            phone.at(part).number(value)
            phone.says("Received.")
        server.do("close")
        all_say(screen, two, received(2))
    server.go_to("close")
    server.do("seal")
    for page in (screen.page, *(phone.page for phone in two)):
        expect(page.locator("h1:visible").first).to_have_text("The workshop is over.")

    report = console_context.new_page()
    report.goto(report_of(server).as_uri())

    kept_back = [received(2), received(0), received(0), received(2)]
    expect(report.locator("[data-honest]", has_text="received")).to_have_text(kept_back)
    expect(report.locator(".chart, .cells, .orders-table, blockquote")).to_have_count(0)
    assert (
        "4 results were withheld because too few people answered."
        in report.locator(".record", has_text="Safety record").inner_text()
    )


def test_the_report_says_that_there_was_nothing_to_vote_on(server: Server) -> None:
    server.go_to("close")
    server.do("seal")

    assert "There was nothing to vote on." in report_of(server).read_text("utf-8")


def report_of(server: Server) -> Path:
    (path,) = (server.data / "archive").glob("*/report.html")
    return path
