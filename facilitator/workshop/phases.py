"""The phases of a part and the table of what may follow what."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from facilitator.workshop import events as ev


class Phase(StrEnum):
    """Where a part stands. Only `open` and `closing` take ballots."""

    READY = "ready"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    REVEALED = "revealed"


PHASES: Final[Mapping[tuple[Phase, type[ev.Event]], Phase]] = {
    (Phase.READY, ev.PartOpened): Phase.OPEN,
    (Phase.OPEN, ev.PartOpened): Phase.OPEN,
    (Phase.OPEN, ev.PartClosing): Phase.CLOSING,
    (Phase.CLOSING, ev.ClosingUndone): Phase.OPEN,
    (Phase.CLOSING, ev.PartClosed): Phase.CLOSED,
    (Phase.CLOSED, ev.PartRevealed): Phase.REVEALED,
    (Phase.REVEALED, ev.PartRevealed): Phase.REVEALED,
    (Phase.CLOSED, ev.PartOpened): Phase.OPEN,
    (Phase.REVEALED, ev.PartOpened): Phase.OPEN,
}
"""The phase table: what an event makes of a part. A pair that is not here cannot happen."""
