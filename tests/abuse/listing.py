"""The list of the 77 hostile inputs with the tests that hold them, as pytest collects them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from tests.abuse.inputs import ELSEWHERE, INPUTS, WAITING

NAMED = ("tests/abuse", "tests/plans/test_plan_abuse.py", "tests/e2e/test_hostile_pages.py")
"""Where a test that carries a number in its name is counted."""
PLACES = (*NAMED, *sorted({name.split("::")[0] for names in ELSEWHERE.values() for name in names}))
"""All files and folders with a test that holds a number."""
CARRIED = re.compile(r"(?:\[|::test_|_)(\d\d)(?=[_ ])")


def numbers(test: str) -> set[int]:
    """The numbers that a test carries in its name: `test_abuse[01 …]`, `test_62_63_…`."""
    return {int(found) for found in CARRIED.findall(test)} & set(INPUTS)


def held_by(tests: Iterable[str]) -> dict[int, list[str]]:
    """For each number those of the tests that hold it."""
    found: dict[int, list[str]] = defaultdict(list)
    elsewhere = [(number, name) for number, names in ELSEWHERE.items() for name in names]
    for test in tests:
        if any(test.startswith((f"{place}/", f"{place}::")) for place in NAMED):
            for number in numbers(test):
                found[number].append(test)
        for number, name in elsewhere:
            if test == name or test.startswith((f"{name}::", f"{name}[")):
                found[number].append(test)
    return found


def lines(found: dict[int, list[str]]) -> list[str]:
    """The list as it is printed; the last line counts."""
    rows = []
    for number, title in INPUTS.items():
        if number in WAITING:
            rows.append(f"{number:02d} {title}: waits for {WAITING[number]}")
            continue
        rows.append(f"{number:02d} {title}")
        by_function: dict[str, int] = defaultdict(int)
        for test in found[number]:
            own = test if "/test_" in test and f"[{number:02d} " in test else test.split("[")[0]
            by_function[own] += 1
        rows += [f"     {test}" + (f" ({count} cases)" if count > 1 else "") for test, count in by_function.items()]
    held = [number for number in INPUTS if number not in WAITING and found[number]]
    waits = f"; {len(WAITING)} wait for {', '.join(sorted(set(WAITING.values())))}" if WAITING else ""
    return [*rows, f"{len(held)} of {len(INPUTS)}{waits}"]
