"""Sealed ballots: the size tells nothing, and whatever is changed or moved does not open."""

from __future__ import annotations

import secrets

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from facilitator.ballots.sealing import SIZES, open_sealed, seal

KEY = secrets.token_bytes(32)
AAD = b"QQQQ|words|1|tag"
OVERHEAD = 12 + 16


@given(st.dictionaries(st.text(max_size=10), st.text(max_size=200), max_size=4))
def test_what_was_sealed_opens_to_the_same_words_at_one_of_the_sizes(words: dict[str, str]) -> None:
    sealed = seal(KEY, words, AAD)
    assert open_sealed(KEY, sealed, AAD) == words
    assert len(sealed) - OVERHEAD in SIZES


def test_votes_withdrawals_and_texts_up_to_a_paragraph_look_alike() -> None:
    alike = [
        {"a": {"picks": ["o1"]}, "s": "north", "n": 0, "x": 0},
        {"a": None, "s": None, "n": 0, "x": 1},
        {"a": {"nothing": True}, "s": None, "n": 2, "x": 0},
        {"a": {"text": "x" * 200}, "s": None, "n": 0, "x": 0},
        {"a": {"text": "x" * 900}, "s": None, "n": 0, "x": 0},
    ]
    assert {len(seal(KEY, words, AAD)) for words in alike} == {1024 + OVERHEAD}


def test_the_widest_ballot_without_a_text_looks_like_the_narrowest() -> None:
    ids = [f"{i:02}" + "x" * 58 for i in range(12)]
    widest = [
        {"a": {"picks": ids}, "s": "s" * 60, "n": 0, "x": 0},
        {
            "a": {"votes": {str(i): 10 for i in range(190, 200)}, "seen": list(range(140, 200))},
            "s": "s" * 60,
            "n": 0,
            "x": 0,
        },
        {"a": {"ratings": {name: 5 for name in ids[:5]}}, "s": None, "n": 0, "x": 0},
        {"d": list(range(140, 200))},
        {"a": {"votes": {}, "seen": None}, "s": None, "n": 0, "x": 0},
    ]
    assert {len(seal(KEY, words, AAD)) for words in widest} == {1024 + OVERHEAD}


def test_the_longest_text_in_the_widest_letters_fits() -> None:
    words = {"a": {"text": "\U0001f600" * 600}, "s": "s" * 60, "n": 0, "x": 0}
    assert len(seal(KEY, words, AAD)) == 4096 + OVERHEAD


def test_the_same_words_are_never_sealed_alike() -> None:
    assert len({seal(KEY, {"a": 1}, AAD) for _ in range(100)}) == 100


@pytest.mark.parametrize("at", [0, 11, 12, 40, 1024 + OVERHEAD - 1])
def test_one_flipped_bit_anywhere_does_not_open(at: int) -> None:
    sealed = bytearray(seal(KEY, {"a": 1}, AAD))
    sealed[at] ^= 1
    with pytest.raises(InvalidTag):
        open_sealed(KEY, bytes(sealed), AAD)


def test_another_place_or_another_key_does_not_open() -> None:
    sealed = seal(KEY, {"a": 1}, AAD)
    for key, aad in ((KEY, b"QQQQ|words|2|tag"), (KEY, b""), (secrets.token_bytes(32), AAD)):
        with pytest.raises(InvalidTag):
            open_sealed(key, sealed, aad)
    with pytest.raises(InvalidTag):
        open_sealed(KEY, sealed[:-1], AAD)
