"""Listening: the socket, and the handler of requests that keeps no log of who was here."""

from __future__ import annotations

import contextlib
import socket
from typing import Any

from gevent.monkey import get_original
from gevent.pywsgi import WSGIServer
from gevent.socket import socket as GeventSocket

from facilitator.web.patience import Lines, Patient
from facilitator.web.scrub import report

BACKLOG = 4096
SOCKET = "facilitator.socket"
"""The socket in the environment of its request. Whoever takes it out keeps it."""


class QuietHandler(Patient):
    """Answers without an access log: a log of requests is a log of who was here."""

    def log_request(self) -> None:
        return

    def get_environ(self) -> dict[str, Any]:
        found: dict[str, Any] = super().get_environ()
        found[SOCKET] = self.socket
        return found

    def handle_one_response(self) -> None:
        super().handle_one_response()
        if SOCKET not in self.environ:
            self.close_connection = True
            self.socket = None  # the end of a request reads what is left, and would take a WebSocket's first words

    def log_error(self, msg: str, *args: Any) -> None:
        return

    def _handle_client_error(self, ex: Exception) -> Any:
        # gevent prints a traceback for what is no ValueError, such as a hundred headers too many.
        return super()._handle_client_error(ValueError())

    def handle_error(self, t: Any, v: Any, tb: Any) -> None:
        report(v)
        with contextlib.suppress(Exception):
            self.result: list[bytes] = []
            self.start_response("500 Internal Server Error", [("Content-Length", "0"), ("Connection", "close")])
            self.process_result()


def quiet_server(listener: socket.socket, application: Any) -> WSGIServer:
    """The server of every address of ours."""
    # From a plain one to gevent's: this process is the one that accepts.
    line = GeventSocket(fileno=listener.detach())
    server = WSGIServer(line, application, log=None, error_log=None, handler_class=QuietHandler)
    server.lines = Lines().start()
    return server


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; `::` takes IPv4 too. Raises OSError if the port is taken.

    It is a plain one: gevent's would belong to the hub of this process, and servers come and go.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener: socket.socket = get_original("socket", "socket")(family, socket.SOCK_STREAM)
    try:
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Accepted sockets inherit it: an answer is two writes, and without it the second waits 40 ms for an ACK.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener
