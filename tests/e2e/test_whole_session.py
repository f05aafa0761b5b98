"""An hour and a half on partnership, from the lobby to the seal, with everything on the way that may go wrong."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from facilitator.activities.base import PartConfig
from tests.conftest import ROOT, StartServer
from tests.e2e.conftest import NewContext
from tests.e2e.first_half import (
    CHOSEN,
    DRAFT,
    EVERYBODY,
    HARBOUR,
    NAMES,
    OFFLINE,
    ORCHARD,
    OWN,
    PHONES,
    PRACTICE,
    REST,
    SOFTER,
    TIME_FOR_UNDO,
    TOO_HARSH,
    FirstHalf,
)
from tests.e2e.room import until_answered
from tests.e2e.session import seat_of, take_the_pen

PLAN = ROOT / "session_plans" / "dont-do-it-alone-90.yaml"
MOVE = "Ask the ferryman what he would need from us."
NOT_TO_DO = "Put nothing of it into the newsletter."
QUESTION = "What would their grandmothers say about it?"
LOST = "This was typed and never shown to anybody."
BOTH = "I am talking to them because the winter comes. I will not sign alone."
COMMON = "We disagree about the road. We both need the bridge. Neither gets it alone because it has two ends."


class Evening(FirstHalf):
    """The second half: people at tables, what they capture, and the end."""

    def tables(self, part: PartConfig) -> None:
        """Every phone says a table of the wall. Somebody is moved, so that two of ours share one; one takes the pen."""
        self.answer(part, self.phones)
        until_answered(self.server, part.id, EVERYBODY + PHONES)  # and the signs that our phones show
        self.close(part)
        seats = [seat_of(phone)[0] for phone in self.phones]
        on_wall = self.screen.page.locator(".tables li[data-table]")
        expect(on_wall.first).to_be_visible()
        people = {int(str(t.get_attribute("data-table"))): t.get_attribute("data-people") for t in on_wall.all()}
        assert sum(map(int, people.values())) == EVERYBODY
        assert set(seats) <= set(people)
        for phone, table in zip(self.phones, seats, strict=True):
            given = phone.page.locator("#frame-main .sheet__text")
            expect(given).to_have_text(CHOSEN[(table - 1) % len(CHOSEN)])
        self.count = len(people)
        self.scribe, self.table = self.phones[0], seats[0]
        self.heir = next(phone for phone, table in zip(self.phones, seats, strict=True) if table != self.table)
        self.move(self.heir, self.table)
        take_the_pen(self.scribe)
        expect(self.scribe.page.locator("[data-seat]")).to_have_attribute("data-seat", f"{self.table}/scribe")

    def consult(self, part: PartConfig) -> None:
        """Each phone tells its owner what the part wants of their role."""
        for phone in self.phones:
            expect(phone.page.locator(f'[data-part="{part.id}"] [data-seat]')).to_be_visible()
            note = dict(part.notes).get(seat_of(phone)[1])  # type: ignore[attr-defined]
            if note:
                expect(phone.page.locator("#frame-main")).to_contain_text(note)

    def capture(self, part: PartConfig) -> None:
        """The scribe's phone dies. Another of the table takes the pen, finds what was shown and finishes the form."""
        page = self.scribe.at(part.id).page
        field(page, "move").fill(MOVE)
        page.locator("[data-picks=loss_at_home]").get_by_role("button", name="Belonging together").tap()
        page.get_by_role("button", name="Show it to my table").tap()
        self.scribe.says("Received.")
        field(page, "question_2").fill(LOST)
        self.without(self.scribe)
        page = self.heir.at(part.id).page
        expect(page.locator("[data-reads]")).to_be_visible()
        take_the_pen(self.heir)
        expect(field(page, "move")).to_have_value(MOVE)
        expect(field(page, "question_2")).to_have_value("")
        pressed = page.locator('[data-picks=loss_at_home] [aria-pressed="true"]')
        expect(pressed).to_have_text(["Belonging together"])
        field(page, "question_1").fill(QUESTION)
        field(page, "not_to_do").fill(NOT_TO_DO)
        page.get_by_role("button", name="The table agrees: send").tap()
        self.heir.says("Received.")
        self.answer(part, [phone for phone in self.phones if phone is not self.heir])
        until_answered(self.server, part.id, self.count)
        self.close(part)
        self.step_through(MOVE, "move")

    def step_through(self, words: str, name: str) -> None:
        """The wall goes from table to table with R."""
        for table in range(1, self.count + 1):
            with self.console.page.expect_response("**/api/console/commands") as answer:
                self.console.press("r")
            assert answer.value.status == 200, answer.value.text()
            card = self.screen.page.locator(f'.wall-card[data-record="{table}"]')
            expect(card).to_contain_text(f"{table} / {self.count}")
            # The console has it too: a press on an older revision would be refused, as it should be.
            expect(self.console.page.locator(f'.monitor [data-record="{table}"]')).to_have_count(1)
            if table == self.table:
                expect(card.locator(f'[data-field="{name}"]')).to_have_text(words)

    def sentence(self, part: PartConfig) -> None:
        words = BOTH if part.id == "two-audience" else COMMON
        page = self.heir.at(part.id).page
        field(page, part.gives).fill(words)  # type: ignore[attr-defined]
        page.get_by_role("button", name="The table agrees: send").tap()
        self.heir.says("Received.")
        self.answer(part, [phone for phone in self.phones if phone is not self.heir])
        until_answered(self.server, part.id, self.count)
        self.close(part)
        self.step_through(words, part.gives)  # type: ignore[attr-defined]

    def commitments(self, part: PartConfig) -> None:
        self.play(part)
        self.clear_the_queue()

    def ratings_and_seal(self, part: PartConfig) -> None:
        for phone in self.phones:
            for rating in part.ratings:  # type: ignore[attr-defined]
                phone.at(part.id).page.locator(f'[data-rating="{rating.id}"][data-value="4"]').tap()
            phone.page.locator("[data-action='answer#sendRatings']").tap()
            phone.says("Received.")
        until_answered(self.server, part.id, EVERYBODY - 1)
        self.console.press("ArrowRight")
        page = self.console.page
        page.locator("#ask-seal").click()
        page.locator("#do-seal").click()
        for shown in (self.screen.page, *(phone.page for phone in self.phones)):
            expect(shown.locator("h1:visible").first).to_have_text("The workshop is over.")

    def report(self) -> None:
        """The report that the console opens has everything that the room made, and nothing that was kept back."""
        with self.console.page.context.expect_page() as opened:
            self.console.page.get_by_role("link", name="Open the report").click()
        page = opened.value
        ours = page.locator(f'.record-card[data-record="{self.table}"]')
        expect(ours).to_have_count(3)
        for card, words in zip(ours.all(), ((MOVE, NOT_TO_DO, QUESTION, "Belonging"), (BOTH,), (COMMON,)), strict=True):
            for one in words:
                expect(card).to_contain_text(one)
        expect(page.locator("blockquote", has_text="what room 12 knows")).to_have_count(PHONES - 1)
        rated = page.locator(".card", has=page.get_by_text("I understand another side better."))
        expect(rated.locator(".bar__value")).to_have_count(3)
        expect(rated).to_contain_text(f"n = {EVERYBODY - 1}")
        expect(page.locator(".doc")).to_contain_text("Cut, 2 min saved: The map: the talk about the gap")
        (kept,) = (self.server.data / "archive").glob("*/report.html")
        words_kept = re.sub(r"<[^>]*>", " ", kept.read_text("utf-8"))
        assert [text for text in (SOFTER, ORCHARD, HARBOUR, OFFLINE, DRAFT + REST) if text not in words_kept] == []
        assert [text for text in (TOO_HARSH, NAMES, LOST, OWN) if text in words_kept] == []


def field(page: Page, name: str) -> Locator:
    """The paper of a field in a table's form."""
    return page.locator(f'textarea[data-field="{name}"]')


@pytest.mark.slow(minutes=2)
@pytest.mark.timeout(600)
def test_a_whole_session_from_the_lobby_to_the_report(start_server: StartServer, new_context: NewContext) -> None:
    began = time.monotonic()
    server = start_server(PLAN, "--practice", str(PRACTICE), closing_seconds=TIME_FOR_UNDO)
    evening = Evening(server, new_context, PHONES)

    evening.lobby()
    evening.go(
        {
            "promise": evening.late, "honesty-before": evening.undone, "sides": evening.sides,
            "losses": evening.cut_out, "my-people": evening.only_for_you, "dilemmas": evening.harvest,
            "own-up": evening.moderation, "choose": evening.choose, "find": evening.tables,
            "read": evening.consult, "questions": evening.consult, "balcony": evening.consult,
            "moves": evening.consult, "capture": evening.capture, "two-audience": evening.sentence,
            "common-ground": evening.sentence, "commitment": evening.commitments, "close": evening.ratings_and_seal,
        }
    )  # fmt: skip
    evening.report()
    print(f"\nfrom the lobby to the report: {time.monotonic() - began:.0f} s")
