"""What a moderator reads: the queue with its flags, what is like what, and what was decided. For consoles alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from facilitator.activities.telling import tells
from facilitator.activities.watch import Watched
from facilitator.activities.wording import first_words, flags
from facilitator.insight.likeness import near
from facilitator.workshop.judge import DECLINED, WAITING, TextState, survivor
from facilitator.workshop.moderation import together
from facilitator.workshop.state import Workshop
from facilitator.workshop.views import TextCard, Words, card

NOBODY = Watched()


def queue(
    w: Workshop, words: Mapping[str, Words], watched: Watched = NOBODY
) -> tuple[list[TextCard], list[TextCard]]:  # fmt: skip
    """Texts waiting for a decision and texts decided, of every part's latest round. Waiting ones with a name or word
    of the lists come first, then those with another flag; within that the order is that of random ids."""
    parts = (*(part for _, part in w.plan.parts()), *w.plan.beside)
    states = [state for part in parts for state in w.texts_of(part.id)]
    alike = near(tuple((s.id, words[s.id].body) for s in states if s.id in words and s.status != DECLINED))
    cards = [_read(w, state, words, watched, alike.get(state.id, ())) for state in states]
    waiting = [c for c in cards if c.status == WAITING]
    first = sorted(waiting, key=lambda c: (not c.hits, not c.flags))
    return first, [c for c in cards if c.status != WAITING]


def unflagged(w: Workshop, words: Mapping[str, Words], watched: Watched = NOBODY) -> tuple[str, ...]:
    """Held texts without a flag: what *show all unflagged* shows. What the phone underlines before sending is one."""
    return tuple(c.id for c in queue(w, words, watched)[0] if not c.flags)


def _read(
    w: Workshop, state: TextState, words: Mapping[str, Words], watched: Watched, alike: tuple[str, ...]
) -> TextCard:  # fmt: skip
    own = words.get(state.id, Words(""))
    hits = watched.hits(own.body)
    listed = (*(["name"] if hits.names else []), *(["word"] if hits.words else []))
    part = w.plan.part(state.part)
    told = tells(own.body, getattr(part, "nudge", ()))
    like = tuple((id_, _name(words, id_)) for id_ in alike if _may_join(w, state, id_))
    into = _name(words, survivor(w.texts, state.id)) if state.into else ""
    found = (*flags(own.body), *(["tells"] if told else []), *listed)
    return replace(
        card(state, own), flags=found, tells=told, original=own.original, hits=(*hits.names, *hits.words),
        near=like, into=into, part=state.part,
    )  # fmt: skip


def _may_join(w: Workshop, state: TextState, other: str) -> bool:
    return together(w, state, w.texts[other]) and w.texts[other].into is None


def _name(words: Mapping[str, Words], id_: str) -> str:
    own = words.get(id_, Words(""))
    return own.name or first_words(own.body)
