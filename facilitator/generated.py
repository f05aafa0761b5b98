"""Code that libraries make from text while they are imported, kept from one start to the next beside Python's own.

Python keeps the code of modules, but not that of the methods which dataclasses write: a tenth of a start. One version
of Python makes the same code of the same text, so what was kept is what would be made.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import marshal
import os
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any


@contextlib.contextmanager
def kept_code(path: Path | None = None) -> Iterator[dict[str, CodeType]]:
    """In this block dataclasses take the code of their methods from `path`, and what is missing there is added. Gives
    the code by its text. An annotation that stands as text in many places is compiled once.
    """
    path = path or Path(importlib.util.cache_from_source(__file__)).with_suffix(".code")
    code = _read(path)
    found, annotations = len(code), dict[Any, Any]()

    def run(text: str, variables: dict[str, Any], names: dict[str, Any]) -> None:
        if text not in code:
            code[text] = compile(text, "<string>", "exec", dont_inherit=True)
        exec(code[text], variables, names)  # noqa: S102  as dataclasses do

    def compiled(*words: Any) -> Any:
        if words not in annotations:
            annotations[words] = compile(*words, dont_inherit=True)
        return annotations[words]

    # A name in a module comes before the builtin of that name.
    vars(dataclasses)["exec"], vars(typing)["compile"] = run, compiled
    try:
        yield code
    finally:
        del vars(dataclasses)["exec"], vars(typing)["compile"]
    if len(code) > found and not sys.dont_write_bytecode:
        _write(path, code)


def _read(path: Path) -> dict[str, CodeType]:
    """What lies there; nothing if it is of another Python, or broken."""
    try:
        raw = path.read_bytes()
        size = len(importlib.util.MAGIC_NUMBER)
        found: dict[str, CodeType] = marshal.loads(raw[size:]) if raw[:size] == importlib.util.MAGIC_NUMBER else {}  # noqa: S302  as trusted as the bytecode beside it
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return found


def _write(path: Path, code: dict[str, CodeType]) -> None:
    """Leaves the file whole or not at all; without it the next start is slower."""
    spare = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        spare.write_bytes(importlib.util.MAGIC_NUMBER + marshal.dumps(code))
        os.replace(spare, path)
