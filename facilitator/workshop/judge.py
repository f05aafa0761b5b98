"""What has become of released texts: their statuses, and what each decision of a moderator makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from facilitator.workshop import events as ev

WAITING, READY, SHOWN, ASIDE, MERGED, DECLINED = "held", "ready", "shown", "aside", "merged", "declined"
"""Waiting in the queue; chosen and waiting for its batch; seen; kept aside for follow-up; part of another; deleted."""


@dataclass(frozen=True)
class TextState:
    """A released text without its words, which lie in a table that can forget.

    `into` is the text that stands for a merged one, `was` the status that unmerging gives back.
    """

    id: str
    part: str
    round: int
    status: str = WAITING
    softened: bool = False
    reason: str | None = None
    into: str | None = None
    was: str | None = None
    since: int = 0
    """The revision that touched it last."""


Texts = Mapping[str, TextState]


def judge(texts: Texts, event: ev.Event, seq: int = 0) -> Texts:
    """The texts after a decision of a moderator, number `seq`. Raises TypeError on an event that is none."""
    match event:
        case ev.TextsShown(ids):
            changed = {id_: replace(texts[id_], status=SHOWN) for id_ in ids}
        case ev.TextsReadied(ids):
            changed = {id_: replace(texts[id_], status=READY) for id_ in ids}
        case ev.TextsPutAside(ids):
            changed = {id_: replace(texts[id_], status=ASIDE) for id_ in ids}
        case ev.TextMerged(id_, into):
            changed = {id_: replace(texts[id_], status=MERGED, into=into, was=texts[id_].status)}
        case ev.TextUnmerged(id_):
            changed = {id_: replace(texts[id_], status=texts[id_].was or WAITING, into=None, was=None)}
        case ev.TextSoftened(id_):
            changed = {id_: replace(texts[id_], softened=True)}
        case ev.TextDeclined(id_, reason):
            changed = {id_: replace(texts[id_], status=DECLINED, reason=reason, into=None, was=None)}
        case ev.TextNamed(id_) | ev.TextTranslated(id_):
            changed = {id_: texts[id_]}
        case _:
            raise TypeError(f"no rule for {type(event).__name__}")
    return {**texts, **{id_: replace(text, since=seq) for id_, text in changed.items()}}


def survivor(texts: Texts, id_: str) -> str:
    """The text that stands for `id_`: itself, or what it was merged into, however often."""
    while (into := texts[id_].into) is not None:
        id_ = into
    return id_


def counts_for(texts: Texts, items: tuple[str, ...]) -> tuple[int, ...]:
    """For each item of a ballot, the index of the one its votes count for; empty where nothing was merged."""
    place = {id_: i for i, id_ in enumerate(items)}
    found = tuple(place.get(survivor(texts, id_), i) if id_ in texts else i for id_, i in place.items())
    return () if found == tuple(range(len(items))) else found
