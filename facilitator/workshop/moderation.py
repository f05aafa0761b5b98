"""Moderation: what becomes of released texts, one by one, before and after the room has seen them."""

from __future__ import annotations

from collections.abc import Iterable

from facilitator.activities.wording import normalise
from facilitator.clock import Moment
from facilitator.errors import Refused
from facilitator.workshop import events as ev
from facilitator.workshop import requests as rq
from facilitator.workshop import verdicts as vd
from facilitator.workshop.addresses import addresses
from facilitator.workshop.decision import Decision, TextWrite, just
from facilitator.workshop.judge import ASIDE, DECLINED, MERGED, READY, WAITING, TextState, judge
from facilitator.workshop.state import Phase, Workshop

HANDLE_WORDS = 4
"""Of the name by which the wall calls a text."""
BATCH = 3
"""Texts become visible together: so many at once, or all that were chosen when nothing waits any more."""
NOTE_LENGTH = 300
NOTE = "note"
"""Where the words of the safeguarding note lie in the table of texts; no text has such an id."""
GONE = (DECLINED, MERGED)
TAKING = (Phase.OPEN, Phase.CLOSING)


def show(request: rq.Show, w: Workshop, at: Moment) -> Decision | Refused:
    refused = _refused(w, *request.texts)
    if refused:
        return refused
    chosen = tuple(dict.fromkeys(id_ for id_ in request.texts if w.texts[id_].status in (WAITING, ASIDE)))
    return just(*_and_batch(w, ev.TextsReadied(chosen))) if chosen else just()


def hold(request: vd.Hold, w: Workshop, at: Moment) -> Decision | Refused:
    refused = _refused(w, *request.texts)
    if refused:
        return refused
    kept = tuple(dict.fromkeys(id_ for id_ in request.texts if w.texts[id_].status != ASIDE))
    return just(*_and_batch(w, ev.TextsPutAside(kept))) if kept else just()


def soften(request: rq.Soften, w: Workshop, at: Moment) -> Decision | Refused:
    refused = _refused(w, request.text)
    if refused:
        return refused
    words = normalise(request.body)
    if isinstance(words, Refused):
        return words
    return Decision((ev.TextSoftened(request.text),), (TextWrite("rewrite", request.text, words),))


def decline(request: rq.Decline, w: Workshop, at: Moment) -> Decision | Refused:
    if request.text not in w.texts:
        return Refused("unknown_text")
    if w.texts[request.text].status == DECLINED:
        return just()
    events = _and_batch(w, ev.TextDeclined(request.text, request.reason))
    return Decision(events, (TextWrite("forget", request.text),))


def name_text(request: rq.NameText, w: Workshop, at: Moment) -> Decision | Refused:
    if request.text not in w.texts or w.texts[request.text].status == DECLINED:
        return Refused("unknown_text")
    words = normalise(request.handle) if request.handle.strip() else ""
    if isinstance(words, Refused):
        return words
    if len(words.split()) > HANDLE_WORDS:
        return Refused("text_too_long", "handle")
    return Decision((ev.TextNamed(request.text),), (TextWrite("name", request.text, " ".join(words.split())),))


def translate(request: vd.Translate, w: Workshop, at: Moment) -> Decision | Refused:
    refused = _refused(w, request.text)
    if refused:
        return refused
    words = normalise(request.body) if request.body.strip() else ""
    if isinstance(words, Refused):
        return words
    language = request.language if words else ""
    return Decision((ev.TextTranslated(request.text),), (TextWrite("translate", request.text, words, language),))


def merge(request: vd.Merge, w: Workshop, at: Moment) -> Decision | Refused:
    """Refused where votes would be lost: a text of a finished vote, or one on a ballot that the other is not on."""
    refused = _refused(w, request.text, request.into)
    if refused:
        return refused
    one, other = w.texts[request.text], w.texts[request.into]
    if one == other:
        return Refused("malformed", "into")
    if not together(w, one, other):
        return Refused("unknown_text", "into")
    if _is_counted(w, one.id) or any(one.id in items and other.id not in items for items in _ballots(w, *TAKING)):
        return Refused("on_ballot")
    if any(to.get(one.id) != to.get(other.id) for to in (addresses(w, part) for _, part in w.plan.parts()) if to):
        return Refused("not_addressed_alike", "into")
    return just(*_and_batch(w, ev.TextMerged(one.id, other.id)))


def together(w: Workshop, one: TextState, other: TextState) -> bool:
    """Whether two texts answer the same question in the same round; beside the evening a round is a batch."""
    beside = any(part.id == one.part for part in w.plan.beside)
    return one.part == other.part and (beside or one.round == other.round)


def unmerge(request: vd.Unmerge, w: Workshop, at: Moment) -> Decision | Refused:
    text = w.texts.get(request.text)
    if text is None:
        return Refused("unknown_text")
    if text.status != MERGED:
        return just()
    return Refused("on_ballot") if _is_counted(w, text.id) else just(*_and_batch(w, ev.TextUnmerged(text.id)))


def safeguard(request: vd.Safeguard, w: Workshop, at: Moment) -> Decision | Refused:
    """The note goes to every phone alike: nothing here knows, or could find out, whose text it is about."""
    note = normalise(request.note)
    if isinstance(note, Refused):
        return note
    if len(note) > NOTE_LENGTH:
        return Refused("text_too_long", "note")
    events: tuple[ev.Event, ...] = (ev.NotePinned(),)
    if request.text is not None:
        aside = hold(vd.Hold(name="hold", texts=(request.text,)), w, at)
        if isinstance(aside, Refused):
            return aside
        events += aside.events
    return Decision(events, (TextWrite("pin", NOTE, note),))


def take_down(request: vd.TakeDown, w: Workshop, at: Moment) -> Decision | Refused:
    return Decision((ev.NoteTakenDown(),), (TextWrite("forget", NOTE),)) if w.note else just()


def untouched(request: rq.Command, w: Workshop, rev: int) -> bool:
    """Whether a decision on single texts still is about what its console saw at `rev`: two people may read at once."""
    match request:
        case rq.Show(texts=ids) | vd.Hold(texts=ids):
            about: tuple[str, ...] = ids
        case vd.Merge(text=one, into=other):
            about = (one, other)
        case rq.Soften(text=id_) | rq.Decline(text=id_) | rq.NameText(text=id_) | vd.Translate(text=id_):
            about = (id_,)
        case vd.Unmerge(text=id_):
            about = (id_,)
        case _:
            return False
    return rev <= w.seq and all(id_ in w.texts and w.texts[id_].since <= rev for id_ in about)


def _refused(w: Workshop, *ids: str) -> Refused | None:
    """Why texts cannot be judged any more: they are not there, deleted, or part of another."""
    if any(id_ not in w.texts for id_ in ids):
        return Refused("unknown_text")
    return Refused("already_decided") if any(w.texts[id_].status in GONE for id_ in ids) else None


def _and_batch(w: Workshop, event: ev.Event) -> tuple[ev.Event, ...]:
    """`event`, and the release of what is ready where it completes a batch or leaves nothing waiting."""
    after = judge(w.texts, event)
    ready = sorted(id_ for round_ in _rounds(after.values()) for id_ in _batch(after.values(), round_))
    return (event, ev.TextsShown(tuple(ready))) if ready else (event,)


def _rounds(texts: Iterable[TextState]) -> set[tuple[str, int]]:
    return {(text.part, text.round) for text in texts}


def _batch(texts: Iterable[TextState], round_: tuple[str, int]) -> list[str]:
    own = [text for text in texts if (text.part, text.round) == round_]
    ready = [text.id for text in own if text.status == READY]
    full = len(ready) >= BATCH or not any(text.status == WAITING for text in own)
    return ready if full else []


def _ballots(w: Workshop, *phases: Phase) -> list[tuple[str, ...]]:
    """The texts on the ballots of votes that are in one of these phases."""
    return [state.items for state in w.parts.values() if state.phase in phases]


def _is_counted(w: Workshop, text: str) -> bool:
    """Whether a finished vote has counted votes for this text: they cannot be moved any more."""
    return any(text in items for items in _ballots(w, Phase.CLOSED, Phase.REVEALED))
