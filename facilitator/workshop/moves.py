"""Next and Back: how the room goes from part to part, and what holds it where minutes are protected. Pure."""

from __future__ import annotations

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.clock import Moment
from facilitator.errors import Refused
from facilitator.workshop import controls
from facilitator.workshop import events as ev
from facilitator.workshop import requests as rq
from facilitator.workshop.addresses import addresses
from facilitator.workshop.cuts import minutes_of, step_from
from facilitator.workshop.decision import Decision, just
from facilitator.workshop.evening import too_soon
from facilitator.workshop.state import Phase, Workshop


def asks(w: Workshop, part: PartConfig) -> bool:
    """Whether phones send ballots in `part`: a vote over nothing asks nothing."""
    kind = activity(part)
    if not kind.collects(part):
        return False
    return kind.links(part).items_from is None or bool(w.parts[part.id].items)


def opening(w: Workshop, part: PartConfig, at: Moment, round_: int = 1) -> ev.PartOpened:
    """The event that opens `part`: its items are frozen here, in the order of their random ids."""
    links = activity(part).links(part)
    items = tuple(t.id for t in w.texts_of(links.items_from, "shown")) if links.items_from else ()
    if links.addressed_by is not None:
        to = addresses(w, part)
        items = tuple(id_ for id_ in items if id_ in to)
    # Asked again, a part that was passed over has the minutes of the plan.
    minutes = minutes_of(w, part) or part.minutes
    return ev.PartOpened(part.id, round_, round(minutes * 60), items, at.minute, at.wall)


def go_on(request: rq.Next, w: Workshop, at: Moment) -> Decision | Refused:
    if w.now.phase is Phase.CLOSING:
        return Refused("closing")
    if w.now.phase is Phase.OPEN and asks(w, w.part):
        return controls.close_part(w)
    to = step_from(w, 1)
    if to is None:
        return Refused("at_the_end")
    stage, following = w.plan.parts()[to]
    if stage.id != w.stage.id and not request.sure and too_soon(w, at.minute):
        return Refused("protected")
    if w.parts[following.id].phase is Phase.READY:
        return just(opening(w, following, at))
    return just(ev.PartShown(following.id, at.minute))


def go_back(request: rq.Back, w: Workshop, at: Moment) -> Decision | Refused:
    if w.now.phase is Phase.CLOSING:
        return Refused("closing")
    to = step_from(w, -1)
    return Refused("at_the_start") if to is None else just(ev.PartShown(w.plan.parts()[to][1].id, at.minute))
