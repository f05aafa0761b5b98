"""The two copies of a workshop, with different contents: the organiser's, and the one for those who took part."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from facilitator.activities.registry import activity, told
from facilitator.archive.record import PartRecord, Record
from facilitator.archive.retention import named
from facilitator.plans.carried import Carried

STEMS: Final[Mapping[str, str]] = {"organiser": "report", "participants": "participants"}


@dataclass(frozen=True)
class Copy:
    """A record reduced to what its readers get. `unseen` names parts whose results the room was never shown: marked in
    the organiser's copy, and in the other there for their texts alone."""

    audience: str
    record: Record
    unseen: frozenset[str] = frozenset()
    told: Mapping[str, int] = field(default_factory=dict)
    """How far the room was shown each part's results, where the copy has more."""

    @property
    def whole(self) -> bool:
        """Whether this is the organiser's copy."""
        return self.audience == "organiser"

    @property
    def name(self) -> str:
        """How its files are called, so that the two never overwrite each other."""
        return STEMS[self.audience]


def organiser(record: Record) -> Copy:
    """Everything that is kept; results that were not revealed are there, and marked."""
    unseen = frozenset(part.part for part in record.parts if not seen(part))
    parts = tuple(part.model_copy(update={"step": activity(part.config).steps(part.config)}) for part in record.parts)
    told = {part.part: part.step for part in record.parts}
    return Copy("organiser", record.model_copy(update={"parts": parts}), unseen, told)


def participants(record: Record) -> Copy:
    """What the room was shown, as far as it was shown. What only the organiser may see is not hidden but absent."""
    silent: dict[str, object] = {"held": 0, "aside": 0, "merged": 0, "declined": {}}
    reduced = _as_told(record)
    passed_on = frozenset(part.part for part in record.parts if not seen(part)) & {part.part for part in reduced}
    parts = tuple(part.model_copy(update={**silent, "inserted": False}) for part in reduced)
    beside = tuple(
        part.model_copy(update={**silent, "received": len(part.texts)})
        for part in record.beside
        if part.texts and part.config.reveal != "never"
    )
    there = {part.stage for part in parts if part.part not in passed_on}
    stages = tuple(
        stage.model_copy(update={"purpose": "", "planned": 0.0, "taken": None, "cuts": ()})
        for stage in record.stages
        if stage.id in there
    )
    absent: dict[str, object] = {"joined": None, "tickets": None, "void": None, "entered": 0, "safeguarding_notes": 0}
    absent["carried"] = _recalled(record)
    absent |= {"skipped": (), "edited": (), "deleted": (), "stages": stages, "parts": parts, "beside": beside}
    return Copy("participants", record.model_copy(update=absent), passed_on)


def _recalled(record: Record) -> Carried | None:
    """Of what was carried over only what stood on the wall."""
    hidden: dict[str, object] = {name: () for name in ("gaps", "commitments") if name not in record.recalled}
    found = record.carried.model_copy(update=hidden) if record.carried else None
    return found if found and (found.gaps or found.commitments) else None


def seen(part: PartRecord) -> bool:
    """Whether the room saw an outcome: results revealed, texts shown, or the card that says why there are none."""
    shown = bool(part.texts) and not type(part.config).tells_by_steps
    return part.step > 0 or shown or part.withheld or part.results is None


def _as_told(record: Record) -> tuple[PartRecord, ...]:
    """The parts that the room was shown, as far as it was. Of texts that come with a reveal there are those that it
    reached, and those that a later part put before the room, were it all that there is of their part."""
    asked = {id_ for part in record.parts if seen(part) for id_ in part.items}
    found = ((_told(part, asked) if type(part.config).tells_by_steps else part, seen(part)) for part in record.parts)
    return tuple(part for part, shown in found if shown or part.texts)


def _told(part: PartRecord, asked: Collection[str]) -> PartRecord:
    results = told(part.config, part.results, part.step) if part.results is not None and seen(part) else None
    there = {*named(results), *asked}
    texts = tuple(text for text in part.texts if text.id in there)
    return part.model_copy(update={"results": results, "texts": texts})


COPIES: Final[Mapping[str, Callable[[Record], Copy]]] = {"organiser": organiser, "participants": participants}
