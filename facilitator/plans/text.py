"""From bytes to a tree of words: hostile until parsed. Nothing is built before the parser's events were looked at."""

from __future__ import annotations

import io
import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, DocumentStartEvent, ScalarEvent

from facilitator.activities.base import UNSEEN
from facilitator.plans.problems import PlanProblems, Problem, Where, brief, dotted, of_file, place

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
MAX_NODES = 4_000
MAX_NUMBER = 12
"""Digits of a plain number."""

TOO_LARGE = f"the file is over {MAX_BYTES // 1024} KB; a plan is a few pages of text"
SAVE_AS = "save the plan as UTF-8 text"
NO_DATE = "this looks like a date or a number and is none; put it in quotes"

_OTHER_FILES = {
    b"PK\x03\x04": "a zip archive, as Word and Excel files are",
    b"PK\x05\x06": "a zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an Office document",
    b"{\\rtf": "an RTF document",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_NUMBER = re.compile(r"[-+]?(0[xo][0-9a-fA-F_]+|[0-9._]+)")

_MEANT = {
    "'\\t'": "a tab stands here; use spaces",
    "mapping values are not allowed": "a colon and a space cannot stand here; put a text with a colon in quotes, "
    "or correct the indent",
    "end of stream": "a quote is opened here and never closed; close it",
    "expected ',' or": "a list that is opened here is not closed, or a comma is missing; close it with ] or }",
    "expected <block end>": "this does not go with the lines around it; give entries of one list the same indent, "
    "and close every quote",
    "document start": "this does not belong to what is before it; correct the indent or the quotes",
    "expected ':'": "a field name needs a colon and a space after it",
    "escape": "a backslash is special in double quotes; use single quotes",
    "start any token": "a text cannot begin with this sign; put the text in quotes",
    "alphabetic or numeric": "this sign has a meaning of its own here; put the text in quotes",
    "chomping or indentation": "after | or > the text begins on the next line; move it there",
    "incompatible YAML": "lines that begin with % are not used in plans; leave it out",
    "tag": "tags (!name) are not used in plans; leave it out",
}
"""Parts of what ruamel says, and what a person who writes plans can do about it."""
_BEGINS_EARLIER = ("end of stream", "expected ',' or", "expected ':'")


class _Words(RoundTripConstructor):
    """Knows the line when a word looks like a date or a number and is none."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, ArithmeticError):
            raise ConstructorError(None, None, NO_DATE, node.start_mark) from None


def tree_of(raw: bytes, name: str, begins: str = "plan/1", nodes: int = MAX_NODES) -> Any:
    """ruamel's tree of a plan file: a mapping of words. Raises PlanProblems and nothing else.

    `begins` and `nodes` are those of other files that are read as strictly as a plan.
    """
    if len(raw) > MAX_BYTES:
        raise of_file(name, TOO_LARGE)
    text = _decoded(raw, name)
    events = _screened(text, name, nodes)
    try:
        tree = _built(events)
    except MarkedYAMLError as problem:
        raise _marked(problem, name) from None
    except Exception as problem:  # the parser's own mistakes: to us the file is wrong
        raise of_file(name, f"this is not a plan ({type(problem).__name__}); see the shipped plans") from None
    if not isinstance(tree, dict):
        raise of_file(name, f"a plan is a list of fields that begins with `schema: {begins}`")
    found = _odd(tree, ())
    if found:
        raise PlanProblems([Problem(name, *place(tree, where), dotted(where), message) for where, message in found])
    return tree


def plain(node: Any) -> Any:
    """ruamel's tree as dicts, lists and scalars."""
    if isinstance(node, dict):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(value) for value in node]
    for scalar in (str, bool, int, float):
        if isinstance(node, scalar):
            return scalar(node)
    return node


def _yaml() -> Any:
    yaml: Any = YAML(typ="rt", pure=True)
    yaml.version = (1, 2)
    yaml.Constructor = _Words
    return yaml


class _Again:
    """A parser whose events were all looked at; finding them a second time would double the cost of a plan."""

    def __init__(self, events: list[Any]) -> None:
        self._events = events[::-1]

    def check_event(self, *kinds: type) -> bool:
        return bool(self._events) and (not kinds or isinstance(self._events[-1], kinds))

    def peek_event(self) -> Any:
        return self._events[-1] if self._events else None

    def get_event(self) -> Any:
        return self._events.pop() if self._events else None

    def dispose(self) -> None:
        self._events.clear()


def _built(events: list[Any]) -> Any:
    yaml = _yaml()
    yaml.Parser = lambda loader: _Again(events)
    return yaml.load("")


def _decoded(raw: bytes, name: str) -> str:
    for begin, what in _OTHER_FILES.items():
        if raw.startswith(begin):
            raise of_file(name, f"this is {what}, not a plan; {SAVE_AS}")
    if raw.startswith(b"\xef\xbb\xbf"):
        raise of_file(name, f"the file begins with a byte order mark; {SAVE_AS} without one")
    if b"\x00" in raw:
        line = raw[: raw.index(b"\x00")].count(b"\n") + 1
        raise of_file(name, f"this is not UTF-8 text; {SAVE_AS}", line)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = raw[: problem.start].decode("utf-8")
        raise of_file(name, f"this sign is not UTF-8; {SAVE_AS}", *_at_end(before)) from None
    if unseen := UNSEEN.search(text):
        raise of_file(name, _delete(unseen[0]), *_at_end(text[: unseen.start()]))
    return text


def _at_end(before: str) -> tuple[int, int]:
    """Line and column of what follows `before`."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _delete(sign: str) -> str:
    return f"an invisible sign stands here (U+{ord(sign):04X}); delete it"


def _screened(text: str, name: str, most: int) -> list[Any]:
    """The parser's events, looked at before anything is built: nothing can explode that was never made."""
    depth = nodes = documents = 0
    events: list[Any] = []
    event: Any = None
    try:
        for event in _yaml().parse(io.StringIO(text)):
            depth += isinstance(event, CollectionStartEvent)
            depth -= isinstance(event, CollectionEndEvent)
            nodes += isinstance(event, CollectionStartEvent | ScalarEvent)
            documents += isinstance(event, DocumentStartEvent)
            message = _refusal(event)
            if depth > MAX_DEPTH:
                message = f"nested deeper than {MAX_DEPTH} levels; plans need about 6"
            elif nodes > most:
                message = f"more than {most} entries; split the evening into two plans"
            elif documents > 1:
                message = "a second document begins; one file is one plan"
            if message:
                raise of_file(name, message, event.start_mark.line + 1, event.start_mark.column + 1)
            events.append(event)
    except PlanProblems:
        raise
    except MarkedYAMLError as problem:
        raise _marked(problem, name) from None
    except Exception as problem:  # the parser's own mistakes: to us the file is wrong
        line = event.end_mark.line + 1 if event else 1
        raise of_file(name, f"this is not YAML from here on ({type(problem).__name__})", line) from None
    return events


def _refusal(event: Any) -> str:
    """Why one event has no place in a plan; empty if it has."""
    if isinstance(event, AliasEvent):
        return "aliases (*name) are not used in plans; write the words out"
    if getattr(event, "anchor", None):
        return "anchors (&name) are not used in plans; write the words out"
    if isinstance(event, DocumentStartEvent) and (event.version or event.tags):
        return "lines that begin with % are not used in plans; leave it out"
    if getattr(event, "ctag", None) is not None or getattr(event, "tag", None) is not None:
        return "tags (!name) are not used in plans; leave it out"
    if isinstance(event, ScalarEvent) and event.style is None:
        if event.value == "<<":
            return "merging (<<) is not used in plans; write the fields out, or put it in quotes"
        if len(event.value) > MAX_NUMBER and _NUMBER.fullmatch(event.value):
            return f"a number of {len(event.value)} digits; put it in quotes if it is a text"
    return ""


def _marked(problem: MarkedYAMLError, name: str) -> PlanProblems:
    said = " ".join(str(problem.problem or "").split())
    mark = problem.problem_mark or problem.context_mark
    if any(words in said for words in _BEGINS_EARLIER) and problem.context_mark:
        mark = problem.context_mark
    at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if said.startswith("found duplicate key"):
        twice = said.removeprefix("found duplicate key").split(" with value", 1)[0].strip().strip('"')
        return of_file(name, f"the field {brief(twice)} stands here twice; leave one out", *at)
    if said == NO_DATE:
        return of_file(name, said, *at)
    meant = next((meant for words, meant in _MEANT.items() if words in said), "")
    return of_file(name, meant or f"this is not YAML: {brief(said)}; look for a missing quote or a wrong indent", *at)


def _odd(node: Any, where: Where) -> list[tuple[Where, str]]:
    """Field names that are no words, and signs that came in by escapes such as "\\0". As deep as `_screened` allows."""
    if isinstance(node, str):
        unseen = UNSEEN.search(node)
        return [(where, _delete(unseen[0]))] if unseen else []
    found: list[tuple[Where, str]] = []
    if isinstance(node, dict):
        for key, value in node.items():
            if not isinstance(key, str) or UNSEEN.search(key):
                found.append(((*where, key), "a field name is a word; see `facilitator schema`"))
            else:
                found += _odd(value, (*where, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            found += _odd(value, (*where, index))
    return found
