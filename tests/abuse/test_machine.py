"""73 to 77: the machine, its neighbours and its folders."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from facilitator.doctor import CHECKLIST, OK, REFUSE, WARN, findings, refused
from facilitator.places import mount_of, open_to_others, synced, within
from facilitator.settings import Settings
from tests.abuse.inputs import Act, Attacks
from tests.conftest import PLAN, ROOT, StartServer
from tests.machine import patience

attack = Attacks(73, 77)
PUBLIC = "8.8.4.4"


def facilitator(*words: str, home: Path, wrap: tuple[str, ...] = (), **env: str) -> subprocess.CompletedProcess[str]:
    """A command as somebody types it. A run that starts would be killed after some seconds."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("FACILITATOR_", "FLASK_"))}
    return subprocess.run(
        [*wrap, sys.executable, "-m", "facilitator", *words], capture_output=True, text=True, timeout=patience(8),
        env=clean | {"HOME": str(home)} | env, stdin=subprocess.DEVNULL, cwd=ROOT,
    )  # fmt: skip


def run(home: Path, *options: str, data: str = "data", **env: str) -> str:
    """Why a run did not start."""
    done = facilitator("run", str(PLAN), "--port", "0", "--no-browser", "--json", "--data", str(home / data), *options,
                       home=home, **env)  # fmt: skip
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def states(home: Path, *options: str, wrap: tuple[str, ...] = (), **env: str) -> tuple[int, dict[str, str]]:
    """Exit code and what doctor found."""
    done = facilitator("doctor", "--json", *options, home=home, wrap=wrap, **env)
    found = json.loads(done.stdout)
    assert found["ok"] is (done.returncode == 0)
    return done.returncode, {one["name"]: one["state"] for one in found["findings"]}


@attack(73)
def another_machine_under_our_name(home: Path, start_server: StartServer) -> None:
    def words(server: object, page: str) -> str:
        (found,) = re.findall(r'<b dir="ltr" lang="en">(\w+ \w+ \w+)</b>', page)
        return str(found)

    ours, theirs = start_server(), start_server()
    mine, false = (words(one, one.call("GET", f"/{one.code}").text) for one in (ours, theirs))
    assert mine != false
    wall = re.sub(r"<[^>]*>|\s+", " ", "".join(ours.frames("screen", ours.screen).values()))
    assert " ".join(mine.split()) in " ".join(wall.split())
    assert "three words" in (ROOT / "SECURITY.md").read_text("utf-8")


@attack(74)
def the_browser_of_the_projector(home: Path, start_server: StartServer) -> None:
    said = facilitator("doctor", home=home).stdout
    assert [words for words in CHECKLIST if words not in said] == []
    assert all(word in " ".join(CHECKLIST) for word in ("recording", "sharing", "extensions", "three words"))
    assert "extensions" in (ROOT / "SECURITY.md").read_text("utf-8")


@attack(75)
def synced_folders(home: Path, start_server: StartServer) -> None:
    for name in (
        "OneDrive",
        "OneDrive - Office",
        "Dropbox",
        "Library/Mobile Documents/x",
        "Library/CloudStorage/Box-A",
    ):
        place = home / name
        place.mkdir(parents=True)
        found = findings(Settings(data=place / "data"), {})
        assert {one.name for one in refused(found, i_know=False)} == {"data folder", "keystore"}, name
        assert refused(found, i_know=True) == []
    synced_one = ("--data", str(home / "Dropbox" / "data"))
    assert [states(home, *synced_one)[0], states(home, *synced_one, "--i-know")[0]] == [1, 0]
    assert "copied elsewhere" in run(home, "--host", "127.0.0.1", data="Dropbox/data")
    marked = home / "shared"
    (marked / ".stfolder").mkdir(parents=True)
    assert (synced(marked / "a" / "data"), synced(home / "dropboxes")) == (str(marked.resolve()), None)
    inside = {"FACILITATOR_KEYS": str(home / "data" / "keys")}
    assert states(home, "--data", str(home / "data"), "--i-know", **inside)[1]["keystore apart"] == REFUSE
    assert "lie in each other" in run(home, "--i-know", **inside)
    assert (within(home / "a" / "b", home / "a"), within(home / "ab", home / "a")) == (True, False)
    assert mount_of(Path("/mnt/x/data"), "1 2 0:1 / / rw - ext4 d\n3 1 0:9 / /mnt/x rw - nfs4 s") == ("nfs4", "0:9")


@attack(75, "rights of others")
def readable_folders(home: Path, start_server: StartServer) -> None:
    (home / "open").mkdir(mode=0o755)
    (home / "open").chmod(0o755)
    assert states(home, "--data", str(home / "open"))[1]["data rights"] == WARN
    before = os.umask(0o000)
    try:
        server = start_server()
    finally:
        os.umask(before)
    server.go_to("warm-up")
    kept = [path for path in (*server.data.rglob("*"), *server.data.with_name("data.keys").rglob("*"))]
    assert len(kept) > 5
    assert [path for path in kept if path.stat().st_mode & 0o077] == []
    assert not open_to_others(server.data)
    assert states(home, "--data", str(server.data))[1]["data rights"] == OK
    assert states(home)[1]["disk encryption"] in (OK, WARN)


@attack(76)
def a_public_address(home: Path, start_server: StartServer) -> None:
    plain, tls = ("--host", PUBLIC), ("--host", PUBLIC, "--public-url", "https://room.example")
    assert "whole internet" in run(home, *plain)
    assert "whole internet" in run(home, *plain, "--i-know")
    assert "--i-know" in run(home, *tls)
    for host in ("192.168.1.20", "10.0.0.5", "172.16.3.4", "127.0.0.1", "100.64.0.1", "169.254.1.1"):
        found = findings(Settings(host=host, data=home / "data"), {})
        assert refused(found, i_know=False) == [], host
    found = findings(Settings(host=PUBLIC, public_url="https://room.example", data=home / "data"), {})
    assert [len(refused(found, i_know)) for i_know in (False, True)] == [1, 0]


@attack(76, "on every interface")
def a_public_address_of_this_machine(home: Path, start_server: StartServer) -> None:
    script = f'ip addr add {PUBLIC}/32 dev lo && ip link set lo up && exec "$@"'
    rights = "-n" if os.geteuid() == 0 else "-rn"
    wrap = ("unshare", rights, "sh", "-c", script, "sh")
    if subprocess.run([*wrap, "true"], capture_output=True).returncode:
        pytest.skip("this system lets nobody make a network of their own")
    code, found = states(home, wrap=wrap)
    assert (code, found["address"]) == (1, REFUSE)
    assert states(home, "--host", "127.0.0.1", wrap=wrap)[0] == 0


@attack(77)
def debug_mode(home: Path, start_server: StartServer) -> None:
    assert "debugger" in run(home, "--host", "127.0.0.1", "--i-know", FLASK_DEBUG="1")
    for value, state in (("1", REFUSE), ("true", REFUSE), ("0", OK), ("", OK)):
        assert findings(Settings(data=home), {"FLASK_DEBUG": value})[0].state == state, value
    server = start_server()
    for path in ("/console?__debugger__=yes&cmd=resource&f=debugger.js", "/?__debugger__=yes&cmd=printpin", "/debug"):
        page = server.call("GET", path)
        assert "debugger" not in page.text.lower()
        assert "Set-Cookie" not in page.headers  # no cookie is signed, so there is no secret key to guess


@pytest.mark.parametrize("act", attack.cases())
def test_abuse(act: Act, tmp_path: Path, start_server: StartServer) -> None:
    act(tmp_path, start_server)
