"""The rules of ARCHITECTURE.md and STYLE.md that a program can check."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from facilitator.activities.registry import KINDS

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "facilitator").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
FOLDERS = {"facilitator", "templates", "static", "session_plans", "tests", ".ci"}
LINES = {"module": 400, "function": 60, "view": 15, "behaviour": 60}
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


Texts = Mapping[str, str]
"""What stands in files, by their paths."""


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def texts(paths: Iterable[Path]) -> Texts:
    return {name(path): path.read_text("utf-8") for path in paths}


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


BROKEN = {
    "activities/base.py": ("import facilitator.workshop.rules", "activities.base -> facilitator.workshop.rules"),
    "workshop/rules.py": ("import flask", "workshop.rules -> flask"),
    "activities/kinds/choice.py": (
        "import facilitator.activities.kinds.scale",
        "choice -> facilitator.activities.kinds.scale",
    ),
    "stray.py": ("", "- facilitator.stray\n"),
}
"""An import upwards, Flask in the core, a kind that knows another, a module without a place; and what is said of it."""


def test_every_way_to_break_a_contract_is_found(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "facilitator", tmp_path / "facilitator", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for module, (line, _) in BROKEN.items():
        with (tmp_path / "facilitator" / module).open("a") as source:
            source.write(f"\n{line}\n")
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    words = [sys.executable, "-c", lint]
    found = subprocess.run(words, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True)
    assert found.returncode != 0
    contracts = configured()["contracts"]
    assert isinstance(contracts, list)
    assert re.findall(r"^(.+) BROKEN$", found.stdout, re.M) == [contract["name"] for contract in contracts]
    assert [said for _, said in BROKEN.values() if said not in found.stdout] == []


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


def functions(source: str) -> Iterator[tuple[str, int, bool]]:
    """Name, lines of body without docstring, and whether a blueprint routes to it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            start = node.body[1].lineno if ast.get_docstring(node) and len(node.body) > 1 else node.body[0].lineno
            routed = any(
                isinstance(d, ast.Call) and isinstance(d.func, ast.Attribute) and d.func.attr in ("get", "post", "put")
                for d in node.decorator_list
            )
            yield node.name, (node.end_lineno or start) - start + 1, routed


def untold(sources: Texts) -> list[str]:
    """Modules with something in them and no first line that says what they are."""
    trees = {path: ast.parse(source) for path, source in sources.items()}
    return [path for path, tree in trees.items() if tree.body and ast.get_docstring(tree) is None]


def too_long(sources: Texts, most: int) -> list[str]:
    """Files of more lines than `most`, with their lines."""
    lines = {path: len(source.splitlines()) for path, source in sources.items()}
    return [f"{path}: {count} lines" for path, count in lines.items() if count > most]


def long_functions(sources: Texts) -> list[str]:
    """Functions and views that nobody can take in at once, with their lines."""
    allowed = {True: LINES["view"], False: LINES["function"]}
    return [
        f"{path}: {found} has {lines} lines"
        for path, source in sources.items()
        for found, lines, view in functions(source)
        if lines > allowed[view]
    ]


def test_every_module_says_what_it_is() -> None:
    assert untold(texts(MODULES)) == []
    assert untold({"a.py": '"""Said."""\nx = 1\n', "b.py": "x = 1\n", "empty.py": "", "c.py": "# only a remark\n"}) == [
        "b.py"
    ]


def test_every_module_can_be_read_in_one_sitting() -> None:
    assert too_long(texts(MODULES), LINES["module"]) == []
    assert too_long({"a.py": "x = 1\n" * 400, "b.py": "x = 1\n" * 401}, LINES["module"]) == ["b.py: 401 lines"]


def test_every_function_can_be_taken_in_at_once() -> None:
    assert long_functions(texts(MODULES)) == []
    body = "    x = 1\n"
    planted = "def fits():\n" + body * 60 + "def sprawls():\n" + body * 61
    planted += "@phone.get('/')\ndef shows():\n" + body * 15 + "@phone.put('/')\ndef decides():\n" + body * 16
    assert long_functions({"a.py": planted}) == ["a.py: sprawls has 61 lines", "a.py: decides has 16 lines"]


def test_every_behaviour_is_small() -> None:
    behaviours = [path for path in SCRIPTS if path.parent.name == "behaviours"]
    assert len(behaviours) > 10
    assert too_long(texts(behaviours), LINES["behaviour"]) == []


# -- activities ----------------------------------------------------------------------------------------------------


def faceless(files: Iterable[str]) -> list[str]:
    """Partials that a kind owes an audience and that are not among the files of `templates/activities`."""
    there = set(files)
    return [
        face for kind in KINDS for face in (f"{kind}/{audience}.html" for audience in AUDIENCES) if face not in there
    ]


def test_every_kind_has_its_faces() -> None:
    folder = ROOT / "templates" / "activities"
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*.html")]
    assert faceless(files) == []
    for audience in AUDIENCES:
        assert faceless(set(files) - {f"choice/{audience}.html"}) == [f"choice/{audience}.html"]


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


def inline(sources: Texts) -> list[str]:
    """Templates with script or style of their own, with what they have."""
    found = []
    for path, source in sources.items():
        # A file without a server: it carries one style, allowed by its hash where we serve it, and no script.
        allowed = "<style>{{ css }}</style>" if path in FILES_WITHOUT_A_SERVER else ""
        found += [f"{path}: {bad}" for bad in INLINE.findall(source.replace(allowed, "", 1) if allowed else source)]
    return found


def test_no_inline_script_or_style() -> None:
    assert inline(texts(TEMPLATES)) == []


def test_inline_script_and_style_are_seen() -> None:
    bad = ["<script>x</script>", "<style>", '<p style="x">', "<p onclick='x'>", "<script nonce=a>"]
    assert [len(inline({"a.html": "<p>fine</p>", "b.html": words})) for words in bad] == [1] * 5
    style = "<style>{{ css }}</style>"
    report = FILES_WITHOUT_A_SERVER[0]
    assert inline({report: style, "phone.html": style}) == ["phone.html: <style"]
    assert inline({report: style + style, "other.html": ""}) == [f"{report}: <style"]


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
