"""How many files a process may open: every phone is two of them."""

from __future__ import annotations

import contextlib


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
