"""Judging whether anything tells who wrote what: secrets of one phone, marks on a text, an order that is no chance."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.pages import Card, Node, beneath, cards, parsed, rest, translation
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


def authors(evening: Evening, pages: dict[int, str], files: dict[str, str]) -> Iterator[str]:
    """Everything that could lead from a text to its author."""
    yield from _secrets(evening, pages, files)
    yield from _cards(evening)
    yield from _archive(evening)
    for page in evening.heard.by("phone", "screen"):
        if "data-item=" in page.text or "data-text=" in page.text:
            yield from _rows(evening, parsed(page.text), page.audience)
    yield from _order(evening)


def _secrets(evening: Evening, pages: dict[int, str], files: dict[str, str]) -> Iterator[str]:
    """Anything that belongs to one phone alone: its token, the token's hash, its receipts."""
    marks: dict[str, str] = {}
    for person in evening.people:
        if person.phone is not None and person.phone.token:
            marks[person.phone.token[:MARK]] = "a token"
            marks[hashlib.sha256(person.phone.token.encode()).hexdigest()[:MARK]] = "a hash of a token"
            marks |= {receipt[:MARK]: "a receipt" for receipt in person.phone.receipts}
    own_replies = {page.number for page in evening.heard.pages if page.audience == "phone" and not page.phase}
    for number, text in pages.items():
        if number not in own_replies:
            yield from (f"{marks[hit]} in a frame" for hit in _marks_in(text, marks))
    for name, text in files.items():
        yield from (f"{marks[hit]} in {name}" for hit in _marks_in(text, marks))


def _marks_in(text: str, marks: Mapping[str, str]) -> set[str]:
    """The marks that stand in `text`, inside a longer word too. Looked up by their length: an evening has a thousand
    marks and thousands of pages, and a pattern of all of them would try each at every letter."""
    windows = (word[i : i + MARK] for word in set(_LONG.findall(text)) for i in range(len(word) - MARK + 1))
    return {window for window in windows if window in marks}


def _cards(evening: Evening) -> Iterator[str]:
    """Wherever texts of a part stand beside each other, nothing but the text itself may tell one from another."""
    for page in evening.heard.by("console"):
        found = cards(page.text)
        for card in found:
            marks = {pill for pill in card.pills if not _names_a_text(pill, found)}
            if not marks <= PILLS or not _first_words(card.handle, card.body):
                yield "a text on the console is marked or called by something that is not in it"
        if not {card.translated for card in found} <= {"", *evening.moderation.translated.values()}:
            yield "a translation on the console is not in the moderator's words"
        if _differ(((card.part, card.status, card.softened, bool(card.translated)), card.rest) for card in found):
            yield "texts on the console carry something of their own"


def _names_a_text(pill: str, queue: Iterable[Card]) -> bool:
    """Whether a mark says into which text of the queue this one was merged."""
    into = pill.removeprefix("merged into: ")
    return into != pill and any(_first_words(into, card.body) for card in queue)


def _archive(evening: Evening) -> Iterator[str]:
    """The same of the files: session.json and the report."""
    for part in evening.archive.get("parts", ()):
        if any(set(text) != TEXT_KEYS for text in part["texts"]):
            yield "texts in session.json carry something of their own"
        if not all(_first_words(text["name"], text["body"]) for text in part["texts"]):
            yield "a text in session.json is called by something that is not in it"
    report = evening.files.get("report.html", b"").decode("utf-8", "replace")
    if _differ(_shape(quote) for quote in parsed(report).walk() if quote.tag == "blockquote"):
        yield "texts in the report carry something of their own"
    yield from _rows(evening, parsed(report), "report")


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
                yield f"a text among others on the {where} carries something of its own"
        elif row.tag == "li":
            small = beneath(row)
            if small and not _first_words(small, evening.moderation.translated.get(id_, "")):
                yield f"words under a text in an order on the {where} are not the moderator's"
            words = words.removesuffix(small).strip()
            listed = re.fullmatch(r"\d+ ?=? (.*)", words)
            odd = listed is None or not _first_words(listed[1], bodies.get(id_, ""))
            if odd or not set(row.attrs) <= {"data-text", "class"}:
                yield f"a text in an order on the {where} carries something of its own"
        elif row.tag == "tr":
            body = " ".join(bodies.get(id_, "").split())
            if not re.match(r"(\d+ ?=? ?){1,2}" + re.escape(body), words) or not set(row.attrs) <= {"data-text"}:
                yield f"a text in a table of the {where} carries something of its own"
    dealt = page.having("data-item")
    looks = [((bool(row.of_class("fold")), bool(translation(row))), rest(row, row.attrs["data-item"])) for row in dealt]
    if _differ(looks):
        yield f"a text to vote on carries something of its own on the {where}"


def _differ(looks: Iterable[tuple[Any, str]]) -> bool:
    """Whether things of the same kind, the first of each pair, do not all look the same."""
    found: dict[Any, set[str]] = {}
    for kind, look in looks:
        found.setdefault(kind, set()).add(look)
    return any(len(different) > 1 for different in found.values())


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
