"""13 to 22: sockets that speak what nobody taught them."""

from __future__ import annotations

import json
import re
import time

import pytest

from tests.abuse.inputs import Act, Attacks
from tests.conftest import Server
from tests.server.sockets import Line

attack = Attacks(13, 22)


def joined(room: Server) -> Line:
    """A phone that is in and has its first frames."""
    line = Line(room.port)
    line.packet()
    line.join(room.join())
    line.sync(line.frames())
    return line


def awake(room: Server) -> int:
    """How many phones the console counts as awake."""
    found = re.search(r"<dt>Awake</dt><dd>(\d+)", room.frames("console", room.console)["console"])
    assert found is not None
    return int(found.group(1))


def ended(line: Line, room: Server, *packets: str | bytes) -> bool:
    """Whether these end the line, while a neighbour goes on to get what everybody gets."""
    neighbour = joined(room)
    for packet in packets:
        try:
            line.send(packet)
        except OSError:
            break
    gone = line.hung_up() is not None
    room.do("extend", seconds=15)
    neighbour.sync(neighbour.frames())
    neighbour.close()
    line.close()
    return gone


def heard(line: Line) -> str:
    """Everything that comes within a moment."""
    words = ""
    try:
        while True:
            words += line.packet(0.3)
    except Exception:
        return words


def ignored_twice(room: Server, packet: str) -> None:
    """Said twice nothing happens, neither to presence nor to the line; the third time ends it."""
    line = joined(room)
    before = awake(room)
    line.send(packet)
    line.send(packet)
    time.sleep(0.1)
    assert awake(room) == before
    room.do("extend", seconds=15)
    line.sync(line.frames())
    assert ended(line, room, packet)


@attack(13)
def a_disconnect_as_an_event(room: Server) -> None:
    ignored_twice(room, '42["disconnect"]')


@attack(14)
def a_connect_as_an_event(room: Server) -> None:
    ignored_twice(room, '42["connect",' + json.dumps({"token": room.console, "audience": "console"}) + "]")


@attack(15)
def packets_out_of_shape(room: Server) -> None:
    for packet in ('42{"a":1}', "42[]", '42[{"a":1},2]', '42["x",', "4", "42null", "", "\ud800"):
        assert ended(joined(room), room, *[packet] * 3), packet


@attack(16)
def numbers_and_brackets_without_end(room: Server) -> None:
    for packet in ("42" + "[" * 4000, "42" + "9" * 3000 + '["sync",{}]', f'42{10**31}["sync",{{}}]',
                   '42["sync",{"beat":' + "[" * 2000 + "}]", '42["sync",{"beat":' + "9" * 4000 + "}]"):  # fmt: skip
        assert ended(joined(room), room, *[packet] * 3), packet[:20]
    assert ended(joined(room), room, "42" + "[" * 5000)
    assert ended(joined(room), room, "42" + "9" * 5000 + '["sync",{}]')


@attack(17)
def a_frame_too_large(room: Server) -> None:
    assert ended(joined(room), room, '42["sync","' + "x" * 900_000 + '"]')


@attack(18)
def attachments(room: Server) -> None:
    for packet in ('451000000000-["sync",{}]', '451-["sync",{"_placeholder":true,"num":99}]', b"\x04unasked"):
        assert ended(joined(room), room, *[packet] * 3), packet


@attack(19)
def namespaces(room: Server) -> None:
    assert ended(joined(room), room, *(f"40/ns{i}," for i in range(3000)))


@attack(20)
def rooms_of_others(room: Server) -> None:
    line = joined(room)
    for name in ("join", "join_room", "enter_room"):
        line.send(f'42["{name}",' + json.dumps({"room": "console", "session": "other", "role": "console"}) + "]")
    room.do("extend", seconds=15)
    assert '"console":' not in heard(line)
    assert line.hung_up() is not None


@attack(21)
def acknowledgements_of_nothing(room: Server) -> None:
    assert ended(joined(room), room, *(f"43{i}[]" for i in range(1000)))
    line = joined(room)
    frames = {"epoch": "x", "rev": 10**9, "beat": 10**9}
    for _ in range(50):
        line.sync(frames)
    assert len(heard(line)) < 60_000  # no faster than to anybody else
    line.sync(frames)
    assert line.frames()["rev"] == room.now()["seq"]
    line.close()


@pytest.mark.parametrize("act", attack.cases())
def test_abuse(act: Act, room: Server) -> None:
    act(room)
