"""Files as the system sees them: how many a process may open, and a folder whose names are on the disk."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def many_files() -> int:
    """Lets this process and its children open as many files as the system grants for the asking; gives that number.

    Many systems begin with 1,024, which is a room of five hundred.
    """
    try:
        import resource
    except ImportError:
        return 1 << 20  # Windows has no such limit
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable: a file that was put there is found again after a power cut."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
