"""Names and words that a moderator wants to be told of. A hit is a flag: it never blocks, changes or shows anything."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated

from pydantic import StringConstraints

from facilitator.activities.base import Visible
from facilitator.activities.wording import normalise
from facilitator.errors import Refused

Watchword = Annotated[str, StringConstraints(min_length=2, max_length=60, strip_whitespace=True), Visible]
"""A name or a word on a list."""
_PREFIXES = "[وفبكل]{0,2}(?:ال)?"
"""Arabic writes "and", "to", "by" and the article in one piece with a name."""


@dataclass(frozen=True)
class Watched:
    """What is watched for, as it was typed."""

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def and_also(self, other: Watched) -> Watched:
        """Both lists, nothing twice."""
        return Watched(
            tuple(dict.fromkeys((*self.names, *other.names))), tuple(dict.fromkeys((*self.words, *other.words)))
        )

    def hits(self, text: str) -> Watched:
        """Those that stand in `text` as words of their own, whatever their case, accents or quotes."""
        if not (self.names or self.words):
            return self
        plain = _plain(text)
        return Watched(_found(self.names, plain), _found(self.words, plain))


def _found(listed: tuple[str, ...], plain: str) -> tuple[str, ...]:
    return tuple(
        listed[i] for i, pattern in enumerate(_patterns(listed)) if pattern is not None and pattern.search(plain)
    )


@functools.lru_cache(maxsize=16)
def _patterns(listed: tuple[str, ...]) -> tuple[re.Pattern[str] | None, ...]:
    return tuple(_pattern(word) for word in listed)


def _pattern(word: str) -> re.Pattern[str] | None:
    """None for what has no letter in it and so is in every text or in none."""
    plain = normalise(word)
    if isinstance(plain, Refused):
        return None
    inside = r"\s+".join(map(re.escape, _plain(plain).split()))
    return re.compile(rf"(?<!\w){_PREFIXES}{inside}(?!\w)")


def _plain(text: str) -> str:
    """Without case and accents: Zoë and zoe are one name, and so are أحمد and احمد."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))
