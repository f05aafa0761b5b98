"""The live workshop as a value, and `evolve`, which folds an event into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from facilitator.activities.base import PartConfig
from facilitator.plans.model import Plan, Side, Stage
from facilitator.workshop import events as ev
from facilitator.workshop.judge import TextState, judge
from facilitator.workshop.revise import with_part, with_sides


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


@dataclass(frozen=True)
class PartState:
    """One part of the run. `results` are what may be shown (None while open or when withheld)."""

    phase: Phase = Phase.READY
    round: int = 1
    step: int = 0
    seconds: int = 0
    items: tuple[str, ...] = ()
    received: int | None = None
    withheld: bool = False
    results: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Stay:
    """The room stood on `part` from run minute `since`."""

    part: str
    since: float


@dataclass(frozen=True)
class Workshop:
    """One run of a plan. Rebuilt from the plan and the journal; holds no person and no text."""

    code: str
    plan: Plan
    practice: bool = False
    at: int = 0
    parts: Mapping[str, PartState] = field(default_factory=dict)
    texts: Mapping[str, TextState] = field(default_factory=dict)
    black: bool = False
    paused: bool = False
    sealed: bool = False
    joined_at_seal: int | None = None
    heads: int | None = None
    address: str | None = None
    note: bool = False
    notes: int = 0
    began: str = ""
    log: tuple[Stay, ...] = ()
    seq: int = 0

    @property
    def stage(self) -> Stage:
        return self.plan.parts()[self.at][0]

    @property
    def part(self) -> PartConfig:
        return self.plan.parts()[self.at][1]

    @property
    def now(self) -> PartState:
        return self.parts[self.part.id]

    @property
    def sides(self) -> tuple[Side, ...]:
        return self.plan.sides

    def texts_of(self, part: str, status: str | None = None) -> tuple[TextState, ...]:
        """Texts of the latest round of `part`, in the order of their random ids."""
        latest = self.parts[part].round
        found = (t for t in self.texts.values() if t.part == part and t.round == latest)
        return tuple(sorted((t for t in found if status in (None, t.status)), key=lambda t: t.id))


def begin(code: str, plan: Plan, practice: bool = False) -> Workshop:
    """A workshop in which nothing has happened yet."""
    return Workshop(code, plan, practice, parts={part.id: PartState() for _, part in plan.parts()})


def fold(workshop: Workshop, events: Iterable[ev.Event]) -> Workshop:
    """The workshop after all `events`, in order."""
    for event in events:
        workshop = evolve(workshop, event)
    return workshop


def evolve(workshop: Workshop, event: ev.Event) -> Workshop:
    """The workshop after `event`. Raises ValueError on a phase change that the table does not know."""
    return replace(_change(workshop, event), seq=workshop.seq + 1)


def _change(w: Workshop, event: ev.Event) -> Workshop:
    match event:
        case ev.PartOpened() | ev.PartShown() | ev.PartClosing() | ev.ClosingUndone() | ev.PartClosed():
            return _moved(w, event)
        case ev.PartRevealed(part, step):
            return _with(w, part, replace(w.parts[part], phase=_next_phase(w, part, event), step=step))
        case ev.TimeExtended(part, seconds):
            return _with(w, part, replace(w.parts[part], seconds=w.parts[part].seconds + seconds))
        case ev.TimePaused():
            return replace(w, paused=True)
        case ev.TimeResumed():
            return replace(w, paused=False)
        case ev.ScreenBlackened():
            return replace(w, black=True)
        case ev.ScreenLit():
            return replace(w, black=False)
        case ev.PartEdited(part, changes):
            return replace(w, plan=with_part(w.plan, part, changes))
        case ev.SidesEdited(sides):
            return replace(w, plan=with_sides(w.plan, tuple(Side(**side) for side in sides)))
        case ev.NotePinned():
            return replace(w, note=True, notes=w.notes + 1)
        case ev.NoteTakenDown():
            return replace(w, note=False)
        case ev.HeadsCounted(heads):
            return replace(w, heads=heads)
        case ev.AddressChosen(address):
            return replace(w, address=address)
        case ev.WorkshopSealed(joined, minute):
            over = replace(w, sealed=True, black=False, note=False, joined_at_seal=joined)
            return replace(over, log=(*w.log, Stay("", minute)))
        case _:
            return replace(w, texts=judge(w.texts, event, w.seq + 1))


def _moved(
    w: Workshop, event: ev.PartOpened | ev.PartShown | ev.PartClosing | ev.ClosingUndone | ev.PartClosed
) -> Workshop:
    part = event.part
    state = w.parts[part]
    if isinstance(event, ev.PartShown):
        return _turned(w, part, event.minute)
    phase = _next_phase(w, part, event)
    match event:
        case ev.PartOpened(_, round_, seconds, items, minute, wall):
            fresh = PartState(phase, round=round_, seconds=seconds, items=items)
            turned = _turned(_with(w, part, fresh), part, minute)
            return replace(turned, began=turned.began or (wall if turned.at > 0 else ""), paused=False)
        case ev.PartClosed(_, round_, received, withheld, results, texts):
            closed = replace(state, phase=phase, received=received, withheld=withheld, results=results)
            held = {id_: TextState(id_, part, round_) for id_ in texts}
            return replace(_with(w, part, closed), texts={**w.texts, **held})
        case _:
            return _with(w, part, replace(state, phase=phase))


def _next_phase(w: Workshop, part: str, event: ev.Event) -> Phase:
    before = w.parts[part].phase
    try:
        return PHASES[before, type(event)]
    except KeyError:
        raise ValueError(f"{type(event).__name__} cannot follow {before} in {part}") from None


def _with(w: Workshop, part: str, state: PartState) -> Workshop:
    return replace(w, parts={**w.parts, part: state})


def _turned(w: Workshop, part: str, minute: float) -> Workshop:
    at = next(i for i, (_, config) in enumerate(w.plan.parts()) if config.id == part)
    return replace(w, at=at, log=(*w.log, Stay(part, minute)))
