"""Traces of texts: a text is found again, whole or in part, whatever stands around it or between its words.

A run of words is a trace of a secret text only if nothing that may be seen has it: people of one evening use the same
phrases, and what they share gives nobody away.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from pathlib import Path

from facilitator.activities.wording import normalise
from facilitator.paths import resource

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
LENGTH = 5
"""Words in a row, inside one element, that make a trace."""
ACROSS = 8
"""The same where a run goes on from one element into the next: labels side by side say five words of somebody."""
LONG = 2000
"""Signs of a text whose runs are kept."""
PIECE = 3
"""Words of a text in one element from which on it counts whether they may be seen."""
BETWEEN = "\x1e"
"""Stands where one element ends and another begins."""
_WORD = re.compile(rf"\w+|{BETWEEN}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_PRINTABLE = re.compile(rb"[^\x00-\x08\x0e-\x1f\x7f]{4,}")
_TAG = re.compile(r"</?([a-zA-Z][\w-]*)?[^<>]{0,4000}>")
_ALONE = re.compile(rf"{BETWEEN}([^{BETWEEN}]{{1,80}})(?={BETWEEN})")
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "em", "i", "ins", "kbd", "label", "mark", "q", "s", "small",
    "span", "strong", "sub", "sup", "u", "wbr",
}  # fmt: skip


@lru_cache(maxsize=4096)
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
                self._short.update([" ".join(words)] if words and not "".join(words).isdecimal() else [])
            else:
                self._inside.setdefault(min(LENGTH, len(words)), set()).update(_runs(words, min(LENGTH, len(words))))
            if len(words) > LENGTH:
                self._across.setdefault(min(ACROSS, len(words)), set()).update(_runs(words, min(ACROSS, len(words))))
        self._leave_out([words for words in open_words if words])

    def _leave_out(self, open_words: Sequence[str]) -> None:
        seen = words_of(f" {BETWEEN} ".join(words for words in open_words if len(words) < LONG))
        books = self._books = [words for words in open_words if len(words) >= LONG]
        self._seen = f" {' '.join(seen)} "
        short = [(length, self._short) for length in (1, 2) if self._short]
        for length, traces in [*self._inside.items(), *self._across.items(), *short]:
            traces -= of_the_product(length)
            for book in books:
                traces -= _runs_of(book, length)
            first = {trace.split(" ", 1)[0] for trace in traces}
            traces.difference_update(" ".join(seen[i : i + length]) for i, w in enumerate(seen) if w in first)
        own = self._inside.get(LENGTH, set())
        for traces in self._across.values():
            # A phrase that others use too, and a word of the next element after it, are no part of a text.
            traces -= {trace for trace in traces if not own.issuperset(_runs(trace.split(), LENGTH))}

    def within(self, text: str) -> set[str]:
        """The longest stretches of words in `text` that give a text away. Of a page, give what is `legible`."""
        words = _read(text)
        found = set()
        if words.have(self._inside):
            found = {" ".join(words.all[i:j]) for i, j in _stretches(words.all, self._inside)}
        if self._across and words.bare.have(self._across):
            found |= {stretch for stretch in self._in_pieces(words) if not any(stretch in one for one in found)}
        if self._short:
            found |= {" ".join(words_of(said)) for said in _ALONE.findall(text)} & self._short
        return found

    def _in_pieces(self, words: _Words) -> Iterator[str]:
        """Stretches that go on over the ends of elements: single words, or pieces of which one may not be seen."""
        for begin, end in _stretches(words.bare.all, self._across):
            pieces = [piece for piece in words.pieces(begin, end) if len(piece) >= PIECE]
            if not pieces or any(not self._may_be_seen(piece) for piece in pieces):
                yield " ".join(words.bare.all[begin:end])

    def _may_be_seen(self, piece: Sequence[str]) -> bool:
        run, length = " ".join(piece), len(piece)
        return (
            f" {run} " in self._seen
            or run in of_the_product(length)
            or any(run in _runs_of(book, length) for book in self._books)
        )


class _Words:
    """The words of a text, and its runs by their length: looked through for the texts of every part."""

    def __init__(self, words: list[str]) -> None:
        self.all = words
        self._runs: dict[int, frozenset[str]] = {}

    @cached_property
    def bare(self) -> _Words:
        """The same without what stands between elements."""
        return _Words([word for word in self.all if word != BETWEEN])

    def pieces(self, begin: int, end: int) -> list[list[str]]:
        """What stands in each element of the words of `bare` from `begin` to before `end`."""
        places = [i for i, word in enumerate(self.all) if word != BETWEEN]
        found: list[list[str]] = [[]]
        for word in self.all[places[begin] : places[end - 1] + 1]:
            found.append([]) if word == BETWEEN else found[-1].append(word)
        return found

    def have(self, traces: Mapping[int, set[str]]) -> bool:
        """Whether any of the traces is there."""
        for length in traces:
            if length not in self._runs:
                self._runs[length] = frozenset(_runs(self.all, length))
        return any(not self._runs[length].isdisjoint(some) for length, some in traces.items())


@lru_cache(maxsize=64)
def _read(text: str) -> _Words:
    return _Words(words_of(text))


def _stretches(words: Sequence[str], traces: Mapping[int, set[str]]) -> Iterator[tuple[int, int]]:
    """From where to before where traces stand in `words`, those that overlap made one."""
    begin = end = 0
    for i in range(len(words)):
        length = max((n for n, some in traces.items() if " ".join(words[i : i + n]) in some), default=0)
        if not length:
            continue
        if i > end:
            if end:
                yield begin, end
            begin = i
        begin, end = (i if not end else begin), max(end, i + length)
    if end:
        yield begin, end


@lru_cache(maxsize=32)
def _runs_of(book: str, length: int) -> frozenset[str]:
    """Every run of a long text that is asked for again and again, as a plan is."""
    return frozenset(_runs(words_of(book), length))


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
