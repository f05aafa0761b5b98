"""Names and words that raise a flag: found as words of their own, in any alphabet, and nothing happens to the text."""

from __future__ import annotations

import pytest

from facilitator.activities.watch import Watched

LIST = Watched(("Denise", "Father M.", "STRASSE", "Zoë", "O\u2019Brien", "أحمد", "Mary Ann"), ("mill", "traitor"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It is because of DENISE.", ("Denise",)),
        ("Denise's plan", ("Denise",)),
        ("Denisewitz is a town", ()),
        ("Father M. asked me", ("Father M.",)),
        ("die Straße", ("STRASSE",)),
        ("zoe and I", ("Zoë",)),
        ("O'Brien said so", ("O\u2019Brien",)),
        ("قال لي احمد", ("أحمد",)),
        ("سألت وأحمد", ("أحمد",)),
        ("لأحمد رأي", ("أحمد",)),
        ("محمد", ()),
        ("Mary   Ann and Denise", ("Denise", "Mary Ann")),
        ("Mary and Ann", ()),
    ],
)
def test_a_name_is_found_as_a_word_of_its_own(text: str, names: tuple[str, ...]) -> None:
    assert LIST.hits(text).names == names


def test_a_word_is_told_from_a_name() -> None:
    assert LIST.hits("Denise at the mill, a Traitor") == Watched(("Denise",), ("mill", "traitor"))
    assert LIST.hits("millions of traitors") == Watched()


def test_what_is_no_word_finds_nothing() -> None:
    # It would be in every text, or be an error in the pattern.
    assert Watched((" ", "?!", "..", "(")).hits("What? (Nothing!) ..") == Watched()


def test_two_lists_are_one_list_without_doubles() -> None:
    both = Watched(("Denise",), ("mill",)).and_also(Watched(("Zoë", "Denise"), ("mill", "dam")))
    assert both == Watched(("Denise", "Zoë"), ("mill", "dam"))
