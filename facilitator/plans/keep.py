"""Plans written anew: without the names of people, to be kept; with where it is, or what an evening before left."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML

from facilitator.activities.registry import after_carrying
from facilitator.plans.read import read_plan_text
from facilitator.plans.text import plain, tree_of


def without_names(text: str) -> str:
    """`text` as it is, if its plan lists no names; else the same plan written anew without them.

    Written anew means without comments too: a name may stand in one. Raises PlanProblems on what is no plan.
    """
    # Every close writes the archive anew, while a room waits: the plan was read long ago, and reading it again is most
    # of what that would cost.
    if not read_plan_text(text, "plan.yaml").moderation.names:
        return text
    words: dict[str, Any] = plain(tree_of(text.encode("utf-8"), "plan.yaml"))
    words["moderation"] = {key: value for key, value in words["moderation"].items() if key != "names"}
    return _written(words)


def with_carried(text: str, sides: Sequence[Mapping[str, Any]], carried: Mapping[str, Any]) -> str:
    """The plan of `text` with these sides and this `carried` instead of its own.

    Raises PlanProblems on what is no plan file.
    """
    words: dict[str, Any] = plain(tree_of(text.encode("utf-8"), "plan.yaml"))
    words["sides"] = [{key: value for key, value in side.items() if value} for side in sides]
    _look_back(words["stages"], carried)
    return _written({**words, "carried": carried})


def with_place(text: str, place: str) -> str:
    """The plan of `text` with where it is held. Raises PlanProblems on what is no plan file."""
    words: dict[str, Any] = plain(tree_of(text.encode("utf-8"), "plan.yaml"))
    return _written({**words, "place": place})


def alike(one: str, other: str) -> bool:
    """Whether two plan files are one plan, wherever it is held. Raises PlanProblems on what is no plan file."""
    return one == other or with_place(one, "") == with_place(other, "")


def _look_back(stages: Sequence[dict[str, Any]], carried: Mapping[str, Any]) -> None:
    """Puts parts that show what was carried behind the part that begins with it; their stage gets their minutes."""
    for stage in stages:
        for at, part in enumerate(stage["parts"]):
            every = [part for stage in stages for part in stage["parts"]]
            if added := after_carrying(part, every, carried):
                stage["parts"][at + 1 : at + 1] = added
                stage["minutes"] = _longer(stage["minutes"], sum(new["minutes"] for new in added))
                return


def _longer(minutes: Any, by: float) -> Any:
    """The minutes of a stage as a plan writes them, with so many more planned."""
    if not isinstance(minutes, Mapping):
        return minutes + by
    target = minutes["target"] + by
    return {**minutes, "target": target, "max": max(minutes["max"], target)}


def _written(words: dict[str, Any]) -> str:
    """As YAML: the same bytes for the same words."""
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False
    yaml.width = 120
    yaml.representer.ignore_aliases = lambda *_: True  # plans have no anchors, also where two values are one object
    out = io.StringIO()
    yaml.dump(words, out)
    return out.getvalue()
