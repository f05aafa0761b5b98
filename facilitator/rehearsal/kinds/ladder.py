"""ladder: people tap the rungs of the script; what the room comes to is judged from what their phones were told."""

from __future__ import annotations

from collections.abc import Iterator

from facilitator.activities.base import PartConfig
from facilitator.plans.model import Plan
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.kinds.due import Due, Room
from facilitator.rehearsal.outcome import Finding, equal
from facilitator.rehearsal.pages import rungs
from facilitator.rehearsal.person import Person
from facilitator.rehearsal.script import Script

SECTIONS = ("rungs",)
KEYS: tuple[str, ...] = ()


def answers(script: Script, plan: Plan, person: Person, part: PartConfig, room: Room) -> list[Due] | None:
    if not script.rungs:
        return None
    given = script.rungs.get(person.id)
    return [Due(lambda: dict(given))] if given else []


def judge(evening: Evening, part: PartConfig) -> Iterator[Finding]:
    """The picture on the wall has the figures of the archive, which `counted` holds against the phones'."""
    results, page = evening.results(part.id), evening.heard.newest("screen", part.id, "revealed")
    if "pairs" not in results or part.reveal == "never":
        return
    kept = {id_: [str(results[question][id_]) for question in ("now", "next")] for id_ in results["now"]}
    yield equal(f"rungs.{part.id}.screen", kept, rungs(page))
