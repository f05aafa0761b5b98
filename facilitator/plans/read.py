"""Reading a plan file. Whatever is wrong with it comes as PlanProblems with lines and fields."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from facilitator.plans.check import breaking_problems
from facilitator.plans.compiled import compiled_words
from facilitator.plans.model import Plan
from facilitator.plans.problems import PlanProblems, Problem, Source, of_file
from facilitator.plans.sentences import problems_of
from facilitator.plans.text import MAX_BYTES, TOO_LARGE, plain, tree_of

__all__ = ["PlanProblems", "Problem", "Source", "load", "read_plan", "read_plan_text"]

MOST_READ = 24
_READ: dict[bytes, Plan] = {}


def read_plan(path: Path) -> Plan:
    """The plan in `path`, fit to be run. Raises PlanProblems."""
    return read_plan_text(raw_of(path), str(path))


def read_plan_text(text: str | bytes, name: str) -> Plan:
    """The plan in `text`, fit to be run; `name` stands in the messages. Raises PlanProblems.

    A text that was read lately is not read again: a plan is a value, and reading one takes a twentieth of a second.
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    key = raw.replace(b"\r\n", b"\n")
    plan = _READ.pop(key, None) or _compiled(key, name) or _whole(_source(raw, name))
    _READ[key] = plan  # the newest last
    if len(_READ) > MOST_READ:
        del _READ[next(iter(_READ))]
    return plan


def load(path: Path) -> Source:
    """The plan in `path` with its places, its parts right one by one. Raises PlanProblems."""
    return _source(raw_of(path), str(path))


def raw_of(path: Path) -> bytes:
    """The bytes of a plan or room file, if it is a file and not too large. Raises PlanProblems."""
    name = str(path)
    try:
        if path.is_symlink():
            raise of_file(name, "this is a link; give the file itself")
        if path.is_dir():
            raise of_file(name, "this is a folder; give the plan file in it")
        if not path.is_file():
            raise of_file(name, "there is no file here; check the name")
        # One byte more than allowed tells that there is more, without reading it.
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else None
        raise of_file(
            name, f"the file cannot be read ({reason or 'impossible name'}); check its name and rights"
        ) from None
    if len(raw) > MAX_BYTES:
        raise of_file(name, TOO_LARGE)
    return raw


def _source(raw: bytes, name: str) -> Source:
    tree = tree_of(raw, name)
    try:
        return Source(name, Plan.model_validate(plain(tree)), tree)
    except ValidationError as invalid:
        raise PlanProblems(problems_of(invalid, tree, name)) from None


def _compiled(raw: bytes, name: str) -> Plan | None:
    """A shipped plan without reading its YAML. None where that is not certain to give what reading it would."""
    words = compiled_words(raw)
    if words is None:
        return None
    try:
        return _whole(Source(name, Plan.model_validate(words), None))
    except (ValidationError, PlanProblems):
        return None  # it is read again for the places of its problems


def _whole(source: Source) -> Plan:
    """The plan, unless running it would fail: two parts of one name, or a link that leads nowhere."""
    if problems := breaking_problems(source):
        raise PlanProblems(problems)
    return source.plan
