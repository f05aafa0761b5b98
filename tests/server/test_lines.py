"""Reading and writing a socket by hand: the same as the library, frame by frame, and everything whole and in order."""

from __future__ import annotations

import os
import socket
from typing import Any

import gevent
from gevent import socket as patient
from hypothesis import given
from hypothesis import strategies as st
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import TextMessage

from facilitator.web.lines import Line, frame, texts
from facilitator.web.wire import WholeSends
from tests.machine import patience

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


def sent(*words: str, fin: bool = True) -> bytes:
    """What a client's library puts on the wire."""
    line = Connection(ConnectionType.CLIENT)
    return b"".join(bytes(line.send(TextMessage(data=word, message_finished=fin))) for word in words)


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_whole_frames_are_read_as_the_library_reads_them(words: list[str]) -> None:
    data = sent(*words)
    library = Connection(ConnectionType.SERVER)
    library.receive_data(data)
    read = [event.data for event in library.events() if isinstance(event, TextMessage)]
    short = all(len(word.encode()) < 126 for word in words)
    assert texts(data) == (read if short else None)
    assert read == words


@given(WORDS, st.data())
def test_a_frame_in_pieces_is_left_to_the_library(words: str, data: Any) -> None:
    whole = sent(words)
    assert texts(whole[: data.draw(st.integers(1, len(whole) - 1))]) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_left(data: bytes) -> None:
    found = texts(data)
    assert found is None or all(isinstance(word, str) for word in found)


def test_what_is_no_plain_text_is_left_to_the_library() -> None:
    assert texts(sent("in two", fin=False)) is None
    assert texts(b"\x82\x80abcd") is None  # binary
    assert texts(b"\x89\x80abcd") is None  # a ping
    assert texts(b"\x88\x80abcd") is None  # the end
    assert texts(b"\x81\x03abc") is None  # without a mask
    assert texts(b"\xc1\x80abcd") is None  # an extension's bit
    assert texts(b"\x81\x81\0\0\0\0\xff") is None  # not UTF-8
    assert texts(b"\x81\x81\0\0\0\0a") == ["a"]


@given(st.integers(0, 140_000).map(lambda size: "é" * (size // 2)))
def test_a_frame_of_ours_is_read_by_the_library(words: str) -> None:
    library = Connection(ConnectionType.CLIENT)
    library.receive_data(frame(words))
    assert "".join(event.data for event in library.events() if isinstance(event, TextMessage)) == words


class Open:
    """As much of a WebSocket as a line writes to: a real socket with a small buffer."""

    def __init__(self, sock: Any) -> None:
        self.sock = WholeSends(sock)
        self.connected = True


def read(reader: Any, count: int) -> list[bytes]:
    """So many frames' words, in sips."""
    library, found, part = Connection(ConnectionType.CLIENT), [], ""
    while len(found) < count:
        gevent.sleep(0)
        library.receive_data(reader.recv(4096))
        for event in library.events():
            assert isinstance(event, TextMessage)
            part += event.data
            if event.message_finished:
                found.append(part.encode())
                part = ""
    return found


def test_frames_larger_than_the_buffer_arrive_whole_and_in_order_and_the_sender_does_not_wait() -> None:
    sender, reader = patient.socketpair()
    sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    line = Line(Open(sender), None, lambda sid, words: None)  # type: ignore[arg-type]
    words = [os.urandom(size).hex() for size in (150_000, 1, 300_000, 5, 20_000)]

    with gevent.Timeout(patience(2)):
        for said in words:  # nobody reads yet: a sender that waited would wait here for ever
            line.send(frame(said))

    with gevent.Timeout(patience(5)):
        assert read(reader, len(words)) == [said.encode() for said in words]
    line.send(frame("free again"))
    assert read(reader, 1) == [b"free again"]
    line.cut()
    assert reader.recv(10) == b""
    reader.close()
