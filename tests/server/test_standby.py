"""A server that a signal kills is back by itself, with all that was acknowledged; its parent knows no secret."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import forked
from tests.conftest import PLAN, Server, StartServer
from tests.machine import patience
from tests.server.crowd import Phone, patiently
from tests.server.test_choosing import Terminal
from tests.server.test_kill import PART, queue, rows, writers

WAYS = ("fork", "spare")
"""How servers come to be: as here, and as on systems where a fork after imports is unsafe."""
BACK = "The server died (signal 9) and is back; nothing that was acknowledged is lost."


@pytest.fixture(params=WAYS)
def standby(request: pytest.FixtureRequest, start_server: StartServer) -> Server:
    """The shipped plan on a server of each way."""
    return start_server(PLAN, "--standby", request.param)


def until(done: Callable[[], Any], seconds: float = 10) -> Any:
    """What `done` gives once it gives something."""
    end = time.monotonic() + patience(seconds)
    while not (found := done()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.005)
    return found


def another(server: Server, died: int) -> int:
    """The server that serves instead of the one that died, once it says so."""
    return int(until(lambda: server.server_pid != died and server.server_pid))


def ended(pid: int) -> bool:
    return not forked.alive(pid)


def running(server: Server) -> Path:
    return Path(f"{server.data}.keys") / "running.json"


def test_what_was_acknowledged_is_there_after_the_server_died_in_mid_part(standby: Server) -> None:
    server = standby
    server.go_to(PART)
    token, screen, first, printed = server.console, server.screen, server.server_pid, server.output.read_bytes()
    crowd = writers(server, 12)
    for writer in crowd:
        writer.start()
    until(lambda: all(writer.phone.acked for writer in crowd))
    server.kill_server()
    for writer in crowd:
        writer.join(patience(10))
    # No command was typed; the tokens of the console, of the wall and of every phone are good.
    assert patiently(lambda: (server.call("GET", "/api/console/frames", token).status_code, None))[0] == 200
    assert server.call("GET", "/api/screen/frames", screen).status_code == 200
    assert another(server, first) not in (first, server.pid)
    stored = [writer.phone.ask("GET", f"/api/parts/{PART}/1")[1]["ballots"][0]["v"] for writer in crowd]
    assert all(v in (w.phone.acked, w.tried) for v, w in zip(stored, crowd, strict=True))
    assert [writer.again() for writer in crowd] == [writer.tried for writer in crowd]
    server.do("close")
    server.until("closed")
    assert queue(server) == sorted(writer.text(writer.tried)["text"] for writer in crowd)
    # The line of JSON is said once, and the death in one sentence.
    assert server.output.read_bytes() == printed
    until(lambda: BACK in server.log())
    assert server.log().count("The server died") == 1
    assert "Traceback" not in server.log()


def test_phones_that_come_while_no_server_is_there_wait_and_are_not_refused(standby: Server) -> None:
    died = standby.kill_server()
    until(lambda: ended(died))
    phone = Phone(standby.port, standby.code).join()
    assert phone.token


def test_the_terminal_gets_links_and_the_old_control_token_is_not_needed(standby: Server) -> None:
    died = standby.kill_server()
    another(standby, died)
    asked = forked.run(
        ["-m", "facilitator", "console", "--data", str(standby.data)], env=standby._env(), timeout=patience(10)
    )
    assert asked.returncode == 0, asked.stderr
    code = asked.stdout.strip().split("#c=")[1]
    assert standby.call("POST", "/api/console/claim", body={"code": code}).status_code == 200
    found = json.loads(running(standby).read_text("utf-8"))
    assert (found["pid"], set(found)) == (standby.pid, {"url", "token", "pid", "server_pid"})


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_to_the_parent_ends_everything_in_order(standby: Server, name: str) -> None:
    server, process = standby.server_pid, standby._process
    assert process is not None
    process.send_signal(getattr(signal, name))
    assert process.wait(patience(5)) == 0
    assert ended(server)
    assert not running(standby).exists()
    assert "died" not in standby.log()
    standby.start()


def test_a_server_that_ends_by_itself_is_not_started_again(standby: Server) -> None:
    assert standby._process is not None
    os.kill(standby.server_pid, signal.SIGTERM)
    assert standby._process.wait(patience(5)) == 0
    assert "died" not in standby.log()


def test_the_server_ends_when_its_parent_is_killed_and_the_same_command_works_at_once(standby: Server) -> None:
    code, server = standby.code, standby.server_pid
    assert standby._process is not None
    standby._process.kill()
    standby._process.wait(patience(5))
    standby.start()
    assert ended(server)
    assert standby.code == code


def test_nobody_else_comes_into_the_folder_while_a_dead_server_is_away(standby: Server) -> None:
    other = Server(standby.home, standby.plan, (), {})
    other._starts = 7
    standby.kill_server()
    with pytest.raises(AssertionError, match="did not start"):
        other.start()
    assert "running on" in other.errors.read_text("utf-8")


def test_a_server_that_dies_again_and_again_is_given_up_with_a_sentence(standby: Server) -> None:
    process, died = standby._process, 0
    assert process is not None
    deaths = 0
    while process.poll() is None:
        with contextlib.suppress(OSError, ValueError):
            if (server := standby.server_pid) != died:
                os.kill(server, signal.SIGKILL)
                died, deaths = server, deaths + 1
        time.sleep(0.002)
    assert (process.returncode, deaths) == (70, 5)
    said = standby.errors.read_text("utf-8")
    assert "died 5 times in a row (signal 9) and is not started again" in said
    assert "Traceback" not in said
    assert not running(standby).exists()
    code = standby.code
    assert standby.start().code == code


def test_a_sealed_workshop_does_not_come_back_as_another_one(standby: Server) -> None:
    standby.do("seal")
    standby.kill_server()
    assert standby._process is not None
    assert standby._process.wait(patience(10)) == 1
    assert f"Workshop {standby.code} is sealed" in standby.log()
    with sqlite3.connect(standby.data / "facilitator.sqlite3") as line:
        assert line.execute("SELECT count(*) FROM workshops").fetchone() == (1,)


def test_a_new_run_stays_the_same_run(start_server: StartServer) -> None:
    server = start_server(PLAN, "--new")
    assert server.now()["part"] == "lobby"
    another(server, server.kill_server())
    assert patiently(lambda: (server.call("GET", "/api/console/frames", server.console).status_code, None))[0] == 200
    with sqlite3.connect(server.data / "facilitator.sqlite3") as line:
        assert line.execute("SELECT code FROM workshops").fetchall() == [(server.code,)]


# -- a run without a plan ---------------------------------------------------------------------------------------------


def servers_of(pid: int) -> list[int]:
    """The children of a parent."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def test_what_was_chosen_in_the_browser_outlives_the_server(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path).start()
    try:
        (choosing,) = servers_of(terminal.process.pid)
        os.kill(choosing, signal.SIGKILL)
        # Nothing was chosen yet: the choice is there again, under a fresh link.
        link = r"Choose a plan: http://\S+/plans#k=(\S+)"
        links = until(lambda: re.findall(link, terminal.out.read_text("utf-8"))[1:])
        assert terminal.choose(0).status_code == 401
        chosen = terminal.choose(0, key=links[0])
        assert chosen.status_code == 201
        (code,) = terminal.said(r"Workshop (\w{4}): phones go to")
        port = int(terminal.url.rsplit(":", 1)[1])
        seat = Phone(port, code).join()
        os.kill(servers_of(terminal.process.pid)[0], signal.SIGKILL)
        assert patiently(lambda: seat.ask("GET", "/api/phone/frames"))[0] == 200
        assert terminal.page("/plans").status_code == 404
        until(lambda: terminal.out.read_text("utf-8").count("Console (one use;") == 2)
        assert "Going on with" not in terminal.out.read_text("utf-8")
    finally:
        terminal.stop()


# -- practice phones --------------------------------------------------------------------------------------------------


def test_practice_phones_go_on_when_the_server_died_and_end_with_the_parent(tmp_path: Path) -> None:
    # In the folder lies a checkout that was never built: a package of the same name that cannot be used.
    (tmp_path / "facilitator").mkdir()
    (tmp_path / "facilitator" / "__init__.py").write_text("raise RuntimeError('not this one')\n", "utf-8")
    server = Server(tmp_path, PLAN, ("--practice", "3"), {}).start()
    try:
        until(lambda: "<b>3</b> joined" in server.frames("console", server.console)["console"], 15)
        phones = [child for child in servers_of(server.pid) if child != server.server_pid]
        assert len(phones) == 1
        another(server, server.kill_server())
        server.go_to("honesty-before")
        until(lambda: rows(server, "SELECT count(*) FROM ballots WHERE part = 'honesty-before'") == [(3,)], 30)
        assert [child for child in servers_of(server.pid) if child != server.server_pid] == phones
        assert rows(server, "SELECT count(*) FROM seats") == [(3,)]
    finally:
        server.stop()
    assert ended(phones[0])


# -- what the parent holds -------------------------------------------------------------------------------------------


def test_the_parent_holds_no_token_no_text_and_no_key(start_server: StartServer) -> None:
    text = "A sentence that only one phone ever sent: quokka-5512."
    server = unhardened(start_server)
    server.go_to(PART)
    phone = Phone(server.port, server.code).join()
    another(server, server.kill_server())  # also after it has begun a second one
    assert patiently(lambda: phone.put(PART, {"text": text}))[0] == 200
    console = server.console
    keys = {path.name: path.read_bytes() for path in Path(f"{server.data}.keys").glob("*.key")}
    control = json.loads(running(server).read_text("utf-8"))["token"]
    secrets = {"phone": phone.token.encode(), "text": text.encode(), "console": console.encode(),
               "screen": server.screen.encode(), "control": control.encode(), **keys}  # fmt: skip
    assert len(keys) >= 3
    assert found_in(server.pid, secrets) == set()
    # The same search finds them where they are: in the server, all but what it derives or keeps as a fingerprint.
    assert {"text", "console", "screen", "control", f"{server.code}.room.key"} <= found_in(server.server_pid, secrets)


def unhardened(start_server: StartServer) -> Server:
    server = start_server()
    server.stop()
    server.module = "tests.server.unhardened"
    return server.start()


def found_in(pid: int, secrets: dict[str, bytes]) -> set[str]:
    """Which of the secrets stand in the memory of a process."""
    found = set()
    with open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text("utf-8").splitlines():
            begin, end = (int(part, 16) for part in line.split(" ", 1)[0].split("-"))
            with contextlib.suppress(OSError, ValueError, OverflowError):
                memory.seek(begin)
                piece = memory.read(end - begin)
                found |= {name for name, secret in secrets.items() if secret in piece}
    return found


def opened(pid: int) -> str:
    """What a process has open, as the system names it."""
    return " ".join(os.readlink(path) for path in Path(f"/proc/{pid}/fd").iterdir())


def test_the_parent_has_no_hub_and_its_server_is_hardened(server: Server) -> None:
    # gevent's hub and its threads are the server's: a fork would inherit half of them.
    assert len(list(Path(f"/proc/{server.pid}/task").iterdir())) == 1
    assert "eventpoll" in opened(server.server_pid)
    assert "eventpoll" not in opened(server.pid)
    if os.geteuid() != 0:  # root looks into everything
        with pytest.raises(PermissionError):
            Path(f"/proc/{server.server_pid}/environ").read_bytes()
    assert Path(f"/proc/{server.server_pid}/environ").stat().st_uid == 0  # which a process that can be read is not
    assert Path(f"/proc/{server.server_pid}/limits").read_text("utf-8").count("Max core file size        0") == 1
