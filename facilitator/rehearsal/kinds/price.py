"""price_at_home: what a crossing costs at home, as the people of a script see it, and who of them said so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from facilitator.activities.base import PartConfig
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.outcome import Finding, Skipped, equal
from facilitator.rehearsal.script import Script

LOSS, KEEP, TRAITOR = "loss", "keep", "traitor_0_10"
SECTION = "price_at_home"


def picks(script: Script, field: str, who: str) -> tuple[str, ...]:
    """What somebody says to one of the three questions; empty if the script leaves it open."""
    price = script.price_at_home.get(who)
    given = getattr(price, field, None)
    if given is None:
        return ()
    return tuple(map(str, given)) if isinstance(given, tuple) else (str(given),)


def judge(evening: Evening, part: PartConfig, field: str, screen: Mapping[str, int]) -> Iterator[Finding]:
    """The counts are those of the script's people whose answers were acknowledged, in the archive and on the wall."""
    name = f"{SECTION}.{field}"
    answered = {person.id for person, place in evening.places() if place.part == part.id}
    wanted = dict(Counter(pick for who in sorted(answered) for pick in picks(evening.script, field, who)))
    yield from compared(evening, part, name, wanted, screen)


def compared(
    evening: Evening, part: PartConfig, name: str, wanted: Mapping[str, int], screen: Mapping[str, int]
) -> Iterator[Finding]:
    """Exact counts of options against those of the archive and those that were `screen`."""
    if getattr(part, "picture", "total") != "total":
        yield Skipped(name, f"the plan shows {part.id!r} by side, in bands and without counts")
    elif evening.part(part.id).get("withheld"):
        yield Skipped(name, f"fewer than {part.threshold} answered {part.id!r}, and nothing of it is shown")
    elif evening.late(part):
        yield Skipped(name, f"of some ballots in {part.id!r} no phone knows whether they were taken in time")
    else:
        yield equal(name, _more_than_none(wanted), _more_than_none(evening.results(part.id).get("counts") or {}))
        if part.reveal != "never":
            yield equal(f"{name}.screen", _more_than_none(wanted), _more_than_none(screen))


def _more_than_none(counts: Mapping[str, Any]) -> dict[str, int]:
    return {option: int(count) for option, count in sorted(counts.items()) if count}
