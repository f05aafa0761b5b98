"""Events about released texts: what became of them, which ones go to the groups; and the note. Part of `events`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TextsShown:
    texts: tuple[str, ...]


@dataclass(frozen=True)
class TextSoftened:
    text: str


@dataclass(frozen=True)
class TextDeclined:
    text: str
    reason: str


@dataclass(frozen=True)
class TextNamed:
    text: str


@dataclass(frozen=True)
class TextsReadied:
    """Chosen to be shown; they are seen when their batch is (`moderation.BATCH`)."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class TextsPutAside:
    """Held back for follow-up: out of the queue, seen by nobody, counted."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class TextMerged:
    """`text` is not shown by itself any more; what is given to it counts for `into`."""

    text: str
    into: str


@dataclass(frozen=True)
class TextUnmerged:
    text: str


@dataclass(frozen=True)
class TextTranslated:
    text: str


@dataclass(frozen=True)
class TextsChosen:
    """The facilitator gave `texts` of the vote `part` to the groups, in this order; the last choice counts."""

    part: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class NotePinned:
    """A safeguarding note stands on every phone. Its words lie in the table that can forget."""


@dataclass(frozen=True)
class NoteTakenDown:
    """It does no more, and its words are gone."""
