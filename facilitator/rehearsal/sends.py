"""The floor of a push, a process of its own: a bare loop of `socket.send` over as many sockets as there are phones.

SIZE SOCKETS ROUNDS on the command line. Prints its port, then one JSON line: microseconds of CPU a send, of this
process alone, and when each round began.
"""

from __future__ import annotations

import json
import select
import socket
import sys
import time
from typing import Any

from facilitator.rehearsal.patience import patience

READ_SIZE = 1 << 16
PAUSE = 0.3
"""Seconds between two rounds, in which the readers drain; a phone is pushed to at most four times a second."""


def main(size: int, count: int, rounds: int) -> None:
    """Listens, takes `count` readers, sends each a frame of `size` bytes in every round."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    say({"port": listener.getsockname()[1]})
    listener.settimeout(patience(20))
    readers = [listener.accept()[0] for _ in range(count)]
    for reader in readers:
        reader.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        reader.setblocking(False)
    frame = b"x" * size
    spent = 0.0
    starts = []
    for _ in range(rounds):
        time.sleep(PAUSE)
        before = time.process_time()
        starts.append(time.monotonic())
        for reader in readers:
            reader.send(frame)
        spent += time.process_time() - before
    say({"cpu_us": 1e6 * spent / (count * rounds), "starts": starts})


def drain(port: int, count: int) -> dict[str, Any]:
    """Opens sockets to the floor of sends and reads whatever comes until it hangs up; says when."""
    epoll = select.epoll()
    socks = {}
    for _ in range(count):
        sock = socket.create_connection(("127.0.0.1", port))
        sock.setblocking(False)
        socks[sock.fileno()] = sock
        epoll.register(sock.fileno(), select.EPOLLIN)
    times = []
    while socks:
        for fd, _ in epoll.poll(patience(20), 1024):
            try:
                data = socks[fd].recv(READ_SIZE)
            except BlockingIOError:
                continue
            times.append(time.monotonic())
            if not data:
                times.pop()
                epoll.unregister(fd)
                socks.pop(fd).close()
    return {"times": times}


def say(words: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:4]))
