"""Who may ask for what: leads, moderators, observers, and the one clicker among the leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from facilitator.errors import Refused
from facilitator.workshop import requests as rq
from facilitator.workshop import seating as st
from facilitator.workshop import verdicts as vd

Role = Literal["lead", "moderator", "observer"]
ROLES: Final[tuple[Role, ...]] = ("lead", "moderator", "observer")

JUDGING: Final[tuple[type[rq.Command], ...]] = (
    rq.Show, rq.ShowUnflagged, rq.Soften, rq.Decline, rq.NameText, vd.Hold, vd.Merge, vd.Unmerge, vd.Translate,
)  # fmt: skip
"""Decisions on texts: a moderator's, and any lead's."""

BESIDE: Final[tuple[type[rq.Command], ...]] = (
    rq.Edit, rq.EditSides, rq.Heads, rq.Address, rq.Doors, rq.Announce, rq.Unannounce,
    vd.Safeguard, vd.TakeDown, vd.Choose, vd.Watch, vd.Take, st.Sit, st.Swap, st.Join, st.Lower,
)  # fmt: skip
"""What any lead may do without the clicker, because it does not move the room. Everything else needs it."""


@dataclass(frozen=True)
class Console:
    """One console: its role, and the id that tells it from others. The terminal's own consoles have an empty id."""

    role: Role = "lead"
    id: str = ""


TERMINAL: Final = Console()
"""Whoever holds a link from the terminal."""


def permitted(request: rq.Command, by: Console, holder: str) -> Refused | None:
    """Why `by` may not ask for this while the console `holder` has the clicker; None if it may."""
    if by.role == "moderator" and isinstance(request, JUDGING):
        return None
    if by.role == "lead" and (by.id == holder or isinstance(request, (*JUDGING, *BESIDE))):
        return None
    return Refused("not_yours")
