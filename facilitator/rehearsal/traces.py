"""Traces of texts: a text is found again, whole or in part, whatever stands around it or between its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

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


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def runs(text: str, length: int = LENGTH) -> set[str]:
    """Every run of `length` words."""
    words = words_of(text)
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
        self._first = {trace.split(" ", 1)[0] for traces in self._by_length.values() for trace in traces}

    def within(self, text: str) -> set[str]:
        """The traces that stand in `text`."""
        return self.among(words_of(text))

    def among(self, words: Sequence[str]) -> set[str]:
        """The same in the words of a text: a page is read once, and looked through for the texts of every part."""
        begins = [i for i, word in enumerate(words) if word in self._first]
        return {
            run
            for length, traces in self._by_length.items()
            for i in begins
            if (run := " ".join(words[i : i + length])) in traces
        }


def readable(raw: bytes) -> str:
    """What can be read in a file of any kind, JSON's escapes resolved."""
    text = " \n".join(part.decode("utf-8", "replace") for part in _PRINTABLE.findall(raw))
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\\n", " ").replace("\\r", " ")
