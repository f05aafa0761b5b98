"""Which texts of a vote the groups get: those that the facilitator chose, else the first by the published orders."""

from __future__ import annotations

from facilitator.activities.orders import both_orders
from facilitator.activities.registry import activity
from facilitator.clock import Moment
from facilitator.errors import Refused
from facilitator.workshop import events as ev
from facilitator.workshop import verdicts as vd
from facilitator.workshop.decision import Decision, just
from facilitator.workshop.judge import DECLINED, MERGED, SHOWN
from facilitator.workshop.state import Phase, Workshop

OVER = (Phase.CLOSED, Phase.REVEALED)


def choose(request: vd.Choose, w: Workshop, at: Moment) -> Decision | Refused:
    """Ties are nobody else's to break, and a text that everybody could guess may be left out: no order binds."""
    if w.plan.part(request.part) is None:
        return Refused("unknown_part")
    state = w.parts[request.part]
    if state.phase in (Phase.OPEN, Phase.CLOSING) and state.items:
        return Refused("still_open")
    if state.phase not in OVER or not state.items:
        return Refused("not_open")
    if len(set(request.texts)) < len(request.texts):
        return Refused("malformed", "texts")
    statuses = {w.texts[id_].status if id_ in state.items else "" for id_ in request.texts}
    if statuses & {MERGED, DECLINED}:
        return Refused("already_decided")
    if statuses != {SHOWN}:
        return Refused("unknown_text")
    return just() if w.chosen.get(request.part) == request.texts else just(ev.TextsChosen(request.part, request.texts))


def chosen_texts(w: Workshop, part: str, count: int) -> tuple[str, ...]:
    """Up to `count` texts of the vote `part` for the groups, without those that the room may not see any more.

    Where the facilitator chose nothing: the first from most sides, alike there by most votes, alike there too by their
    random ids. Fewer where people voted for fewer; none of a vote that is not over, was withheld, or was over nothing.
    """
    order = w.chosen.get(part) or both_orders(w.parts[part].results or {})
    return tuple(id_ for id_ in order if _seen(w, id_))[:count]


def choosable(w: Workshop, part: str) -> tuple[str, ...]:
    """What can be chosen of a part now: in the order of `chosen_texts` once the room has seen all of it, then the rest
    by their random ids. The console is told no result before the room is."""
    config, state = w.plan.part(part), w.parts[part]
    if config is None or w.sealed or state.phase not in OVER:
        return ()
    whole = state.step >= activity(config).steps(config)
    order = both_orders(state.results or {}) if whole else ()
    return tuple(id_ for id_ in dict.fromkeys((*order, *sorted(state.items))) if _seen(w, id_))


def _seen(w: Workshop, id_: str) -> bool:
    return id_ in w.texts and w.texts[id_].status == SHOWN
