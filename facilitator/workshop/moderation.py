"""Moderation: what becomes of released texts, one by one, before and after the room has seen them."""

from __future__ import annotations

from facilitator.activities.wording import normalise
from facilitator.clock import Moment
from facilitator.errors import Refused
from facilitator.workshop import events as ev
from facilitator.workshop import requests as rq
from facilitator.workshop.decision import Decision, TextWrite, just
from facilitator.workshop.state import Workshop

HANDLE_WORDS = 4
"""Of the name by which the wall calls a text."""


def show(request: rq.Show, w: Workshop, at: Moment) -> Decision | Refused:
    if any(id_ not in w.texts for id_ in request.texts):
        return Refused("unknown_text")
    if any(w.texts[id_].status == "declined" for id_ in request.texts):
        return Refused("already_decided")
    held = tuple(dict.fromkeys(id_ for id_ in request.texts if w.texts[id_].status == "held"))
    return just(ev.TextsShown(held)) if held else just()


def soften(request: rq.Soften, w: Workshop, at: Moment) -> Decision | Refused:
    if request.text not in w.texts:
        return Refused("unknown_text")
    if w.texts[request.text].status == "declined":
        return Refused("already_decided")
    words = normalise(request.body)
    if isinstance(words, Refused):
        return words
    return Decision((ev.TextSoftened(request.text),), (TextWrite("rewrite", request.text, words),))


def decline(request: rq.Decline, w: Workshop, at: Moment) -> Decision | Refused:
    if request.text not in w.texts:
        return Refused("unknown_text")
    if w.texts[request.text].status == "declined":
        return just()
    event = ev.TextDeclined(request.text, request.reason)
    return Decision((event,), (TextWrite("forget", request.text),))


def name_text(request: rq.NameText, w: Workshop, at: Moment) -> Decision | Refused:
    if request.text not in w.texts or w.texts[request.text].status == "declined":
        return Refused("unknown_text")
    words = normalise(request.handle) if request.handle.strip() else ""
    if isinstance(words, Refused):
        return words
    if len(words.split()) > HANDLE_WORDS:
        return Refused("text_too_long", "handle")
    return Decision((ev.TextNamed(request.text),), (TextWrite("name", request.text, " ".join(words.split())),))
