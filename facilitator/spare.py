"""A server that has started and waits for its turn: the standby where a fork after imports is unsafe.

Run by `standby` as a process of its own with the number of its end of the line. What it is told are lines of JSON:
`read` a plan ahead of time; `serve`, with the listening socket, the lock of the folder and the pipe to practice phones.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from typing import Any


def main(number: int) -> int:
    """Imports everything and serves when it is told to; the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that serves
    gc.disable()
    line = socket.socket(fileno=number)
    from facilitator.generated import kept_code
    from facilitator.imports import cooperative

    with kept_code():
        cooperative()
        from facilitator.serve import serve
        from facilitator.start import Handed, start_of

    fds: list[int] = []
    for told in _lines(line, fds):
        if "read" in told:
            start_of(told["read"])
            continue
        signal.signal(signal.SIGINT, signal.default_int_handler)
        phones = fds[2] if len(fds) > 2 else None
        handed = Handed(fds[0], os.fdopen(fds[1], "ab"), phones, line.detach(), told["parent"])
        return serve(start_of(told["serve"]), handed)
    return 0


def _lines(line: socket.socket, fds: list[int]) -> Iterator[dict[str, Any]]:
    """What the parent says, until it ends; what it hands over goes to `fds`."""
    waiting = b""
    while True:
        said, found, _, _ = socket.recv_fds(line, 1 << 16, 4)
        fds += found
        if not said:
            return
        *whole, waiting = (waiting + said).split(b"\n")
        yield from (json.loads(words) for words in whole if words)


if __name__ == "__main__":
    import click

    try:
        sys.exit(main(int(sys.argv[1])))
    except click.ClickException as refused:
        refused.show()
        sys.exit(refused.exit_code)
