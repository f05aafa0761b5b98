"""Templates compiled when the package is installed, used where they match the source: no start compiles them."""

from __future__ import annotations

import compileall
import hashlib
import json
import shutil
from functools import cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2.bccache import BytecodeCache

from facilitator.paths import resource

LOOK: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True}
"""How every template of ours is read; what was compiled otherwise would render otherwise."""
COMPILED = "compiled"
"""The folder of the code, which comes with the product."""
MANIFEST = "manifest.json"


class Precompiled(BytecodeCache):
    """For jinja a cache that is never written: the code of templates whose source is the one that was compiled."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder = folder or resource(COMPILED)
        self._sources: dict[str, str] = {}
        try:
            found = json.loads((folder / MANIFEST).read_text("utf-8"))
        except (OSError, ValueError):
            return  # nothing was compiled: a checkout without an install
        if found["jinja"] == jinja2.__version__:
            self._sources = found["sources"]

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The name: a checkout and an install differ in where the file lies."""
        return name

    def load_bytecode(self, bucket: Any) -> None:
        """Gives the code if it was made from this source."""
        if self._sources.get(bucket.key) == bucket.checksum:
            bucket.code = _code(self._folder / _module(bucket.key))

    def dump_bytecode(self, bucket: Any) -> None:
        """Nothing is written at run time."""


def compile_templates(templates: Path, folder: Path) -> None:
    """Writes the code of `templates` as modules, and their bytecode beside them. Raises TemplateSyntaxError."""
    pages = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates), extensions=["jinja2.ext.i18n"], autoescape=True, **LOOK
    )
    pages.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    sources = {}
    for name in pages.list_templates():
        source, _, _ = pages.loader.get_source(pages, name)  # type: ignore[union-attr]
        try:
            (folder / _module(name)).write_text(pages.compile(source, name, name, raw=True), "utf-8")
        except jinja2.TemplateAssertionError:
            continue  # it uses a filter of its own page's environment, and is compiled there
        sources[name] = BytecodeCache.get_source_checksum(None, source)  # type: ignore[arg-type]
    (folder / MANIFEST).write_text(json.dumps({"jinja": jinja2.__version__, "sources": sources}, indent=1), "utf-8")
    compileall.compile_dir(folder, quiet=1)


def _module(name: str) -> str:
    return f"t_{hashlib.sha256(name.encode()).hexdigest()[:24]}.py"


@cache
def _code(path: Path) -> CodeType | None:
    try:
        return SourceFileLoader(path.stem, str(path)).get_code(path.stem)
    except OSError:
        return None
