"""1 to 12: names that are not ours, sockets of strangers, and requests that never end."""

from __future__ import annotations

import os
import select
import socket
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.abuse.inputs import Act, Attacks
from tests.conftest import Server
from tests.machine import patience
from tests.server.crowd import Phone
from tests.server.sockets import Hung, Line, raw, until_closed

attack = Attacks(1, 12)
SPEAK_SECONDS = 5.0
REQUEST_SECONDS = 10.0
STRANGERS, SEATS = 500, 20


def said(room: Server, *lines: str, seconds: float | None = None) -> tuple[int, bytes]:
    """Status and whole answer to exactly these lines."""
    found = raw(room.port, ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"), seconds)
    return int(found.split(b" ", 2)[1]), found


def get(room: Server, path: str, host: str | None = None) -> tuple[int, bytes]:
    name = f"127.0.0.1:{room.port}" if host is None else host
    return said(room, f"GET {path} HTTP/1.1", f"Host: {name}", "Connection: close")


def files(room: Server) -> int:
    return len(os.listdir(f"/proc/{room.server_pid}/fd"))


def threads(room: Server) -> int:
    return len(os.listdir(f"/proc/{room.server_pid}/task"))


def is_open(line: socket.socket) -> bool:
    """Whether the server has hung up; what it said before is read past."""
    line.setblocking(False)
    try:
        while line.recv(4096):
            pass
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def refused(line: Line) -> bool:
    line.close()
    return 400 <= line.status < 500


def hung_up_on(line: socket.socket) -> bool:
    """The same without reading: what the server said stays to be looked at."""
    ends = select.poll()
    ends.register(line, select.POLLRDHUP)
    return bool(ends.poll(0))


def until(true: Callable[[], bool], seconds: float) -> bool:
    """Whether this comes to be within so many seconds."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.2)
    return true()


def lives(room: Server) -> float:
    """Seconds in which an honest phone joins and has its first frames."""
    began = time.monotonic()
    line = Line(room.port)
    line.packet()
    line.join(room.join()).frames()
    line.close()
    return time.monotonic() - began


@attack(1)
def another_name(room: Server) -> None:
    for path in ("/", "/console", "/api/console/frames", "/static/x.js", "/socket.io/?EIO=4&transport=websocket"):
        status, answer = get(room, path, f"evil.example:{room.port}")
        assert (status, answer.split(b"\r\n\r\n")[1]) == (421, b'{"error": "wrong_host"}'), path


@attack(2)
def a_name_in_disguise(room: Server) -> None:
    port = room.port
    for name in ("", " ", f"127.0.0.1:{port}@evil", f"127.0.0.1.:{port}", f"2130706433:{port}", f"0x7f.1:{port}",
                 f"127.1:{port}", f"[::ffff:7f00:1]:{port}", f"127.0.0.1:0{port}", f"localhost.:{port}"):  # fmt: skip
        assert get(room, "/", name)[0] == 421, name
    twice = said(room, "GET / HTTP/1.1", f"Host: 127.0.0.1:{port}", "Host: evil", "Connection: close")
    assert twice[0] == 421
    assert get(room, "http://evil.example/console")[0] == 404  # an absolute address names no other host
    assert [get(room, "/", f"{name}:{port}")[0] for name in ("LOCALHOST", "[::1]", "127.0.0.1")] == [200] * 3


@attack(3)
def a_socket_from_another_origin(room: Server) -> None:
    assert refused(Line(room.port, Origin="http://evil.example"))


@attack(4)
def a_socket_whose_host_agrees_with_its_origin(room: Server) -> None:
    evil = f"evil.example:{room.port}"
    assert refused(Line(room.port, Host=evil, Origin=f"http://{evil}"))


@attack(5)
def a_socket_without_an_origin_of_its_own(room: Server) -> None:
    assert refused(Line(room.port, Origin="null"))


@attack(6)
def what_only_a_proxy_may_say(room: Server) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.9"}
    plain, answer = room.call("GET", "/"), room.call("GET", "/", **forged)
    assert (answer.text, answer.headers["Content-Security-Policy"]) == (
        plain.text, plain.headers["Content-Security-Policy"],
    )  # fmt: skip
    assert refused(Line(room.port, Origin="http://evil.example", X_Forwarded_Host="evil.example"))


@attack(7)
def a_script_without_a_token(room: Server) -> None:
    line = Line(room.port)
    line.packet()
    line.send("40{}")
    with pytest.raises((Hung, TimeoutError)):
        line.frames(1)
    assert line.hung_up(SPEAK_SECONDS + patience(0.5)) is not None


@attack(8)
def a_socket_that_only_answers_pings(room: Server) -> None:
    line = Line(room.port)
    after = line.hung_up(SPEAK_SECONDS + patience(0.5))
    assert after is not None
    assert after > SPEAK_SECONDS - 0.5


@attack(9)
def a_thousand_strangers(room: Server) -> None:
    known = Line(room.port)
    known.packet()
    known.sync(known.join(room.join()).frames())
    phone = Phone(room.port, room.code).join()
    assert phone.line is not None
    idle = [socket.create_connection(("127.0.0.1", room.port)) for _ in range(1000)]
    began = time.monotonic()
    strangers = [Line(room.port).line for _ in range(1000)]
    all_of_them = time.monotonic() - began
    assert lives(room) < all_of_them
    assert sum(map(is_open, strangers)) <= STRANGERS + SEATS  # the oldest went at once
    assert until(lambda: sum(map(is_open, idle)) <= STRANGERS + SEATS, 3.5 + patience(0.5))
    assert is_open(phone.line)  # older than all of them and as silent, but no stranger
    assert lives(room) < all_of_them
    room.do("extend", seconds=15)
    assert known.frames()["rev"] == room.now()["seq"]
    assert until(lambda: not any(map(is_open, strangers)), SPEAK_SECONDS + patience(0.5))
    for line in (*idle, *strangers, known):
        line.close()


@attack(10)
def polling(room: Server) -> None:
    path = "/socket.io/?EIO=4&transport=polling"
    packets = "\x1e".join(['42["sync",{}]'] * 17)
    asks: list[tuple[str, str, Any]] = [
        ("GET", path, None), ("POST", path, packets), ("POST", path, "x" * 2_000_000),
        ("GET", f"{path}&sid=none", None),
        ("POST", f"{path}&sid=none", packets), ("PUT", path, None), ("DELETE", path, None),
        ("GET", f"{path}&j=0", None),
        ("GET", "/socket.io/?EIO=3&transport=websocket", None), ("GET", "/socket.io/", None),
    ]  # fmt: skip
    for method, where, body in asks:
        try:
            answer = room.web.request(method, room.url + where, data=body, timeout=patience(3))
        except OSError:
            continue  # hung up on before all of two megabytes was out
        assert (400 <= answer.status_code < 500, "0{" in answer.text) == (True, False), (method, where)


@attack(11, "refused at once")
def requests_out_of_shape(room: Server) -> None:
    host, many = f"Host: 127.0.0.1:{room.port}", [f"X-{i}: a" for i in range(2000)]
    post = ("POST /api/join HTTP/1.1", host)
    assert said(room, "GET / HTTP/1.1", host, f"X: {'a' * 20_000}")[0] == 400
    assert said(room, "GET / HTTP/1.1", host, *many)[0] == 400
    assert said(room, "GET / HTTP/1.1", host, *(f"X-{i}: {'a' * 1000}" for i in range(20)))[0] == 400
    assert said(room, f"GET /{'a' * 20_000} HTTP/1.1", host)[0] in (400, 414)
    for lie in ("-5", "+2", "2, 2", "0x2", "2\r\nContent-Length: 3", "2\r\nTransfer-Encoding: chunked"):
        assert said(room, *post, f"Content-Length: {lie}")[0] == 400, lie
    assert said(room, *post, "Transfer-Encoding: gzip, chunked")[0] == 400
    for line in ("TRACE / HTTP/1.1", "CONNECT evil.example:80 HTTP/1.1", "PUT /console HTTP/1.1", "PATCH / HTTP/1.1"):
        assert 400 <= said(room, line, host, "Connection: close")[0] < 500, line


@attack(11, "endless")
def requests_that_never_end(room: Server) -> None:
    alone = statistics.median(lives(room) for _ in range(9))
    quiet = Line(room.port)
    quiet.packet()
    quiet.sync(quiet.join(room.join()).frames())
    before = files(room), threads(room)
    host = f"Host: 127.0.0.1:{room.port}\r\n"
    beginnings = [
        f"GET / HTTP/1.1\r\n{host}", f"GET / HTTP/1.1\r\n{host}X: ",
        f"POST /api/join HTTP/1.1\r\n{host}Content-Length: 100\r\n\r\n{{",
        f"POST /api/join HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
        f"POST /api/join HTTP/1.1\r\n{host}Content-Length: 9999999999\r\n\r\n{{",
    ]  # fmt: skip
    lines = []
    for words in beginnings * 20:
        line = socket.create_connection(("127.0.0.1", room.port))
        line.sendall(words.encode())
        lines.append(line)
    end, waits = time.monotonic() + REQUEST_SECONDS + patience(1), []

    # A byte now and then, which is what keeps a patient server waiting.
    while not all(map(hung_up_on, lines)) and time.monotonic() < end:
        for line in lines:
            try:
                line.sendall(b"a")
            except OSError:
                pass
        waits.append(lives(room))
        time.sleep(1)
    assert all(map(hung_up_on, lines))
    # What earlier attacks opened may have gone meanwhile; nothing of these is left.
    assert until(lambda: (files(room) - before[0], threads(room) - before[1]) <= (5, 0), patience(1))
    assert statistics.median(waits) < 20 * alone
    room.do("extend", seconds=15)
    assert quiet.frames()["rev"] == room.now()["seq"]  # a socket that says nothing is not a slow request
    quiet.close()
    answers = {until_closed(line, 1).split(b"\r\n")[0] for line in lines}
    assert not any(b" 2" in answer for answer in answers), answers


@attack(12)
def paths_that_lead_out(room: Server) -> None:
    for path in ("/static/..%2f..%2fkeystore", "/static/../../data", "//etc/passwd", "/%00", "/static/%c0%ae%c0%ae/x",
                 "/static/....//....//etc/passwd", "/archive/..%2f..%2fdata.keys/x", "/static/%2e%2e/pyproject.toml",
                 "/static/vendor/../manifest.json", "/.git/config", "/.env", "/static/\\..\\..\\x"):  # fmt: skip
        status, answer = get(room, path)
        assert status == 404, path
        assert b"root:" not in answer
    assert Path(room.data).is_dir()


@pytest.mark.parametrize("act", attack.cases())
def test_abuse(act: Act, room: Server) -> None:
    act(room)
