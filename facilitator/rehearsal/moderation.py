"""The scripted moderator: what a text is worth by the script, and what became of it on the console."""

from __future__ import annotations

import re
from random import Random

from facilitator.rehearsal.console import Console
from facilitator.rehearsal.pages import Card
from facilitator.rehearsal.script import Dilemma, Script
from facilitator.rehearsal.traces import canonical

FIRST_SENTENCE = re.compile(r"^.*?[.?!:]\s+", re.S)
REASONS = {"hold_edit": "names_person", "decline_with_reason": "attack", "hold_follow_up": "unsafe"}
"""Holding a text for its author is not built: the text is declined for the reason that comes nearest."""
FEW = 7
"""With fewer texts an invented moderator shows all of them, so that there is something to vote on."""


class Moderation:
    """Texts of the evening by their ids, as the console showed them."""

    def __init__(self, script: Script, draw: Random) -> None:
        self.texts: dict[str, Card] = {}
        self.dilemma_of: dict[str, str] = {}
        self.verdicts: dict[str, str] = {}
        self.shown: dict[str, str] = {}
        self.refused: list[list[object]] = []
        self._by_words = {canonical(dilemma.text): dilemma for dilemma in script.dilemmas}
        self._draw = draw

    def work(self, console: Console) -> None:
        """Goes through the queue until nothing in it waits for a decision. Raises Broken."""
        waiting = [card for card in console.cards() if card.status == "held" and card.id not in self.verdicts]
        for card in waiting:
            self.texts[card.id] = card
            dilemma = self._by_words.get(canonical(card.body))
            if dilemma is not None:
                self.dilemma_of[card.id] = dilemma.id
        verdicts = self._verdicts(waiting)
        for card in waiting:
            self._decide(console, card, verdicts[card.id])

    def _verdicts(self, waiting: list[Card]) -> dict[str, str]:
        found = {}
        odd = self._draw.sample(sorted(card.id for card in waiting), 2) if len(waiting) >= FEW else []
        for card in waiting:
            dilemma = self._by_words.get(canonical(card.body))
            if dilemma is not None:
                found[card.id] = _verdict(dilemma)
            else:
                found[card.id] = {0: "test", 1: "soften"}.get(odd.index(card.id) if card.id in odd else 2, "show")
        return found

    def _decide(self, console: Console, card: Card, verdict: str) -> None:
        self.verdicts[card.id] = verdict
        body = canonical(card.body)
        done = []
        if verdict == "soften":
            body = softer(body)
            done.append(console.do("soften", text=card.id, body=body))
        if verdict in ("soften", "show"):
            self.shown[card.id] = body
            done.append(console.do("show", texts=[card.id]))
        elif verdict == "leave":
            done.append(console.do("hold", texts=[card.id]))
        else:
            done.append(console.do("decline", text=card.id, reason=verdict))
        self.refused += [[reply.status, str(reply.body)] for reply in done if reply.status != 200]

    def text_id(self, dilemma: str) -> str | None:
        """Under which id a dilemma is known to the product."""
        return next((text for text, known in self.dilemma_of.items() if known == dilemma), None)

    def never_shown(self) -> list[str]:
        """Words that no phone, screen or archive may have: texts kept back, and first wordings that were softened."""
        kept = [self.texts[id_].body for id_, verdict in self.verdicts.items() if verdict not in ("show", "soften")]
        return kept + [first_sentence(self.texts[i].body) for i, v in self.verdicts.items() if v == "soften"]


def _verdict(dilemma: Dilemma) -> str:
    """show, soften, leave (a duplicate, which is kept aside), or a reason to decline."""
    if dilemma.expect.startswith("approve"):
        return "show"
    if dilemma.expect == "soften_then_approve":
        return "soften"
    return "leave" if dilemma.expect.startswith("merge_into_") else REASONS[dilemma.expect]


def first_sentence(text: str) -> str:
    """What softening takes away."""
    plain = canonical(text)
    found = FIRST_SENTENCE.match(plain)
    return found[0] if found else plain


def softer(text: str) -> str:
    """A text whose first sentence is replaced by dots; one of a single sentence keeps its last words."""
    rest = text[len(first_sentence(text)) :]
    return f"... {rest or ' '.join(text.split()[-3:])}"
