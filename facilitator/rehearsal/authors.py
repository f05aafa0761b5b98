"""Judging whether anything tells who wrote what: secrets of one phone, marks on a text, an order that is no chance."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from facilitator.rehearsal.elements import cards
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.pages import Card, Node, beneath, parsed, rest, translation
from facilitator.rehearsal.traces import canonical

MARK = 12
"""Signs of a secret that give it away."""
_LONG = re.compile(rf"[\w-]{{{MARK},}}")
PILLS = {
    "e-mail", "phone number", "link", "@name", "edited for safety", "declined, deleted", "chosen, not seen yet",
    "kept aside",
}  # fmt: skip
"""Marks that a text may carry on the console; none of them says anything of its author."""
TEXT_KEYS = {"id", "body", "name", "edited", "translation"}
FEW_TEXTS = 5
"""With fewer texts the order in which they were sent comes out by chance too often."""


def authors(evening: Evening, files: dict[str, str]) -> Iterator[str]:
    """Everything that could lead from a text to its author."""
    yield from _secrets(evening, files)
    yield from _cards(evening)
    yield from _archive(evening)
    for page in evening.heard.by("phone", "screen"):
        if "data-item=" in (text := page.text) or "data-text=" in text:
            yield from _rows(evening, parsed(text), page.where)
    yield from _order(evening)


def _secrets(evening: Evening, files: dict[str, str]) -> Iterator[str]:
    """Anything that belongs to one phone alone: its token, the token's hash, its receipts."""
    marks: dict[str, str] = {}
    for person in evening.people:
        if person.phone is not None and person.phone.token:
            marks[person.phone.token[:MARK]] = "a token"
            marks[hashlib.sha256(person.phone.token.encode()).hexdigest()[:MARK]] = "a hash of a token"
            marks |= {receipt[:MARK]: "a receipt" for receipt in person.phone.receipts}
    seen: set[int] = set()
    for page in evening.heard.pages:
        if page.audience == "phone" and not page.phase:
            continue  # a phone's own replies
        # A mark has no line break in it, and most lines of a page stood on the one before.
        lines = {hash(line): line for line in page.text.split("\n")}
        fresh = "\n".join(lines[mark] for mark in lines.keys() - seen)
        seen |= lines.keys()
        yield from (f"{marks[hit]} on {page.where}" for hit in _marks_in(html.unescape(fresh), marks))
    for name, text in files.items():
        yield from (f"{marks[hit]} in {name}" for hit in _marks_in(text, marks))


def _marks_in(text: str, marks: Mapping[str, str]) -> set[str]:
    """The marks that stand in `text`, inside a longer word too. Looked up by their length: an evening has a thousand
    marks and thousands of pages, and a pattern of all of them would try each at every letter."""
    windows = (word[i : i + MARK] for word in set(_LONG.findall(text)) for i in range(len(word) - MARK + 1))
    return {window for window in windows if window in marks}


def _cards(evening: Evening) -> Iterator[str]:
    """Wherever texts of a part stand beside each other, nothing but the text itself may tell one from another."""
    translations = {"", *evening.moderation.translated.values()}
    for page in evening.heard.by("console"):
        found = cards(page.text)
        for card in found:
            odd = [
                pill
                for pill in card.pills
                if pill not in PILLS and not _names_a_text(pill, found) and not quotes(pill, card.body)
            ]
            odd += [] if _first_words(card.handle, card.body) else [card.handle]
            if odd:
                yield f"{odd} marks or calls a text and is not in it, on {page.where}"
            if card.translated not in translations:
                yield f"{card.translated!r}, a translation that is not in the moderator's words, on {page.where}"
        looks = (((card.part, card.status, card.softened, bool(card.translated)), card.rest) for card in found)
        if differ := _differ(looks):
            yield f"{differ}: texts carry something of their own on {page.where}"


def _names_a_text(pill: str, queue: Iterable[Card]) -> bool:
    """Whether a mark says into which text of the queue this one was merged."""
    into = pill.removeprefix("merged into: ")
    return into != pill and any(_first_words(into, card.body) for card in queue)


def quotes(pill: str, body: str) -> bool:
    """Whether a mark only repeats pieces of the text, as it does with those that could tell who wrote it."""
    pieces = pill.removeprefix("could tell who wrote it: ")
    return pieces != pill and all(piece.strip() in body for piece in pieces.split(" , "))


def _archive(evening: Evening) -> Iterator[str]:
    """The same of the files: session.json and the report."""
    for part in evening.archive.get("parts", ()):
        for text in part["texts"]:
            if set(text) != TEXT_KEYS:
                yield f"{sorted(set(text) ^ TEXT_KEYS)} at a text of {part['part']} in session.json"
            if not _first_words(text["name"], text["body"]):
                yield f"{text['name']!r} calls a text of {part['part']} in session.json and is not in it"
    report = evening.files.get("report.html", b"").decode("utf-8", "replace")
    tree = parsed(report)
    if differ := _differ(_shape(quote) for quote in tree.walk() if quote.tag == "blockquote"):
        yield f"{differ}: texts in the report carry something of their own"
    yield from _rows(evening, tree, "the report")


def _rows(evening: Evening, page: Node, where: str) -> Iterator[str]:
    """Texts in a list or a table: their place and their words, and nothing else that differs."""
    bodies = {text["id"]: text["body"] for part in evening.archive.get("parts", ()) for text in part["texts"]}
    for row in page.having("data-text"):
        words, id_ = row.words(), row.attrs["data-text"]
        if row.tag == "li" and "dir" in row.attrs:
            body = " ".join(bodies.get(id_, "").split())
            more = words.removeprefix(body).strip()
            known = evening.moderation.translated.get(id_, "")
            odd = not body or not words.startswith(body) or (more != "" and (not known or known not in more))
            if odd or not set(row.attrs) <= {"data-text", "dir"}:
                yield f"{more or sorted(row.attrs)!r}: a text among others on {where} carries something of its own"
        elif row.tag == "li":
            small = beneath(row)
            if small and not _first_words(small, evening.moderation.translated.get(id_, "")):
                yield f"{small!r}: words under a text in an order on {where} are not the moderator's"
            words = words.removesuffix(small).strip()
            listed = re.fullmatch(r"\d+ ?=? (.*)", words)
            odd = listed is None or not _first_words(listed[1], bodies.get(id_, ""))
            if odd or not set(row.attrs) <= {"data-text", "class"}:
                yield f"{words[:60]!r}: a text in an order on {where} carries something of its own"
        elif row.tag == "tr":
            body = " ".join(bodies.get(id_, "").split())
            if not re.match(r"(\d+ ?=? ?){1,2}" + re.escape(body), words) or not set(row.attrs) <= {"data-text"}:
                yield f"{words[:60]!r}: a text in a table of {where} carries something of its own"
    dealt = page.having("data-item")
    looks = [((bool(row.of_class("fold")), bool(translation(row))), rest(row, row.attrs["data-item"])) for row in dealt]
    if differ := _differ(looks):
        yield f"{differ}: a text to vote on carries something of its own on {where}"


def _differ(looks: Iterable[tuple[Any, str]]) -> str:
    """Where things of the same kind, the first of each pair, do not all look the same: how two of them go on from the
    first sign that is not the same. Empty if all are alike."""
    found: dict[Any, str] = {}
    for kind, look in looks:
        like = found.setdefault(kind, look)
        if like != look:
            same = next((i for i, (a, b) in enumerate(zip(like, look, strict=False)) if a != b), 0)
            return f"{like[same : same + 40]!r} and {look[same : same + 40]!r}"
    return ""


def _first_words(name: str, body: str) -> bool:
    """Nobody named a text in a rehearsal: its name is how it begins."""
    return " ".join(body.split()).startswith(" ".join(name.removesuffix("…").split()))


def _shape(node: Node) -> tuple[tuple[bool, bool], str]:
    """Whether a quote was edited and translated, and how it looks without its words."""
    parts = []
    for inner in node.walk():
        own_words = {"sheet__text", "translation__text"} & set(inner.attrs.get("class", "").split())
        said = "" if own_words else " ".join(child for child in inner.inside if isinstance(child, str)).strip()
        parts.append(f"{inner.tag}{sorted(inner.attrs.items())}{said}")
    return (bool(node.of_class("edited")), bool(translation(node))), " ".join(parts)


def _order(evening: Evening) -> Iterator[str]:
    """Texts in the order in which their authors joined would name every author."""
    words = list(_texts_by_person(evening))
    queue = list(evening.moderation.texts.values())
    if len(words) >= FEW_TEXTS and [" ".join(card.body.split()) for card in queue] == words:
        yield "the queue has the texts in the order of their authors"


def _texts_by_person(evening: Evening) -> Iterator[str]:
    for _, text in evening.wrote():
        yield canonical(text)
