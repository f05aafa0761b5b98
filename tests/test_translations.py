"""Every word of the templates can be translated, and the catalogues say all of them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = {
    path.parts[-3]: path for path in sorted((ROOT / "facilitator" / "translations").glob("*/LC_MESSAGES/messages.po"))
}
"""By language."""
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
GAP = "\N{OBJECT REPLACEMENT CHARACTER}"
SPOKEN = ("alt", "aria-label", "aria-description", "placeholder", "title")
"""Attributes whose value a person may read or hear."""
INSIDE_TAGS = re.compile(
    r"{% block (?:entry|audience|body_class|body_data|scheme) %}.*?{% endblock %}"
    r"|{% macro (?:size|clock_data)\b.*?{% endmacro %}",
    re.S,
)
"""Blocks and macros that are written into the tags of a page."""
OURS = {"Facilitator", "العربية", "English", "facilitator console", "facilitator run PLAN.yaml"}
"""Words that are the same in every language: the product's name, languages in their own words, a command."""


def extracted() -> dict[tuple[str, ...], Message]:
    """What the templates say, by (singular) or (singular, plural)."""
    with (ROOT / "babel.cfg").open() as source:
        methods, options = parse_mapping_cfg(source)
    found = Catalog()
    for _, _, message, _, context in extract_from_dir(ROOT, methods, options, directory_filter=_ours):
        found.add(message, context=context)
    return {_key(message): message for message in found if message.id}


def _ours(folder: str) -> bool:
    return Path(folder).name not in ("node_modules", ".venv", "vendor")


def _key(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale=path.parts[-3], abort_invalid=True)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", text))


def faults(said: dict[tuple[str, ...], Message], known: Catalog) -> list[str]:
    """What is wrong with a catalogue, each with the message it concerns."""
    messages = {_key(message): message for message in known if message.id}
    found = [f"not in the templates: {key[0]}" for key in messages if key not in said]
    for key in said:
        if key not in messages:
            found.append(f"missing: {key[0]}")
        else:
            found += [f"{fault}: {key[0]}" for fault in _faults_of(key, messages[key], known.num_plurals)]
    return found


def _faults_of(key: tuple[str, ...], message: Message, plurals: int) -> Iterator[str]:
    strings = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    if message.fuzzy:
        yield "fuzzy"
    if not all(strings) or len(strings) != (plurals if len(key) > 1 else 1):
        yield "empty"
        return
    wanted = placeholders(key[-1])
    # One, two or none may be written as a word; a form for many without its number would be wrong.
    if any(not placeholders(s) <= wanted for s in strings) or placeholders(strings[-1]) != wanted:
        yield "other placeholders"


def test_every_message_is_translated() -> None:
    said = extracted()
    assert {name: found for name in CATALOGUES if (found := faults(said, catalogue(CATALOGUES[name])))} == {}


def test_arabic_is_there_and_something_is_said() -> None:
    assert list(CATALOGUES) == ["ar"]
    assert len(extracted()) > 100


FAULTY = {
    "": "missing: %(n)s here",
    'msgid "%(n)s here"\nmsgstr ""\n': "empty: %(n)s here",
    '#, fuzzy\nmsgid "%(n)s here"\nmsgstr "هنا %(n)s"\n': "fuzzy: %(n)s here",
    'msgid "%(n)s here"\nmsgstr "هنا %(m)s"\n': "other placeholders: %(n)s here",
    'msgid "%(n)s here"\nmsgstr "هنا"\n': "other placeholders: %(n)s here",
    'msgid "%(n)s here"\nmsgstr "هنا %(n)s"\n\nmsgid "gone"\nmsgstr "x"\n': "not in the templates: gone",
}
"""Missing, empty, fuzzy, a renamed placeholder, a lost one, a message that is left over."""


def test_every_kind_of_fault_is_found() -> None:
    said = {("%(n)s here",): Message("%(n)s here")}
    for po, fault in FAULTY.items():
        assert faults(said, read_po(io.BytesIO(po.encode()), locale="ar")) == [fault]


class _Reader(HTMLParser):
    """Collects what a person would read or hear of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found += data.split(GAP)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [part for name, value in attrs if name in SPOKEN for part in (value or "").split(GAP)]


def bare_words(source: str) -> list[str]:
    """Words that stand in a template as they are, so that no catalogue can change them."""
    page = re.sub(
        r"{% block (?:entry|audience|body_class|body_data|scheme) %}.*?{% endblock %}", "", source, flags=re.S
    )
    page = re.sub(r"{% macro (?:size|clock_data)\b.*?{% endmacro %}", "", page, flags=re.S)
    page = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", GAP, page, flags=re.S)
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return [words.strip() for words in reader.found if re.search(r"[^\W\d_]{2,}", words)]


def untranslated(sources: Mapping[str, str]) -> list[str]:
    """Bare words of all templates that are not the same in every language, with their files."""
    return [
        f"{path}: {words}" for path, source in sources.items() for words in bare_words(source) if words not in OURS
    ]  # fmt: skip


def test_no_words_outside_the_catalogue() -> None:
    assert untranslated({str(path.relative_to(ROOT)): path.read_text("utf-8") for path in TEMPLATES}) == []
    assert untranslated(
        {"a.html": "<p>{{ _('Fine') }}</p>", "b.html": "<p>Hello</p>", "c.html": "<b>Facilitator</b>"}
    ) == ["b.html: Hello"]


def test_bare_words_are_seen() -> None:
    bad = '<p title="Look here">{{ _("Fine") }} Hello <b class="x">{% if a %}you{% endif %}</b></p>'
    assert bare_words(bad) == ["Look here", "Hello", "you"]
