"""The whole shipped plan, played by a facilitator, a wall, three people and nine practice phones."""

from __future__ import annotations

import re
import statistics
import time

import pytest
from playwright.sync_api import Locator, expect

from tests.conftest import PLAN, Server, StartServer
from tests.e2e.conftest import CONSOLE, SCREEN, NewContext
from tests.e2e.room import Console, Phone, Screen, orders, until_answered

PRACTICE = 9
EVERYBODY = PRACTICE + 3
TAPS = 7

BOSS = "My boss wants me to keep the second budget quiet. Whom do I owe an answer?"
SOFTER = "Somebody above me wants a budget kept quiet. Whom do I owe an answer?"
MAIL = "They all want my answer today. Ask for the rest at river.bank@example.org and tell me whom to let down?"
BOOK = "If I open the books they trust me and my own people do not. What is an open book worth?"

WATCH_TAPS = "() => { addEventListener('click', () => { window.tapped = Date.now(); }, true); }"
WATCH_WALL = """([option, count]) => {
  window.moved = new Promise((done) => {
    const look = () => {
      const bar = document.querySelector(`[data-option="${option}"] .bar__value`);
      if (!bar || bar.textContent !== count) return;
      watcher.disconnect();
      requestAnimationFrame(() => done(Date.now()));
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}"""


class Evening:
    """The people of the evening and what they do, step by step."""

    def __init__(self, server: Server, new_context: NewContext, new_phone: NewContext) -> None:
        self.server = server
        self.new_context = new_context
        self.console = Console(new_context(CONSOLE), server.console_url)
        began = time.monotonic()
        self.screen = Screen(new_context(SCREEN), server)
        self.wall_loaded = time.monotonic() - began
        """Seconds in which the wall stands here: a tap is pushed to it, so it must not take as long as a load."""
        self.phones = [Phone(new_phone(), server) for _ in range(3)]

    def everybody_comes_in(self) -> None:
        for phone in self.phones:
            phone.come_in()
            expect(phone.heading).to_have_text("You are in. The screen will call you.")
        expect(self.console.page.locator(".top")).to_contain_text(f"{EVERYBODY} joined")
        expect(self.screen.page.locator(".crowd")).to_contain_text("About 10 are here")

    def all_answered(self, part: str) -> None:
        until_answered(self.server, part, EVERYBODY)

    def warm_up(self) -> list[float]:
        """Everybody taps; then one phone changes its mind a few times, and the wall is timed: seconds of each tap."""
        self.console.open_next("Warm up")
        for phone in self.phones:
            phone.at("warm-up").reply("By bus or train")
            phone.says("Received.")
        self.all_answered("warm-up")
        took = self.time_the_wall(self.phones[0])
        self.console.close("How free are we")
        expect(self.phones[1].page.locator(".card .aside")).to_have_text(f"n = {EVERYBODY}")
        return took

    def time_the_wall(self, phone: Phone) -> list[float]:
        phone.page.evaluate(WATCH_TAPS)
        took = []
        for turn in range(TAPS):
            option, words = [("o1", "On foot or by bike"), ("o2", "By bus or train")][turn % 2]
            before = self.bar(option).inner_text()
            self.screen.page.evaluate(WATCH_WALL, [option, str(int(before) + 1)])
            phone.reply(words)
            moved = self.screen.page.evaluate("window.moved")
            took.append((moved - phone.page.evaluate("window.tapped")) / 1000)
        return took

    def bar(self, option: str) -> Locator:
        return self.screen.page.locator(f'[data-option="{option}"] .bar__value')

    def honesty(self) -> None:
        self.console.open_next("How free are we")
        for phone, value in zip(self.phones, (2, 2, 3), strict=True):
            phone.at("honesty-before").number(value)
            phone.says("Received.")
        self.all_answered("honesty-before")
        self.console.close("Where you stand")
        expect(self.screen.page.locator("[data-n]")).to_have_text(f"n = {EVERYBODY}")
        expect(self.phones[0].page.locator("[data-n]")).to_have_text(f"n = {EVERYBODY}")

    def sides(self) -> None:
        """With the practice phones there are six people on each of two sides, so that both are large enough."""
        self.console.open_next("Where you stand")
        for phone, side in zip(self.phones, ("north", "south", "south"), strict=True):
            phone.at("sides").reply(f"The {side} service")
            phone.says("Received.")
        self.all_answered("sides")
        self.console.close("Write a dilemma")
        cells = self.screen.page.locator("[data-cell]")
        expect(cells).to_have_text(["The north service", "The south service"])

    def dilemmas(self) -> None:
        """Two of three are told by their phone what could point to them; both send it as it is."""
        self.console.open_next("Write a dilemma")
        wrote = ((BOSS, "boss"), (MAIL, "river.bank@example.org"), (BOOK, ""))
        for phone, (text, mark) in zip(self.phones, wrote, strict=True):
            phone.at("dilemmas").write(text)
            phone.send()
            if mark:
                marked = phone.page.locator("mark.tell")
                expect(marked).to_have_text([mark])
                assert marked.evaluate("(mark) => getComputedStyle(mark).textDecorationLine") == "underline"
                phone.page.get_by_role("button", name="Send as it is").tap()
            phone.says("Received.")
            expect(phone.heading).to_have_text("You can put the phone down.")
        self.all_answered("dilemmas")
        self.console.close("In pairs")
        expect(self.screen.heading).to_have_text(f"{EVERYBODY} dilemmas are in.")

    def moderation(self) -> None:
        """One is softened, one named, all without a flag shown, and the one with an address declined."""
        self.console.open_next("In pairs")
        expect(self.console.page.locator(".queue li.item")).to_have_count(EVERYBODY)
        softened = self.console.text("My boss")
        softened.get_by_text("Soften", exact=True).click()
        softened.locator("[data-text-target=body]").fill(SOFTER)
        softened.get_by_role("button", name="Save the softer words").click()
        expect(self.console.text("Somebody above me")).to_contain_text("edited for safety")
        named = self.console.text("open the books")
        named.get_by_text("Name", exact=True).click()
        named.locator("input").fill("The open book")
        named.get_by_role("button", name="Save the name").click()
        expect(named).to_contain_text("On the wall: The open book")
        expect(self.console.text("river.bank")).to_contain_text("e-mail")
        self.console.page.locator("#do-unflagged").click()
        expect(self.console.page.locator(".queue li.item")).to_have_count(1)
        self.console.text("river.bank").get_by_text("Decline", exact=True).click()
        self.console.text("river.bank").get_by_role("button", name="names a person").click()
        expect(self.console.page.locator(".queue")).to_have_count(0)
        expect(self.console.page.locator("#decided summary").first).to_have_text(f"Decided {EVERYBODY}")

    def vote(self) -> None:
        self.console.open_next("Choose")
        for phone in self.phones:
            phone.at("choose")
            expect(phone.page.locator("[data-item]")).to_have_count(EVERYBODY - 1)
            assert "boss" not in phone.kept() and "river.bank" not in phone.kept()
            phone.vote("open the books")
            phone.vote("Somebody above me")
            expect(phone.page.locator("[data-ballot-target=left]")).to_have_text("1")
            phone.page.get_by_role("button", name="Done for now").tap()
            phone.says("Received.")
        self.all_answered("choose")
        self.console.close("Two orders")

    def two_orders(self) -> list[list[tuple[str, str]]]:
        """The order by votes comes with the close, the other with R, on the wall and on every phone alike."""
        by_votes = self.screen.order("most-votes")
        expect(self.screen.page.locator('[data-order="most-sides"]')).to_have_count(0)
        self.console.press("r")
        by_sides = self.screen.order("most-sides")
        for phone in self.phones:
            expect(phone.page.locator(".two-orders ol")).to_have_count(2)
            seen = orders(phone.page)
            assert [[text for text, _ in order][:6] for order in seen] == [by_votes, by_sides]
            assert seen == orders(self.phones[0].page)
        self.console.open_next("Two orders")
        assert [self.screen.order("most-votes"), self.screen.order("most-sides")] == [by_votes, by_sides]
        expect(self.screen.page.locator('[data-order="most-votes"]')).to_contain_text("The open book")
        return seen

    def before_and_after(self) -> None:
        self.console.open_next("How free are we now")
        for phone in self.phones:
            phone.at("honesty-after").number(5)
            phone.says("Received.")
        self.all_answered("honesty-after")
        self.console.close("Thank you")
        for page in (self.screen.page, self.phones[2].page):
            expect(page.locator(".chart figcaption")).to_have_text(["Before", "Now"])
            expect(page.locator("[data-n]")).to_have_text([f"n = {EVERYBODY}"] * 2)

    def seal(self) -> None:
        self.console.open_next("Thank you")
        expect(self.screen.heading).to_have_text("Thank you for what you risked here.")
        self.console.page.get_by_role("button", name="Seal the workshop …").click()
        self.console.page.locator("#do-seal").click()
        for page in (self.screen.page, *(phone.page for phone in self.phones)):
            expect(page.locator("h1:visible").first).to_have_text("The workshop is over.")

    def report_says(self, seen: list[list[tuple[str, str]]]) -> None:
        """The report that the console opens is the file on the disk, with both orders and no declined word."""
        with self.console.page.context.expect_page() as opened:
            self.console.page.get_by_role("link", name="Open the report").click()
        report = opened.value
        expect(report.locator("h1")).to_have_text("Dilemmas across the boundary")
        rows = report.locator("tr[data-text]").all()
        written = {str(r.get_attribute("data-text")): r.locator(".figures").all_inner_texts() for r in rows}
        assert {text: [places[text] for places in map(dict, seen)] for text, _ in seen[0]} == written
        (kept,) = (self.server.data / "archive").glob("*/report.html")
        words = re.sub(r"<[^>]*>", " ", kept.read_text("utf-8"))
        assert [words.count(part) > 0 for part in ("Somebody above me", "open the books")] == [True, True]
        assert [words.count(part) for part in ("boss wants", "river.bank", "my answer today")] == [0, 0, 0]
        assert "Named a person: 1." in words


@pytest.mark.slow(minutes=0.9)
def test_a_whole_evening_from_the_door_to_the_report(
    start_server: StartServer, new_context: NewContext, new_phone: NewContext
) -> None:
    evening = Evening(start_server(PLAN, "--practice", str(PRACTICE)), new_context, new_phone)

    evening.everybody_comes_in()
    took = evening.warm_up()
    evening.honesty()
    evening.sides()
    evening.dilemmas()
    evening.moderation()
    evening.vote()
    seen = evening.two_orders()
    evening.before_and_after()
    evening.seal()
    evening.report_says(seen)

    print(
        f"\nfrom the tap to the wall: median {1000 * statistics.median(took):.0f} ms, worst {1000 * max(took):.0f} ms; "
        f"the wall loads in {1000 * evening.wall_loaded:.0f} ms"
    )
    assert max(took) <= evening.wall_loaded
