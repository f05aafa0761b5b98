"""The report as plain blocks: read from its own HTML, so that no format has words or results of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(("meta", "link", "br", "img", "rect", "line", "path", "input", "circle", "hr"))
UNSEEN = frozenset(("head", "style", "script", "title"))
HEADINGS = {f"h{level}": level for level in range(1, 7)}
LINES = frozenset(("p", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "caption"))
INLINE = frozenset(("span", "b", "bdi", "i", "small", "strong", "em", "a", "code"))


LTR, END = "\u2066", "\u2069"


@dataclass(frozen=True)
class Block:
    """`role` is heading, line, quote, item or table. A table's first row is its head; an empty one means none."""

    role: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    small: bool = False


@dataclass
class Element:
    """A tag with what is in it, in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def elements(self) -> Iterator[Element]:
        return (one for one in self.inside if isinstance(one, Element))

    def every(self, *tags: str) -> Iterator[Element]:
        """Elements of these tags below this one, outermost only."""
        for one in self.elements():
            if one.tag in tags:
                yield one
            else:
                yield from one.every(*tags)


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("html")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(found)
        if tag not in VOID:
            self._open.append(found)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


def blocks(html: str) -> tuple[Block, ...]:
    """What a reader of the page reads, from top to bottom."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return tuple(_joined(_below(tree.root)))


def _below(element: Element) -> Iterator[Block]:
    for one in element.elements():
        if one.tag in UNSEEN:
            continue
        if one.tag in HEADINGS:
            yield Block("heading", _words(one), HEADINGS[one.tag])
        elif one.tag == "blockquote":
            yield from _quote(one)
        elif one.tag == "li":
            yield Block("item", _words(one))
        elif one.tag == "table":
            yield from _table(one)
        elif one.tag == "dl":
            yield Block(
                "table", rows=((), *(tuple(_words(c) for c in row.every("dt", "dd")) for row in one.elements()))
            )
        elif one.tag == "svg":
            if label := one.attributes.get("aria-label"):
                yield Block("line", label)
        elif "bar" in one.classes:
            yield Block("table", rows=((), tuple(words for c in one.elements() if (words := _words(c)))))
        elif one.tag in LINES:
            if words := _words(one):
                yield Block("line", words, small="aside" in one.classes)
        else:
            yield from _below(one)


def _quote(element: Element) -> Iterator[Block]:
    for line in element.every("p"):
        said = "sheet__text" in line.classes
        yield Block("quote" if said else "line", _said(line) if said else _words(line), small=not said)


def _table(element: Element) -> Iterator[Block]:
    for caption in element.every("caption"):
        yield Block("line", _words(caption), small=True)
    heads, bodies = list(element.every("thead")), list(element.every("tbody"))
    rows = [[tuple(_words(cell) for cell in row.every("th", "td")) for row in _rows(part)] for part in (heads, bodies)]
    yield Block("table", rows=(rows[0][0] if rows[0] else (), *rows[1]))


def _rows(parts: list[Element]) -> Iterator[Element]:
    return (row for part in parts for row in part.every("tr"))


def _joined(found: Iterator[Block]) -> Iterator[Block]:
    """Bars stand one by one in the page; together they are one table."""
    before: Block | None = None
    for block in found:
        bare = block.role == "table" and not block.rows[0]
        if before is not None and bare and before.role == "table" and not before.rows[0]:
            before = Block("table", rows=(*before.rows, *block.rows[1:]))
            continue
        if before is not None:
            yield before
        before = block
    if before is not None:
        yield before


def _text(element: Element) -> str:
    out: list[str] = []
    before: Element | str = ""
    for one in element.inside:
        if isinstance(one, str):
            out.append(one)
        elif one.tag not in UNSEEN and one.tag != "svg" and (words := _text(one)):
            if one.tag not in INLINE:
                words = f" {words} "
            elif one.attributes.get("dir") == "ltr" and one.tag == "bdi":
                words = f"{LTR}{words}{END}"  # without its element only signs keep it together
            elif isinstance(before, Element):  # two elements that only the style keeps apart
                words = f" – {words}" if one.tag == before.tag == "bdi" else f" {words}"
            out.append(words)
        before = one
    return "".join(out)


def _words(element: Element) -> str:
    """The words of an element on one line."""
    return " ".join(_text(element).split())


def _said(element: Element) -> str:
    """What somebody wrote, with its lines."""
    return _text(element).strip()
