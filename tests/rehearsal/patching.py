"""Replacing a piece of the product on purpose, and word of whether that changed anything: a sabotage that patches
nothing proves nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

REPORT = "SABOTAGE_REPORT"
"""The environment variable with the file into which a sabotaged server says what it replaced and what was reached."""
NOTHING_DONE = 3
"""Exit code of a rehearsal against a sabotage without effect."""
_said: set[str] = set()


def replace(owner: Any, name: str, new: Callable[..., Any]) -> None:
    """Puts `new` in the place of `owner.name`; ends the server if there is none. The first call of it is reported."""
    if not hasattr(owner, name):
        sys.exit(f"There is no {name} in {getattr(owner, '__name__', owner)}: this sabotage patches nothing.")
    label = f"{owner.__name__}.{name}"

    def reached(*given: Any, **more: Any) -> Any:
        say("reached", label)
        return new(*given, **more)

    say("replaced", label)
    setattr(owner, name, reached)


def say(what: str, label: str) -> None:
    """Writes it down once."""
    line = f"{what} {label}\n"
    if line not in _said and REPORT in os.environ:
        _said.add(line)
        with Path(os.environ[REPORT]).open("a", encoding="utf-8") as file:
            file.write(line)


def without_effect(report: Path) -> list[str]:
    """What was replaced and never reached; all of it if nothing was replaced at all."""
    lines = [line.split(" ", 1) for line in report.read_text("utf-8").splitlines()] if report.exists() else []
    replaced = {label for what, label in lines if what == "replaced"}
    reached = {label for what, label in lines if what == "reached"}
    return sorted(replaced - reached) if replaced else ["anything"]
