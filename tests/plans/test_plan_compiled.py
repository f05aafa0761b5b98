"""Shipped plans as they were read at the install: the same plans, and only where not a byte differs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from facilitator.paths import resource
from facilitator.plans import compiled, read
from facilitator.plans.compiled import COMPILED, PLANS, compile_plans, compiled_words
from facilitator.plans.read import read_plan_text
from facilitator.plans.shipped import shipped_plans
from facilitator.plans.text import plain, tree_of

PATHS = [path for path, _ in shipped_plans()]


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "_READ", {})


@pytest.fixture
def no_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*given: Any) -> Any:
        raise AssertionError("YAML was read")

    monkeypatch.setattr(read, "tree_of", never)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, Any]], None]:
    """Pretends that these words were compiled at the install, each under the digest of the first shipped plan."""

    def other(words: dict[str, Any]) -> None:
        compile_plans(PATHS[0].parent, tmp_path)
        digest = compiled.hashlib.sha256(PATHS[0].read_bytes()).hexdigest()
        (tmp_path / PLANS).write_text(json.dumps({digest: words}), "utf-8")
        monkeypatch.setattr(compiled, "resource", lambda name: tmp_path)
        compiled._all.cache_clear()

    yield other
    compiled._all.cache_clear()


def test_every_shipped_plan_was_compiled_at_the_install_and_is_what_reading_gives(unread: None) -> None:
    assert (resource(COMPILED) / PLANS).is_file()
    for path in PATHS:
        raw = path.read_bytes()
        assert compiled_words(raw) == plain(tree_of(raw, path.name))


def test_a_shipped_plan_is_known_without_reading_yaml(unread: None, no_yaml: None) -> None:
    for path in PATHS:
        assert read_plan_text(path.read_bytes(), path.name).id


def test_one_byte_more_is_another_plan(unread: None, no_yaml: None) -> None:
    with pytest.raises(AssertionError, match="YAML was read"):
        read_plan_text(PATHS[0].read_bytes() + b"\n", PATHS[0].name)


def test_words_that_are_no_plan_any_more_are_read_again(
    unread: None, installed: Callable[[dict[str, Any]], None]
) -> None:
    installed({"schema": "plan/0"})
    assert read_plan_text(PATHS[0].read_bytes(), PATHS[0].name).id
