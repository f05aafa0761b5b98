"""What a room control makes of the workshop: a pinned announcement, frozen phones, parts that no plan had, cuts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from facilitator.workshop import events as ev
from facilitator.workshop.insert import inserted, removed

if TYPE_CHECKING:
    from facilitator.workshop.state import PartState, Workshop

Control = (
    ev.Announced | ev.AnnouncementTaken | ev.PhonesFrozen | ev.PhonesThawed | ev.PartInserted | ev.PartRemoved
    | ev.EntryTaken | ev.CutTaken | ev.CutUndone
)  # fmt: skip


def controlled(w: Workshop, event: Control, fresh: PartState) -> Workshop:
    """The workshop after a control; `fresh` is the state of a part that is not yet open."""
    match event:
        case ev.Announced():
            return replace(w, announcement=event)
        case ev.AnnouncementTaken():
            return replace(w, announcement=None)
        case ev.PhonesFrozen():
            return replace(w, frozen=True)
        case ev.PhonesThawed():
            return replace(w, frozen=False)
        case ev.PartInserted(part, after, config):
            more = replace(w, plan=inserted(w.plan, after, config), parts={**w.parts, part: fresh})
            return _at_the_same(w, replace(more, inserted=(*w.inserted, part)))
        case ev.PartRemoved(part):
            parts = {id_: state for id_, state in w.parts.items() if id_ != part}
            return _at_the_same(w, replace(w, plan=removed(w.plan, part), parts=parts))
        case ev.EntryTaken():
            return replace(w, entered=w.entered + 1)
        case ev.CutTaken():
            return replace(w, cuts=(*w.cuts, event))
        case ev.CutUndone(stage, cut):
            return replace(w, cuts=tuple(taken for taken in w.cuts if (taken.stage, taken.cut) != (stage, cut)))


def _at_the_same(before: Workshop, after: Workshop) -> Workshop:
    """`after` standing on the part on which `before` stood, wherever that is now."""
    at = next(i for i, (_, config) in enumerate(after.plan.parts()) if config.id == before.part.id)
    return replace(after, at=at)
