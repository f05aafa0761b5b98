"""guess: people say what their side would lose and guess for the sides they drew; the wall shows what is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from facilitator.activities.base import PartConfig
from facilitator.plans.model import Plan
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.kinds.due import Due, Room
from facilitator.rehearsal.outcome import Finding, Skipped, equal, none
from facilitator.rehearsal.pages import gap
from facilitator.rehearsal.person import Person
from facilitator.rehearsal.script import Script

SECTIONS = ("map_recall",)
KEYS: tuple[str, ...] = ()
LOSSES = ("own_loss", "guessed_loss")


def _misfit(script: Script, part: PartConfig) -> str:
    """Why the script cannot be played on this part; empty if it can."""
    said = {given[name] for given in script.map_recall.values() for name in LOSSES if name in given}
    missing = sorted(said - set(_options(part)))
    return f"the plan's part {part.id!r} has no {', '.join(missing)}" if missing else ""


def _options(part: PartConfig) -> list[str]:
    return [option.id for option in part.options]  # type: ignore[attr-defined]


def answers(script: Script, plan: Plan, person: Person, part: PartConfig, room: Room) -> list[Due] | None:
    """A guess about the side that is hardest for this person is the script's; about another one it is any."""
    if not script.map_recall or _misfit(script, part):
        return None
    given = script.map_recall.get(person.id)
    if given is None:
        return []

    def body() -> dict[str, Any] | None:
        others = [side for side in room.items(person.id, part.id) if side != person.side][: part.draws]
        known = {given.get("hardest"): given.get("guessed_loss")}
        guesses = {side: known.get(side) or person.draw.choice(_options(part)) for side in others}
        own = given.get("own_loss") if person.side is not None else None
        return {"own": own, "guesses": guesses} if own or guesses else None

    return [Due(body)]


def judge(evening: Evening, part: PartConfig) -> Iterator[Finding]:
    """`results` holds the archive against the phones; here every cell against k, and the wall against the archive."""
    if misfit := _misfit(evening.script, part):
        yield Skipped("map_recall", misfit)
    results = evening.results(part.id)
    if not results:
        return
    yield none(f"gap.{part.id}.small", _small(evening, part, results))
    if part.reveal == "never":
        return
    shown = (page for page in evening.heard.by("screen") if (page.part, page.phase) == (part.id, "revealed"))
    walls = [gap(page.text) for page in shown] or [{}]
    guessed = {side: {"guessed": _named(bands)} for side, bands in results["guesses"].items()}
    own = {"others" if c["rest"] else c["sides"][0]: {"own": _named(c["bands"])} for c in results["cells"]}
    yield equal(f"gap.{part.id}.first", guessed, walls[0])
    whole = {side: {**guessed.get(side, {}), **own.get(side, {})} for side in [*guessed, *own]}
    yield equal(f"gap.{part.id}.screen", whole, walls[-1])


def _named(bands: dict[str, str]) -> dict[str, str]:
    """The options that a wall names."""
    return {option: band for option, band in bands.items() if band != "few"}


def _small(evening: Evening, part: PartConfig, results: dict[str, Any]) -> Iterator[str]:
    """What the archive says of fewer than k people, by what the phones were told is received."""
    ballots, late = evening.acknowledged(part), evening.late(part)
    guessed = Counter(side for b in ballots for side in b.answer["guesses"] if side != b.side)
    yield from (f"guesses about {side}" for side in results["guesses"] if guessed[side] + late < part.threshold)
    for cell in results["cells"]:
        people = sum(b.side in cell["sides"] and b.answer["own"] is not None for b in ballots)
        if people + late < part.threshold:
            yield f"answers of {', '.join(cell['sides'])}"
