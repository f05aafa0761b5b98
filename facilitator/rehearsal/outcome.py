"""What a rehearsal found: checks with what was expected and what came, and what could not be checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

SHOWN = 5


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `expected` and `got` are JSON."""

    name: str
    expected: Any
    got: Any
    ok: bool


@dataclass(frozen=True)
class Skipped:
    """One thing that was not looked at, and why."""

    name: str
    why: str


Finding = Check | Skipped


def equal(name: str, expected: Any, got: Any) -> Check:
    """A check that holds if both are equal."""
    return Check(name, expected, got, expected == got)


def none(name: str, found: Iterable[Any]) -> Check:
    """A check that holds if nothing was found; a few findings are shown, and how many there are more."""
    listed = sorted(set(map(str, found)))
    more = [f"and {len(listed) - SHOWN} more"] if len(listed) > SHOWN else []
    return Check(name, [], [*listed[:SHOWN], *more], not listed)


@dataclass
class Outcome:
    """The whole result, in the order in which it was found."""

    room: str
    plan: str
    people: int
    seconds: float = 0.0
    fitted: list[str] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def add(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            if isinstance(finding, Check):
                self.checks.append(finding)
            else:
                self.skipped.append(finding)

    @property
    def ok(self) -> bool:
        return bool(self.checks) and all(check.ok for check in self.checks)

    def words(self) -> dict[str, Any]:
        """As JSON; ends with the checks, what was skipped, and whether all is well."""
        return {
            "room": self.room, "plan": self.plan, "people": self.people, "seconds": round(self.seconds, 1),
            "fitted": self.fitted, "checks": [asdict(check) for check in self.checks],
            "skipped": [asdict(skipped) for skipped in self.skipped], "ok": self.ok,
        }  # fmt: skip
