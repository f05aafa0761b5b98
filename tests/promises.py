"""`python -m tests.promises`: what the project promises, each with the tests that hold it and how many cases they have.

A promise is a mark of SECURITY.md (a sentence of the promise, a threat, an item of ASVS, a section that names tests), a
number of `tests/abuse`, or a fault of `tests/rehearsal/sabotage.py` that a rehearsal has to find.
"""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from tests.abuse.inputs import INPUTS
from tests.abuse.listing import held_by
from tests.collected import collected

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"`((?:tests/[\w/]+\.py)|(?:test_\w+)(?:\[\d+\])?)`")
MARK = re.compile(r"^\| ([PNT]\d+|(?:\d+\.\d+\.\d+(?:, )?)+) \|")

Held = dict[str, Counter[str]]


def held(tests: Sequence[str], security: str, faults: str) -> Held:
    """For each promise the functions that hold it, with their cases. `tests` are ids as pytest collects them."""
    numbers = held_by(tests)
    found: Held = {mark: Counter() for mark in marks(security)}
    for mark, names in marks(security).items():
        for name in names:
            found[mark].update(_functions(_named(name, tests, numbers)))
    for number, title in INPUTS.items():
        found[f"{number:02d} {title}"] = Counter(_functions(numbers[number]))
    for fault in sabotages(faults):
        of_it = [test for test in tests if f"[{fault}]" in test or fault in _faults_named_in(test)]
        found[f"sabotage {fault}"] = Counter(_functions(of_it))
    return found


def marks(security: str) -> dict[str, list[str]]:
    """What SECURITY.md promises, with the names of tests beside it: by mark, and by heading where there is none."""
    found: dict[str, list[str]] = defaultdict(list)
    heading = ""
    for line in security.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        marked = MARK.match(line)
        names = NAMED.findall(line)
        for mark in marked[1].split(", ") if marked else [f"section {heading}"]:
            if names or mark[0] in "PNT":
                found[mark] += names
    return found


def sabotages(source: str) -> list[str]:
    """Names of the faults that `sabotage.py` can put into a server: its public functions."""
    return [
        node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"
    ]  # fmt: skip


def lines(found: Held) -> list[str]:
    """The list as it is printed."""
    rows = []
    for promise, functions in found.items():
        rows.append(promise)
        cases = {test: f" ({count} cases)" if count > 1 else "" for test, count in functions.items()}
        rows += [f"     {test}{cases[test]}" for test in sorted(cases)]
    return rows


def _named(name: str, tests: Iterable[str], numbers: Mapping[int, list[str]]) -> list[str]:
    """Ids of the tests of a name in a document: a function, a file, or `test_abuse[7]`."""
    if "/" in name:
        return [test for test in tests if test.startswith(f"{name}::")]
    if name.startswith("test_abuse["):
        return numbers[int(name[11:-1])]
    return [test for test in tests if test.split("[")[0].endswith(f"::{name}")]


def _faults_named_in(test: str) -> set[str]:
    """Words in quotes of a test of rehearsals: a fault that it plays without being one of several cases."""
    path, _, name = test.partition("::")
    return _quoted(path).get(name.split("[")[0], set()) if path.startswith("tests/rehearsal/") else set()


@cache
def _quoted(path: str) -> dict[str, set[str]]:
    """By test function of a file the strings that stand in it."""
    functions = [node for node in ast.parse((ROOT / path).read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]
    return {
        function.name: {
            node.value for node in ast.walk(function) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        for function in functions
    }


def _functions(tests: Iterable[str]) -> list[str]:
    return [test if "::test_abuse[" in test or "_sabotaged_" in test else test.split("[")[0] for test in tests]


if __name__ == "__main__":
    read = [(ROOT / name).read_text("utf-8") for name in ("SECURITY.md", "tests/rehearsal/sabotage.py")]
    print("\n".join(lines(held(collected(), *read))))
