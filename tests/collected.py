"""What pytest collects, for tests that ask whether a test is there. Part of `tests/conftest.py` as a plugin."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_IDS = pytest.StashKey[list[str]]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Remembers every id before markers and `-k` take any away."""
    config.stash[_IDS] = [item.nodeid for item in items]


def ids(config: pytest.Config, *places: str) -> list[str]:
    """Ids of all tests in these files and folders: of this run if it looked at all of them, else of a second look."""
    if not all(_whole(config, place) for place in places):
        return collected(*places)
    return [test for test in config.stash[_IDS] if any(_under(test.split("::")[0], place) for place in places)]


def collected(*places: str) -> list[str]:
    """Ids of all tests in these files and folders, as `pytest --collect-only` says in a process of its own."""
    words = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *places]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if "::" in line]


def _whole(config: pytest.Config, place: str) -> bool:
    """Whether this run looked at every test of a file or folder."""
    option = config.option
    narrowed = getattr(option, "lf", False) or option.ignore or option.ignore_glob
    asked = [
        os.path.relpath(Path(config.invocation_params.dir, path), ROOT) for path in config.args if "::" not in path
    ]
    return not narrowed and any(_under(place, path) for path in asked)


def _under(path: str, folder: str) -> bool:
    return folder == "." or path == folder or path.startswith(f"{folder}/")
