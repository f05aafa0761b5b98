"""A PDF: the blocks of the report, set by typst. It needs the extra `pdf`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from importlib.util import find_spec
from unicodedata import bidirectional

from babel import Locale

from facilitator.archive.blocks import Block
from facilitator.paths import resource

MISSING = "A PDF needs the extra `pdf`: install it with pip install 'facilitator-toolkit[pdf]'."
NO_LETTERS = "No font on this machine has the letters of this report; install one that has, such as DejaVu Sans."

FAILED = "The PDF could not be set; the other formats can be made."


class NoPdf(Exception):
    """This machine cannot make the PDF; the message says what would help."""


def can() -> bool:
    """Whether the extra is there."""
    return find_spec("typst") is not None


def pdf(found: Sequence[Block], title: str, language: str) -> bytes:
    """The blocks as a tagged PDF without author, time or place. Raises NoPdf.

    The words go in as JSON and are read as strings: typst never evaluates them.
    """
    if not can():
        raise NoPdf(MISSING)
    typst = import_module("typst")
    direction = str(Locale(language).text_direction)
    words = {
        "title": title, "lang": language, "dir": direction,
        "blocks": [{**asdict(block), "dir": _direction(block.text) or direction} for block in found],
    }  # fmt: skip
    source = (resource("templates") / "archive" / "report.typ").read_bytes()
    try:
        made, _ = typst.compile_with_warnings(
            source, format="pdf", sys_inputs={"report": json.dumps(words)}, pdf_standards=["ua-1"]
        )
    except typst.TypstError as problem:
        # The message holds words of the report, so only its kind is told.
        raise NoPdf(NO_LETTERS if "could not be displayed" in str(problem) else FAILED) from None
    return bytes(made)


def _direction(words: str) -> str | None:
    """The direction of the first letter that has one, as a browser's `dir="auto"` finds it."""
    for letter in words:
        if (letter_is := bidirectional(letter)) in ("L", "R", "AL"):
            return "ltr" if letter_is == "L" else "rtl"
    return None
