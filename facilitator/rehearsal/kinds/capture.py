"""capture: the scribe of a table writes what the script says of its dilemma; the archive has it in the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from facilitator.activities.base import Asked, PartConfig
from facilitator.activities.registry import activity
from facilitator.plans.model import Plan
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.kinds.due import Due, Room
from facilitator.rehearsal.outcome import Finding, equal
from facilitator.rehearsal.person import Person
from facilitator.rehearsal.script import Script
from facilitator.rehearsal.taste import may_write
from facilitator.rehearsal.traces import canonical

SECTIONS = ("captures",)
KEYS: tuple[str, ...] = ()
DILEMMA = re.compile(r'data-dilemma="([0-9a-f]{32})"')


def _said(capture: Mapping[str, Any], part: PartConfig) -> dict[str, Any]:
    """What a script's capture says in the fields of a part, by their ids; questions go to question_1, _2, ..."""
    known = {f"question_{n}": words for n, words in enumerate(capture.get("questions", ()), start=1)} | dict(capture)
    found = {}
    for field in part.fields:  # type: ignore[attr-defined]
        value = known.get(field.id)
        if value is not None:
            one = isinstance(value, str) and field.tapped
            found[field.id] = [value] if one else value
    return found


def answers(script: Script, plan: Plan, person: Person, part: PartConfig, room: Room) -> list[Due] | None:
    """Whoever holds the pen writes; of a dilemma that the script does not capture, anything."""
    if not script.captures:
        return None

    def body() -> dict[str, Any] | None:
        page = room.own(person.id, part.id)
        if not may_write(part, lambda: page):
            return None
        found = DILEMMA.search(page)
        name = room.moderation.dilemma_of.get(found[1], "") if found else ""
        capture = next((c for c in script.captures if c.get("dilemma") == name), {})
        sides = tuple(faction.id for faction in script.factions)
        any_ = activity(part).plausible(part, Asked(sides), person.draw)
        return {"fields": {**any_["fields"], **_said(capture, part)}, "done": True}

    return [Due(body)]


def judge(evening: Evening, part: PartConfig) -> Iterator[Finding]:
    """Every capture of the script whose dilemma a table had stands in the archive, in the script's words."""
    kept, name = evening.part(part.id), evening.moderation.dilemma_of
    words = {text["id"]: canonical(str(text["body"])) for text in kept.get("texts", ())}
    wanted, got = {}, {}
    for capture in evening.script.captures:
        said = _said(capture, part)
        if said:
            wanted[str(capture.get("dilemma"))] = {id_: _plain(value) for id_, value in said.items()}
    for record in (kept.get("results") or {}).get("groups", ()):
        dilemma = name.get(record["text"], record["text"])
        found = {**record["picks"], **{id_: words.get(text, "") for id_, text in record["texts"].items()}}
        if dilemma in wanted:
            got[dilemma] = {id_: _plain(found[id_]) for id_ in wanted[dilemma] if id_ in found}
    yield equal(f"captures.{part.id}", wanted, got)


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else canonical(str(value))
