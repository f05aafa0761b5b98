"""Sentences with blanks: the form in a plan, filling it in, and whether a text is the form filled in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from facilitator.activities.base import Visible
from facilitator.activities.wording import normalise
from facilitator.errors import Refused

BLANK = re.compile("_{3,}")
LONGEST = 600
"""Characters of a filled sentence at most, the same as of any text."""
PIECES = (
    "the hall", "who speaks first", "the money from last year", "a plan that holds for three winters",
    "the night shift", "what we owe the young", "trust is gone", "nobody has asked them", "the keys",
    "their drivers in winter", "the rooms on the ground floor", "they were promised something else",
)  # fmt: skip
"""What practice phones fill in; invented, and marked as practice wherever it is kept."""


def plain(form: str) -> str:
    """A form as texts are recorded, so that a sentence can be told to follow it. Raises ValueError."""
    found = normalise(" ".join(form.split()))
    if isinstance(found, Refused):
        raise ValueError("a sentence has words")
    return found


Form = Annotated[
    str,
    StringConstraints(min_length=1, max_length=400, strip_whitespace=True),
    Visible,
    AfterValidator(plain),
]
"""A sentence with `___` for each blank."""


def pieces(form: str) -> tuple[str, ...]:
    """What stands before, between and after the blanks of a form: one more than there are blanks."""
    return tuple(BLANK.split(form))


def filled(between: Sequence[str], words: Sequence[str]) -> str:
    """The sentence with words in its blanks."""
    return "".join(part for pair in zip(between, (*words, ""), strict=True) for part in pair)


def follows(text: str, between: Sequence[str], lengths: Sequence[int]) -> bool:
    """Whether `text` is the template filled in: every blank has a letter or a figure, and no more than its length.

    Looks at every place where a blank may end, not at every combination of them.
    """
    said = [0, *accumulate(unicodedata.category(sign)[0] in "LN" for sign in text)]
    starts = {len(between[0])} if text.startswith(between[0]) else set()
    for at, (literal, length) in enumerate(zip(between[1:], lengths, strict=True), start=1):
        last = at == len(lengths)
        ends = [len(text) - len(literal)] if last else range(len(text))
        fits = [end for end in ends if end >= 0 and text.startswith(literal, end)]
        starts = {
            end + len(literal)
            for end in fits
            if any(0 < end - start <= length and said[end] > said[start] for start in starts)
        }
    return bool(starts)
