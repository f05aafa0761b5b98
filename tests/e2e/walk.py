"""A walk through a plan with every kind: at each moment of each part somebody looks at the pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Page, expect

from tests.conftest import Server
from tests.e2e.axe import still
from tests.e2e.crowd import Crowd
from tests.e2e.plans import body

STEPS = {"vote": 2, "capture": 3, "guess": 2, "card_sort": 4, "reply_swap": 2}
"""How many steps the reveal of a kind has in the plan with every kind."""
Look = Callable[[str, str], None]
"""Called with (the part, the moment): open, sent, closing, closed, revealed, and a few of their own."""


class Walk:
    """Goes through the evening; `crowd` people answer everything, the phones on the pages do so by finger."""

    def __init__(self, server: Server, phones: Sequence[Page], others: Sequence[Page], size: int) -> None:
        self.server = server
        self.phones = phones
        self.others = others
        self.crowd = Crowd(server, size)

    def go(self, words: Callable[[str, int], str], look: Look) -> None:
        """From the first part to the last; on the way everything that was written is shown."""
        while True:
            now = self.server.now()
            self.settled()
            look(now["part"], "open")
            if now["asks"]:
                self.part(now, words, look)
            if now["part"] == "close":
                return
            self.server.do("next")

    def part(self, now: dict[str, Any], words: Callable[[str, int], str], look: Look) -> None:
        part = now["part"]
        if now["kind"] == "reply":
            for page, side in zip(self.phones, self.crowd.sides * len(self.phones), strict=False):
                stand_on(page, side)
            look(part, "asked")
        for page in self.phones:
            send(page, now["kind"])
        look(part, "sent")
        if now["kind"] == "vote":
            self.crowd.vote(part)
        elif now["kind"] == "sign":
            self.crowd.sign(part)
        elif now["kind"] == "reply":
            self.crowd.reply(part)
        elif now["kind"] == "capture":
            self.crowd.write_for_tables(part, body(part, words))
        else:
            self.crowd.answer(part, body(part, words))
        self.server.do("close")
        self.settled()
        look(part, "closing")
        self.server.do("close")
        self.settled()
        look(part, "closed")
        if now["kind"] in ("harvest", "sentence", "wall", "commitment"):
            self.server.show_all()
        if now["kind"] == "wall":
            self.settled()
            look(part, "shown")
        for _ in range(1, STEPS.get(now["kind"], 1) if self.crowd.tokens else 1):
            self.server.do("reveal")
            self.settled()
            look(part, "revealed")

    def settled(self) -> None:
        """Waits until every page has the room's newest state and nothing moves any more."""
        seq = self.server.now()["seq"]
        for page in (*self.phones, *self.others):
            page.wait_for_function("(seq) => window.seen >= seq", arg=seq)
            expect(page.locator("#frame-main [inert]")).to_have_count(0)
            still(page)


def stand_on(page: Page, side: str) -> None:
    """The phone's own side from now on, as if it had been tapped; only its own pages look at it."""
    page.evaluate(
        "(side) => localStorage.setItem(`fac.${document.body.dataset.code}.side`, JSON.stringify(side))", side
    )
    page.locator("#frame-main h1:visible").first.tap()


def watch(page: Page) -> None:
    """Notes the revision of the newest state that a page shows."""
    page.add_init_script("addEventListener('frames', ({ detail }) => { window.seen = detail.rev; }, true);")


def send(page: Page, kind: str) -> None:
    """Answers as this kind wants it, by its marks rather than its words: the page may be in any language."""
    main = page.locator("#frame-main")
    stand = main.locator("[data-stand-target=first] [data-side]")
    if stand.first.is_visible():
        stand.last.tap()
    if kind in ("harvest", "wall"):
        for tick in main.locator("[data-compose-target=tick]").all():
            tick.check()
        main.locator("textarea").fill("A dilemma from my 3 bosses. Whom do I owe?")
        main.locator("[data-action='compose#ready']").tap()
        main.locator("[data-action='compose#send']").tap()
    elif kind in ("sentence", "commitment"):
        for blank in main.locator(f"[data-{kind}-target=paper]").all():
            blank.fill("what room 12 knows")
        main.locator(f"[data-action='{kind}#ready']").tap()
        main.locator(f"[data-action='{kind}#send']").tap()
    elif kind == "vote":
        main.locator("[data-give]").first.tap()
        main.locator("[data-action='ballot#done']").tap()
    elif main.locator("[data-controller=deck]").count():
        for card in main.locator("[data-deck-target=card]").all():
            main.locator("[data-choice]:visible").nth(1 if card.is_visible() else 0).tap()
    elif kind == "sign":
        main.locator("[data-sign='\"changed\"']").first.tap()
        main.locator("[data-sign='1']").first.tap()
        main.locator("[data-action='sign#done']").tap()
    elif kind == "reply":
        for answer in main.locator("[data-answer=try]:visible").all():
            answer.tap()
        main.locator("[data-action='reply#done']").tap()
    elif kind == "close":
        main.locator("[data-rating]").first.tap()
        main.locator("[data-action='answer#sendRatings']").tap()
    elif kind == "side":
        main.locator("[data-action='answer#none']").tap()
    elif kind == "groups":
        main.locator("[data-action='groups#here']").tap()
    elif kind == "capture":
        expect(main.locator("[data-seat]")).to_be_visible()
        if not main.locator("[data-holds]").count():
            return  # the pen is on another phone
        main.locator("[data-field]").first.fill("Ask two people first.")
        main.locator("[data-action='capture#done']").tap()
    elif kind == "guess":
        while not main.locator("[data-guess-target=wait]").is_visible():
            main.locator("[data-option]:visible").first.tap()
    elif kind == "ladder":
        for _ in ("now", "next"):
            main.locator("[data-step]:visible").first.tap()
    else:
        main.locator("[data-body]:visible, [data-pick]:visible").first.tap()
        several = main.locator("[data-action='answer#send']")
        if several.is_visible():
            several.tap()
    expect(page.locator("#status")).to_have_attribute("data-state", "received")
