"""What the documents say is compared with the code, in both directions where a list can be wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import get_args

import click
from flask import Flask

from facilitator import __version__
from facilitator.activities.base import PartConfig
from facilitator.activities.registry import KINDS
from facilitator.cli import main
from facilitator.errors import STATUS
from facilitator.plans.problems import PlanProblems
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
TEST = re.compile(r"^python3 -m venv .+ -m tests gate$", re.M)


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


def wrong_rows(architecture: str) -> list[str]:
    """Kinds without a row in the table, and rows whose last column does not name the fields of the kind's own."""
    found = []
    for kind, module in KINDS.items():
        row = re.search(rf"^\| `{kind}` \|.*\| (.*) \|$", architecture, re.M)
        own = set(module.Config.model_fields) - set(PartConfig.model_fields)
        wrong = own ^ set(re.findall(r"`(\w+)`", row[1])) if row else {"no row"}
        found += [f"{kind}: {field}" for field in sorted(wrong)]
    return found


def test_every_kind_and_its_fields_are_in_the_architecture() -> None:
    text = page("ARCHITECTURE.md")
    assert wrong_rows(text) == []
    assert wrong_rows(text.replace("| `vote` |", "| vote |")) == ["vote: no row"]
    assert wrong_rows(text.replace("`max_per_item` ", "`most_per_item` ")) == [
        "vote: max_per_item",
        "vote: most_per_item",
    ]


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


def broken_links(pages: Mapping[str, str]) -> list[str]:
    """Links between files that lead nowhere, with the page they stand on."""
    return [
        f"{name}: {target}"
        for name, text in pages.items()
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
        if not (ROOT / target).exists()
    ]


def broken_plans(pages: Mapping[str, str]) -> list[str]:
    """Plans in the pages that cannot be run, by what is wrong with them."""
    found = []
    for name, text in pages.items():
        for block in re.findall(r"```yaml\n(.*?)```", text, re.S):
            try:
                if block.startswith("schema:"):
                    read_plan_text(block, name)
            except PlanProblems as problems:
                found += [str(problem) for problem in problems.problems]
    return found


def test_links_between_files_lead_somewhere() -> None:
    assert broken_links({path.name: path.read_text("utf-8") for path in PAGES}) == []
    planted = {"A.md": "[fine](README.md#there) [out](https://example.org)", "B.md": "[gone](NOWHERE.md)"}
    assert broken_links(planted) == ["B.md: NOWHERE.md"]


def test_plans_in_the_documents_can_be_run() -> None:
    pages = {path.name: path.read_text("utf-8") for path in PAGES}
    plans = [name for name, text in pages.items() if "```yaml\nschema:" in text]
    assert plans != []
    assert broken_plans(pages) == []
    broken = pages[plans[-1]].replace("```yaml\nschema:", "```yaml\nschema: none\nscheme:")
    assert [problem.split(":")[0] for problem in broken_plans({**pages, plans[-1]: broken})][:1] == [plans[-1]]


def test_the_readme_has_its_two_commands() -> None:
    text = page("README.md")
    assert len(RUN.findall(text)) == 1
    assert len(list(TEST.finditer(text))) == 1
    named = re.findall(r"(?:session_plans|tests)/[\w./-]+", "\n".join(RUN.findall(text)))
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_the_changelog_knows_this_version() -> None:
    assert re.search(rf"^## {re.escape(__version__)}\b", page("CHANGELOG.md"), re.M)
