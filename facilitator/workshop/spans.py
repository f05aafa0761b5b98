"""Spans of groups: from the close that formed them until a part after the last one that uses them opens. Pure."""

from __future__ import annotations

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.workshop.choosing import chosen_texts
from facilitator.workshop.state import Phase, Workshop

CLOSED = (Phase.CLOSED, Phase.REVEALED)


def uses(part: PartConfig) -> str | None:
    """The part whose groups sit together in `part`: the one that forms them counts too."""
    return part.id if part.forms_groups else activity(part).links(part).groups


def lasting(w: Workshop) -> set[tuple[str, int]]:
    """(part, round) of the groups that people still sit in: known to their phones, and to nobody once it is over."""
    return {(part.id, w.parts[part.id].round) for part in _formed(w) if not _over(w, part)}


def _formed(w: Workshop) -> list[PartConfig]:
    return [part for _, part in w.plan.parts() if part.forms_groups and w.parts[part.id].phase in CLOSED]


def _over(w: Workshop, former: PartConfig) -> bool:
    """Once a part after the last user has opened it stays over, however far the room goes back."""
    parts = [part for _, part in w.plan.parts()]
    last = max(i for i, part in enumerate(parts) if uses(part) == former.id)
    return w.sealed or any(w.parts[part.id].phase is not Phase.READY for part in parts[last + 1 :])


def groups_of(w: Workshop, part: PartConfig) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The sizes of the groups that `part` uses and their dilemmas, as they were formed; empty before that."""
    former = uses(part)
    results = w.parts[former].results if former is not None and former in w.parts else None
    if not results:
        return (), ()
    return tuple(results["sizes"]), tuple(results["texts"])


def dealt_dilemmas(w: Workshop, former: PartConfig, tables: int) -> tuple[str, ...]:
    """The dilemma of each of so many tables: those that were chosen, in their order and round again; or none."""
    vote = activity(former).links(former).dilemmas_from
    chosen = chosen_texts(w, vote, tables) if vote is not None else ()
    return tuple(chosen[i % len(chosen)] for i in range(tables)) if chosen else ()
