"""choice: people own up to the mistakes of the script, and say what a crossing costs at home and what they would keep.

What a choice asks is told by the ids of its options, for evenings are compared by those and parts are named by plans.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from facilitator.activities.base import PartConfig
from facilitator.plans.model import Plan
from facilitator.rehearsal.bars import bars
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.kinds import price
from facilitator.rehearsal.kinds.due import Due, Room
from facilitator.rehearsal.outcome import Finding
from facilitator.rehearsal.person import Person
from facilitator.rehearsal.script import Script

SECTIONS = ("mistakes", "price_at_home")
KEYS = ("mistakes",)
MISTAKES = "mistakes"


def _picks(script: Script, asked: str, who: str) -> tuple[str, ...]:
    return script.mistakes.get(who, ()) if asked == MISTAKES else price.picks(script, asked, who)


def _ids(script: Script, asked: str) -> set[str]:
    """Every id that the script speaks of."""
    people = script.mistakes if asked == MISTAKES else script.price_at_home
    known = (script.expected.mistakes or {}) if asked == MISTAKES else {}
    return {*known, *(pick for who in people for pick in _picks(script, asked, who))}


def _fitting(script: Script, part: PartConfig) -> str:
    """Which question of the script all of whose ids this choice offers: mistakes, loss, keep, or none."""
    options = {option.id for option in part.options}  # type: ignore[attr-defined]
    return next((q for q in (MISTAKES, price.LOSS, price.KEEP) if (ids := _ids(script, q)) and ids <= options), "")


def asked(script: Script, plan: Plan, part: PartConfig) -> str:
    """What the script answers here. Where several choices offer the same ids, it is the last of them."""
    which = _fitting(script, part)
    same = [other.id for _, other in plan.parts() if type(other) is type(part) and _fitting(script, other) == which]
    return which if same[-1] == part.id else ""


def takes(script: Script, plan: Plan, part: PartConfig) -> tuple[str, ...]:
    which = asked(script, plan, part)
    return () if not which else (MISTAKES,) if which == MISTAKES else (price.SECTION,)


def fits(script: Script, part: PartConfig) -> dict[str, Any]:
    """As many picks as somebody in the script makes."""
    which = _fitting(script, part)
    people = (script.mistakes if which == MISTAKES else script.price_at_home) if which else ()
    most = max((len(_picks(script, which, who)) for who in people), default=0)
    return {"max_picks": most} if most > part.max_picks else {}  # type: ignore[attr-defined]


def answers(script: Script, plan: Plan, person: Person, part: PartConfig, room: Room) -> list[Due] | None:
    """None leaves it to taste: a choice that the script does not know."""
    which = asked(script, plan, part)
    if not which:
        return None
    picks = list(_picks(script, which, person.id))
    return [Due(lambda: {"picks": picks})] if picks else []


def judge(evening: Evening, part: PartConfig) -> Iterator[Finding]:
    which = asked(evening.script, evening.plan, part)
    shown = bars(evening.heard.newest("screen", part.id, "revealed"))
    if which == MISTAKES:
        expected = evening.script.expected.mistakes
        if expected is not None:
            yield from price.compared(evening, part, MISTAKES, expected, shown)
    elif which:
        yield from price.judge(evening, part, which, shown)
