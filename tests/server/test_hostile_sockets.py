"""Sockets that speak what we never taught: ignored or hung up on, and presence stays what it is."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator

import pytest

from tests.conftest import Server
from tests.machine import patience
from tests.server.sockets import Hung, Line

SILENCE = 5.0
"""Seconds in which a socket must show a token."""


@pytest.fixture
def phone(room: Server) -> Iterator[Line]:
    """A phone that is in and has its first frames."""
    line = joined(room)
    yield line
    line.close()


def joined(room: Server) -> Line:
    line = Line(room.port)
    assert line.status == 101
    line.packet()
    line.join(room.join())
    line.sync(line.frames())
    return line


def awake(room: Server) -> int:
    """How many phones the console counts as awake."""
    page = room.frames("console", room.console)["console"]
    found = re.search(r"<dt>Awake</dt><dd>(\d+)", page)
    assert found is not None
    return int(found.group(1))


def settles(room: Server, count: int) -> bool:
    """Whether the console comes to count so many."""
    end = time.monotonic() + patience(1)
    while awake(room) != count and time.monotonic() < end:
        time.sleep(0.02)
    return awake(room) == count


def lives(room: Server, line: Line) -> bool:
    """Whether this socket still gets what everybody gets."""
    room.do("extend", seconds=15)
    try:
        line.sync(line.frames())
        return True
    except (Hung, OSError):
        return False


@pytest.mark.parametrize(
    "packet",
    ['42["disconnect"]', '42["connect",{"token":"x","audience":"console"}]', '42["connect"]', '42["frames",{}]',
     '42["sync",{"beat":1},2]', '421["sync",{"beat":1}]', '42[]', '42[{"a":1},2]', '42["x",', '4{"a":1}', "4", "",
     "hello", "b!!!", '42["sync",{bad}]', '42["sync",{"beat":' + "9" * 4000 + "}]", "4" + "[" * 4000, "43[]", "9",
     '451000000000-["sync",{}]', '451-["sync",{"_placeholder":true,"num":99}]', "40{bad}", '40/other,{"token":"x"}'],
)  # fmt: skip
def test_two_packets_that_are_not_ours_are_ignored_and_a_third_ends_the_line(
    room: Server, phone: Line, packet: str
) -> None:
    assert settles(room, 1)
    for _ in range(2):
        phone.send(packet)
    time.sleep(0.05)
    assert awake(room) == 1  # neither our connect nor our disconnect ran
    assert lives(room, phone)
    for _ in range(2):
        phone.send('42["disconnect"]')
    assert phone.hung_up() is not None
    assert settles(room, 0)


def test_a_sync_that_is_ours_in_form_and_wild_in_content_harms_nobody(room: Server, phone: Line) -> None:
    for words in ("", '"beat":true', '"beat":-5', '"beat":1e999', '"beat":"1"', '"beat":999999999,"rev":1e99',
                  '"beat":1,"unsent":"yes","epoch":null'):  # fmt: skip
        phone.send('42["sync",{' + words + "}]")
    assert lives(room, phone)


def test_binary_frames_end_the_line(room: Server, phone: Line) -> None:
    for _ in range(3):
        phone.send(b"\x04\x00\xff")
    assert phone.hung_up() is not None


@pytest.mark.parametrize("size", [4097, 70_000, 900_000])
def test_a_frame_over_four_kilobytes_ends_the_line(room: Server, size: int) -> None:
    line = joined(room)
    try:
        line.send("42" + "x" * (size - 2))
    except OSError:
        pass  # hung up on before all of it was out
    assert line.hung_up() is not None


def test_a_frame_that_only_says_it_is_huge_takes_no_memory(room: Server) -> None:
    def kilobytes() -> int:
        with open(f"/proc/{room.server_pid}/status") as status:
            (found,) = [line for line in status if line.startswith("VmRSS")]
        return int(found.split()[1])

    before, lines = kilobytes(), [joined(room) for _ in range(5)]
    for line in lines:
        line.send("x", length=2**31)
    time.sleep(0.5)
    assert kilobytes() - before < 20_000
    assert lives(room, joined(room))
    for line in lines:
        line.close()


@pytest.mark.slow
def test_whoever_does_not_show_a_token_is_hung_up_on_after_five_seconds(room: Server) -> None:
    silent, talker, liar, late = (Line(room.port) for _ in range(4))
    honest = joined(room)
    talker.send("2probe")
    liar.join("no such token")
    late.send("40{}")
    ends = [
        line.hung_up(SILENCE + patience(0.5) if at == 0 else None)
        for at, line in enumerate((silent, talker, liar, late))
    ]
    assert ends[0] is not None
    assert ends[0] > SILENCE - 0.5
    assert None not in ends
    assert lives(room, honest)
    honest.close()


@pytest.mark.parametrize(
    ("token", "audience"),
    [("", "phone"), ("\ud800", "phone"), ("x" * 3000, "phone"), (None, "phone"), (["x"], "phone"), ("SEAT", "console"),
     ("SEAT", "screen"), ("SEAT", None), ("SCREEN", "console"), ("SCREEN", "phone"), ("CONSOLE", "phone")],
)  # fmt: skip
def test_a_token_opens_its_own_audience_and_no_other(room: Server, token: object, audience: object) -> None:
    known = {"SEAT": room.join(), "SCREEN": room.screen, "CONSOLE": room.console}
    line = Line(room.port)
    line.packet()
    words = {"token": known.get(token, token) if isinstance(token, str) else token, "audience": audience}
    line.send("40" + json.dumps(words))
    with pytest.raises((Hung, TimeoutError)):
        line.frames(0.7)
    line.close()


def test_a_seat_has_eight_sockets_and_the_oldest_goes_for_a_ninth(room: Server) -> None:
    token = room.join()
    lines = [Line(room.port).join(token) for _ in range(8)]
    for line in lines:
        line.sync(line.frames())
    for newest in range(8, 12):  # a phone that lost its line so often is not locked out, and never has more than eight
        lines.append(Line(room.port).join(token))
        lines[newest].sync(lines[newest].frames())
        assert lines[newest - 8].hung_up() is not None
        alive = lines[newest - 7 :]
        assert [lives(room, line) for line in alive[:2]] == [True, True]
        assert len(alive) == 8
    assert settles(room, 1)
    for line in lines:
        line.close()
    assert settles(room, 0)


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:1"}, {"Host": "evil.example"},
     {"Host": "evil.example", "Origin": "http://evil.example"},
     {"Origin": "http://evil.example", "X_Forwarded_Host": "evil.example"}],
)  # fmt: skip
def test_a_page_of_another_name_gets_no_socket(room: Server, headers: dict[str, str]) -> None:
    line = Line(room.port, **headers)
    assert 400 <= line.status < 500, line.head
    line.close()


def test_a_page_of_ours_gets_a_socket_whatever_a_proxy_is_said_to_be(room: Server) -> None:
    line = Line(room.port, Origin=room.url, X_Forwarded_Host="evil.example", X_Forwarded_For="10.0.0.9")
    assert line.status == 101
    line.close()


def test_none_of_this_left_a_word_of_it_in_the_log(room: Server) -> None:
    noise = [word for word in ("Traceback", "fault", "evil.example", "placeholder", "10.0.0.9") if word in room.log()]
    assert noise == []
    # What a person with the terminal reads is one line, and it was there from the start.
    assert len(room.log().splitlines()) == 1
