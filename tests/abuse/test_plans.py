"""58 to 63, by the command that a facilitator types. The cases of the reader itself stand in tests/plans."""

from __future__ import annotations

import html
import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests import forked
from tests.abuse.inputs import Act, Attacks
from tests.conftest import PLAN, StartServer
from tests.machine import patience

attack = Attacks(58, 63)
BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
MARKUP = "<script>alert(1)</script><img src=https://example.org/x.png onerror=alert(1)> {{7*7}} file:///etc/passwd"


def not_run(folder: Path, plan: str, words: str) -> None:
    """`facilitator run` says where the fault is and serves nothing."""
    took, said = refusal(folder, plan)
    assert words in said
    assert f"{folder / 'plan.yaml'}:" in said
    assert "Traceback" not in said
    assert took < 5 * harmless()


@cache
def harmless() -> float:
    """Seconds of the processor for the longest plan that comes with the product, with a slip of the pen."""
    with TemporaryDirectory() as folder:
        plan = PLAN.with_name("dont-do-it-alone-180.yaml").read_text("utf-8")
        return refusal(Path(folder), plan.replace("stages:", "stage:", 1))[0]


def refusal(folder: Path, plan: str) -> tuple[float, str]:
    """Seconds of the processor for a run that does not start, and what it says."""
    path, before = folder / "plan.yaml", os.times()
    path.write_text(plan, "utf-8")
    words = ["-m", "facilitator", "run", str(path), "--host", "127.0.0.1", "--port", "0", "--no-browser", "--json"]
    done = forked.run([*words, "--data", str(folder / "data")], timeout=patience(10))
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert not (folder / "data").exists()
    return os.times().children_user - before.children_user, done.stderr


@attack(58)
def aliases(folder: Path, start_server: StartServer) -> None:
    not_run(folder, BOMB, "anchors (&name) are not used in plans")


@attack(59)
def tags(folder: Path, start_server: StartServer) -> None:
    mark = folder / "mark"
    not_run(folder, f"!!python/object/apply:os.system ['touch {mark}']\n", "tags (!name) are not used in plans")
    assert not mark.exists()


@attack(60)
def size(folder: Path, start_server: StartServer) -> None:
    not_run(folder, "[" * 3000, "nested deeper than 20 levels")


@attack(61)
def words_that_yaml_changes(folder: Path, start_server: StartServer) -> None:
    plan = PLAN.read_text("utf-8")
    not_run(folder, f"{plan}\ntitle: twice\n", "stands here twice")


@attack(62)
def markup_in_a_plan(folder: Path, start_server: StartServer) -> None:
    path = folder / "markup.yaml"
    title = next(line for line in PLAN.read_text("utf-8").splitlines() if line.startswith("title:"))
    path.write_text(PLAN.read_text("utf-8").replace(title, f"title: '{MARKUP}'"), "utf-8")
    server = start_server(path)
    pages = [server.call("GET", path).text for path in ("/screen", "/console", f"/{server.code}")]
    pages += ["".join(server.frames("console", server.console).values())]
    pages += ["".join(server.frames("screen", server.screen).values())]
    assert any(html.escape(MARKUP) in page for page in pages)
    for page in pages:
        assert [bad for bad in ("<script>alert", "<img src=https", " 49 ") if bad in page] == []


@attack(63)
def paths(folder: Path, start_server: StartServer) -> None:
    plan = PLAN.read_text("utf-8")
    not_run(folder, plan.replace("id: cross-boundary-dilemmas-30", "id: ../../etc/passwd"), "cannot be used")


@pytest.mark.parametrize("act", attack.cases())
def test_abuse(act: Act, tmp_path: Path, start_server: StartServer) -> None:
    act(tmp_path, start_server)
