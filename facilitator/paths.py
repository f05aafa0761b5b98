"""Where things lie: files that come with the product, and the folders a run writes to."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_here = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """A folder that comes with the product: inside the package when installed, beside it in a checkout."""
    inside = _here / name
    return inside if inside.is_dir() else _here.parent / name


def data_dir() -> Path:
    """The default data folder of this user."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "facilitator"
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "facilitator"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "facilitator"


def keys_dir(data: Path) -> Path:
    """The keystore of a data folder: beside it, so that a copy of the data never carries its keys."""
    return data.with_name(data.name + ".keys")
