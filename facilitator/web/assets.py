"""The browser files: read once, kept in memory, sent compressed to whoever takes gzip."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, request

from facilitator.errors import Refused
from facilitator.web.bodies import refusal

assets = Blueprint("assets", __name__)
FOREVER = "public, max-age=31536000, immutable"
"""Their names carry a hash of the content."""


@dataclass(frozen=True)
class Asset:
    """A built file, and the same with gzip."""

    plain: bytes
    packed: bytes
    kind: str


@dataclass(frozen=True)
class Shelf:
    """Which hashed file an entry became, and the files themselves."""

    names: Mapping[str, str]
    files: Mapping[str, Asset]

    def path(self, entry: str) -> str:
        """The address of an entry such as `phone.js`."""
        return f"/static/{self.names[entry]}"


def read_assets(folder: Path) -> Shelf:
    """What the build left in `folder`. Raises RuntimeError if it never ran."""
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        raise RuntimeError("the browser files are not built: run `pip install -e .` or `python hatch_build.py`")
    names: dict[str, str] = json.loads(manifest.read_text("utf-8"))
    files = {
        name: Asset((folder / name).read_bytes(), (folder / f"{name}.gz").read_bytes(), _kind(name))
        for name in names.values()
    }
    return Shelf(names, files)


def _kind(name: str) -> str:
    """What a built file is, whatever the machine's tables of types say."""
    return {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}[Path(name).suffix]


@assets.get("/static/<name>")
def asset(name: str) -> Response:
    """A built file. Nothing else can be asked for: names are looked up, not paths."""
    shelf: Any = current_app.extensions["facilitator"].assets
    found = shelf.files.get(name)
    if found is None:
        return refusal(Refused("nothing_here"))
    response = _either(found.plain, found.packed, found.kind)
    response.headers["Cache-Control"] = FOREVER
    return response


def shell(html: str, status: int = 200) -> Response:
    """A page without personal content, compressed: such a page holds no secret that its length could tell."""
    plain = html.encode("utf-8")
    return _either(plain, _squeezed(plain), "text/html; charset=utf-8", status)


@lru_cache(maxsize=64)
def _squeezed(plain: bytes) -> bytes:
    return gzip.compress(plain, 6, mtime=0)


def _either(plain: bytes, packed: bytes, kind: str, status: int = 200) -> Response:
    takes = request.accept_encodings["gzip"] > 0
    response = Response(packed if takes else plain, status, content_type=kind)
    response.headers["Vary"] = "Accept-Encoding"
    if takes:
        response.headers["Content-Encoding"] = "gzip"
    return response
