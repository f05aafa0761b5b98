"""Reading pages as a person or a sceptic would: the words of a page, its cards, orders, cells, figures and clock."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_JOINED = re.compile(r"<b>(\d+)</b> joined")
_AWAKE = re.compile(r"<dt>Awake</dt><dd>(\d+) ")
_HEADS = re.compile(r"<b>(\d+)</b> in the room")
_CLOCK = re.compile(r'data-clock-left-value="(-?\d+)" data-clock-total-value="\d+" data-clock-running-value="(\w+)"')


@dataclass
class Node:
    """An element with what is in it; `words` of text stand among `inside` as plain strings."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    inside: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.inside:
            if isinstance(child, Node):
                yield from child.walk()

    def having(self, name: str) -> list[Node]:
        """Elements below with an attribute, in the order of the page."""
        return [node for node in self.walk() if name in node.attrs]

    def of_class(self, name: str) -> list[Node]:
        return [node for node in self.walk() if name in node.attrs.get("class", "").split()]

    def words(self) -> str:
        """The text of an element, runs of white space made one space."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.inside:
            if isinstance(child, str):
                yield child
            else:
                yield " "
                yield from child._texts()
                yield " "


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("page")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].inside.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


def parsed(page: str) -> Node:
    """A page as a tree."""
    builder = _Builder()
    builder.feed(page)
    builder.close()
    return builder.root


def everything(page: str) -> str:
    """All a page holds, entities resolved: words, attributes, and the words once more without the tags."""
    resolved = html.unescape(page)
    return resolved + "\n" + html.unescape(re.sub(r"<[^>]*>", " ", page))


@dataclass(frozen=True)
class Card:
    """A text on the console. `pills` and `handle` are its marks and its name; `rest` is what else its card says, and
    `part` where it was written."""

    id: str
    status: str
    body: str
    softened: bool
    translated: str
    pills: tuple[str, ...]
    handle: str
    rest: str
    part: str = ""


def card(item: Node) -> Card:
    """The text that an element of the console is for."""
    id_ = item.attrs["data-text-id-value"]
    bodies = [node.words() for node in item.walk() if "sheet__text" in node.attrs.get("class", "").split()]
    pills = tuple(node.words() for node in item.of_class("pill"))
    handle = " ".join(
        name.words() for node in item.of_class("item__handle") for name in node.walk() if name.tag == "bdi"
    )
    status, body = item.attrs.get("data-status", ""), bodies[0] if bodies else ""
    softened = "edited for safety" in pills
    part = item.attrs.get("data-part", "")
    return Card(id_, status, body, softened, translation(item), pills, handle, rest(item, id_), part)


def translation(item: Node) -> str:
    """The words of the translation under a text; empty if there is none."""
    return " ".join(node.words() for node in item.of_class("translation__text"))


def rest(item: Node, id_: str) -> str:
    """An element without what a text may differ in: its id, its words, also one by one, its flags, its handle, and
    which are like it, which is counted by their words."""
    own = {"sheet__text", "words", "item__flags", "item__handle", "figures", "translation__text"}
    parts: list[str] = []

    def tell(node: Node) -> None:
        if own & set(node.attrs.get("class", "").split()) or node.tag == "textarea":
            return  # words that somebody typed, and the flags that come from them
        if '"merge"' in node.attrs.get("data-do", ""):
            return
        unsaid = ("placeholder", "dir", "data-name", *(["data-keep"] if node.attrs.get("id") == f"merge-{id_}" else []))
        unsaid += ("selected",) if node.tag == "option" else ()
        kept = {name: value for name, value in node.attrs.items() if name not in unsaid}
        parts.append(f"<{node.tag} {sorted(kept.items())}>".replace(id_, "*"))
        for child in node.inside:
            if isinstance(child, str):
                parts.append(" ".join(child.split()))
            else:
                tell(child)

    tell(item)
    return "".join(parts)


def items(page: str) -> dict[str, str]:
    """The texts that a phone was dealt: id to words."""
    return {node.attrs["data-item"]: node.words() for node in parsed(page).having("data-item")}


def orders(page: str) -> dict[str, list[tuple[str, str]]]:
    """The ranked lists on the screen by name: (text id, what stands before its name)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for ranked in parsed(page).having("data-order"):
        rows = []
        for row in ranked.having("data-text"):
            name = " ".join(node.words() for node in row.walk() if node.tag == "bdi")
            words = row.words().removesuffix(beneath(row)).strip()
            rows.append((row.attrs["data-text"], words.removesuffix(name).strip()))
        found[ranked.attrs["data-order"]] = rows
    return found


def beneath(row: Node) -> str:
    """What stands in small letters under the name of a text: the beginning of its translation, or nothing."""
    return "".join(node.words() for node in row.of_class("beneath"))


def sorted_cards(page: str) -> dict[str, dict[str, int]]:
    """The sorted cards on the screen in its order, with how many put each where."""
    found: dict[str, dict[str, int]] = {}
    for card in parsed(page).having("data-n"):
        bars = {bar.attrs["data-category"]: bar for bar in card.having("data-category")}
        if "data-card" in card.attrs:
            counts = {id_: "".join(node.words() for node in bar.having("data-count")) for id_, bar in bars.items()}
            found[card.attrs["data-card"]] = {id_: int(count) for id_, count in counts.items()}
    return found


def figures(page: str) -> list[tuple[str | None, str]]:
    """(mean, n) of every chart on a page, in its order."""
    found: list[tuple[str | None, str]] = []
    for chart in parsed(page).of_class("chart__mean"):
        means = [node.words() for node in chart.having("data-mean")]
        found.append((means[0] if means else None, "".join(node.attrs["data-n"] for node in chart.having("data-n"))))
    return found


def counts(page: str) -> dict[str, int]:
    """What a console in English says of people: joined, awake and heads, as far as they stand there."""
    said = {"joined": _JOINED, "awake": _AWAKE, "heads": _HEADS}
    found = {name: pattern.search(page) for name, pattern in said.items()}
    return {name: int(match[1]) for name, match in found.items() if match}


def clock(page: str) -> tuple[int, bool]:
    """Seconds left on the first clock of a page, and whether it runs."""
    match = _CLOCK.search(page)
    return (int(match[1]), match[2] == "true") if match else (0, False)


def rungs(page: str) -> dict[str, list[str]]:
    """The figures on every rung of a ladder: now, and next."""
    return {
        node.attrs["data-rung"]: [figure.words() for figure in node.of_class("figures")]
        for node in parsed(page).having("data-rung")
    }


def dealt(page: str) -> tuple[str, ...]:
    """What a personal page asks about: ids of texts, or of the sides that the phone has drawn."""
    return tuple(items(page)) or tuple(node.attrs["data-about"] for node in parsed(page).having("data-about"))


def gap(page: str) -> dict[str, dict[str, dict[str, str]]]:
    """Of each side on the wall what stands under it, as "guessed" and as "own": option ids with their bands."""
    return {
        row.attrs["data-about"]: {
            said.attrs["data-said"]: {
                name.attrs["data-named"]: name.having("data-band")[0].attrs["data-band"]
                for name in said.having("data-named")
            }
            for said in row.having("data-said")
        }
        for row in parsed(page).having("data-about")
    }
