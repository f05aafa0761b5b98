"""Session plans: the model, the reader that names the line, the checks."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from facilitator.plans.check import cross_problems
from facilitator.plans.model import Plan
from facilitator.plans.read import PlanProblems, load


def check_files(paths: Sequence[Path]) -> list[str]:
    """Every problem of every file, one line each: `file:line:column: field: what is wrong, what would be right`."""
    lines: list[str] = []
    for path in paths:
        try:
            problems = cross_problems(load(path))
        except PlanProblems as found:
            problems = found.problems
        lines += map(str, problems)
    return lines


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a plan file, for editors that complete while one types."""
    text = json.dumps(Plan.model_json_schema(by_alias=True))
    # Editors show these names: `choice` rather than the path of its module.
    named: dict[str, Any] = json.loads(re.sub(r"facilitator__activities__kinds__(\w+?)__Config", r"\1", text))
    return named
