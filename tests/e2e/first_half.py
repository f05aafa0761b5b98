"""The first half of a whole session, until dilemmas are chosen: late, cut, undone, gone back, killed and moderated."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from facilitator.activities.base import PartConfig
from tests.conftest import CLOSING_SECONDS
from tests.e2e.room import ballots, until_answered
from tests.e2e.session import SIDES, Session
from tests.e2e.test_clock import finish
from tests.e2e.test_line import UNSENT

PRACTICE = 12
PHONES = 6
EVERYBODY = PRACTICE + PHONES
TIME_FOR_UNDO = 4

TOO_HARSH = "Ledger in hand, the head of the mill lies to both of us. Do I say so?"
SOFTER = "Accounts in hand, somebody above me is not honest with either side. Do I say so?"
NAMES = "Denise alone decides, and everybody knows that it is Denise. What now?"
ORCHARD = "Orchard or road: they need the land, and mine would never forgive me. Whom do I ask first?"
HARBOUR = "Harbour work goes to their people this year. How do I tell mine that I agreed?"
OFFLINE = "Granary keys are with them. What do I owe those who gave them to me?"
DRAFT = "Ferry times suit only us, and I know it."
REST = " Whom do I tell first?"
MINE = [TOO_HARSH, NAMES, ORCHARD, HARBOUR, OFFLINE, DRAFT + REST]
CHOSEN = [ORCHARD, HARBOUR, SOFTER]

OWN = "A. who lives far away"


class FirstHalf(Session):
    """What happens on this evening, part by part."""

    def lobby(self) -> None:
        for phone in self.phones:
            phone.come_in()
        expect(self.moderator.page.locator(".transport")).to_contain_text("A lead moves the room on.")
        expect(self.console.page.locator(".top")).to_contain_text(f"{EVERYBODY} joined")

    def late(self, part: PartConfig) -> None:
        """The promise takes three minutes more; the talk about the gap is cut, and the finish moves."""
        page = self.console.page
        for shown in ("2:00", "3:00", "4:00"):
            page.locator("#do-extend").click()
            expect(page.locator(".now__clock small").first).to_contain_text(f"left of {shown}")
        expect(page.locator(".offer")).to_contain_text("3 minutes behind the plan.")
        expect(page.locator(".late .is-late")).to_have_count(1)
        before = finish(page)
        page.locator("#cut-map-recall-0").click()
        expect(page.locator("#cuts-taken")).to_contain_text("the talk about the gap")
        assert before - finish(page) in (1, 2, 3)  # two minutes, and both times are rounded
        self.skipped.add("gap")

    def undone(self, part: PartConfig) -> None:
        """Somebody has not answered yet when the part begins to close: the close is taken back."""
        *quick, slow = self.phones
        for phone in quick:
            phone.at(part.id).number(2)
            phone.says("Received.")
        self.console.press("ArrowRight")
        head = slow.page.locator("#frame-head")
        expect(head).to_contain_text("Closing in a moment")
        self.console.page.locator("#do-undo").click()
        expect(self.console.next).to_contain_text("close this part")
        expect(head).not_to_contain_text("Closing in a moment")
        slow.at(part.id).number(5)
        slow.says("Received.")
        until_answered(self.server, part.id, EVERYBODY)
        self.close(part)
        expect(self.screen.page.locator("[data-n]")).to_have_text(f"n = {EVERYBODY}")

    def sides(self, part: PartConfig) -> None:
        for number, phone in enumerate(self.phones):
            phone.at(part.id).reply(f"The {SIDES[number % 2]} service")
            phone.says("Received.")
        until_answered(self.server, part.id, EVERYBODY)
        self.close(part)
        expect(self.screen.page.locator("[data-cell]")).to_have_text(["The north service", "The south service"])

    def cut_out(self, part: PartConfig) -> None:
        """The last part before the one that was cut: it stands there struck through, and Next passes it."""
        expect(self.console.page.locator(".steps s")).to_have_text("The gap")
        self.play(part)
        assert self.following(part).id == "cards"

    def only_for_you(self, part: PartConfig) -> None:
        expect(self.phones[0].page.locator("[data-own-target=paper]")).to_have_count(3)
        self.private.fill(OWN)

    @property
    def private(self) -> Locator:
        return self.phones[0].page.locator("[data-own-target=paper]").first

    def harvest(self, part: PartConfig) -> None:
        """Four have sent, one writes: the room goes back and forward again, and then the laptop dies."""
        *_, fifth, sixth = self.phones
        for phone, text in zip(self.phones, MINE[:4], strict=False):
            phone.at(part.id).write(text)
            phone.send()
            if text is NAMES:  # the phone has noticed it too
                expect(phone.page.locator("mark.tell").first).to_have_text("Denise")
                phone.page.get_by_role("button", name="Send as it is").tap()
            expect(phone.heading).to_have_text("You can put the phone down.")
            phone.says("Received.")
        sixth.at(part.id).write(DRAFT)
        until_answered(self.server, part.id, EVERYBODY - 2)
        self.back_and_forward(part)
        assert ballots(self.server, part.id) == EVERYBODY - 2

        self.server.kill9()
        fifth.write(OFFLINE)
        fifth.send()
        fifth.says(UNSENT)
        self.server.settings["closing_seconds"] = CLOSING_SECONDS
        self.server.start()

        fifth.says("Received.")
        expect(sixth.paper).to_have_value(DRAFT)
        sixth.paper.press_sequentially(REST)
        sixth.send()
        sixth.says("Received.")
        until_answered(self.server, part.id, EVERYBODY)
        self.close(part)
        expect(self.screen.heading).to_have_text(f"{EVERYBODY} dilemmas are in.")

    def back_and_forward(self, part: PartConfig) -> None:
        self.console.press("ArrowLeft")
        self.console.is_at("Only for you")
        expect(self.private).to_have_value(OWN)
        self.console.open_next(part.title)
        expect(self.phones[0].at(part.id).heading).to_have_text("You can put the phone down.")
        expect(self.phones[-1].at(part.id).paper).to_have_value(DRAFT)

    def moderation(self, part: PartConfig) -> None:
        """While the room owns up, the moderator reads what came in: everything once."""
        self.moderator.waiting(EVERYBODY)
        for text in MINE:
            expect(self.moderator.text(text)).to_have_count(1)
        self.moderator.soften(TOO_HARSH, SOFTER)
        self.moderator.decline(NAMES, "names a person")
        self.clear_the_queue()
        expect(self.console.page.locator("#decided summary").first).to_have_text(f"Decided {EVERYBODY}")
        self.play(part)

    def choose(self, part: PartConfig) -> None:
        for phone in self.phones:
            expect(phone.at(part.id).page.locator("[data-item]")).to_have_count(part.deal.each)  # type: ignore[attr-defined]
            dealt = phone.page.locator("#frame-main").inner_text()
            for text in CHOSEN:
                if text in dealt:
                    phone.vote(text)
            phone.page.get_by_role("button", name="Done for now").tap()
            phone.says("Received.")
        until_answered(self.server, part.id, 2 * EVERYBODY)  # what a phone was dealt lies beside its votes
        self.close(part)
        self.console.press("r")
        assert len(self.screen.order("most-sides")) == len(self.screen.order("most-votes"))
        page = self.console.page
        page.locator("#choosing > summary").click()
        for text in CHOSEN:
            page.locator("#choosing label", has_text=text.split()[0]).click()
        page.get_by_role("button", name="Choose these for the groups").click()
        expect(page.locator(".given ol li")).to_contain_text([text.split()[0] for text in CHOSEN])
