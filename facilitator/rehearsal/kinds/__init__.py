"""What a script says of a kind of activity: one module a kind, named after it, and one line here.

A module has `SECTIONS` and `KEYS`, the parts of a script and of its `expected` that it plays and judges, and may have

- `takes(script, plan, part)`: which of SECTIONS and KEYS this part stands for; without it all of them;
- `fits(script, part)`: limits the plan's part needs for this room, by dotted field;
- `answers(script, plan, person, part, room)`: what a person sends, as `Due`s; None leaves it to taste;
- `after(script, part, console, moderation)`: what the facilitator does once the part is closed and its texts are read;
- `judge(evening, part)`: findings about the part.

Kinds without a module are answered by taste, and what a script says of them is skipped.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

from facilitator.activities.base import PartConfig
from facilitator.plans.model import Plan
from facilitator.rehearsal.kinds import (
    capture,
    card_sort,
    choice,
    commitment,
    groups,
    guess,
    harvest,
    ladder,
    scale,
    side,
    vote,
)
from facilitator.rehearsal.script import Script

SCRIPTED: Final[dict[str, ModuleType]] = {
    module.__name__.rpartition(".")[2]: module
    for module in (capture, card_sort, choice, commitment, groups, guess, harvest, ladder, scale, side, vote)
}


def scripted(part: PartConfig, what: str) -> Callable[..., Any]:
    """The function `what` of the module for this kind of part; without one, a function that does nothing."""
    found: Callable[..., Any] = getattr(SCRIPTED.get(part.kind), what, lambda *given: None)
    return found


def taken(script: Script, plan: Plan, part: PartConfig) -> set[str]:
    """Sections and expectations of a script for which a part of a plan stands."""
    module = SCRIPTED.get(part.kind)
    if module is None:
        return set()
    takes = getattr(module, "takes", None)
    return {*module.SECTIONS, *module.KEYS} if takes is None else set(takes(script, plan, part))
