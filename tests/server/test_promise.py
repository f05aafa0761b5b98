"""The promise on the phone: every page says all of it, nothing more, and each sentence names the tests that hold it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import PLAN, StartServer
from tests.machine import patience

ROOT = Path(__file__).resolve().parent.parent.parent
MARK = re.compile(r'data-promise="(\w+)"')
TOO_MUCH = ("100 %", "100%", "untraceable", "military", "end-to-end", "impossible", "GDPR", "one person one vote")


def marks() -> set[str]:
    return set(MARK.findall((ROOT / "templates" / "phone" / "_promise.html").read_text("utf-8")))


def rows() -> dict[str, list[str]]:
    """The marks of SECURITY.md with the tests that hold them."""
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    return {
        mark: re.findall(r"`(test_\w+)`", held) for mark, held in re.findall(r"^\| ([PN]\d) \|.*?\|(.*)\|$", text, re.M)
    }


ONLY = {"open": {"N6"}, "tickets": {"N8"}}
"""Sentences that are true of one way to get a seat alone."""


@pytest.mark.parametrize("seats", ["open", "tickets"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_page_says_the_whole_promise(start_server: StartServer, lang: str, seats: str) -> None:
    server = start_server(PLAN, "--seats", seats)
    page = server.web.get(f"{server.url}/{server.code}?lang={lang}", timeout=patience(3)).text
    others = set().union(*(only for way, only in ONLY.items() if way != seats))
    assert sorted(MARK.findall(page)) == sorted(marks() - others)
    assert ONLY[seats] <= set(MARK.findall(page))
    assert [words for words in TOO_MUCH if words.casefold() in page.casefold()] == []


def test_every_sentence_of_the_promise_is_held_by_tests_that_exist() -> None:
    tests = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    known = set(re.findall(r"^\s*def (test_\w+)\(", tests, re.M))
    assert set(rows()) == marks()
    assert {mark: [name for name in names if name not in known] for mark, names in rows().items()} == {
        mark: [] for mark in marks()
    }
    assert [mark for mark, names in rows().items() if not names] == []


def test_answers_are_cut_loose_from_what_opens_a_seat(start_server: StartServer) -> None:
    said = {}
    for seats in ONLY:
        server = start_server(PLAN, "--seats", seats)
        page = server.web.get(f"{server.url}/{server.code}?lang=en", timeout=patience(3)).text
        (third,) = re.findall(r'<p data-promise="P3">(.*?)</p>', page)
        said[seats] = ("to tickets" in third, "to phones" in third)
    assert said == {"open": (False, True), "tickets": (True, False)}
