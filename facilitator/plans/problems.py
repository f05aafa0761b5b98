"""Problems of plan files: each has its place, its field, what is wrong and what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from facilitator.plans.model import Plan

Where = tuple[str | int, ...]
WIDTH = 60
"""Characters of a plan that a message repeats."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; `line` and `column` count from 1."""

    file: str
    line: int
    column: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.field}: {self.message}"


class PlanProblems(Exception):
    """Why a plan cannot be used."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = list(problems)


def of_file(name: str, message: str, line: int = 1, column: int = 1) -> PlanProblems:
    """A problem of the file rather than of a field."""
    return PlanProblems([Problem(name, line, column, "file", message)])


@dataclass(frozen=True)
class Source:
    """A plan with the place of every field in its file."""

    name: str
    plan: Plan
    tree: Any

    def problem(self, where: Where, message: str) -> Problem:
        line, column = place(self.tree, where)
        return Problem(self.name, line, column, dotted(where), message)


def place(tree: Any, where: Where) -> tuple[int, int]:
    """Line and column of a field, or of the nearest thing around it that is in the file."""
    line, column = 1, 1
    node = tree
    for step in where:
        try:
            marks = node.lc.data[step]
            line, column = marks[0] + 1, marks[1] + 1
            node = node[step]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line, column


def dotted(where: Where) -> str:
    """`stages.3.parts.0.minutes`. Names come from the file, so they are shortened and cannot disturb a terminal."""
    return ".".join(step if _harmless(step) else brief(step) for step in map(str, where)) or "plan"


def _harmless(name: str) -> bool:
    return len(name) <= WIDTH and (name.isidentifier() or name.isdecimal())


def brief(value: object) -> str:
    """A value of a file in a few printable characters."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**15:
        return "a very long number"
    text = value[: WIDTH + 1] if isinstance(value, str) else str(value)
    return repr(text if len(text) <= WIDTH else text[:WIDTH] + "…") if isinstance(value, str) else text[:WIDTH]
