"""Texts that say nearly the same: suggestions for a moderator who merges them or does not. Pure."""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from itertools import combinations

SHARED = 3
"""Words that two texts must have in common at least."""
SHARE = 0.5
"""Of the shorter one's words that must be in the longer one."""
COMMON = 12
"""A word in more texts than this leads nowhere: it keeps the search short in a room of a thousand."""
OFFERED = 3
_WORD = re.compile(r"\w{3,}")

Bodies = tuple[tuple[str, str], ...]


@functools.lru_cache(maxsize=4)
def near(bodies: Bodies) -> dict[str, tuple[str, ...]]:
    """For each id of (id, body) the ids of up to three texts like it, the likeliest first; ids without one are absent.

    Asked again with the same texts, it does not count again: a console is drawn ten times a second.
    """
    bags = {id_: frozenset(_WORD.findall(body.casefold())) for id_, body in bodies}
    places: dict[str, list[str]] = defaultdict(list)
    for id_, bag in bags.items():
        for word in bag:
            places[word].append(id_)
    shared: Counter[tuple[str, str]] = Counter()
    for ids in places.values():
        if len(ids) <= COMMON:
            shared.update(combinations(ids, 2))
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for one, other in shared:
        both = len(bags[one] & bags[other])
        share = both / min(len(bags[one]), len(bags[other]))
        if both >= SHARED and share >= SHARE:
            found[one].append((-share, other))
            found[other].append((-share, one))
    return {id_: tuple(other for _, other in sorted(likely)[:OFFERED]) for id_, likely in found.items()}
