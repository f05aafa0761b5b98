"""Processes of our own: started from the package that runs here, whatever the current folder or the path holds.

Run as a file it starts one: MODULE WORDS…, as `python -m MODULE WORDS…` would.
"""

from __future__ import annotations

import importlib.util
import runpy
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def own_command(module: str) -> list[str]:
    """The words that start a module of this very package with this Python; arguments of the module follow them.

    `-m` alone takes whatever package of that name the current folder holds, and `-P` alone forgets a checkout that
    runs from there.
    """
    return [sys.executable, "-P", str(_PACKAGE / "processes.py"), module]


def _main() -> None:
    found = importlib.util.find_spec(_PACKAGE.name)
    if found is None or found.origin is None or Path(found.origin).resolve().parent != _PACKAGE:
        sys.path.insert(0, str(_PACKAGE.parent))
    module = sys.argv.pop(1)
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main()
