"""The scripted moderator: what a text is worth by the script, and what became of it on the console."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Any

from facilitator.rehearsal.console import Console
from facilitator.rehearsal.pages import Card
from facilitator.rehearsal.script import Dilemma, Script
from facilitator.rehearsal.traces import canonical

MERGE = "merge_into_"
FIRST_SENTENCE = re.compile(r"^.*?[.?!:]\s+", re.S)
VERDICTS = {
    "approve": "show", "approve_with_translation": "translate", "soften_then_approve": "soften", "hold_edit": "hold",
    "hold_follow_up": "safeguard", "decline_with_reason": "attack",
}  # fmt: skip
"""By what the script expects; a reason declines for it. A text that needs its author waits aside for that person."""
REASONS = ("attack", "test")
VISIBLE = ("show", "soften", "translate")
NOTE = "I am at the back of the room for everybody until we leave. Nobody needs to say which words were theirs."
FEW = 7
"""With fewer texts an invented moderator shows all of them, so that there is something to vote on."""


class Moderation:
    """Texts of the evening by their ids, as the console showed them; `statuses` is what it said of them in the end."""

    def __init__(self, script: Script, draw: Random) -> None:
        self.texts: dict[str, Card] = {}
        self.dilemma_of: dict[str, str] = {}
        self.verdicts: dict[str, str] = {}
        self.shown: dict[str, str] = {}
        self.statuses: dict[str, str] = {}
        self.merged: dict[str, str] = {}
        self.translated: dict[str, str] = {}
        self.refused: list[list[object]] = []
        self._promised = [canonical(str(given["will"])) for given in script.commitments if given.get("will")]
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
        if waiting:
            console.look()
            self.statuses |= {card.id: card.status for card in console.cards()}

    def _verdicts(self, waiting: list[Card]) -> dict[str, str]:
        """By the script; a commitment of the script is shown as it is, and two of many other texts are not."""
        found = {}
        promised = {c.id for c in waiting if any(words in canonical(c.body) for words in self._promised)}
        others = sorted(card.id for card in waiting if card.id not in promised)
        odd = self._draw.sample(others, 2) if len(others) >= FEW else []
        for card in waiting:
            dilemma = self._by_words.get(canonical(card.body))
            if dilemma is not None:
                found[card.id] = _verdict(dilemma)
            else:
                found[card.id] = {0: "test", 1: "soften"}.get(odd.index(card.id) if card.id in odd else 2, "show")
        return found

    def _decide(self, console: Console, card: Card, verdict: str) -> None:
        self.verdicts[card.id] = verdict
        done = [console.do(**command) for command in self._commands(card, verdict)]
        self.refused += [[reply.status, str(reply.body)] for reply in done if reply.status != 200]

    def _commands(self, card: Card, verdict: str) -> Iterator[dict[str, Any]]:
        """What the moderator presses for a verdict, one after the other."""
        if verdict in VISIBLE:
            self.shown[card.id] = softer(canonical(card.body)) if verdict == "soften" else canonical(card.body)
        match verdict:
            case "soften":
                yield {"name": "soften", "text": card.id, "body": self.shown[card.id]}
            case "translate":
                words = self.translated[card.id] = f"What this says, in the words of the room ({len(self.translated)})."
                yield {"name": "translate", "text": card.id, "body": words, "language": "en"}
            case "hold":
                yield {"name": "hold", "texts": [card.id]}
            case "safeguard":
                yield {"name": "safeguard", "text": card.id, "note": NOTE}
            case "merge":
                into = self._by_words[canonical(card.body)].expect.removeprefix(MERGE)
                self.merged[card.id] = self.text_id(into) or ""
                yield {"name": "merge", "text": card.id, "into": self.merged[card.id]}
        if verdict in VISIBLE:
            yield {"name": "show", "texts": [card.id]}
        elif verdict in REASONS:
            yield {"name": "decline", "text": card.id, "reason": verdict}

    def kept_aside(self) -> list[str]:
        """Texts that wait for their author, by their ids."""
        return [id_ for id_, verdict in self.verdicts.items() if verdict in ("hold", "safeguard")]

    def text_id(self, dilemma: str) -> str | None:
        """Under which id a dilemma is known to the product."""
        return next((text for text, known in self.dilemma_of.items() if known == dilemma), None)

    def never_shown(self) -> list[str]:
        """Words that no phone, screen or archive may have: texts kept back, and first wordings that were softened."""
        kept = [self.texts[id_].body for id_, verdict in self.verdicts.items() if verdict not in VISIBLE]
        return kept + [first_sentence(self.texts[i].body) for i, v in self.verdicts.items() if v == "soften"]


def _verdict(dilemma: Dilemma) -> str:
    """show, translate, soften, hold, safeguard, merge, or a reason to decline."""
    return "merge" if dilemma.expect.startswith(MERGE) else VERDICTS[dilemma.expect]


def first_sentence(text: str) -> str:
    """What softening takes away."""
    plain = canonical(text)
    found = FIRST_SENTENCE.match(plain)
    return found[0] if found else plain


def softer(text: str) -> str:
    """A text whose first sentence is replaced by dots; one of a single sentence keeps its last words."""
    rest = text[len(first_sentence(text)) :]
    return f"... {rest or ' '.join(text.split()[-3:])}"
