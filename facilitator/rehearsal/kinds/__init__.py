"""What a script says of a kind of activity: one module a kind, named after it, and one line here.

A module has `SECTIONS` and `KEYS`, the parts of a script and of its `expected` that it plays and judges, and may have

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
from facilitator.rehearsal.kinds import card_sort, commitment, guess, harvest, ladder, scale, side, vote

SCRIPTED: Final[dict[str, ModuleType]] = {
    module.__name__.rpartition(".")[2]: module
    for module in (card_sort, commitment, guess, harvest, ladder, scale, side, vote)
}


def scripted(part: PartConfig, what: str) -> Callable[..., Any]:
    """The function `what` of the module for this kind of part; without one, a function that does nothing."""
    found: Callable[..., Any] = getattr(SCRIPTED.get(part.kind), what, lambda *given: None)
    return found
