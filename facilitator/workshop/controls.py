"""Room controls: words to every phone, phones that wait, parts that no plan had."""

from __future__ import annotations

from facilitator.activities.wording import normalise
from facilitator.clock import Moment
from facilitator.errors import Refused
from facilitator.workshop import events as ev
from facilitator.workshop import requests as rq
from facilitator.workshop.decision import Decision, just
from facilitator.workshop.insert import MOST, as_config, fresh_id, new_part
from facilitator.workshop.state import Phase, Workshop

ANNOUNCEMENT = 200
"""Characters: what fits on a small phone above the question."""


def announce(request: rq.Announce, w: Workshop, at: Moment) -> Decision | Refused:
    words = normalise(request.words)
    if isinstance(words, Refused):
        return words
    line = " ".join(words.split())
    if len(line) > ANNOUNCEMENT:
        return Refused("text_too_long", "words")
    said = ev.Announced(line, request.screen)
    return just() if said == w.announcement else just(said)


def unannounce(request: rq.Unannounce, w: Workshop, at: Moment) -> Decision | Refused:
    return just(ev.AnnouncementTaken()) if w.announcement else just()


def freeze(request: rq.Freeze, w: Workshop, at: Moment) -> Decision | Refused:
    # The last seconds of a part are for what phones still hold; a freeze would lock it out for good.
    if w.now.phase is Phase.CLOSING:
        return Refused("closing")
    return just() if w.frozen else just(ev.PhonesFrozen())


def thaw(request: rq.Thaw, w: Workshop, at: Moment) -> Decision | Refused:
    return just(ev.PhonesThawed()) if w.frozen else just()


def close_part(w: Workshop) -> Decision:
    """Begins to close the current part. Frozen phones are thawed first: what they hold still counts."""
    closing = ev.PartClosing(w.part.id, w.now.round)
    return just(ev.PhonesThawed(), closing) if w.frozen else just(closing)


def insert(request: rq.Insert, w: Workshop, at: Moment) -> Decision | Refused:
    if len(w.inserted) >= MOST:
        return Refused("too_many_parts")
    part = new_part(w.plan, w.part.id, fresh_id(w.plan, w.inserted), request.kind, request.fields)
    if isinstance(part, Refused):
        return part
    return just(ev.PartInserted(part.id, w.part.id, as_config(part)))


def remove(request: rq.Remove, w: Workshop, at: Moment) -> Decision | Refused:
    if w.plan.part(request.part) is None:
        return Refused("unknown_part")
    if request.part not in w.inserted or w.parts[request.part].phase is not Phase.READY:
        return Refused("not_editable")
    return just(ev.PartRemoved(request.part))
