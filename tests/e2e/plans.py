"""Two plans with every kind in every picture it has: one in plain words, one with the longest words allowed."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROSE = "Whoever stands between neighbours and newcomers remembers responsibilities, overheard misunderstandings and "
SORTS = ("confidant", "ally", "neither", "both")
NOW_NEXT = ("now", "next")
VALUES = {"named": 3, "plain": 2, "again": 5}


def prose(start: str, length: int) -> str:
    """A text of exactly so many characters."""
    words = f"{start} {PROSE * (length // len(PROSE) + 1)}"[:length]
    return f"{words[:-1]}." if words.endswith(" ") else words


def short(start: str, length: int) -> str:
    """The same place in few words."""
    return start


def plan_file(folder: Path, words: Callable[[str, int], str]) -> Path:
    """Writes the plan; `words` makes each text from its beginning and the most characters it may have."""
    path = folder / "plan.yaml"
    stages = [
        {"id": f"stage-{part['id']}", "title": words("Stage", 120), "purpose": "", "minutes": 2, "parts": [part]}
        for part in (_part(words, part) for part in _parts(words))
    ]
    lists = {name: [words(name.title(), 120)] * 2 for name in ("values", "loyalties", "losses", "influencers")}
    sides = [
        {"id": id_, "name": words(id_.title(), 60), "story": words("Story", 300), **lists} for id_ in ("north", "south")
    ]
    plan = {"schema": "plan/1", "id": "every-kind", "title": words("Every kind", 120), "sides": sides, "stages": stages}
    plan["beside"] = _beside(words)
    plan["carried"] = _carried(words)
    path.write_text(json.dumps(plan), "utf-8")
    return path


def _part(words: Callable[[str, int], str], own: dict[str, Any]) -> dict[str, Any]:
    """What every part has."""
    said = {"say": [words("Say", 1200)], "watch": [words("Watch", 1200)]}
    asked = {"screen": words("On the wall?", 1200), "phone": words("On the phone?", 1200)}
    return {"minutes": 2, "title": words("Title", 120), **asked, **said, **own}


def _carried(words: Callable[[str, int], str]) -> dict[str, Any]:
    """What the session before left: as many options as bands allow, and more commitments than a wall holds."""
    options = [{"id": f"loss_{n}", "text": words(f"Loss {n}", 120)} for n in range(12)]
    said = {option["id"]: "some" for option in options[:3]}
    sides = [{"id": id_, "name": words(id_.title(), 60), "guessed": said, "own": said} for id_ in ("north", "south")]
    gap = {"title": words("The gap", 120), "options": options, "sides": sides}
    kept = [words(f"When day {n} comes, I will call.", 600) for n in range(8)]
    origin = {"title": words("Every kind", 120), "date": "2026-03-14", "code": "K7QD"}
    return {"from": origin, "gaps": [gap], "commitments": kept}


def _beside(words: Callable[[str, int], str]) -> list[dict[str, Any]]:
    """Everything that can stand beside the evening."""
    ends = {"low_label": words("cold", 60), "high_label": words("hot", 60)}
    own: list[dict[str, Any]] = [
        {"id": "pause", "kind": "signal"}, {"id": "pulse", "kind": "pulse", **ends}, {"id": "lot", "kind": "parking"},
    ]  # fmt: skip
    return [{"title": words(part["id"].title(), 120), "phone": words("On the phone", 1200), **part} for part in own]


def _parts(words: Callable[[str, int], str]) -> list[dict[str, Any]]:
    def lines(what: str, count: int, length: int = 120) -> list[str]:
        return [words(f"{what} {n}", length) for n in range(1, count + 1)]

    ends = {"low_label": words("not at all", 60), "high_label": words("fully", 60)}
    rated = [{"id": f"r{n}", "text": text} for n, text in enumerate(lines("Rating", 5))]
    sorting = {
        "cards": [
            {"id": f"C{n:02}", "text": words(f"Card {n}", 240), "debrief": words("Point", 300)} for n in range(16)
        ],
        "categories": [{"id": id_, "text": words(id_.title(), 60)} for id_ in SORTS],
    }
    replies = lines("Reply", 4)
    swaps = [
        {
            "id": f"Q{n}",
            "they_say": words(f"Say {n}", 200),
            "replies": replies,
            "opens": "c",
            "reason": words("Why", 300),
        }
        for n in (1, 2)
    ]
    rungs = [{"id": f"R{n}", "text": text} for n, text in enumerate(lines("Rung", 12))]
    losses = [{"id": f"loss_{n}", "text": text} for n, text in enumerate(lines("Loss", 12))]
    guess = {"own": words("What would yours lose?", 120), "guess": words("What would {side} lose?", 120)}
    asked = {"template": _sentence(words, "___"), "test": words("Could both read it?", 160)}
    blanks = [{"hint": text, "length": 120} for text in lines("Blank", 3, 80)]
    promised = {"template": f"{words('When', 40)} ___, I will ___, with ___.", "badly": f"{words('If not', 40)} ___."}
    own = [{"label": label, "hint": words("Initials", 120)} for label in lines("Whom", 6)]
    notes = {role: words(role.title(), 1200) for role in ("keeper", "clock", "scribe", "voice")}
    picks = [{"id": f"k{n}", "text": text} for n, text in enumerate(lines("Pick", 8))]
    form: list[dict[str, Any]] = [
        {"id": "f1", "ask": words("Move", 120), "length": 300, "template": words("I will", 200)},
        {"id": "f2", "ask": words("Sides", 120), "kind": "sides", "picks": 2},
        {"id": "f3", "ask": words("Loss", 120), "kind": "options", "options": picks, "picks": 2},
        {"id": "to", "ask": words("To whom", 120), "kind": "sides"},
    ]
    harvest = {"starters": lines("Begin", 6), "terms": lines("Term", 6), "per_person": 3, "nudge": ["dilemma"]}
    return [
        {"id": "door", "kind": "lobby"},
        {"id": "words", "kind": "say", "body": words("Body", 1200)},
        {"id": "hush", "kind": "say", "phones_down": True},
        {"id": "map", "kind": "recall"},
        *({"id": f"old-{view}", "kind": "recall", "view": view} for view in ("gaps", "commitments")),
        {"id": "own", "kind": "private", "fields": own},
        {"id": "break", "kind": "pause", "back": words("Tea is in the next room.", 120)},
        {"id": "stand", "kind": "side"},
        {"id": "tap", "kind": "choice", "anonymity": "none", "reveal": "live", "options": lines("Option", 12)},
        {"id": "few", "kind": "choice", "anonymity": "room", "options": lines("Option", 4)},
        {
            "id": "picks", "kind": "choice", "anonymity": "group", "options": lines("Pick", 12), "max_picks": 3,
            "picture": "sides",
        },
        {"id": "named", "kind": "scale", "high": 5, "picture": "sides", **ends},
        {"id": "plain", "kind": "scale", "low": 0, "high": 10, **ends},
        {"id": "again", "kind": "scale", "low": 0, "high": 10, "pairs_with": "plain", **ends},
        {"id": "climb", "kind": "ladder", "rungs": rungs, "questions": {q: words(f"{q}?", 120) for q in NOW_NEXT}},
        {"id": "gap", "kind": "guess", "options": losses, **guess},
        {"id": "texts", "kind": "harvest", **harvest},
        {"id": "read", "kind": "say"},
        {"id": "choose", "kind": "vote", "items_from": "texts", "top": 8},
        {"id": "look", "kind": "say", "shows": "choose"},
        {"id": "tables", "kind": "groups", "places": lines("Place", 6), "dilemmas_from": "choose", "volunteers": True},
        {"id": "ask", "kind": "consult", "groups": "tables", "notes": notes, "own_case": words("Own", 1200)},
        {"id": "form", "kind": "capture", "groups": "tables", "gives": "f1", "fields": form, "wall": ["f1", "f3"]},
        {"id": "cards", "kind": "card_sort", **sorting},
        {"id": "replies", "kind": "reply", "items_from": "form"},
        {"id": "swaps", "kind": "reply_swap", "items": swaps},
        {"id": "blanks", "kind": "sentence", "blanks": blanks, **asked},
        {"id": "hear", "kind": "say"},
        {"id": "notes", "kind": "wall", "length": 200, "ticks": lines("Tick", 4), "starters": lines("Begin", 6)},
        {"id": "test", "kind": "sign", "items_from": "blanks", "each": 6, "top": 6},
        {"id": "commit", "kind": "commitment", "length": 100, "if_badly": True, "check_in": True, **promised},
        {"id": "close", "kind": "close", "ratings": rated, "thanks": words("Thank you.", 1200)},
    ]  # fmt: skip


def _sentence(words: Callable[[str, int], str], blank: str) -> str:
    """The sentence of the plan with something in its blanks."""
    begun = [words(start, 60) for start in ("We disagree about", "We both need", "Alone it fails because")]
    return " ".join(f"{start} {blank}." for start in begun)


def body(part: str, words: Callable[[str, int], str]) -> Callable[[int], Any]:
    """What the person of a number sends in a part; a vote needs the texts and is not here."""
    letters = list(itertools.islice("abcdefghijklmnopqrstuvwxyz", 26))
    bodies: dict[str, Callable[[int], Any]] = {
        "stand": lambda number: {"side": ("north", "south")[number % 2]},
        "tap": lambda number: {"picks": [f"o{number % 12 + 1}"]},
        "few": lambda number: {"picks": [f"o{number % 4 + 1}"]},
        "picks": lambda number: {"picks": [f"o{number % 12 + 1}"]},
        "climb": lambda number: {"now": f"R{number % 5}", "next": f"R{(number * 3) % 12}"},
        "gap": lambda number: {
            "own": f"loss_{number // 2 % 2}",
            "guesses": {("south", "north")[number % 2]: f"loss_{number % 2 + 2}"},
        },
        "blanks": lambda number: {"text": _sentence(words, words(f"blank {letters[number]}", 120))},
        "commit": lambda number: {
            **{blank: words(f"{blank} {letters[number]}", 100) for blank in ("when", "will", "with")},
            "check_in": number % 3 > 0,
        },
        "texts": lambda number: {"text": words(f"Dilemma {letters[number]}, whom do I owe?", 600)},
        "notes": lambda number: {
            "text": words(f"Note {letters[number]}?", 200),
            "ticks": [0, 1, 2, 3][number % 6 == 5 :],
        },
        "cards": lambda number: {"cards": {f"C{n:02}": SORTS[number * n % 7 % 4] for n in range(16)}},
        "swaps": lambda number: {"replies": {f"Q{n}": "abcd"[number * n % 4] for n in (1, 2)}},
        "tables": lambda number: {"here": True},
        "form": lambda number: {
            "fields": {"f1": words("Smallest move", 300), "f2": ["north"], "to": ["north"]},
            "done": True,
        },
        "close": lambda number: {"ratings": {f"r{n}": 1 + (number + n) % 5 for n in range(5)}},
    }
    return bodies.get(part, lambda number: {"value": number % (VALUES.get(part, 4) + 1) or 1})
