"""The shipped plans as they were read when the package was installed: a start with one of them reads no YAML."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from facilitator.paths import resource
from facilitator.plans.text import plain, tree_of

COMPILED = "compiled"
"""The folder, which comes with the product."""
PLANS = "plans.json"


def compile_plans(plans: Path, folder: Path) -> None:
    """Writes the words of every plan in `plans`, each under the SHA-256 of its bytes. Raises PlanProblems."""
    raws = {path.name: path.read_bytes() for path in sorted(plans.glob("*.yaml"))}
    words = {hashlib.sha256(raw).hexdigest(): plain(tree_of(raw, name)) for name, raw in raws.items()}
    (folder / PLANS).write_text(json.dumps(words, ensure_ascii=False), "utf-8")


def compiled_words(raw: bytes) -> dict[str, Any] | None:
    """The words of the plan with exactly these bytes; None if it was not there when the package was installed."""
    return _all().get(hashlib.sha256(raw).hexdigest())


@cache
def _all() -> dict[str, dict[str, Any]]:
    try:
        found: dict[str, dict[str, Any]] = json.loads((resource(COMPILED) / PLANS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}  # nothing was compiled: a checkout without an install
    return found
