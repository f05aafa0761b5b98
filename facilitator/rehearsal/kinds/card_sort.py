"""card_sort: people sort the cards as their letters say; counts and splits must be the script's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from facilitator.activities.base import PartConfig
from facilitator.plans.model import Plan
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.kinds.due import Due, Room
from facilitator.rehearsal.outcome import Finding, Skipped, equal
from facilitator.rehearsal.pages import sorted_cards
from facilitator.rehearsal.person import Person
from facilitator.rehearsal.script import LETTERS, Script

SECTIONS = ("card_sort",)
KEYS = ("card_sort", "most_split_cards")


def _there(part: PartConfig) -> set[str]:
    return {card.id for card in part.cards}  # type: ignore[attr-defined]


def _misfit(script: Script, part: PartConfig) -> str:
    """Why the script cannot be played on this part; empty if it can."""
    categories = {category.id for category in part.categories}  # type: ignore[attr-defined]
    missing = sorted(set(script.card_order) - _there(part)) + sorted(set(LETTERS.values()) - categories)
    return f"the plan's part {part.id!r} has no {', '.join(missing)}" if missing else ""


def answers(script: Script, plan: Plan, person: Person, part: PartConfig, room: Room) -> list[Due] | None:
    """What a person has no letter for stays unanswered. None leaves it to taste: cards of another set."""
    if not script.card_sort or _misfit(script, part):
        return None
    letters = script.card_sort.get(person.id, "")
    sorted_ = {card: LETTERS[a] for card, a in zip(script.card_order, letters, strict=False) if a in LETTERS}
    return [Due(lambda: {"cards": sorted_})] if sorted_ else []


def judge(evening: Evening, part: PartConfig) -> Iterator[Finding]:
    known = evening.script.expected
    if misfit := _misfit(evening.script, part):
        asked = [key for key in KEYS if getattr(known, key) is not None]
        yield from (Skipped(key, misfit) for key in asked)
        return
    results = evening.results(part.id)
    cards: dict[str, Any] = dict(results.get("cards") or {})
    screens = [sorted_cards(page.text) for page in evening.heard.by("screen") if page.part == part.id]
    shown = next((found for found in screens if len(found) > 1), {})
    if known.card_sort is not None:
        got = {card: _flat(cards.get(card)) for card in known.card_sort}
        yield equal("card_sort", {card: dict(figures) for card, figures in known.card_sort.items()}, got)
        wanted = {card: _counts(known.card_sort[card]) for card in shown if card in known.card_sort}
        yield equal("card_sort.screen", wanted, shown)
    if known.most_split_cards is not None:
        most = list(known.most_split_cards)
        yield equal("most_split_cards", most, results.get("most_split"))
        yield equal("most_split_cards.screen", most, list(shown))
        alone = [next(iter(found)) for found in screens if len(found) == 1]
        yield equal("most_split_cards.points", most, list(dict.fromkeys(alone)))


def _flat(found: dict[str, Any] | None) -> dict[str, float] | None:
    """A card of the archive as a script writes it."""
    return None if found is None else {**found["counts"], "entropy_bits": found["entropy_bits"]}


def _counts(figures: dict[str, float]) -> dict[str, int]:
    return {name: int(figure) for name, figure in figures.items() if name != "entropy_bits"}
