"""How long a workshop is kept: the dates that the room is told, and that `purge` carries out."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from facilitator.archive.record import BadRecord, Kept, Record, read_record
from facilitator.plans.carried import Carried
from facilitator.settings import Settings


def promised(day: str, settings: Settings) -> Kept:
    """The dates for a workshop of `day`. Nothing outlives the whole, so texts nobody chose never stay longer."""
    until = _after(day, settings.retention_days)
    return Kept(unchosen_until=min(until, _after(day, settings.unchosen_days)), until=until)


def still_promised(home: Path, day: str, settings: Settings, carried: Carried | None = None) -> Kept:
    """The dates for a workshop that may have begun under other settings: what a room was told is never extended.

    Nor what the room of an evening before was told, whose words this one has (`carried`).
    """
    now = promised(day, settings)
    if carried is not None and carried.origin.until is not None:
        last = carried.origin.until
        now = Kept(unchosen_until=min(now.unchosen_until, last), until=min(now.until, last))
    try:
        before = read_record((home / "session.json").read_text("utf-8")).kept
    except (OSError, ValueError, BadRecord):
        return now
    return Kept(unchosen_until=min(now.unchosen_until, before.unchosen_until), until=min(now.until, before.until))


def unchosen(record: Record) -> frozenset[str]:
    """Ids of texts that were put to a vote and that nobody chose: no result names them, and no group got them."""
    asked = {id_ for part in record.parts if part.results is not None for id_ in part.items}
    return frozenset(asked - {id_ for part in record.parts for id_ in (*named(part.results), *part.chosen)})


def named(results: object) -> set[str]:
    """Every text in some results, by whatever kind."""
    if isinstance(results, str):
        return {results}
    inner = results.values() if isinstance(results, dict) else results if isinstance(results, list | tuple) else ()
    return {id_ for one in inner for id_ in named(one)}


def _after(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
