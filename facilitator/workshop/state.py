"""The live workshop as a value, and `evolve`, which folds an event into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.plans.model import Plan, Side, Stage
from facilitator.workshop import events as ev
from facilitator.workshop.beside import besides_follow, over
from facilitator.workshop.controlled import controlled
from facilitator.workshop.judge import SHOWN, TextState, judge
from facilitator.workshop.phases import PHASES, Phase
from facilitator.workshop.revise import with_part, with_sides

__all__ = ["PHASES", "PartState", "Phase", "Stay", "TextState", "Workshop", "begin", "evolve", "fold"]


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
    rough: bool = False
    earlier: tuple[int, ...] = ()
    """Responders of each earlier round of this part that was published."""

    def again(self, phase: Phase, round_: int, seconds: int, items: tuple[str, ...]) -> PartState:
        """This part opened for `round_`; of what it found only the number of responders goes along."""
        published = self.received is not None and not self.withheld
        earlier = (*self.earlier, self.received) if published and self.received is not None else self.earlier
        return PartState(phase, round=round_, seconds=seconds, items=items, earlier=earlier)


@dataclass(frozen=True)
class Stay:
    """The room stood on `part` from run minute `since`."""

    part: str
    since: float


@dataclass(frozen=True)
class Workshop:
    """One run of a plan. Rebuilt from the plan and the journal; holds no person and no text.

    `judged` counts what was done to texts, so that a page with texts on it knows when to ask for them again.
    """

    code: str
    plan: Plan
    practice: bool = False
    seats: str = "open"
    at: int = 0
    parts: Mapping[str, PartState] = field(default_factory=dict)
    texts: Mapping[str, TextState] = field(default_factory=dict)
    black: bool = False
    paused: bool = False
    sealed: bool = False
    joined_at_seal: int | None = None
    announcement: ev.Announced | None = None
    frozen: bool = False
    inserted: tuple[str, ...] = ()
    """Ids of the parts that no plan had, those removed again included: an id is used once."""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By vote: the texts that the facilitator gave to the groups, in order."""
    cuts: tuple[ev.CutTaken, ...] = ()
    """Cuts that were taken and not taken back."""
    entered: int = 0
    """People without a phone, for whom the facilitator enters answers."""
    heads: int | None = None
    address: str | None = None
    note: bool = False
    notes: int = 0
    doors_closed: bool = False
    tickets_at_seal: int | None = None
    void_at_seal: int | None = None
    languages: tuple[str, ...] = ()
    began: str = ""
    log: tuple[Stay, ...] = ()
    judged: int = 0
    seq: int = 0

    @property
    def ticketed(self) -> bool:
        """Whether a seat needs a ticket; otherwise the room's code opens one."""
        return self.seats == "tickets"

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
        every_round = any(config.id == part for config in self.plan.beside)  # there a round is a batch
        found = (t for t in self.texts.values() if t.part == part and (every_round or t.round == latest))
        return tuple(sorted((t for t in found if status in (None, t.status)), key=lambda t: t.id))

    def passed_on(self, part: str) -> tuple[TextState, ...]:
        """Texts of earlier rounds of `part` that another part still stands on: a vote keeps what it was about."""
        named = {id_ for state in self.parts.values() for id_ in state.items}
        named |= {id_ for chosen in self.chosen.values() for id_ in chosen}
        latest = {text.id for text in self.texts_of(part)}
        found = (t for t in self.texts.values() if t.part == part and t.id in named - latest and t.status == SHOWN)
        return tuple(sorted(found, key=lambda t: t.id))

    @property
    def staying(self) -> frozenset[str]:
        """Texts that stay after the seal: shown, and in the latest round of their part or before a later part."""
        asked = (*(part.id for _, part in self.plan.parts()), *(part.id for part in self.plan.beside))
        return frozenset(t.id for part in asked for t in (*self.texts_of(part, SHOWN), *self.passed_on(part)))


def begin(code: str, plan: Plan, practice: bool = False, seats: str = "open") -> Workshop:
    """A workshop in which nothing has happened yet. `seats` is how people get one: "open" or "tickets"."""
    every = (*(part for _, part in plan.parts()), *plan.beside)
    return Workshop(code, plan, practice, seats, parts={part.id: PartState() for part in every})


def fold(workshop: Workshop, events: Iterable[ev.Event]) -> Workshop:
    """The workshop after all `events`, in order."""
    for event in events:
        workshop = evolve(workshop, event)
    return workshop


def evolve(workshop: Workshop, event: ev.Event) -> Workshop:
    """The workshop after `event`. Raises ValueError on a phase change that the table does not know."""
    changed = besides_follow(workshop, _change(workshop, event), event)
    return replace(changed, seq=workshop.seq + 1)


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
        case (
            ev.Announced() | ev.AnnouncementTaken() | ev.PhonesFrozen() | ev.PhonesThawed() | ev.PartInserted()
            | ev.PartRemoved() | ev.EntryTaken() | ev.CutTaken() | ev.CutUndone()
        ):  # fmt: skip
            return controlled(w, event, PartState())
        case ev.TextsReleased(part, round_, received, texts, last):
            held = {id_: TextState(id_, part, round_) for id_ in texts}
            state = w.parts[part]
            after_it = over(state, received) if last else replace(state, round=round_ + 1)
            return replace(_with(w, part, after_it), texts={**w.texts, **held})
        case ev.TextsChosen(part, texts):
            return replace(w, chosen={**w.chosen, part: texts})
        case ev.HeadsCounted(heads):
            return replace(w, heads=heads)
        case ev.AddressChosen(address):
            return replace(w, address=address)
        case ev.DoorsClosed():
            return replace(w, doors_closed=True)
        case ev.DoorsOpened():
            return replace(w, doors_closed=False)
        case ev.WorkshopSealed(joined, minute, tickets, void, languages):
            sealed = replace(w, sealed=True, black=False, frozen=False, announcement=None, note=False)
            log = (*w.log, Stay("", minute))
            sealed = replace(sealed, joined_at_seal=joined, tickets_at_seal=tickets, void_at_seal=void)
            return replace(sealed, languages=languages, log=log)
        case _:
            return replace(w, texts=judge(w.texts, event, w.seq + 1), judged=w.judged + 1)


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
            turned = _turned(_with(w, part, state.again(phase, round_, seconds, items)), part, minute)
            chosen = {vote: texts for vote, texts in w.chosen.items() if vote != part}
            return replace(turned, chosen=chosen, began=turned.began or (wall if _counts(turned) else ""), paused=False)
        case ev.PartClosed(_, round_, received, withheld, results, texts, rough):
            closed = replace(state, phase=phase, received=received, withheld=withheld, results=results, rough=rough)
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


def _counts(w: Workshop) -> bool:
    """Whether the clock of the evening runs on this part: a plan without a lobby begins with its first part."""
    return w.at > 0 or not activity(w.part).before_start
