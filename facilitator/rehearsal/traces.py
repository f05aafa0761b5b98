"""Traces of texts: a text is found again, whole or in part, whatever stands around it or between its words.

A run of words is a trace of a secret text only if nothing that may be seen has it: people of one evening use the same
phrases, and what they share gives nobody away.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from facilitator.activities.wording import normalise
from facilitator.paths import resource

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
LENGTH = 5
"""Words in a row, inside one element, that make a trace."""
ACROSS = 8
"""The same where a run goes on from one element into the next: labels side by side say five words of somebody."""
BETWEEN = "\x1e"
"""Stands where one element ends and another begins."""
_WORD = re.compile(rf"\w+|{BETWEEN}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_PRINTABLE = re.compile(rb"[^\x00-\x08\x0e-\x1f\x7f]{4,}")
_TAG = re.compile(r"</?([a-zA-Z][\w-]*)?[^>]*>")
_ALONE = re.compile(rf"{BETWEEN}([^{BETWEEN}]{{1,80}})(?={BETWEEN})")
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "em", "i", "ins", "kbd", "label", "mark", "q", "s", "small",
    "span", "strong", "sub", "sup", "u", "wbr",
}  # fmt: skip


def canonical(text: str) -> str:
    """A text as the product keeps it, white space made single spaces: the same text wherever it stands."""
    kept = normalise(text)
    return " ".join(kept.split()) if isinstance(kept, str) else ""


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, with BETWEEN among them where it stands in the text."""
    return _WORD.findall(text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold())


def _runs(words: Sequence[str], length: int) -> Iterator[str]:
    return (" ".join(words[i : i + length]) for i in range(len(words) - length + 1))


class Traces:
    """What would give away one of `texts`, without what stands in `open_words`, which everybody may read.

    One or two words are everybody's: a text that has no more is found only where an element of a page is nothing else.
    """

    def __init__(self, texts: Iterable[str], open_words: Iterable[str]) -> None:
        self._inside: dict[int, set[str]] = {}
        self._across: dict[int, set[str]] = {}
        self._short: set[str] = set()
        for text in texts:
            words = words_of(canonical(text))
            if len(words) <= 2:
                self._short.update([" ".join(words)] if not "".join(words).isdecimal() else [])
            else:
                self._inside.setdefault(min(LENGTH, len(words)), set()).update(_runs(words, min(LENGTH, len(words))))
            if len(words) > LENGTH:
                self._across.setdefault(min(ACROSS, len(words)), set()).update(_runs(words, min(ACROSS, len(words))))
        self._leave_out(words_of(f" {BETWEEN} ".join(open_words)))
        self._first = {trace.split(" ", 1)[0] for group in self._groups() for trace in group}

    def _groups(self) -> list[set[str]]:
        return [*self._inside.values(), *self._across.values()]

    def _leave_out(self, seen: Sequence[str]) -> None:
        for length, traces in [*self._inside.items(), *self._across.items()]:
            traces -= of_the_product(length)
            first = {trace.split(" ", 1)[0] for trace in traces}
            traces.difference_update(" ".join(seen[i : i + length]) for i, w in enumerate(seen) if w in first)
        for length in (1, 2):
            if self._short:
                self._short -= of_the_product(length)
                self._short.difference_update(_runs(seen, length))

    def within(self, text: str, words: Sequence[str] | None = None) -> set[str]:
        """The longest stretches of words in `text` that give a text away. Of a page, give what is `legible`; `words`
        are those of the text, where somebody has them already.
        """
        found = self._among(words_of(text) if words is None else words)
        if self._short:
            found |= {" ".join(words_of(said)) for said in _ALONE.findall(text)} & self._short
        return found

    def _among(self, words: Sequence[str]) -> set[str]:
        found = set(_stretches(words, self._inside, self._first))
        if self._across and BETWEEN in words:
            bare = [word for word in words if word != BETWEEN]
            longer = set(_stretches(bare, self._across, self._first))
            found |= {stretch for stretch in longer if not any(stretch in one for one in found)}
        return found


def _stretches(words: Sequence[str], traces: dict[int, set[str]], first: set[str]) -> Iterator[str]:
    """Traces that stand in `words`, those that overlap made one."""
    begin = end = 0
    for i, word in enumerate(words):
        if word not in first:
            continue
        length = max((n for n, some in traces.items() if " ".join(words[i : i + n]) in some), default=0)
        if not length:
            continue
        if i > end:
            if end:
                yield " ".join(words[begin:end])
            begin = i
        begin, end = (i if not end else begin), max(end, i + length)
    if end:
        yield " ".join(words[begin:end])


@cache
def of_the_product(length: int) -> frozenset[str]:
    """Every run of so many words in the product's own templates and catalogues, which stand on any page."""
    return frozenset(_runs(_product_words(), length))


@cache
def _product_words() -> tuple[str, ...]:
    found = []
    for path in sorted(resource("templates").rglob("*.*")):
        words = path.read_text("utf-8", "replace")
        found += [words, legible(words)]
    for path in sorted(CATALOGUES.glob("*/LC_MESSAGES/*.po")):
        found.append(path.read_text("utf-8", "replace").replace('"\n"', "").replace("\n", BETWEEN))
    return tuple(words_of(BETWEEN.join(found)))


def legible(page: str) -> str:
    """All that can be read in a page: its source with attributes and comments, and once more the text of its elements,
    with BETWEEN where another block begins. Entities and escapes are resolved, however often they were made."""
    blocks = _TAG.sub(lambda tag: " " if (tag[1] or "").lower() in _INLINE else BETWEEN, page)
    return f"{_resolved(page)}{BETWEEN}{_resolved(blocks)}{BETWEEN}"


def _resolved(text: str) -> str:
    for _ in range(3):
        if "&" not in text or (plain := html.unescape(text)) == text:
            break
        text = plain
    if "\\u" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\\n", " ").replace("\\r", " ") if "\\" in text else text


def readable(raw: bytes) -> str:
    """What can be read in a file of any kind, the escapes of JSON and HTML resolved."""
    return _resolved(" \n".join(part.decode("utf-8", "replace") for part in _PRINTABLE.findall(raw)))
