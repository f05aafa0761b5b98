"""The report in CommonMark. What people wrote stays text: it never becomes a link, a picture or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from facilitator.archive.blocks import Block

_SIGNS = re.compile(r"([\\`*_{}\[\]<>|~&@!])")
_LINKS = re.compile(r"(?i)\b(?:(https?|ftp)(:)|(www)(\.))")
_STARTS = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))", re.M)


def markdown(found: Iterable[Block]) -> str:
    """The blocks as Markdown, one blank line between them; items and quotes of a kind stand together."""
    out: list[str] = []
    before = ""
    for block in found:
        close = block.role == before == "item"
        out += [*([] if close or not out else [""]), *_lines(block)]
        before = block.role
    return "\n".join(out) + "\n"


def plain(text: str) -> str:
    """`text` so that a Markdown reader shows it as it is."""
    text = _SIGNS.sub(r"\\\1", text)
    text = _LINKS.sub(lambda hit: f"{hit[1] or hit[3]}\\{hit[2] or hit[4]}", text)
    return _STARTS.sub(_shielded, text)


def _shielded(hit: re.Match[str]) -> str:
    # A sign takes a backslash before it; a number is no list if its full stop has one.
    return f"{hit[1]}\\{hit[2]}" if not hit[2].isdigit() else f"{hit[1]}{hit[2]}\\"


def _lines(block: Block) -> Iterator[str]:
    if block.role == "heading":
        yield f"{'#' * block.level} {plain(block.text)}"
    elif block.role == "quote":
        for line in block.text.split("\n"):
            yield f"> {plain(line)}".rstrip() + ("\\" if line.strip() and line != block.text.split("\n")[-1] else "")
    elif block.role == "item":
        yield f"- {plain(block.text)}"
    elif block.role == "table":
        yield from _table(block.rows)
    else:
        yield plain(block.text)


def _table(rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    wide = max(len(row) for row in rows)
    for at, row in enumerate(rows):
        cells = [plain(cell) for cell in row] + [""] * (wide - len(row))
        yield f"| {' | '.join(cells)} |"
        if at == 0:
            yield "|" + " --- |" * wide
