"""What the program starts is the program that started it, whatever the current folder holds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from facilitator.processes import own_command

ROOT = Path(__file__).resolve().parent.parent
COMMAND = Path(sysconfig.get_path("scripts")) / "facilitator"
PLAN = ROOT / "session_plans" / "cross-boundary-dilemmas-30.yaml"


@pytest.fixture
def unbuilt(tmp_path: Path) -> Path:
    """A folder with a package of our name that cannot even be imported, as a checkout that was never built."""
    package = tmp_path / "checkout" / "facilitator"
    package.mkdir(parents=True)
    for name in ("__init__.py", "__main__.py"):
        (package / name).write_text("raise SystemExit('another program')\n", "utf-8")
    return package.parent


def said(words: list[str], folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if not key.startswith("FACILITATOR_")} | more
    return subprocess.run(words, capture_output=True, text=True, cwd=folder, env=env, check=False)


def test_a_module_of_ours_is_ours_in_any_folder(unbuilt: Path) -> None:
    words = ["--version"]
    ours = said([*own_command("facilitator"), *words], unbuilt)
    assert (ours.returncode, ours.stderr) == (0, "")
    plain = said([sys.executable, "-m", "facilitator", *words], unbuilt)
    assert "another program" in plain.stderr  # the folder would be taken, if anybody asked there


def test_a_copy_that_runs_from_its_folder_starts_itself(tmp_path: Path) -> None:
    package = tmp_path / "facilitator"
    package.mkdir()
    shutil.copy(ROOT / "facilitator" / "processes.py", package)
    (package / "__init__.py").write_text("", "utf-8")
    (package / "there.py").write_text("import sys\nprint(__name__, __file__, sys.argv[1:])\n", "utf-8")
    ask = "import json, facilitator.processes as p; print(json.dumps(p.own_command('facilitator.there')))"
    words = json.loads(said([sys.executable, "-c", ask], tmp_path).stdout)
    away = tmp_path / "away"
    away.mkdir()
    found = said([*words, "one", "two"], away)
    assert found.stdout.strip() == f"__main__ {package / 'there.py'} ['one', 'two']", found.stderr


@pytest.mark.slow
def test_rehearse_works_beside_an_unbuilt_checkout(unbuilt: Path) -> None:
    words = [str(COMMAND), "rehearse", str(PLAN), "--people", "5", "--speed", "3000", "--json"]
    found = said(words, unbuilt, FACILITATOR_CLOSING_SECONDS="0.2")
    assert "another program" not in found.stderr
    assert json.loads(found.stdout)["checks"] != [], found.stderr


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a bench reads /proc")
def test_bench_works_beside_an_unbuilt_checkout(unbuilt: Path) -> None:
    found = said([str(COMMAND), "bench", "--phones", "5", "--over", "0.5", "--json"], unbuilt)
    assert (found.returncode, json.loads(found.stdout or "{}").get("joined")) == (0, 5), found.stderr
