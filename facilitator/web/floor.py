"""The floor of a request, a process of its own: the server we use, and a view that does nothing.

What a ballot costs is compared with this, on the same machine and with the same load. Prints its port.
"""

from __future__ import annotations

# Before anything else, as `facilitator run` does.
from gevent import monkey

monkey.patch_all()

# ruff: noqa: E402
import sys

import gevent
from flask import Flask

from facilitator.web.listen import listen, quiet_server


def main() -> None:
    """Serves until stdin ends."""
    app = Flask("floor", static_folder=None)

    @app.put("/f")
    def nothing() -> tuple[str, int]:
        return "", 204

    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    server = quiet_server(listener, app)
    server.lines.seats = lambda: 20_000  # nobody shows a token here, and nobody is a stranger
    server.start()
    sys.stdout.write(f'{{"port": {port}}}\n')
    sys.stdout.flush()
    gevent.get_hub().threadpool.apply(sys.stdin.read)  # in a thread: a read on the hub would serve nobody


if __name__ == "__main__":
    main()
