"""What belongs to a kind besides its answers: the names of an activity, and a folder of partials."""

from __future__ import annotations

import typing
from types import ModuleType
from typing import cast

import pytest

from facilitator.activities.base import Activity
from facilitator.activities.registry import KINDS
from facilitator.paths import resource

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


def test_every_folder_of_partials_belongs_to_a_kind() -> None:
    folders = {path.name for path in (resource("templates") / "activities").iterdir() if path.is_dir()}
    assert folders == set(KINDS)
