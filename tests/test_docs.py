"""What the documents say is compared with the code, in both directions where a list can be wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

import click
import pytest
from flask import Flask

from facilitator import __version__
from facilitator.activities.base import PartConfig
from facilitator.activities.registry import KINDS
from facilitator.cli import main
from facilitator.errors import STATUS
from facilitator.plans.read import read_plan_text
from facilitator.settings import Settings
from facilitator.web.choose import choose
from facilitator.web.console import console
from facilitator.web.past import past
from facilitator.web.phone import phone
from facilitator.web.screen import screen
from facilitator.workshop.events import EVENTS
from facilitator.workshop.requests import Command
from facilitator.workshop.state import PHASES

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(ROOT.glob("*.md"))
RUN = re.compile(r"^python3 -m venv .+ && \S+/facilitator run \S+\.yaml$", re.M)
TEST = re.compile(r"^python3 -m venv .+ -m pytest( .*)?$", re.M)


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def unmentioned(names: Iterable[str], text: str) -> set[str]:
    """Names that do not stand in the text as a word of their own."""
    return {name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)}


def settings() -> set[str]:
    return {f"FACILITATOR_{field.upper()}" for field in Settings.model_fields}


def commands(group: click.Group, words: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{words} {name}")
        else:
            yield f"{words} {name}", command


def routes() -> set[str]:
    """`PUT /api/parts/<part>/<round>/<slot>` and so on; files under static/ are not part of the protocol."""
    app = Flask("facilitator", static_folder=None)
    for blueprint in (phone, screen, console, past, choose):
        app.register_blueprint(blueprint)
    found = set()
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:[^:<>]*:)?([^<>]*?)_?>", r"<\1>", rule.rule)
        found |= {f"{method} {path}" for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    return found


def test_a_missing_name_is_noticed() -> None:
    assert unmentioned(["PartOpened", "PartShut"], "`PartOpened` is written when …") == {"PartShut"}
    assert unmentioned(["closed"], "not_closed, closed-off") == {"closed"}


def test_every_setting_is_in_the_readme() -> None:
    assert unmentioned(settings(), page("README.md")) == set()
    assert set(re.findall(r"\bFACILITATOR_[A-Z_]+\b", page("README.md"))) <= settings()


def test_every_command_and_option_is_in_the_readme() -> None:
    found = dict(commands(main, "facilitator"))
    assert unmentioned(found, page("README.md")) == set()
    options = {
        option
        for command in found.values()
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for option in parameter.opts
        if option.startswith("--")
    }
    assert unmentioned(options, page("README.md")) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_and_its_fields_are_in_the_architecture(kind: str) -> None:
    row = re.search(rf"^\| `{kind}` \|.*$", page("ARCHITECTURE.md"), re.M)
    assert row is not None
    own = set(KINDS[kind].Config.model_fields) - set(PartConfig.model_fields)
    assert {field for field in own if f"`{field}`" not in row[0]} == set()


def test_the_phase_table_is_the_one_in_force() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| `(\w+)` \|$", page("ARCHITECTURE.md"), re.M)
    assert rows == [(before.value, event.__name__, after.value) for (before, event), after in PHASES.items()]


def test_documents_named_in_the_code_are_there() -> None:
    folders = ("facilitator", "templates", "static/js", "static/css", "session_plans")
    kinds = {".py", ".html", ".js", ".css", ".yaml"}
    sources = [p for folder in folders for p in (ROOT / folder).rglob("*") if p.suffix in kinds]
    named = {(p.name, doc) for p in sources for doc in re.findall(r"\b[\w-]+\.md\b", p.read_text("utf-8"))}
    assert {(source, doc) for source, doc in named if not (ROOT / doc).is_file()} == set()


def test_every_event_is_in_the_protocol() -> None:
    assert unmentioned(EVENTS, page("PROTOCOL.md")) == set()


def test_every_refusal_is_in_the_protocol_with_its_status() -> None:
    text = page("PROTOCOL.md")
    assert [(c, s) for c, s in STATUS.items() if not re.search(rf"`{c}`[^\n]*\b{s}\b|\b{s}\b[^\n]*`{c}`", text)] == []


def test_every_console_command_is_in_the_protocol() -> None:
    names = {get_args(command.model_fields["name"].annotation)[0] for command in get_args(Command)}
    assert unmentioned(names, page("PROTOCOL.md")) == set()


def test_the_protocol_names_the_routes_there_are() -> None:
    said = set(re.findall(r"\b((?:GET|POST|PUT|PATCH|DELETE) /[^\s`|?#]*)", page("PROTOCOL.md")))
    assert said == routes()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_between_files_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert [target for target in targets if not (ROOT / target).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_plans_in_the_documents_can_be_run(path: Path) -> None:
    for block in re.findall(r"```yaml\n(.*?)```", path.read_text("utf-8"), re.S):
        if block.startswith("schema:"):
            read_plan_text(block, path.name)


def test_the_readme_has_its_two_commands() -> None:
    text = page("README.md")
    assert len(RUN.findall(text)) == 1
    assert len(list(TEST.finditer(text))) == 1
    named = re.findall(r"(?:session_plans|tests)/[\w./-]+", "\n".join(RUN.findall(text)))
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_the_changelog_knows_this_version() -> None:
    assert re.search(rf"^## {re.escape(__version__)}\b", page("CHANGELOG.md"), re.M)
