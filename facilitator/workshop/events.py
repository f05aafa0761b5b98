"""What happened, never who: the journal's vocabulary and how it is written as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final


@dataclass(frozen=True)
class PartOpened:
    """A part came up and was opened. A higher `round` asks again and drops the earlier round's results from state."""

    part: str
    round: int
    seconds: int
    items: tuple[str, ...] = ()
    minute: float = 0.0
    wall: str = ""


@dataclass(frozen=True)
class PartShown:
    """The room turned to a part without opening it: Back, or Next onto one that was already closed."""

    part: str
    minute: float = 0.0


@dataclass(frozen=True)
class PartClosing:
    part: str
    round: int


@dataclass(frozen=True)
class ClosingUndone:
    part: str
    round: int


@dataclass(frozen=True)
class PartClosed:
    """Ballots were released and their key destroyed. `results` are publishable; None when withheld."""

    part: str
    round: int
    received: int
    withheld: bool
    results: Mapping[str, Any] | None
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class PartRevealed:
    part: str
    step: int


@dataclass(frozen=True)
class TimeExtended:
    part: str
    seconds: int


@dataclass(frozen=True)
class TimePaused:
    pass


@dataclass(frozen=True)
class TimeResumed:
    pass


@dataclass(frozen=True)
class ScreenBlackened:
    pass


@dataclass(frozen=True)
class ScreenLit:
    pass


@dataclass(frozen=True)
class PartEdited:
    part: str
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class SidesEdited:
    sides: tuple[Mapping[str, str], ...]


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
class NotePinned:
    """A safeguarding note stands on every phone. Its words lie in the table that can forget."""


@dataclass(frozen=True)
class NoteTakenDown:
    pass


@dataclass(frozen=True)
class HeadsCounted:
    heads: int


@dataclass(frozen=True)
class AddressChosen:
    address: str


@dataclass(frozen=True)
class WorkshopSealed:
    joined: int
    minute: float = 0.0


Event = (
    PartOpened | PartShown | PartClosing | ClosingUndone | PartClosed | PartRevealed | TimeExtended | TimePaused
    | TimeResumed | ScreenBlackened | ScreenLit | PartEdited | SidesEdited | TextsShown | TextSoftened | TextDeclined
    | TextNamed | HeadsCounted | AddressChosen | WorkshopSealed
    | TextsReadied | TextsPutAside | TextMerged | TextUnmerged | TextTranslated | NotePinned | NoteTakenDown
)  # fmt: skip

EVENTS: Final[dict[str, type[Event]]] = {
    kind.__name__: kind
    for kind in (
        PartOpened, PartShown, PartClosing, ClosingUndone, PartClosed, PartRevealed, TimeExtended, TimePaused,
        TimeResumed, ScreenBlackened, ScreenLit, PartEdited, SidesEdited, TextsShown, TextSoftened, TextDeclined,
        TextNamed, HeadsCounted, AddressChosen, WorkshopSealed,
        TextsReadied, TextsPutAside, TextMerged, TextUnmerged, TextTranslated, NotePinned, NoteTakenDown,
    )
}  # fmt: skip


def as_words(event: Event) -> dict[str, Any]:
    """The event as JSON-ready words with its name under `event`."""
    return {"event": type(event).__name__, **asdict(event)}


def from_words(words: Mapping[str, Any]) -> Event:
    """The event that `as_words` wrote. Raises KeyError or TypeError on a journal this code did not write."""
    kind = EVENTS[words["event"]]
    given = {f.name: words[f.name] for f in fields(kind) if f.name in words}
    make: Callable[..., Event] = kind
    return make(**{k: tuple(v) if isinstance(v, list) else v for k, v in given.items()})
