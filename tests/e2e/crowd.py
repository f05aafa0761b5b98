"""People without a browser: phones that only speak HTTP, so that a part has enough answers to show."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.conftest import Server

SIDES = ("north", "south")


class Crowd:
    """A few phones that all answer. `sides` are those of the plan on which they stand in turn."""

    def __init__(self, server: Server, size: int, sides: tuple[str, ...] = SIDES) -> None:
        self.server = server
        self.sides = sides
        self.tokens = [server.join() for _ in range(size)]

    def answer(self, part: str, body: Callable[[int], Any], round_: int = 1) -> None:
        """Everybody sends what `body` makes of their number, with their side."""
        for number, token in enumerate(self.tokens):
            reply = self.server.answer(token, part, body(number), round_=round_, side=self.side(number))
            assert reply.status_code == 200, reply.text

    def side(self, number: int) -> str | None:
        return self.sides[number % len(self.sides)] if self.sides else None

    def write(self, part: str) -> None:
        self.answer(part, lambda number: {"text": f"This is dilemma number {number}. Whom do I owe an answer?"})

    def show(self) -> None:
        """The facilitator shows everything that was written."""
        self.server.do("close")
        self.server.until("closed")
        self.server.show_all()

    def vote(self, part: str) -> None:
        """Each side likes another two of the texts."""
        texts = sorted(self.texts(part))
        self.answer(part, lambda number: {"votes": {text: 1 for text in texts[number % 2 : number % 2 + 2]}})

    def sign(self, part: str) -> None:
        """Everybody answers on what was dealt to them: most would sign, some with their third word changed."""
        dealt = [self.texts(part, token) for token in self.tokens]
        signs = ("as_is", 2, "as_is", "no", 2)
        self.answer(part, lambda number: {"signs": {t: signs[(number + i) % 5] for i, t in enumerate(dealt[number])}})

    def reply(self, part: str) -> None:
        """Everybody answers what their side was asked, most with what they will try."""
        page = self.server.call("GET", f"/api/parts/{part}/1/mine", self.tokens[0]).json()["html"]
        lists = re.findall(r'data-side="([^"]+)"(.*?)</ol>', page, re.S)
        asked = [(id_, to) for to, inside in lists for id_ in re.findall(r'data-item="([0-9a-f]+)"', inside)]
        says = ("try", "yes", "try", "no", "vague")
        self.answer(
            part,
            lambda number: {"answers": {id_: says[number // 2 % 5] for id_, to in asked if to == self.side(number)}},
        )

    def write_for_tables(self, part: str, body: Callable[[int], Any]) -> None:
        """Those who hold the pen of a table fill in its form."""
        for number, token in enumerate(self.tokens):
            page = self.server.call("GET", f"/api/parts/{part}/1/mine", token).json()["html"]
            if "data-holds" in page:
                assert self.server.answer(token, part, body(number)).status_code == 200

    def texts(self, part: str, token: str = "") -> list[str]:
        page = self.server.call("GET", f"/api/parts/{part}/1/mine", token or self.tokens[0]).json()["html"]
        return re.findall(r'data-item="([0-9a-f]+)"', page)
