"""Code that was made at an earlier start is what would be made now, and is not used where it might be another."""

from __future__ import annotations

import dataclasses
import importlib.util
import marshal
import sys
import typing
from pathlib import Path

import pytest

from facilitator.generated import kept_code


def point(path: Path) -> tuple[type, int]:
    """A dataclass made with what is kept in `path`, and how many texts were known before."""
    with kept_code(path) as code:
        known = len(code)
        return dataclasses.make_dataclass("Point", [("x", int), ("y", int)], frozen=True), known


@pytest.fixture(autouse=True)
def writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bytecode" / "kept.code"


def test_methods_from_the_file_do_what_fresh_ones_do(path: Path) -> None:
    first, known = point(path)
    second, known_then = point(path)
    assert known == 0
    assert known_then > 4
    for made in (first, second):
        assert repr(made(1, 2)) == "Point(x=1, y=2)"
        assert made(1, 2) == made(1, 2) != made(1, 3)
        assert hash(made(1, 2)) == hash((1, 2))
        with pytest.raises(dataclasses.FrozenInstanceError):
            made(1, 2).x = 3
        with pytest.raises(TypeError, match="missing 1 required positional argument: 'y'"):
            made(1)


def test_what_is_kept_is_really_used(path: Path) -> None:
    point(path)
    size = len(importlib.util.MAGIC_NUMBER)
    raw = path.read_bytes()
    others = {text: compile(text.replace("(x=", "(kept="), "<string>", "exec") for text in marshal.loads(raw[size:])}
    path.write_bytes(raw[:size] + marshal.dumps(others))
    assert repr(point(path)[0](1, 2)) == "Point(kept=1, y=2)"


@pytest.mark.parametrize("spoil", [lambda raw: b"\0\0\0\0" + raw[4:], lambda raw: raw[:-40], lambda raw: raw[:4]])
def test_a_file_of_another_python_or_half_a_file_is_made_anew(path: Path, spoil: typing.Any) -> None:
    point(path)
    path.write_bytes(spoil(path.read_bytes()))
    made, known = point(path)
    assert (known, repr(made(1, 2))) == (0, "Point(x=1, y=2)")
    assert point(path)[1] > 4


def test_nothing_is_written_where_no_bytecode_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    point(path)
    assert not path.exists()


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")
    made, _ = point(tmp_path / "file" / "kept.code")
    assert repr(made(1, 2)) == "Point(x=1, y=2)"


def test_nothing_is_left_of_it_after_the_imports(path: Path) -> None:
    with kept_code(path):
        assert {"exec"} <= set(vars(dataclasses))
        assert {"compile"} <= set(vars(typing))
    assert "exec" not in vars(dataclasses)
    assert "compile" not in vars(typing)
