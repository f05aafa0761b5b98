"""Elements cut out of a page as they stand there: most of a page is what its neighbours were, and is read once."""

from __future__ import annotations

import re
from functools import lru_cache

from facilitator.rehearsal.pages import VOID, Card, Node, card, parsed

_NAME = re.compile(r"<([a-zA-Z][\w-]*)(?=[\s/>])")


def cut(page: str, attribute: str) -> list[str] | None:
    """The markup of the outermost elements that have an attribute; None where only a parser can tell."""
    found: list[str] = []
    at = page.find(attribute)
    while at >= 0:
        start = page.rfind("<", 0, at)
        name = _NAME.match(page, start) if start >= 0 else None
        if name is None or ">" in page[start:at] or page[at - 1] not in " \n":
            return None
        end = _end(page, start, name[1])
        if end is None:
            return None
        found.append(page[start:end])
        at = page.find(attribute, end)
    return found


def _end(page: str, start: int, name: str) -> int | None:
    """Where the element that begins at `start` ends."""
    depth = 0
    for tag in re.compile(rf"<(/?){name}(?=[\s/>])[^>]*>").finditer(page, start):
        depth += -1 if tag[1] else 1
        if depth == 0 or name in VOID:
            return tag.end()
    return None


def having(page: str, attribute: str) -> list[Node]:
    """The elements of a page that have an attribute, in its order."""
    pieces = cut(page, attribute)
    if pieces is None:
        return parsed(page).having(attribute)
    return [node for piece in pieces for node in parsed(piece).having(attribute)]


def cells(page: str) -> list[str]:
    """The words of every element that names a cell."""
    return [node.words() for node in having(page, "data-cell")]


def cards(page: str) -> list[Card]:
    """The texts on a console page, waiting and decided, in its order."""
    pieces = cut(page, "data-text-id-value")
    if pieces is None:
        return [card(node) for node in parsed(page).having("data-text-id-value")]
    return [found for piece in pieces for found in _cards(piece)]


@lru_cache(maxsize=1024)
def _cards(piece: str) -> tuple[Card, ...]:
    return tuple(card(node) for node in parsed(piece).having("data-text-id-value"))
