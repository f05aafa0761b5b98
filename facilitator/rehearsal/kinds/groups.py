"""groups: everybody says that they are here; tables are judged by what each phone was told, and by people's sides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from random import Random

from facilitator.activities.base import PartConfig
from facilitator.insight.mixing import cost, mix
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.outcome import Check, Finding, equal

SECTIONS: tuple[str, ...] = ()
KEYS: tuple[str, ...] = ()
DRAWS = 12
"""Tables that the judge draws itself, to know what could have been avoided."""
PEOPLE = re.compile(r'data-people="(\d+)"')
WRONG = ("together.that.asked.not.to", "of.one.side", "lone.facing.three")


def judge(evening: Evening, part: PartConfig) -> Iterator[Finding]:
    """Sizes of the archive against the phones; nobody alone facing three of another side if it could be avoided."""
    sizes = list(evening.results(part.id).get("sizes", ()))
    told = {who: table for (who, former), table in evening.seats.items() if former == part.id}
    counted = Counter(told.values())
    # Somebody who said that they are here and lost their phone before the close has a table and cannot say which.
    unsaid = sum(sizes) - sum(counted[n] for n in range(1, len(sizes) + 1))
    at_most = all(counted[n] <= size for n, size in enumerate(sizes, start=1))
    silent = len({p.id for p in evening.people if p.phone is not None} - set(told))
    yield Check(f"tables.{part.id}", sizes, [counted[n] for n in sorted(counted)], at_most and unsaid <= silent)
    side_of = {person.id: person.side for person in evening.people}
    people = sorted(told)
    sides = [side_of[who] for who in people]
    tables = [[i for i, who in enumerate(people) if told[who] == n] for n in sorted(counted)]
    found = cost(tuple(map(tuple, tables)), sides, frozenset())
    best = min(cost(mix(sides, frozenset(), Random(seed)), sides, frozenset()) for seed in range(DRAWS))
    if unsaid == 0 and people:
        wrong = dict(zip(WRONG, found, strict=False))
        yield Check(f"tables.{part.id}.mixed", dict(zip(WRONG, best, strict=False)), wrong, found[:3] <= best[:3])
    wall = evening.heard.newest("screen", part.id, "revealed")
    yield equal(f"tables.{part.id}.screen", sizes, [int(size) for size in PEOPLE.findall(wall)])
