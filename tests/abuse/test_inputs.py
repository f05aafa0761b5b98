"""The list is whole: every number has a test that pytest collects, or a feature that it waits for."""

from __future__ import annotations

import pytest

from tests.abuse.inputs import ELSEWHERE, INPUTS, WAITING
from tests.abuse.listing import PLACES, held_by, lines, numbers
from tests.collected import ids


@pytest.fixture(scope="module")
def found(request: pytest.FixtureRequest) -> dict[int, list[str]]:
    return held_by(ids(request.config, *PLACES))


def test_the_inputs_are_77() -> None:
    assert list(INPUTS) == list(range(1, 78))
    assert len(set(INPUTS.values())) == 77


def test_every_number_is_held_by_a_test_or_waits(found: dict[int, list[str]]) -> None:
    assert [number for number in INPUTS if number not in WAITING and not found[number]] == []


def test_what_waits_is_not_counted(found: dict[int, list[str]]) -> None:
    assert lines(found)[-1].split(" ", 1)[0] == str(77 - len(WAITING))
    assert lines({**found, 1: []})[-1].split(" ", 1)[0] == str(76 - len(WAITING))


def test_the_tests_of_other_folders_are_there(found: dict[int, list[str]]) -> None:
    missing = [
        name for number, names in ELSEWHERE.items() for name in names
        if not any(test.startswith(name) for test in found[number])
    ]  # fmt: skip
    assert missing == []


def test_a_number_is_read_from_a_name_and_from_nothing_else() -> None:
    assert numbers("tests/abuse/test_x.py::test_abuse[01 Host: evil.example]") == {1}
    assert numbers("tests/plans/test_plan_abuse.py::test_62_63_markup_and_paths[<b>]") == {62, 63}
    assert numbers("tests/abuse/test_x.py::test_abuse[99 nothing]") == set()
    assert numbers("tests/abuse/test_x.py::test_ten[port 8000]") == set()
