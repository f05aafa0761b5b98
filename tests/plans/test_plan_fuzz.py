"""Whatever a file holds, reading it gives a plan or problems with lines, and nothing else."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator.paths import resource
from facilitator.plans.check import cross_problems
from facilitator.plans.model import Plan
from facilitator.plans.problems import PlanProblems, Source
from facilitator.plans.read import read_plan_text
from facilitator.plans.text import plain, tree_of
from tests.profiles import examples

RAW = (resource("session_plans") / "cross-boundary-dilemmas-30.yaml").read_bytes()
TREE: dict[str, Any] = plain(tree_of(RAW, "plan.yaml"))
FORM = re.compile(r"plan\.yaml:[1-9]\d*:[1-9]\d*: \S[^\n]*: \S[^\n]*")
SIGNS = [
    b"\t", b"\x00", b"\xff", b"\xef\xbb\xbf", b"&a ", b"*a", b"!t ", b"<<: ", b"? ", b": ", b"- ", b"[", b"{", b"}",
    b"'", b'"', b"|\n", b"\n", b"\r", b"%", b"---\n", b"...\n", b"#", b"\\U", b"0x", b"2026-13-45", b"1e999", b"~",
    b"\xe2\x80\xae", b"9" * 30,
]  # fmt: skip
"""What means something to a parser, or has broken one."""

change = st.tuples(
    st.integers(0, len(RAW)), st.integers(0, 12), st.one_of(st.sampled_from(SIGNS), st.binary(max_size=4))
)


def outcome(raw: str | bytes) -> Plan | None:
    """The plan, or nothing; fails on any other exception and on any problem without its place and its sentence."""
    try:
        return read_plan_text(raw, "plan.yaml")
    except PlanProblems as found:
        data = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
        lines = data.count(b"\n") + data.count(b"\r") + 1
        assert found.problems
        for problem in found.problems:
            assert FORM.fullmatch(str(problem)), str(problem)
            assert problem.line <= lines, str(problem)
        return None


@settings(max_examples=examples(60))
@given(st.lists(change, min_size=1, max_size=4))
def test_bytes_of_a_plan_changed(changes: list[tuple[int, int, bytes]]) -> None:
    raw = RAW
    for position, length, instead in changes:
        raw = raw[:position] + instead + raw[position + length :]
    outcome(raw)


@settings(max_examples=examples(80))
@given(st.binary(max_size=300) | st.lists(st.sampled_from(SIGNS), max_size=40).map(b"".join))
def test_bytes_that_were_never_a_plan(raw: bytes) -> None:
    assert outcome(raw) is None


@settings(max_examples=examples(80))
@given(st.text(max_size=200))
def test_texts_that_were_never_a_plan(text: str) -> None:
    assert outcome(text) is None


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["vote", "lobby", "x" * 2000]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps: list[Any] = (
        list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
    )
    return [path, *(found for step in steps for found in _paths(node[step], (*path, step)))]


def _with(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    if isinstance(node, dict):
        return {key: _with(old, path[1:], value) if key == path[0] else old for key, old in node.items()}
    return [_with(old, path[1:], value) if index == path[0] else old for index, old in enumerate(node)]


@settings(max_examples=examples(80))
@given(st.sampled_from(_paths(TREE)), anything)
def test_one_field_replaced_by_anything(path: tuple[Any, ...], value: Any) -> None:
    raw = json.dumps(_with(TREE, path, value), ensure_ascii=True)
    plan = outcome(raw)
    if plan is not None:
        assert all(
            FORM.fullmatch(str(problem))
            for problem in cross_problems(Source("plan.yaml", plan, tree_of(raw.encode(), "x")))
        )


def test_the_plan_that_is_changed_is_sound() -> None:
    assert outcome(RAW) is not None
    assert outcome(json.dumps(TREE)) == outcome(RAW)
