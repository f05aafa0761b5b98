"""What happened, never who: the journal's vocabulary and how it is written as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, get_args

from facilitator.workshop.judgements import NotePinned as NotePinned
from facilitator.workshop.judgements import NoteTakenDown as NoteTakenDown
from facilitator.workshop.judgements import TextDeclined as TextDeclined
from facilitator.workshop.judgements import TextMerged as TextMerged
from facilitator.workshop.judgements import TextNamed as TextNamed
from facilitator.workshop.judgements import TextsChosen as TextsChosen
from facilitator.workshop.judgements import TextSoftened as TextSoftened
from facilitator.workshop.judgements import TextsPutAside as TextsPutAside
from facilitator.workshop.judgements import TextsReadied as TextsReadied
from facilitator.workshop.judgements import TextsShown as TextsShown
from facilitator.workshop.judgements import TextTranslated as TextTranslated
from facilitator.workshop.judgements import TextUnmerged as TextUnmerged


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
    """Ballots were released and their key destroyed. `results` are publishable; None when withheld.

    `rough`: almost the same people as in an earlier round, so they are rough or withheld.
    """

    part: str
    round: int
    received: int
    withheld: bool
    results: Mapping[str, Any] | None
    texts: tuple[str, ...] = ()
    rough: bool = False


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
class CutTaken:
    """Cut number `cut` of a stage: `parts` are skipped, and `part`, if any, is `seconds` shorter."""

    stage: str
    cut: int
    parts: tuple[str, ...] = ()
    part: str = ""
    seconds: int = 0


@dataclass(frozen=True)
class CutUndone:
    stage: str
    cut: int


@dataclass(frozen=True)
class PartEdited:
    part: str
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class SidesEdited:
    sides: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Announced:
    """The facilitator's own words to every phone, and to the wall if `screen`, until they are taken away."""

    words: str
    screen: bool = False


@dataclass(frozen=True)
class AnnouncementTaken:
    pass


@dataclass(frozen=True)
class PhonesFrozen:
    """Phones ask people to look up; what is on them stays there, and nothing is taken until they are thawed."""


@dataclass(frozen=True)
class PhonesThawed:
    pass


@dataclass(frozen=True)
class PartInserted:
    """A part that no plan had, put after part `after`. `config` is what a plan file would say of it."""

    part: str
    after: str
    config: Mapping[str, Any]


@dataclass(frozen=True)
class PartRemoved:
    """An inserted part was taken out again before it opened."""

    part: str


@dataclass(frozen=True)
class EntryTaken:
    """The facilitator began to enter answers for somebody without a phone. Counted, and nothing more."""


@dataclass(frozen=True)
class TextsReleased:
    """A batch of texts left a part beside the evening; `last` says that it takes no more."""

    part: str
    round: int
    received: int
    texts: tuple[str, ...] = ()
    last: bool = False


@dataclass(frozen=True)
class HeadsCounted:
    heads: int


@dataclass(frozen=True)
class AddressChosen:
    address: str


@dataclass(frozen=True)
class DoorsClosed:
    """Nobody new gets a seat; who has one comes back."""


@dataclass(frozen=True)
class DoorsOpened:
    pass


@dataclass(frozen=True)
class WorkshopSealed:
    """`tickets` were made and `void` of them taken back; None in an open room. `languages` were read on enough phones
    that none of them stands alone."""

    joined: int
    minute: float = 0.0
    tickets: int | None = None
    void: int | None = None
    languages: tuple[str, ...] = ()


Event = (
    PartOpened | PartShown | PartClosing | ClosingUndone | PartClosed | PartRevealed | TimeExtended | TimePaused
    | TimeResumed | ScreenBlackened | ScreenLit | PartEdited | SidesEdited | TextsShown | TextSoftened | TextDeclined
    | TextNamed | HeadsCounted | AddressChosen | DoorsClosed | DoorsOpened | WorkshopSealed
    | Announced | AnnouncementTaken | PhonesFrozen | PhonesThawed | PartInserted | PartRemoved | EntryTaken
    | TextsReleased | CutTaken | CutUndone
    | TextsReadied | TextsPutAside | TextMerged | TextUnmerged | TextTranslated | TextsChosen
    | NotePinned | NoteTakenDown
)  # fmt: skip

EVENTS: Final[dict[str, type[Event]]] = {kind.__name__: kind for kind in get_args(Event)}


def as_words(event: Event) -> dict[str, Any]:
    """The event as JSON-ready words with its name under `event`."""
    return {"event": type(event).__name__, **asdict(event)}


def from_words(words: Mapping[str, Any]) -> Event:
    """The event that `as_words` wrote. Raises KeyError or TypeError on a journal this code did not write."""
    kind = EVENTS[words["event"]]
    given = {f.name: words[f.name] for f in fields(kind) if f.name in words}
    make: Callable[..., Event] = kind
    return make(**{k: tuple(v) if isinstance(v, list) else v for k, v in given.items()})
