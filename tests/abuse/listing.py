"""The list of the 77 hostile inputs with the tests that hold them, as pytest collects them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from tests.abuse.inputs import ELSEWHERE, INPUTS, WAITING

ROOT = Path(__file__).resolve().parent.parent.parent
NAMED = ("tests/abuse", "tests/plans/test_plan_abuse.py", "tests/e2e/test_hostile_pages.py")
"""Where a test that carries a number in its name is counted."""
CARRIED = re.compile(r"(?:\[|::test_|_)(\d\d)(?=[_ ])")


def collected(*places: str) -> list[str]:
    """Ids of all tests in these files and folders, as `pytest --collect-only` says."""
    words = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *places]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [line for line in said.splitlines() if "::" in line]


def numbers(test: str) -> set[int]:
    """The numbers that a test carries in its name: `test_abuse[01 …]`, `test_62_63_…`."""
    return {int(found) for found in CARRIED.findall(test)} & set(INPUTS)


def held_by() -> dict[int, list[str]]:
    """For each number the tests that hold it."""
    found: dict[int, list[str]] = defaultdict(list)
    for test in collected(*NAMED):
        for number in numbers(test):
            found[number].append(test)
    elsewhere = collected(*sorted({name.split("::")[0] for names in ELSEWHERE.values() for name in names}))
    for number, names in ELSEWHERE.items():
        for name in names:
            found[number] += [test for test in elsewhere if test.startswith((f"{name}::", f"{name}[")) or test == name]
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
