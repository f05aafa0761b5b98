"""What a request leads to: events for the journal, and the writes to the texts that go with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from facilitator.workshop.events import Event


@dataclass(frozen=True)
class TextWrite:
    """A change to the table of texts that belongs to the same transaction as the events."""

    do: Literal["rewrite", "name", "forget", "translate", "pin"]
    text: str
    words: str = ""
    language: str = ""


@dataclass(frozen=True)
class Decision:
    """Events to append, and the writes to the texts that go with them."""

    events: tuple[Event, ...]
    writes: tuple[TextWrite, ...] = ()


def just(*events: Event) -> Decision:
    """A decision that writes no text."""
    return Decision(events)
