"""The rules of ARCHITECTURE.md and STYLE.md that a program can check."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from facilitator.activities.registry import KINDS

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "facilitator").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
FOLDERS = {"facilitator", "templates", "static", "session_plans", "tests", ".ci"}
LINES = {"module": 250, "function": 60, "view": 15, "behaviour": 60}
FILES_WITHOUT_A_SERVER = (
    "templates/archive/report.html", "templates/rehearsal/report.html", "templates/tickets/file.html"
)  # fmt: skip
AUDIENCES = ("phone", "screen", "console", "archive")
MAY_PRINT = {"serve.py"}
"""`--json` promises one line on stdout; everything else is said through click."""

INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']", re.I)
ADDRESS_OF_A_PERSON = re.compile(r"remote_addr|REMOTE_ADDR|access_route|X-Forwarded-For|client_address")
REGISTRY = re.compile(
    r'"resolved"\s*:|registry\s*=\s*"?https?:|index-url|https?://(registry\.npmjs|(files\.)?python|pypi)'
)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def committed() -> list[Path]:
    """Every text file that git knows or would add."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nobody knows which files would be committed")
    words = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    return [path for path in (ROOT / part for part in listed.split("\0") if part) if path.is_file()]


def configured() -> dict[str, object]:
    with (ROOT / "pyproject.toml").open("rb") as source:
        found: dict[str, object] = tomllib.load(source)["tool"]["importlinter"]
    return found


# -- layers --------------------------------------------------------------------------------------------------------


def test_imports_keep_every_contract(capfd: pytest.CaptureFixture[str]) -> None:
    broken = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert broken == 0, capfd.readouterr().out


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("activities/base.py", "import facilitator.workshop.rules", "imports point one way"),
        ("workshop/rules.py", "import flask", "the core is pure"),
        (
            "activities/kinds/choice.py",
            "import facilitator.activities.kinds.scale",
            "activities do not know each other",
        ),
        ("stray.py", "", "imports point one way"),
    ],
    ids=["an import upwards", "Flask in the core", "a kind that knows another", "a module without a place"],
)
def test_a_broken_contract_is_found(tmp_path: Path, module: str, line: str, contract: str) -> None:
    shutil.copytree(ROOT / "facilitator", tmp_path / "facilitator", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "facilitator" / module).open("a") as source:
        source.write(f"\n{line}\n")
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    words = [sys.executable, "-c", lint]
    found = subprocess.run(words, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True)
    assert found.returncode != 0
    assert f"{contract} BROKEN" in found.stdout or f'"{contract}"' in found.stdout + found.stderr, found.stdout


def test_the_picture_shows_the_layers() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    picture = next(block for block in re.findall(r"```mermaid\n(.*?)```", text, re.S) if "layers" in block)
    contracts = configured()["contracts"]
    assert isinstance(contracts, list)
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    assert re.findall(r'\["(.+?)"\]', picture) == layers


def test_every_package_has_its_line() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    packages = {path.parent.name for path in MODULES if path.name == "__init__.py"} - {"facilitator", "versions"}
    assert {package for package in packages if f"`{package}/" not in text} == set()


def test_nothing_but_the_agreed_folders_lies_at_the_top() -> None:
    tops = {path.relative_to(ROOT).parts[0] for path in committed() if len(path.relative_to(ROOT).parts) > 1}
    assert tops <= FOLDERS


# -- sizes and names -----------------------------------------------------------------------------------------------


def functions(path: Path) -> Iterator[tuple[str, int, bool]]:
    """Name, lines of body without docstring, and whether a blueprint routes to it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            start = node.body[1].lineno if ast.get_docstring(node) and len(node.body) > 1 else node.body[0].lineno
            routed = any(
                isinstance(d, ast.Call) and isinstance(d.func, ast.Attribute) and d.func.attr in ("get", "post", "put")
                for d in node.decorator_list
            )
            yield node.name, (node.end_lineno or start) - start + 1, routed


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    said = ast.get_docstring(tree)
    assert said is not None or not tree.body, "the first line of a module says what it is"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_can_be_read_in_one_sitting(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= LINES["module"]
    allowed = {True: LINES["view"], False: LINES["function"]}
    assert [(found, lines) for found, lines, view in functions(path) if lines > allowed[view]] == []


@pytest.mark.parametrize("path", sorted((ROOT / "static" / "js" / "behaviours").glob("*.js")), ids=name)
def test_a_behaviour_is_small(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= LINES["behaviour"]


# -- activities ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_its_faces(kind: str) -> None:
    folder = ROOT / "templates" / "activities" / kind
    assert {path.name for path in folder.glob("*.html")} >= {f"{audience}.html" for audience in AUDIENCES}


def test_every_kind_on_disk_is_registered() -> None:
    modules = {path.stem for path in (ROOT / "facilitator" / "activities" / "kinds").glob("*.py")} - {"__init__"}
    folders = {path.name for path in (ROOT / "templates" / "activities").iterdir() if path.is_dir()}
    assert modules == folders == set(KINDS)


def test_no_kind_is_named_outside_activities() -> None:
    outside = [path for path in [*MODULES, *TEMPLATES, *SCRIPTS] if "activities" not in path.parts]
    # Some kinds are called like a command or a field (of a room script too), or like a class of the style sheet; those
    # words alone say nothing.
    words = "|".join(sorted(set(KINDS) - {"say", "side", "close", "card_sort", "groups", "pause", "wall"}))
    named = re.compile(rf"\bkind\s*(?:={{2,3}}|!={{1,2}})\s*[\"']|(?<!class=)[\"'](?:{words})[\"']")
    assert [name(path) for path in outside if named.search(path.read_text("utf-8"))] == []


# -- what may not be in a file --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text("utf-8")
    if name(path) in FILES_WITHOUT_A_SERVER:
        # A file without a server: it carries one style, allowed by its hash where we serve it, and no script.
        text = text.replace("<style>{{ css }}</style>", "", 1)
    assert INLINE.findall(text) == []


@pytest.mark.parametrize(
    "bad", ["<script>x</script>", "<style>", '<p style="x">', "<p onclick='x'>", "<script nonce=a>"]
)
def test_inline_script_and_style_are_seen(bad: str) -> None:
    assert INLINE.search(bad)


def test_nobodys_address_is_read() -> None:
    assert [name(path) for path in MODULES if ADDRESS_OF_A_PERSON.search(path.read_text("utf-8"))] == []


def test_only_the_announcement_is_printed() -> None:
    calls = re.compile(r"(?<![\w.])print\(")
    assert {path.name for path in MODULES if calls.search(path.read_text("utf-8"))} <= MAY_PRINT


def test_no_lock_names_a_registry_host() -> None:
    found = [name(path) for path in committed() if REGISTRY.search(path.read_text("utf-8", "replace"))]
    assert set(found) <= {name(Path(__file__).resolve())}


def test_nothing_foreign_is_committed() -> None:
    paths = [path.relative_to(ROOT) for path in committed()]
    assert [p for p in paths if {"vendor", "node_modules"} & set(p.parts) or ".min." in p.name] == []


# -- the judges of the code -----------------------------------------------------------------------------------------


SHORT = {"check": ["--output-format=concise"], "format": []}


@pytest.mark.parametrize("words", [["check"], ["format", "--check"]], ids=["lint", "format"])
def test_ruff_has_nothing_to_say(words: list[str]) -> None:
    ruff = [sys.executable, "-m", "ruff", *words, "--no-cache", "--quiet", ".", *SHORT[words[0]]]
    found = subprocess.run(ruff, capture_output=True, text=True, cwd=ROOT)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.slow
def test_types_hold(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path)]
    found = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
    assert found.returncode == 0, found.stdout + found.stderr
