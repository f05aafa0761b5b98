"""How long a start takes and what it leaves out: ratios of this machine's own figures, medians, never seconds."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest
import requests

from facilitator.paths import resource
from facilitator.plans.read import read_plan, read_plan_text
from facilitator.precompiled import LOOK, Precompiled, compile_templates
from facilitator.runs import from_file
from tests.conftest import PLAN, StartServer
from tests.machine import patience
from tests.server.test_cold_starts import COMMAND
from tests.server.test_resume import days_ago

LIBRARIES = "import flask, flask_socketio, gevent, sqlalchemy, pydantic, cryptography"
START, HELP = 1.5, 2.5
"""How many times what the libraries alone take a start may take, and `--help` what click takes."""


def env(home: Path) -> dict[str, str]:
    """As a shell has it; with the bytecode that every second start of a program finds."""
    names = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    clean = {k: v for k, v in os.environ.items() if not k.startswith("FACILITATOR_") and k not in names}
    return clean | {"HOME": str(home), "PYTHONPYCACHEPREFIX": str(home / "bytecode")}


def ran(words: list[str], home: Path) -> float:
    """Seconds until a process has ended. Without a limit: with one Python only looks every twentieth of a second."""
    began = time.monotonic()
    subprocess.run(words, env=env(home), cwd=home, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def imports(home: Path, what: str) -> float:
    return ran([sys.executable, "-c", what], home)


def asks_for_help(home: Path) -> float:
    return ran([*COMMAND, "--help"], home)


def cold_start(home: Path) -> float:
    """Seconds from the command to its console page and its join page, from outside."""
    words = [*COMMAND, "run", str(PLAN), "--host", "127.0.0.1", "--port", "0", "--data", str(home / "data")]
    began = time.monotonic()
    with subprocess.Popen(
        [*words, "--no-browser", "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env(home), cwd=home
    ) as process, requests.Session() as web:  # fmt: skip
        web.trust_env = False
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            for url in (ready["console_url"], ready["join_url"]):
                assert web.get(url, timeout=patience(5)).status_code == 200
            return time.monotonic() - began
        finally:
            process.terminate()


def ratio(home: Path, one: Callable[[Path], float], other: Callable[[Path], float], times: int) -> float:
    """How many times as long `one` takes as `other`, by their medians, each after the other in turn."""
    for first in (one, other):  # makes the data folder and the bytecode
        first(home)
    pairs = [(one(home), other(home)) for _ in range(times)]
    medians = [statistics.median(values) for values in zip(*pairs, strict=True)]
    print(f"\nmedians of {times}: {medians[0]:.3f} s and {medians[1]:.3f} s, {medians[0] / medians[1]:.2f} times")
    return medians[0] / medians[1]


@pytest.mark.alone
def test_help_costs_little_more_than_click(tmp_path: Path) -> None:
    assert ratio(tmp_path, asks_for_help, lambda home: imports(home, "import click"), 7) <= HELP


@pytest.mark.alone
@pytest.mark.slow
def test_a_cold_start_costs_little_more_than_its_libraries(tmp_path: Path) -> None:
    assert ratio(tmp_path, cold_start, lambda home: imports(home, LIBRARIES), 7) <= START


def test_a_start_imports_nothing_that_only_exports_and_rehearsals_use() -> None:
    words = "import sys, facilitator.standby, facilitator.prepare, facilitator.serve; print(*sys.modules)"
    found = subprocess.check_output([sys.executable, "-c", words], text=True, timeout=patience(20)).split()
    late = {"alembic", "openpyxl", "requests", "rich", "structlog", "typst", "urllib3", "xlsxwriter", "websocket",
            "facilitator.rehearsal", "facilitator.archive.workbook", "facilitator.carry"}  # fmt: skip
    assert late & set(found) == set()
    assert "facilitator.app" in found


def test_a_plan_is_read_once() -> None:
    offer = from_file(PLAN)
    assert read_plan_text(offer.text, offer.name) is offer.plan
    assert read_plan(PLAN) is offer.plan
    assert read_plan_text(offer.text.replace("\n", "\r\n"), offer.name) is offer.plan
    assert read_plan_text(offer.text + "\n# another", offer.name) is not offer.plan


def test_old_runs_are_named_without_reading_their_plans(start_server: StartServer) -> None:
    server = start_server()
    server.stop()
    days_ago(server.data)
    with sqlite3.connect(server.data / "facilitator.sqlite3") as line:
        line.execute("UPDATE workshops SET plan_yaml = 'of another version'")
    code = server.code
    assert server.start().code != code
    assert f"Workshop {code} of" in server.log()
    assert "was never sealed" in server.log()


# -- templates that were compiled ahead ------------------------------------------------------------------------------


@pytest.fixture
def pages(tmp_path: Path) -> Callable[[], jinja2.Environment]:
    """A folder with one template, compiled; gives fresh environments over it."""
    templates, compiled = tmp_path / "templates", tmp_path / "compiled"
    templates.mkdir()
    (templates / "one.html").write_text("Hello {{ name }}", "utf-8")
    compile_templates(templates, compiled)

    def fresh() -> jinja2.Environment:
        return jinja2.Environment(
            loader=jinja2.FileSystemLoader(templates), autoescape=True, bytecode_cache=Precompiled(compiled), **LOOK
        )

    return fresh


def test_compiled_templates_are_used_and_an_edit_takes_effect(
    pages: Callable[[], jinja2.Environment], tmp_path: Path
) -> None:
    (module,) = (tmp_path / "compiled").glob("*.py")
    shutil.rmtree(tmp_path / "compiled" / "__pycache__")
    module.write_text(module.read_text("utf-8").replace("Hello ", "Compiled "), "utf-8")
    assert pages().get_template("one.html").render(name="<b>") == "Compiled &lt;b&gt;"
    (tmp_path / "templates" / "one.html").write_text("Edited {{ name }}", "utf-8")
    assert pages().get_template("one.html").render(name="x") == "Edited x"


def test_templates_of_another_jinja_are_compiled_anew(pages: Callable[[], jinja2.Environment], tmp_path: Path) -> None:
    manifest = tmp_path / "compiled" / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace(jinja2.__version__, "2.0"), "utf-8")
    (module,) = (tmp_path / "compiled").glob("*.py")
    module.write_text("raise RuntimeError", "utf-8")
    assert pages().get_template("one.html").render(name="x") == "Hello x"


def test_every_template_was_compiled_at_the_install_and_matches() -> None:
    found = json.loads((resource("compiled") / "manifest.json").read_text("utf-8"))
    templates = resource("templates")
    names = {str(path.relative_to(templates)) for path in templates.rglob("*") if path.is_file()}
    # One uses a filter of its own, and no server shows it.
    assert names - set(found["sources"]) == {"rehearsal/report.html"}
