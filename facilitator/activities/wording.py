"""Texts as they may be kept: normalised so that no phone shows through, and flagged where they could name someone."""

from __future__ import annotations

import re
import unicodedata

from facilitator.errors import Refused

MARKS = 3
"""Combining marks kept on one base character."""
FIRST_WORDS = 6

_QUOTES = str.maketrans({
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "‹": "'", "›": "'", "«": '"',
    "»": '"', "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "…": "...",
    "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2028": "\n", "\u2029": "\n", "\u0085": "\n",
})  # fmt: skip
_JOINERS = "\u200c\u200d"
_JOINERS_RUN = re.compile(f"[{_JOINERS}]+")
_SKIN = range(0x1F3FB, 0x1F400)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"(?<!\w)\+?\d(?:[\s().-]{0,2}\d){6,}(?!\w)")
_HANDLE = re.compile(r"(?<![\w@.])@\w[\w.]{1,}")
_LINK = re.compile(r"(?i)\b(?:https?://|www\.)\S+|\b(?:javascript|data):")


def normalise(text: str) -> str | Refused:
    """`text` without what would betray its keyboard (SECURITY.md, texts). Refuses broken and empty texts."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return Refused("malformed")
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_QUOTES)
    # Once more: what was taken out may have kept a letter and its mark apart.
    kept = unicodedata.normalize("NFC", _without_loose_joiners(_without_invisible(plain)))
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in kept.split("\n")]
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if not any(unicodedata.category(c)[0] in "LN" for c in joined):
        return Refused("empty_text")
    return joined


def _without_invisible(text: str) -> str:
    out: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        if char in _JOINERS:
            out.append(char)
            continue
        if char in "\n\t":
            marks = 0
            out.append(char)
            continue
        if category[0] == "C" or ord(char) in _SKIN or 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF:
            continue
        if category in ("Mn", "Me"):
            marks += 1
            if marks > MARKS:
                continue
        else:
            marks = 0
        out.append(char)
    return "".join(out)


def _without_loose_joiners(text: str) -> str:
    """Persian, Hindi and Bengali need a joiner inside a word; anywhere else it is a hiding place."""

    def kept(run: re.Match[str]) -> str:
        before, after = text[max(0, run.start() - 1) : run.start()], text[run.end() : run.end() + 1]
        inside = unicodedata.category(before or " ")[0] in "LM"
        virama = unicodedata.combining(after or " ") == 9
        return run[0][0] if inside and (after.isalpha() or virama) else ""

    return _JOINERS_RUN.sub(kept, text)


def flags(text: str) -> tuple[str, ...]:
    """Why a moderator should look twice: email, phone, link, handle. A flag never blocks."""
    found = []
    if _EMAIL.search(text):
        found.append("email")
    if _PHONE.search(text):
        found.append("phone")
    if _LINK.search(text):
        found.append("link")
    if _HANDLE.search(text):
        found.append("handle")
    return tuple(found)


def first_words(text: str, count: int = FIRST_WORDS) -> str:
    """The name of a text that nobody has named: its first words."""
    words = text.split()
    head = " ".join(words[:count])[:60].rstrip(" ,;:.-")
    return head + ("…" if len(words) > count or len(head) < len(" ".join(words[:count]).rstrip(" ,;:.-")) else "")
