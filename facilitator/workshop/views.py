"""What each audience may see of a workshop, as plain values for the templates. Nothing else may leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.activities.wording import first_words
from facilitator.plans.model import Stage
from facilitator.workshop.judge import TextState
from facilitator.workshop.moderation import NOTE
from facilitator.workshop.rules import asks
from facilitator.workshop.state import PartState, Phase, Workshop


@dataclass(frozen=True)
class Words:
    """The words of a released text, read from the table that can forget."""

    body: str
    name: str = ""
    original: str | None = None
    translation: str = ""
    translation_language: str = ""


@dataclass(frozen=True)
class TextCard:
    """A text as a page shows it. `name` is the facilitator's handle, else its first words; `beneath` says the same in
    the translation. From `flags` on everything is for the console alone."""

    id: str
    body: str
    name: str
    status: str
    softened: bool = False
    translation: str = ""
    translation_language: str = ""
    beneath: str = ""
    flags: tuple[str, ...] = ()
    original: str | None = None
    tells: tuple[str, ...] = ()
    hits: tuple[str, ...] = ()
    into: str = ""
    near: tuple[tuple[str, str], ...] = ()
    part: str = ""


@dataclass(frozen=True)
class ClockView:
    """Seconds left (negative when over), seconds given, whether the clock runs; HH:MM when it will be over."""

    left: int
    total: int
    running: bool
    until: str = ""


@dataclass(frozen=True)
class Live:
    """What the room knows beyond the journal at this instant; no person in it.

    `answered` is in tenths, 0 to 9, and None where nothing may be told; `tally` holds the results so far of a part
    that is not secret.
    """

    clock: ClockView
    minute: float = 0.0
    answered: int | None = None
    tally: Mapping[str, Any] | None = None
    answered_exact: int | None = None
    joined: int = 0
    awake: int = 0
    undo_left: int | None = None
    finished: bool = False
    """Sealed, the report written and the keys destroyed."""


def card(state: TextState, words: Words) -> TextCard:
    """One text as the room may see it."""
    name = words.name or first_words(words.body)
    beneath = "" if words.name else first_words(words.translation)
    return TextCard(
        state.id, words.body, name, state.status, state.softened, words.translation, words.translation_language, beneath
    )  # fmt: skip


def shown_cards(w: Workshop, words: Mapping[str, Words]) -> dict[str, TextCard]:
    """Every text the room may see, by id. A text whose words were forgotten is not there."""
    return {
        id_: card(state, words[id_])
        for id_, state in sorted(w.texts.items())
        if state.status == "shown" and id_ in words
    }


def part_view(
    w: Workshop, part: PartConfig, stage: Stage, words: Mapping[str, Words], live: Live | None
) -> dict[str, Any]:
    """The context every activity partial gets, whatever its audience. `live` is None for parts of the past."""
    state = w.parts[part.id]
    kind = activity(part)
    items_from = kind.links(part).items_from
    return {
        "plan": w.plan,
        "stage": stage,
        "part": part,
        "state": state,
        "sides": w.sides,
        "carried": w.plan.carried,
        "texts": shown_cards(w, words),
        "given": own_cards(w, part, words),
        "paired": _paired(w, part),
        "beside": _beside(w, part, words),
        "empty": items_from is not None and not state.items and state.phase is not Phase.READY,
        "asks": asks(w, part),
        "live": live.tally if live else None,
        "answered": live.answered if live else None,
        "clock": live.clock if live else ClockView(0, 0, False),
    }


def _paired(w: Workshop, part: PartConfig) -> dict[str, Any] | None:
    earlier_id = activity(part).links(part).pairs_with
    earlier = w.plan.part(earlier_id) if earlier_id else None
    if earlier is None:
        return None
    state = w.parts[earlier.id]
    seen = state.phase is Phase.REVEALED  # a result that the room has not seen does not come in by this door
    return {"title": earlier.title, "part": earlier, "state": state, "results": state.results if seen else None}


def _beside(w: Workshop, part: PartConfig, words: Mapping[str, Words]) -> dict[str, Any] | None:
    shown_id = activity(part).links(part).shows
    if shown_id is None:
        return None
    parts = (*w.plan.parts(), *((w.stage, part) for part in w.plan.beside))
    stage, shown = next((s, p) for s, p in parts if p.id == shown_id)
    state = w.parts[shown.id]
    if (not shown.beside and state.phase not in (Phase.CLOSED, Phase.REVEALED)) or shown.reveal == "never":
        return None
    whole = replace(state, phase=Phase.REVEALED, step=activity(shown).steps(shown))
    return {
        "part": shown, "stage": stage, "kind": shown.kind, "state": whole,
        "texts": shown_cards(w, words), "paired": _paired(w, shown), "own_texts": own_cards(w, shown, words),
    }  # fmt: skip


def current(w: Workshop, words: Mapping[str, Words], live: Live) -> dict[str, Any]:
    """The part the room stands on, for any audience."""
    view = part_view(w, w.part, w.stage, words, live)
    return {
        **view, "code": w.code, "practice": w.practice, "sealed": w.sealed, "finished": live.finished, "black": w.black,
        "started_at": w.began, "before_start": activity(w.part).before_start, "now": mark(w), "ticketed": w.ticketed,
        "announcement": w.announcement, "frozen": w.frozen, "besides": open_beside(w),
        "note": words[NOTE].body if w.note and NOTE in words else None,
    }  # fmt: skip


def mark(w: Workshop) -> dict[str, Any]:
    """Where the room stands, for programs: the `now` of every frame set."""
    return {
        "stage": w.stage.id, "part": w.part.id, "kind": w.part.kind, "round": w.now.round,
        "phase": str(w.now.phase), "asks": asks(w, w.part), "texts": w.judged, "seq": w.seq,
        "sealed": w.sealed, "frozen": w.frozen,
    }  # fmt: skip


def editable_parts(w: Workshop) -> list[dict[str, Any]]:
    """Parts that are not yet open and may still be edited."""
    return [{"part": part, "stage": stage} for stage, part in w.plan.parts() if w.parts[part.id].phase is Phase.READY]


def more_than_heads(w: Workshop) -> bool:
    """Whether the part on stage closed with more answers than there are people in the room, as counted by eye. Not
    while it is open: a count that somebody types again and again would tell how many have answered."""
    return w.heads is not None and (w.now.received or 0) > w.heads


def state_of(w: Workshop, part: str) -> PartState | None:
    return w.parts.get(part)


def own_cards(w: Workshop, part: PartConfig, words: Mapping[str, Words]) -> list[TextCard]:
    """The texts of one part that the room may see."""
    shown = shown_cards(w, words)
    return [shown[text.id] for text in w.texts_of(part.id) if text.id in shown]


def open_beside(w: Workshop) -> list[dict[str, Any]]:
    """What stands open beside the evening."""
    found = ((part, w.parts[part.id]) for part in w.plan.beside)
    return [{"part": part, "state": state, "kind": part.kind} for part, state in found if state.phase is Phase.OPEN]


def inserted_parts(w: Workshop) -> list[PartConfig]:
    """Inserted parts that are not yet open and can be taken out again."""
    return [p for _, p in w.plan.parts() if p.id in w.inserted and w.parts[p.id].phase is Phase.READY]
