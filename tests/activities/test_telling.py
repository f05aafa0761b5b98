"""What is looked for before a pattern is tried leaves nothing out."""

from __future__ import annotations

import re
import sys

from facilitator.activities.telling import _PATTERNS, _folded, tells

CASED = "".join(sign for sign in map(chr, range(sys.maxunicode)) if sign.lower() != sign or sign.upper() != sign)


def test_what_a_pattern_takes_for_the_same_letter_folds_alike() -> None:
    unlike = [
        (sign, other)
        for sign in CASED
        for other in re.findall(re.escape(sign), CASED, re.IGNORECASE)
        if _folded(other) != _folded(sign)
    ]
    assert unlike == []


def test_every_sign_stands_in_what_its_pattern_finds() -> None:
    texts = ("anna.b+x@mail.example.org", "HTTP://EXAMPLE.ORG", "paper.example.org/minutes", "WWW.EXAMPLE.ORG",
             "@anna_b", "the 14th")  # fmt: skip
    found = {sign: [text for text in texts if pattern.search(text)] for sign, pattern in _PATTERNS}
    assert all(found.values())
    assert all(sign in _folded(text) for sign, texts in found.items() for text in texts)


def test_a_word_is_found_in_any_case_and_script() -> None:
    assert tells("our Dırector and the MAYOR", ("kelvin",)) == ("Dırector", "MAYOR")
    assert tells("near the \u212aelvin house", ("kelvin",)) == ("\u212aelvin",)
    assert tells("a bo\u017f\u017f") == ("bo\u017f\u017f",)
