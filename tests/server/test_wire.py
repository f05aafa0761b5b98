"""One sender at a time and every frame whole, on a real pair of sockets with buffers too small for a frame."""

from __future__ import annotations

import itertools
import socket
from typing import Any

import gevent
from gevent import socket as patient

from facilitator.web.wire import WholeSends
from tests.machine import patience

FRAME = 300_000


def pair() -> tuple[Any, Any]:
    """A sender with a small buffer, and a reader."""
    sender, reader = patient.socketpair()
    sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    return sender, reader


def sips(reader: Any, size: int = 4096) -> bytes:
    """All of it, in sips with a pause after each."""
    got = b""
    while more := reader.recv(size):
        got += more
        gevent.sleep(0)
    return got


def test_a_frame_larger_than_the_buffer_is_sent_whole() -> None:
    sender, reader = pair()
    reading = gevent.spawn(sips, reader)
    assert WholeSends(sender).send(b"x" * FRAME) == FRAME
    sender.shutdown(socket.SHUT_RDWR)
    assert len(reading.get(timeout=patience(3))) == FRAME
    reader.close()


def test_a_plain_send_would_have_lost_the_rest_of_it() -> None:
    sender, reader = pair()
    reading = gevent.spawn(sips, reader)
    assert sender.send(b"x" * FRAME) < FRAME
    sender.shutdown(socket.SHUT_RDWR)
    assert len(reading.get(timeout=patience(3))) < FRAME
    reader.close()


def test_two_who_send_at_once_do_not_mix_their_frames() -> None:
    sender, reader = pair()
    whole = WholeSends(sender)
    reading = gevent.spawn(sips, reader)
    sending = [gevent.spawn(whole.send, letter * FRAME) for letter in (b"a", b"b", b"c")]
    gevent.joinall(sending, timeout=patience(3), raise_error=True)
    sender.shutdown(socket.SHUT_RDWR)
    runs = [(bytes([letter]), len(list(run))) for letter, run in itertools.groupby(reading.get(timeout=patience(3)))]
    assert sorted(runs) == [(b"a", FRAME), (b"b", FRAME), (b"c", FRAME)]
    reader.close()
