"""side: people stand with their faction; only names of cells come out."""

from __future__ import annotations

from collections.abc import Iterator

from facilitator.activities.base import PartConfig
from facilitator.plans.model import Plan
from facilitator.rehearsal.evening import Evening, named_cells
from facilitator.rehearsal.kinds.due import Due, Room
from facilitator.rehearsal.outcome import Finding, equal
from facilitator.rehearsal.person import Person
from facilitator.rehearsal.script import Script

SECTIONS = ("factions",)
KEYS = ("cells_shown",)


def answers(script: Script, plan: Plan, person: Person, part: PartConfig, room: Room) -> list[Due] | None:
    if not script.factions:
        return None
    return [Due(lambda: {"side": person.side})]


def judge(evening: Evening, part: PartConfig) -> Iterator[Finding]:
    expected = evening.script.expected.cells_shown
    if expected is None:
        return
    results = evening.results(part.id)
    alone = sorted(name for name, sides in expected.items() if list(sides) == [name])
    pooled = sorted(side for name, sides in expected.items() if name not in alone for side in sides)
    found = [sorted(results.get("cells", ())), sorted(results.get("others", ()))]
    yield equal("cells_shown.sides", [alone, pooled], found)
    yield equal("cells_shown.sides.screen", alone, sorted(named_cells(evening, part.id)))
