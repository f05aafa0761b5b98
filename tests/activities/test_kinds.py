"""What belongs to a kind besides its answers: the names of an activity, four partials, a row in the documents."""

from __future__ import annotations

import re
import typing
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest

from facilitator.activities.base import Activity, PartConfig
from facilitator.activities.registry import KINDS
from facilitator.paths import resource

ROOT = Path(__file__).resolve().parents[2]
NAMES = {name for name in dir(Activity) if not name.startswith("_")} | set(typing.get_type_hints(Activity))


def lacking(module: object) -> set[str]:
    return {name for name in NAMES if not hasattr(module, name)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_every_name_of_an_activity(kind: str) -> None:
    assert lacking(KINDS[kind]) == set()


def test_a_module_that_is_no_activity_is_found() -> None:
    assert lacking(typing) == {
        "Config", "before_start", "asks_side", "keeps_side", "collects", "slots", "steps", "links", "accept", "results",
        "plausible",
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_called_like_its_module_and_its_plans(kind: str) -> None:
    module = cast(ModuleType, KINDS[kind])
    said = typing.get_args(KINDS[kind].Config.model_fields["kind"].annotation)
    assert [module.__name__.rsplit(".", 1)[1], said] == [kind, (kind,)]


@pytest.mark.parametrize("audience", ["phone", "screen", "console", "archive"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_a_partial_for_every_audience(kind: str, audience: str) -> None:
    assert (resource("templates") / "activities" / kind / f"{audience}.html").is_file()


def test_every_folder_of_partials_belongs_to_a_kind() -> None:
    folders = {path.name for path in (resource("templates") / "activities").iterdir() if path.is_dir()}
    assert folders == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_its_row_with_every_field_of_its_own(kind: str) -> None:
    row = re.search(rf"^\| `{kind}` \|.*\| (.*) \|$", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.M)
    assert row is not None, f"add a row for {kind!r} to the table of kinds in ARCHITECTURE.md"
    own = set(KINDS[kind].Config.model_fields) - set(PartConfig.model_fields)
    assert set(re.findall(r"`(\w+)`", row[1])) == own
