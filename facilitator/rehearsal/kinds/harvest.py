"""harvest: people write the script's dilemmas at their times; each is shown, softened or declined as it says.

Of several harvests the dilemmas belong to the one that is voted on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.plans.model import Plan
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.kinds.due import Due, Room
from facilitator.rehearsal.outcome import Check, Finding, equal
from facilitator.rehearsal.pages import Card
from facilitator.rehearsal.person import Person
from facilitator.rehearsal.script import Expected, Script
from facilitator.rehearsal.traces import canonical

SECTIONS = ("dilemmas",)
KEYS = ("dilemmas", "held_or_declined", "merged", "softened", "on_ballot")


def material(plan: Plan) -> PartConfig | None:
    """Where the texts that a script calls dilemmas are written: in the first harvest that another part reads."""
    harvests = [part for _, part in plan.parts() if hasattr(part, "starters")]
    read = {activity(part).links(part).items_from for _, part in plan.parts()}
    return next((part for part in harvests if part.id in read), harvests[0] if harvests else None)


def _is_material(plan: Plan, part: PartConfig) -> bool:
    found = material(plan)
    return found is not None and found.id == part.id


def takes(script: Script, plan: Plan, part: PartConfig) -> tuple[str, ...]:
    return (*SECTIONS, *KEYS) if _is_material(plan, part) else ()


def fits(script: Script, part: PartConfig) -> dict[str, Any]:
    """As many texts a person, and as long, as the script has."""
    if not script.dilemmas:
        return {}
    most = max(Counter(dilemma.by for dilemma in script.dilemmas).values())
    longest = max(len(dilemma.text) for dilemma in script.dilemmas)
    found: dict[str, Any] = {}
    if most > part.per_person:  # type: ignore[attr-defined]
        found["per_person"] = most
    if longest > part.length.hard:  # type: ignore[attr-defined]
        found["length.hard"] = longest
    return found


def answers(script: Script, plan: Plan, person: Person, part: PartConfig, room: Room) -> list[Due] | None:
    if not script.dilemmas or not _is_material(plan, part):
        return None
    own = script.written_by(person.id)
    slots = range(min(len(own), part.per_person))  # type: ignore[attr-defined]
    return [Due(partial(_text, own[slot].text), own[slot].at, slot) for slot in slots]


def _text(words: str) -> dict[str, Any]:
    return {"text": words}


def judge(evening: Evening, part: PartConfig) -> Iterator[Finding]:
    moderation, scripted = evening.moderation, _is_material(evening.plan, part)
    expected = evening.script.expected if scripted else Expected()
    kept = evening.part(part.id)
    name = moderation.dilemma_of
    mine = {id_: card for id_, card in moderation.texts.items() if card.part == part.id}
    statuses = {id_: status for id_, status in moderation.statuses.items() if id_ in mine}
    if evening.script.dilemmas and scripted:
        sent = Counter(
            canonical(str(ballot.answer["text"])) for ballot in evening.acknowledged(part) if "text" in ballot.answer
        )
        came = Counter(canonical(card.body) for card in mine.values())
        yield Check("texts.once", [], [t[:40] for t in sorted((sent - came) + (came - sent))][:5], sent == came)
    if expected.dilemmas is not None:
        counted = sum(kept.get(what, 0) for what in ("held", "aside", "merged"))
        in_archive = len(kept.get("texts", ())) + counted + sum(kept.get("declined", {}).values())
        yield equal("dilemmas", expected.dilemmas, len(mine))
        yield equal("dilemmas.archive", expected.dilemmas, in_archive)
    if expected.held_or_declined is not None:
        unseen = sorted(name.get(id_, id_) for id_, status in statuses.items() if status in ("aside", "declined"))
        in_archive = kept.get("aside", 0) + sum(kept.get("declined", {}).values())
        yield equal("held_or_declined", sorted(expected.held_or_declined), unseen)
        yield equal("held_or_declined.archive", len(expected.held_or_declined), in_archive)
    if expected.merged is not None:
        gone = [id_ for id_, status in statuses.items() if status == "merged"]
        merged = {name.get(id_, id_): name.get(moderation.merged.get(id_, "")) for id_ in gone}
        yield equal("merged", expected.merged, merged)
        yield equal("merged.archive", len(expected.merged), kept.get("merged"))
    if expected.softened is not None:
        edited = sorted(name.get(text["id"], text["id"]) for text in kept.get("texts", ()) if text["edited"])
        yield equal("softened", sorted(expected.softened), edited)
    if expected.on_ballot is not None:
        yield equal("on_ballot", expected.on_ballot, len(kept.get("texts", ())))
    translations = {text["id"]: text["translation"]["body"] for text in kept.get("texts", ()) if text["translation"]}
    yield equal("translated.archive", _of(mine, moderation.translated), dict(sorted(translations.items())))
    words = {text["id"]: canonical(text["body"]) for text in kept.get("texts", ())}
    yield equal("texts.archive", _of(mine, moderation.shown), dict(sorted(words.items())))


def _of(mine: dict[str, Card], found: dict[str, str]) -> dict[str, str]:
    return {id_: words for id_, words in sorted(found.items()) if id_ in mine}
