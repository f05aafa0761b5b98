"""One process on a data folder: two would each keep ballots that the other does not know."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import IO

NAME = "in-use"


class InUse(Exception):
    """Another process runs on this data folder."""


def hold(folder: Path) -> IO[bytes]:
    """Takes the folder for this process until the file that is returned is closed, or the process ends in any way.

    Raises InUse. Where the system knows no such locks the folder is not guarded.
    """
    file = (folder / NAME).open("ab")
    with contextlib.suppress(ImportError):
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise InUse from None
    return file
