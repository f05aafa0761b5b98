"""Plans written anew: without the names of people, to be kept; with what an evening before left, to be run."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML

from facilitator.plans.text import plain, tree_of


def without_names(text: str) -> str:
    """`text` as it is, if its plan lists no names; else the same plan written anew without them.

    Written anew means without comments too: a name may stand in one. Raises PlanProblems on what is no plan file.
    """
    words: dict[str, Any] = plain(tree_of(text.encode("utf-8"), "plan.yaml"))
    if not (words.get("moderation") or {}).get("names"):
        return text
    words["moderation"] = {key: value for key, value in words["moderation"].items() if key != "names"}
    return _written(words)


def with_carried(text: str, sides: Sequence[Mapping[str, Any]], carried: Mapping[str, Any]) -> str:
    """The plan of `text` with these sides and this `carried` instead of its own.

    Raises PlanProblems on what is no plan file.
    """
    words: dict[str, Any] = plain(tree_of(text.encode("utf-8"), "plan.yaml"))
    words["sides"] = [{key: value for key, value in side.items() if value} for side in sides]
    return _written({**words, "carried": carried})


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
