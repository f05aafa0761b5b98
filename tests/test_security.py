"""SECURITY.md and DECISIONS.md name no test that is not there, and every item of ASVS has its verdict."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.abuse.inputs import INPUTS, WAITING

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"`(test_\w+)(?:\[(\d+)\])?`")
ITEM = re.compile(r"^\| ((?:\d+\.\d+\.\d+(?:, )?)+) \| ([^|]+) \| ([^|]+) \|$", re.M)
LAST = {
    1: {1: 2, 2: 9, 3: 11, 4: 3, 5: 2}, 2: {1: 3, 2: 3, 3: 4, 4: 1}, 3: {2: 2, 3: 4, 4: 6, 5: 5, 7: 2},
    4: {1: 3, 2: 1, 3: 2, 4: 4}, 5: {1: 1, 2: 3, 3: 2, 4: 3}, 6: {1: 3, 2: 12, 3: 4, 4: 4, 5: 5, 6: 3, 8: 4},
    7: {1: 3, 2: 4, 3: 2, 4: 5, 5: 2, 6: 2}, 8: {1: 2, 2: 3, 3: 1, 4: 1}, 9: {1: 3, 2: 4},
    10: {1: 2, 2: 2, 3: 4, 4: 11, 5: 5, 6: 2, 7: 3}, 11: {1: 2, 2: 3, 3: 3, 4: 4, 5: 1, 6: 1}, 12: {1: 3, 2: 2, 3: 4},
    13: {1: 1, 2: 5, 3: 2, 4: 5}, 14: {1: 2, 2: 4, 3: 3}, 15: {1: 3, 2: 3, 3: 7}, 16: {1: 1, 2: 5, 3: 4, 4: 3, 5: 3},
    17: {1: 1, 2: 4, 3: 2},
}  # fmt: skip
"""The last item of levels 1 and 2 in each section of ASVS 5.0; those of level 3 come after them."""


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "SECURITY.md").read_text("utf-8")


def known() -> set[str]:
    tests = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    return set(re.findall(r"^\s*def (test_\w+)\(", tests, re.M))


def unknown(words: str) -> list[str]:
    """Names of tests that are not there. `test_abuse[7]` is one of the hostile inputs, and none that waits."""
    there = known()
    return [
        f"{name}[{number}]" if number else name
        for name, number in NAMED.findall(words)
        if name not in there or (name == "test_abuse" and int(number or 0) not in set(INPUTS) - set(WAITING))
    ]


def verdicts(words: str) -> dict[str, str]:
    return {item: verdict for items, _, verdict in ITEM.findall(words) for item in items.split(", ")}


def test_every_test_that_is_named_exists(text: str) -> None:
    assert unknown(text) == []
    assert unknown("`test_of_nothing_at_all` `test_abuse[99]` `test_abuse`") == [
        "test_of_nothing_at_all", "test_abuse[99]", "test_abuse",
    ]  # fmt: skip


def test_every_test_that_the_decisions_name_exists() -> None:
    modules = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    assert set(unknown((ROOT / "DECISIONS.md").read_text("utf-8"))) <= modules


def test_every_item_of_levels_one_and_two_has_one_verdict(text: str) -> None:
    wanted = {
        f"{chapter}.{section}.{item}"
        for chapter, sections in LAST.items() for section, last in sections.items() for item in range(1, last + 1)
    }  # fmt: skip
    named = [item for items, _, _ in ITEM.findall(text) for item in items.split(", ")]
    assert len(wanted) == 253
    assert [item for item, count in Counter(named).items() if count > 1] == []
    assert set(named) ^ wanted == set()


def test_every_verdict_is_one_of_three_and_says_why(text: str) -> None:
    for item, verdict in verdicts(text).items():
        kind, _, why = verdict.partition(": ")
        assert kind in ("met", "not applicable", "**not met**"), item
        assert len(why) >= 8, item
        assert kind != "met" or NAMED.search(why), item


def test_every_threat_names_what_shows_it(text: str) -> None:
    rows = re.findall(r"^\| (T\d+) \|.*\| ([^|]+) \|$", text, re.M)
    assert [name for name, _ in rows] == [f"T{number}" for number in range(1, 31)]
    assert [name for name, shown in rows if not NAMED.search(shown)] == []


def test_the_verdicts_are_counted(text: str) -> None:
    counted = Counter(verdict.partition(": ")[0].strip("*") for verdict in verdicts(text).values())
    said = re.search(r"^(\d+) are met, (\d+) not applicable, (\d+) not met\.", text, re.M)
    assert said is not None
    assert tuple(map(int, said.groups())) == (counted["met"], counted["not applicable"], counted["not met"])
