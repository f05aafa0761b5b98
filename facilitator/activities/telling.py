"""What in a text could tell who wrote it: addresses, links, numbers, names, and words that point to a person.

The phone underlines it before a text is sent (static/js/tells.js, which is given the words of this module), and the
console flags what was sent all the same. Whatever the phone underlines is found here too, on any phone's language.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence

from facilitator.activities.wording import normalise
from facilitator.errors import Refused

PEOPLE = {
    "en": (
        "manager", "boss", "director", "chair", "president", "secretary", "treasurer", "mayor", "councillor",
        "minister", "doctor", "nurse", "teacher", "headteacher", "priest", "imam", "rabbi", "my wife", "my husband",
        "my son", "my daughter", "my brother", "my sister", "my mother", "my father", "my children",
    ),
    "ar": (
        "مدير", "مسؤول", "مشرف", "رئيس", "سكرتير", "أمين الصندوق", "أمينة الصندوق", "عمدة", "مختار", "محافظ",
        "عضو المجلس", "عضوة المجلس", "وزير", "طبيب", "دكتور", "ممرض", "معلم", "معلّم", "مدرس", "مدرّس", "أستاذ",
        "ناظر المدرسة", "كاهن", "قسيس", "إمام", "حاخام", "زوجتي", "زوجي", "ابني", "ابنتي", "بنتي", "أخي", "أختي",
        "أمي", "والدتي", "أبي", "والدي", "أولادي", "أبنائي", "بناتي", "أطفالي",
    ),
}  # fmt: skip
"""By language, words that point to a person when a room knows its people."""
WORDS = tuple(word for words in PEOPLE.values() for word in words)
"""All of them: who reads a text reads one language, and who wrote it may have written another."""

_PATTERNS = (
    ("@", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("/", re.compile(r"https?://\S+|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.[a-z]{2,}/\S+", re.IGNORECASE)),
    ("www.", re.compile(r"www\.\S+", re.IGNORECASE)),
    ("@", re.compile(r"(?<![\w@.])@\w[\w.]+")),
    ("", re.compile(r"\d+(?:st|nd|rd|th)?")),
)
"""Each with what a text must have for it: a console reads some hundreds of texts at once, and most have nothing."""
_TURKISH = str.maketrans("ıİ", "ii")
"""The two letters that a pattern takes for an i and that case folding leaves as they are."""
_CAPITAL = re.compile(r"(?<=\S) (?=([^\W\d_]{3,}))")
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")


def tells(text: str, words: Sequence[str] = ()) -> tuple[str, ...]:
    """The pieces of a recorded `text` that could tell who wrote it, in their order, each once. `words` are those that a
    plan adds."""
    found = sorted({(start, end) for start, end in _spots(text, tuple(words)) if end > start})
    outer = [(s, e) for s, e in found if not any(a <= s and e <= b and (a, b) != (s, e) for a, b in found)]
    return tuple(dict.fromkeys(text[start:end] for start, end in outer))


def _spots(text: str, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    folded = _folded(text)
    for sign, pattern in _PATTERNS:
        if sign in folded:
            yield from (hit.span() for hit in pattern.finditer(text))
    for hit in _CAPITAL.finditer(text):
        before = text[hit.start() - 1]
        if (unicodedata.category(before) == "Ll" or before in ",;:)") and unicodedata.category(hit[1][0]) == "Lu":
            yield hit.span(1)
    for word, pattern in _listed(words):
        for hit in pattern.finditer(text) if word in folded else ():
            start, end = hit.span(1)
            ends = [at for at in (end, end + 1) if at == end or text[end:at].casefold() == "s"]
            if not _letter(text[start - 1 : start]) and any(not _letter(text[at : at + 1]) for at in ends):
                yield start, end


@functools.lru_cache(maxsize=64)
def _listed(words: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each word folded, and a pattern that finds it wherever it begins, even inside itself, in the spelling in which
    texts are recorded."""
    plain = ((word, normalise(word)) for word in (*WORDS, *words))
    spelt = (word.strip() if isinstance(kept, Refused) else kept for word, kept in plain)
    return tuple(
        (_folded(word), re.compile(f"(?=({re.escape(word)}))", re.IGNORECASE)) for word in dict.fromkeys(spelt) if word
    )


def _folded(text: str) -> str:
    """What is equal for a pattern that ignores case is equal here."""
    return text.translate(_TURKISH).casefold()


def _letter(sign: str) -> bool:
    """Whether a word goes on with this sign: "son" is not in "person". Arabic takes prefixes and endings."""
    if not sign or unicodedata.category(sign)[0] == "M":
        return bool(sign)
    return sign.isalpha() and unicodedata.name(sign, "").startswith(_SCRIPTS)
