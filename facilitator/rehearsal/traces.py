"""Traces of texts: a text is found again, whole or in part, whatever stands around it or between its words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from facilitator.activities.wording import normalise

LENGTH = 5
"""Words in a row that make a trace."""
_WORD = re.compile(r"\w+")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_PRINTABLE = re.compile(rb"[^\x00-\x08\x0e-\x1f\x7f]{4,}")


def canonical(text: str) -> str:
    """A text as the product keeps it, white space made single spaces: the same text wherever it stands."""
    kept = normalise(text)
    return " ".join(kept.split()) if isinstance(kept, str) else ""


def runs(text: str, length: int = LENGTH) -> set[str]:
    """Every run of `length` words."""
    words = _WORD.findall(text.casefold())
    return {" ".join(words[i : i + length]) for i in range(len(words) - length + 1)}


class Traces:
    """What would give away one of `texts`, without what stands in `open_words`, which everybody may read."""

    def __init__(self, texts: Iterable[str], open_words: Iterable[str]) -> None:
        self._by_length: dict[int, set[str]] = {}
        for text in texts:
            plain = canonical(text)
            length = min(LENGTH, len(_WORD.findall(plain)))
            if length:
                self._by_length.setdefault(length, set()).update(runs(plain, length))
        readable = " \n. ".join(open_words)
        for length, traces in self._by_length.items():
            traces -= runs(readable, length)

    def within(self, text: str) -> set[str]:
        """The traces that stand in `text`."""
        found: set[str] = set()
        for length, traces in self._by_length.items():
            found |= traces & runs(text, length)
        return found


def readable(raw: bytes) -> str:
    """What can be read in a file of any kind, JSON's escapes resolved."""
    text = " \n".join(part.decode("utf-8", "replace") for part in _PRINTABLE.findall(raw))
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\\n", " ").replace("\\r", " ")
