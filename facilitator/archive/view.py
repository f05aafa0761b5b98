"""A copy of a workshop as its report shows it: the context of the templates, from the record alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from babel import Locale

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.activities.wording import first_words
from facilitator.archive.copies import Copy
from facilitator.archive.pages import spoken
from facilitator.archive.record import BesideRecord, PartRecord, Record, StageRecord, Text
from facilitator.workshop.views import TextCard


def report_view(copy: Copy) -> dict[str, Any]:
    """The context of `archive/report.html`: every part of the copy by stage, in the order of the plan."""
    record = copy.record
    configs = {part.part: part.config for part in record.parts}
    cards = {text.id: _card(text) for text in record.texts}
    parts = {stage.id: _parts(copy, stage.id, configs, cards) for stage in record.stages}
    views = [view for found in parts.values() for view in found]
    return {
        "copy": copy, "record": record, "plan": record.plan, "sides": record.sides, "carried": record.carried,
        "stages": [{"stage": stage, "parts": parts[stage.id]} for stage in record.stages if parts[stage.id]],
        "first_page": _first_page(views), "handed_on": [v for v in views if v["hands_on"] and _told(v)],
        "besides": [_beside(part) for part in record.beside],
        "languages": {code: _language(code, record) for code in (record.plan.language, *record.languages)},
        "minutes": [stage for stage in record.stages if stage.taken is not None],
        "cut": _cut(record), "cuts": [(stage, cut) for stage in record.stages for cut in stage.cuts],
    }  # fmt: skip


def _parts(
    copy: Copy, stage: str, configs: Mapping[str, PartConfig], cards: Mapping[str, TextCard]
) -> list[dict[str, Any]]:
    read = (part for part in copy.record.parts if copy.whole or part.part not in copy.unseen)
    return [_part(copy, part, configs, cards) for part in read if part.stage == stage]


def _part(
    copy: Copy, part: PartRecord, configs: Mapping[str, PartConfig], cards: Mapping[str, TextCard]
) -> dict[str, Any]:
    config = configs[part.part]
    links = activity(config).links(config)
    state = _state(part)
    own = [cards[text.id] for text in part.texts]
    return {
        "kind": part.kind, "part": config, "state": state, "texts": cards, "own_texts": own,
        "told": _state(part.model_copy(update={"step": copy.told.get(part.part, part.step)})),
        "sides": copy.record.sides, "carried": copy.record.carried, "beside": None,
        "paired": _paired(copy, links.pairs_with, configs),
        "empty": links.items_from is not None and not part.items,
        "first_page": config.first_page, "ranks": links.items_from is not None and not links.addressed_by,
        "hands_on": type(config).hands_on == "texts",
        "kept_back": part.held + part.aside + sum(part.declined.values()), "merged": part.merged,
        "declined": part.declined,
        "gone": _gone(copy.record, part), "unseen": part.part in copy.unseen,
        "inserted": part.inserted, "chosen": [cards[id_] for id_ in part.chosen if id_ in cards],
    }  # fmt: skip


def _first_page(views: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """What the room saw of the parts that stand on the first page, under their headings in the order of the evening.

    What was chosen among texts stands there even if the plan says nothing; its heading is then empty.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for view in views:
        if (view["first_page"] or view["ranks"]) and _told(view):
            found.setdefault(view["first_page"], []).append(view)
    return list(found.items())


def _told(view: Mapping[str, Any]) -> bool:
    """Whether the room has a result to read."""
    return bool(view["state"].results) and not view["state"].withheld and not view["unseen"]


def _language(code: str, record: Record) -> str:
    """The name of a language in that of the report."""
    names: Mapping[str, str] = Locale(spoken(record.plan.language)).languages
    return names.get(code.split("-")[0], code)


def _beside(part: BesideRecord) -> dict[str, Any]:
    return {
        "kind": part.kind, "part": part.config, "own_texts": [_card(text) for text in part.texts],
        "kept_back": part.held + part.aside + sum(part.declined.values()), "merged": part.merged,
        "declined": part.declined,
    }  # fmt: skip


def _state(part: PartRecord) -> SimpleNamespace:
    phase = "revealed" if part.step else "closed"
    return SimpleNamespace(
        phase=phase, round=part.round, step=part.step, received=part.received, withheld=part.withheld,
        results=part.results, items=part.items, rough=part.rough,
    )  # fmt: skip


def _paired(copy: Copy, earlier: str | None, configs: Mapping[str, PartConfig]) -> dict[str, Any] | None:
    """The earlier part beside a later one, if its readers may see it."""
    found = next((part for part in copy.record.parts if part.part == earlier), None)
    if found is None:
        return None
    config = configs[found.part]
    shown = None if found.part in copy.unseen else found.results
    return {"title": config.title, "part": config, "state": _state(found), "results": shown}


def _card(text: Text) -> TextCard:
    words = text.translation
    named = text.name != first_words(text.body)
    translated = (words.body, words.language, "" if named else first_words(words.body)) if words else ("", "", "")
    return TextCard(text.id, text.body, text.name, "shown", text.edited, *translated)


def _gone(record: Record, part: PartRecord) -> int:
    """Texts of a part that were shown and that a purge deleted in time."""
    if not any(line.what == "unchosen_texts" for line in record.deleted):
        return 0
    there = {text.id for text in part.texts}
    links = [p for p in record.parts if activity(p.config).links(p.config).items_from == part.part]
    return len({id_ for p in links for id_ in p.items} - there)


def _cut(record: Record) -> list[tuple[StageRecord, list[str]]]:
    """Stages with the titles of their parts that never came up."""
    found = [(stage, [p.title for p in record.skipped if p.stage == stage.id]) for stage in record.stages]
    return [(stage, titles) for stage, titles in found if titles]
