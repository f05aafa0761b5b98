"""Every promise of SECURITY.md, every hostile input and every sabotage is held by a test that pytest collects."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.collected import ids
from tests.promises import held, lines, marks, sabotages

ROOT = Path(__file__).resolve().parent.parent


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_every_promise_is_held(request: pytest.FixtureRequest) -> None:
    tests, security, faults = ids(request.config, "tests"), read("SECURITY.md"), read("tests/rehearsal/sabotage.py")
    found = held(tests, security, faults)
    assert [promise for promise, functions in found.items() if not functions] == []

    (one,) = found["sabotage dies"]
    gone = {*found["T13"], *found["77 debug mode"], one}
    left = held([test for test in tests if test.split("[")[0] not in gone and test not in gone], security, faults)
    assert {promise for promise, functions in left.items() if not functions} >= {
        "T13",
        "77 debug mode",
        "sabotage dies",
    }


def test_marks_and_sabotages_are_read_and_the_list_says_how_many_cases_there_are() -> None:
    said = "## Doors\n\n`test_a` in prose\n\n| P1 | x | `test_b`, `test_abuse[7]` |\n"
    said += "| 1.2.1, 1.2.2 | x | met: `test_b` |\n"
    assert marks(said) == {
        "section Doors": ["test_a"], "P1": ["test_b", "test_abuse[7]"], "1.2.1": ["test_b"], "1.2.2": ["test_b"],
    }  # fmt: skip
    assert sabotages("def leaks(): ...\ndef _shared(): ...\n") == ["leaks"]
    assert lines({"P1": Counter({"a.py::test_b": 3, "a.py::test_c": 1})}) == [
        "P1", "     a.py::test_b (3 cases)", "     a.py::test_c",
    ]  # fmt: skip
