"""Starts as anybody's shell makes them, with a new interpreter; elsewhere servers are forked (tests/forked.py)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.conftest import PLAN, ROOT, StartServer
from tests.machine import patience
from tests.server.test_resume import days_ago

COMMAND = (str(Path(sys.executable).with_name("facilitator")),)
"""What is typed: the installed command."""


def typed(home: Path, *words: str, command: Sequence[str] = COMMAND, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*command, *words], capture_output=True, text=True, timeout=patience(15), cwd=home, env=_env(home, **more)
    )


@contextmanager
def running(
    home: Path, *words: str, says: str, command: Sequence[str] = COMMAND, **more: str
) -> Iterator[tuple[str, ...]]:
    """A run in a terminal: what its output says where `says` matches. It ends well when asked to."""
    out, words = home / "out", (*words, "--host", "127.0.0.1", "--port", "0", "--no-browser")
    with out.open("wb") as file:
        process = subprocess.Popen(
            [*command, "run", *words, "--data", str(home / "data")], stdin=subprocess.DEVNULL, stdout=file, cwd=home,
            env=_env(home, **more),
        )  # fmt: skip
    try:
        until = time.monotonic() + patience(15)
        while (found := re.search(says, out.read_text("utf-8"))) is None:
            assert process.poll() is None, out.read_text("utf-8")
            assert time.monotonic() < until, out.read_text("utf-8")
            time.sleep(0.02)
        yield found.groups()
        process.terminate()
        assert process.wait(patience(5)) == 0
    finally:
        process.kill()
        process.wait()


def _env(home: Path, **more: str) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("FACILITATOR_")}
    return clean | {"HOME": str(home), "PYTHONUNBUFFERED": "1"} | more


READY = r"Workshop (\w+): phones go to (http://\S+)\s+Console .*: (http://\S+)"


def page(url: str) -> str:
    with requests.Session() as web:
        web.trust_env = False
        answer = web.get(url, timeout=patience(5))
    assert answer.status_code == 200
    return answer.text


def test_a_command_opens_a_room(tmp_path: Path) -> None:
    with running(tmp_path, str(PLAN), says=READY) as (code, join, console):
        assert code in join
        assert "<html" in page(join)
        assert "<html" in page(console)


def test_a_program_reads_one_line_of_json(tmp_path: Path) -> None:
    with running(tmp_path, str(PLAN), "--json", says=r"(\{.*\})\n") as (line,):
        ready = json.loads(line)
        assert "<html" in page(ready["join_url"])
        assert ready["code"] in ready["join_url"]


def test_an_unsealed_workshop_is_gone_on_with_by_its_code(tmp_path: Path) -> None:
    with running(tmp_path, str(PLAN), says=READY) as (code, _, _):
        pass
    days_ago(tmp_path / "data")
    with running(tmp_path, "--resume", code, says=READY) as (again, join, _):
        assert again == code
        assert "<html" in page(join)


def test_after_a_power_cut_the_same_command_goes_on(start_server: StartServer) -> None:
    server = start_server(cold=True)
    server.go_to("honesty-before")
    token, code = server.join(), server.code
    assert server.answer(token, "honesty-before", {"value": 4}).status_code == 200
    server.kill9()
    server.start()
    assert (server.code, server.now()["part"]) == (code, "honesty-before")
    own = server.call("GET", "/api/parts/honesty-before/1", token).json()["ballots"]
    assert [ballot["v"] for ballot in own] == [1]


def test_practice_phones_come_in(start_server: StartServer) -> None:
    server = start_server(PLAN, "--practice", "3", cold=True)
    until = time.monotonic() + patience(15)
    while "<b>3</b> joined" not in (said := server.frames("console", server.console)["console"]):
        assert time.monotonic() < until, said
        time.sleep(0.05)


def test_console_prints_a_fresh_link(start_server: StartServer) -> None:
    server = start_server()
    said = typed(server.home, "console", "--data", str(server.data))
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith(f"{server.url}/console#c=")
    assert said.stdout.strip() != server.console_url


def test_doctor_looks_at_this_machine(tmp_path: Path) -> None:
    said = typed(tmp_path, "doctor", "--json", "--host", "127.0.0.1", "--data", str(tmp_path / "data"))
    assert (said.returncode, json.loads(said.stdout)["ok"]) == (0, True)


def test_the_installed_wheel_runs_from_any_folder(tmp_path: Path) -> None:
    """Built and laid into a folder of its own, which stands before this checkout."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    built, place = tmp_path / "built", tmp_path / "place"
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(built), str(ROOT)]
    subprocess.run(build, check=True, timeout=patience(60), cwd=tmp_path)
    (wheel,) = built.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(place), str(wheel)], check=True, cwd=tmp_path)
    command = (sys.executable, "-P", "-m", "facilitator")
    told = subprocess.run(
        [sys.executable, "-P", "-c", "import facilitator; print(facilitator.__file__)"], capture_output=True, text=True,
        env=_env(tmp_path, PYTHONPATH=str(place)), cwd=tmp_path, check=True,
    )  # fmt: skip
    assert Path(told.stdout.strip()).is_relative_to(place)
    plan = place / "facilitator" / "session_plans" / PLAN.name
    with running(tmp_path, str(plan), says=READY, command=command, PYTHONPATH=str(place)) as (code, join, console):
        assert code in join
        assert "<html" in page(console)
