"""Fitting a plan to a room: limits that the room's people would run into are raised in a copy of the plan."""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML

from facilitator.plans.model import Plan
from facilitator.rehearsal.kinds import SCRIPTED, taken
from facilitator.rehearsal.script import Script


def needed(script: Script, plan: Plan) -> dict[str, dict[str, Any]]:
    """Part id to dotted field to the value that this room needs; empty where the plan has room enough."""
    found: dict[str, dict[str, Any]] = {}
    for _, part in plan.parts():
        fits = getattr(SCRIPTED.get(part.kind), "fits", None)
        limits = dict(fits(script, part)) if fits is not None and taken(script, plan, part) else {}
        if script.expected.k is not None and script.expected.k > part.threshold:
            limits["threshold"] = script.expected.k
        if limits:
            found[part.id] = limits
    return found


def raised(text: str, limits: dict[str, dict[str, Any]]) -> str:
    """The plan in `text` with `limits` set, everything else as it stands, comments too."""
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 4096
    tree = yaml.load(text)
    for stage in tree["stages"]:
        for part in stage["parts"]:
            for field, value in limits.get(part["id"], {}).items():
                node, *rest = field.split(".")
                if rest:
                    part.setdefault(node, {})[rest[0]] = value
                else:
                    part[node] = value
    out = io.StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def sentences(limits: dict[str, dict[str, Any]]) -> list[str]:
    """What was raised, for a reader."""
    return [f"{part}.{field} = {value}" for part, fields in limits.items() for field, value in fields.items()]
