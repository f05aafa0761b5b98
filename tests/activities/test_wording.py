"""Texts as they may be kept: three phones that write one sentence write the same, and a flag never blocks."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.activities.wording import first_words, flags, normalise
from facilitator.errors import Refused

ZWNJ, ZWJ = "\u200c", "\u200d"
SIGNS = (
    "a", "e", "م", "ی", "क", "\u094d", "\u0301", "\u0308", "\u0315", "\u064e", ZWNJ, ZWJ, "\ufe0f", "\u200b", "\u2066",
    "🏽", "👍", "❤", "🔥", " ", "\u00a0", "\n", "\r", "\t", "…", "“", "—", "\x00", "1",
)  # fmt: skip
"""What keyboards, phones and people with bad intentions put between letters."""
messy = st.lists(st.sampled_from(SIGNS), max_size=14).map("".join)


def test_three_keyboards_write_the_same_sentence() -> None:
    iphone = "“It’s the others’ plan” — she said… 👍🏽"
    word = "„It‘s the others‘ plan‟ –\u00a0she said… 👍"
    android = "\"It's the others' plan\" - she said... 👍\u200b  "
    assert {normalise(text) for text in (iphone, word, android)} == {"\"It's the others' plan\" - she said... 👍"}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("« Oui » ‹non›", "\" Oui \" 'non'"),
        ("1‐2‑3‒4–5—6―7−8", "1-2-3-4-5-6-7-8"),
        ("a\u00a0b\u2007c\u202fd", "a b c d"),
        ("a \t  b", "a b"),
        ("a \r\n b\rc", "a\nb\nc"),
        ("a\u2028b\u2029c\u0085d", "a\nb\nc\nd"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("\n  a  \n", "a"),
        ("e\u0301", "é"),
        ("a\u200bb\ufeffc\u00add\u2060e", "abcde"),
        ("\u202eevil\u202c \u2066a\u2069 \u200fb", "evil a b"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("yes 👍🏿👍🏻", "yes 👍👍"),
        ("ok ☺\ufe0f", "ok ☺"),
        ("a\U000e0041\U000e007f", "a"),
        ("a\ue000", "a"),
    ],
    ids=[
        "French quotes", "dashes", "wide spaces", "runs of spaces", "line ends", "other line ends", "empty lines",
        "around", "composed", "zero width", "bidi", "controls", "skin tones", "emoji shape", "tags", "private use",
    ],
)  # fmt: skip
def test_what_shows_the_keyboard_is_taken_out(sent: str, kept: str) -> None:
    assert normalise(sent) == kept


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهم بگویم",
        f"क्{ZWJ}ष",
        f"क्{ZWNJ}ष",
        f"র{ZWJ}্যাব",
        "Zażółć gęślą jaźń",
        "यह मेरी दुविधा है।",
        "שָׁלוֹם",
        "مَرْحَبًا",
        "Привет, 你好 👋",
    ],
    ids=[
        "Persian",
        "Hindi joined",
        "Hindi apart",
        "Bengali",
        "Polish",
        "Hindi",
        "Hebrew points",
        "Arabic vowels",
        "three scripts",
    ],
)
def test_what_a_language_needs_is_kept(text: str) -> None:
    assert normalise(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("joiner", [ZWNJ, ZWJ], ids=["apart", "joined"])
@pytest.mark.parametrize(
    ("form", "kept"),
    [
        ("{}a", "a"),
        ("a{}", "a"),
        ("a {} b", "a b"),
        ("a{}1", "a1"),
        ("á{}", "á"),
        ("a{}\ufe0f b", "a b"),
    ],
)
def test_a_joiner_that_joins_no_letters_is_a_hiding_place(joiner: str, form: str, kept: str) -> None:
    assert normalise(form.format(joiner)) == kept


def test_a_joiner_typed_twice_is_kept_once() -> None:
    assert normalise(f"می{ZWNJ}{ZWNJ}خواهم") == f"می{ZWNJ}خواهم"


def test_an_emoji_family_is_written_the_same_with_and_without_its_shapes() -> None:
    # iPhones add a shape sign before the joiner, other phones do not.
    assert normalise(f"yes ❤\ufe0f{ZWJ}🔥") == normalise(f"yes ❤{ZWJ}🔥")


def test_a_letter_keeps_three_marks() -> None:
    # x has no composed forms, so every mark counts.
    assert normalise("x" + "\u0315" * 40 + "y\u0301") == "x" + "\u0315" * 3 + "ý"


@pytest.mark.parametrize("between", ["", " ", "\n"])
def test_marks_are_counted_for_each_letter(between: str) -> None:
    tall = "x" + "\u0315" * 4
    assert normalise(f"{tall}{between}{tall}") == f"{tall[:-1]}{between}{tall[:-1]}"


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t", "\u200b\u200d", "...", "?!", "👍🏽", "\u0301\u0301", "\x00", "\u202e"], ids=ascii
)
def test_a_text_without_a_letter_is_empty(text: str) -> None:
    assert normalise(text) == Refused("empty_text")


@pytest.mark.parametrize("text", ["\ud800", "a\udc00b", "\udfff\ud800"], ids=ascii)
def test_half_a_sign_is_refused(text: str) -> None:
    assert normalise(text) == Refused("malformed")


@given(messy)
def test_what_was_put_in_order_stays_as_it_is(text: str) -> None:
    once = normalise(text)
    assert isinstance(once, Refused) or normalise(once) == once


@given(st.text(max_size=40) | messy)
def test_nothing_invisible_is_left(text: str) -> None:
    kept = normalise(text)
    if not isinstance(kept, Refused):
        left = {sign for sign in kept if unicodedata.category(sign)[0] == "C" and sign not in f"\n{ZWNJ}{ZWJ}"}
        assert left == set()
        assert kept == kept.strip()


# -- flags -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to anna.b+x@mail.example.org", ("email",)),
        ("Call +48 601-234-567 or (0)30 1234567", ("phone",)),
        ("See https://example.org/x", ("link",)),
        ("See WWW.example.org", ("link",)),
        ("javascript:alert(1)", ("link",)),
        ("data:text/html,x", ("link",)),
        ("anna@example.org, 601234567, http://x.org", ("email", "phone", "link")),
        ("We met in 2019 at number 9, 40% of 140 people.", ()),
        ("The data: nobody has it.", ("link",)),
        ("Order 12345a678901b", ()),
        ("nothing @ all", ()),
        ("Ask @anna_b, or (@9lives).", ("handle",)),
        ("It was 3@4 o'clock", ()),
        ("", ()),
    ],
)
def test_a_moderator_is_told_why_to_look_twice(text: str, found: tuple[str, ...]) -> None:
    assert flags(text) == found


# -- names of texts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Whom do I tell first?", "Whom do I tell first?"),
        ("one two three four five six", "one two three four five six"),
        ("one two three four five six seven", "one two three four five six…"),
        ("one two three four five, six, seven", "one two three four five, six…"),
        ("one\n\ntwo", "one two"),
        ("Done.", "Done"),
        ("x" * 80, "x" * 60 + "…"),
        ("", ""),
    ],
)
def test_a_text_without_a_name_is_called_by_its_first_words(text: str, name: str) -> None:
    assert first_words(text) == name


@given(st.text(max_size=200), st.integers(1, 8))
def test_a_name_is_short_and_begins_like_its_text(text: str, count: int) -> None:
    name = first_words(text, count)
    assert len(name) <= 61 and len(name.split()) <= count
    assert " ".join(text.split()).startswith(name.removesuffix("…"))
