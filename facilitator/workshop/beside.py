"""Parts beside the evening: they open with its first part, forget when their time is over, and end with the seal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from facilitator.workshop import events as ev
from facilitator.workshop.phases import Phase

if TYPE_CHECKING:
    from facilitator.workshop.state import PartState, Workshop


def open_besides(w: Workshop) -> set[tuple[str, int]]:
    """(part, round) of everything beside the evening that takes ballots now."""
    states = ((part.id, w.parts[part.id]) for part in w.plan.beside)
    return {(id_, state.round) for id_, state in states if state.phase is Phase.OPEN}


def besides_follow(before: Workshop, after: Workshop, event: ev.Event) -> Workshop:
    """`after` with the parts beside it where `event` leaves them. No event of their own: the plan says it all."""
    parts = dict(after.parts)
    turned = isinstance(event, ev.PartOpened | ev.PartShown)
    for config in after.plan.beside:
        state = parts[config.id]
        moved = {"part": before.part.id != after.part.id, "stage": before.stage.id != after.stage.id}
        if after.sealed and state.phase is Phase.OPEN:
            parts[config.id] = over(state, 0)
        elif turned and state.phase is Phase.READY:
            parts[config.id] = replace(state, phase=Phase.OPEN)
        elif turned and state.phase is Phase.OPEN and moved.get(config.lasts):
            parts[config.id] = replace(state, round=state.round + 1)
    return after if parts == after.parts else replace(after, parts=parts)


def over(state: PartState, received: int) -> PartState:
    """A part beside the evening that takes no more; its results were never for the room."""
    return replace(state, phase=Phase.CLOSED, received=received, withheld=True)
