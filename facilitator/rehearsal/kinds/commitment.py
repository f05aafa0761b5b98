"""commitment: the script's go to the people present, in order; the archive has each once, and nobody's name."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from facilitator.activities.base import Asked, PartConfig
from facilitator.activities.registry import activity
from facilitator.errors import Refused
from facilitator.plans.model import Plan
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.kinds.due import Due, Room
from facilitator.rehearsal.outcome import Check, Finding, Skipped, none
from facilitator.rehearsal.person import Person
from facilitator.rehearsal.script import Script
from facilitator.rehearsal.traces import canonical

SECTIONS = ("commitments",)
KEYS: tuple[str, ...] = ()
BLANKS = ("when", "will", "with")


def fits(script: Script, part: PartConfig) -> dict[str, Any]:
    """Blanks as long as the script's longest words."""
    longest = max((len(str(given.get(blank, ""))) for given in script.commitments for blank in BLANKS), default=0)
    return {"length": longest} if longest > part.length else {}  # type: ignore[attr-defined]


def _body(given: Mapping[str, Any]) -> dict[str, str]:
    return {blank: str(given[blank]) for blank in BLANKS if given.get(blank)}


def answers(script: Script, plan: Plan, person: Person, part: PartConfig, room: Room) -> list[Due] | None:
    """Whoever is present when the part comes up first gets one, while there are any."""
    if not script.commitments:
        return None
    people = room.first.setdefault(part.id, room.present())
    given = dict(zip(people, script.commitments, strict=False)).get(person.id)
    return [Due(lambda: _body(given))] if given else []


def judge(evening: Evening, part: PartConfig) -> Iterator[Finding]:
    """What phones were told is received stands once each on the console and in the archive, in the script's words."""
    said = Counter(canonical(str(b.answer["text"])) for b in evening.acknowledged(part) if "text" in b.answer)
    kept = evening.part(part.id)
    moderation = evening.moderation
    mine = [card for card in moderation.texts.values() if card.part == part.id]
    listed = [canonical(str(text["body"])) for text in kept.get("texts", ())]
    yield _once(f"commitments.{part.id}.console", said, Counter(canonical(card.body) for card in mine))
    if not evening.script.commitments:
        return
    if kept.get("withheld"):
        yield Skipped("commitments", f"fewer than {part.threshold} people wrote one")
        return
    yield _once(f"commitments.{part.id}.archive", said, Counter(listed))
    script = Counter(_sentences(evening, part))
    yield none(f"commitments.{part.id}.script", sorted(said - script))
    yield none(f"commitments.{part.id}.names", _names(evening, json.dumps(kept, ensure_ascii=False)))


def _once(name: str, said: Counter[str], found: Counter[str]) -> Check:
    """A check that holds if the same texts are there, each as often as it was sent."""
    differ = [text[:40] for text in sorted((said - found) + (found - said))]
    return Check(name, [], differ[:5], not differ)


def _sentences(evening: Evening, part: PartConfig) -> Iterator[str]:
    """The script's commitments as the part records them."""
    for given in evening.script.commitments:
        answer = activity(part).accept(part, _body(given), Asked())
        if not isinstance(answer, Refused):
            yield canonical(str(answer["text"]))


def _names(evening: Evening, kept: str) -> Iterator[str]:
    """Ids of people in what the archive keeps of the part."""
    for person in evening.people:
        if re.search(rf"(?<![\w-]){re.escape(person.id)}(?![\w-])", kept):
            yield person.id
