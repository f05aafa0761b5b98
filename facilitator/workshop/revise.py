"""Edits of a plan while it runs: words of parts that are not yet open, and the sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from facilitator.activities.base import PartConfig
from facilitator.errors import Refused
from facilitator.plans.model import Plan, Side


def edited_part(part: PartConfig, changes: Mapping[str, Any]) -> PartConfig | Refused:
    """`part` with `changes` applied; only fields its kind declares editable, checked like a plan file."""
    for name in changes:
        if name not in type(part).editable:
            return Refused("not_editable", name[:60])
    try:
        return type(part).model_validate({**part.model_dump(), **changes})
    except ValidationError as problem:
        where = problem.errors()[0]["loc"]
        return Refused("malformed", str(where[0]) if where else "")


def with_part(plan: Plan, part_id: str, changes: Mapping[str, Any]) -> Plan:
    """The plan with one part edited. Raises ValueError if the changes were never accepted by `edited_part`."""
    stages = []
    for stage in plan.stages:
        parts = []
        for part in stage.parts:
            edited = edited_part(part, changes) if part.id == part_id else part
            if isinstance(edited, Refused):
                raise ValueError(f"{part_id}: {edited.code} {edited.field}")
            parts.append(edited)
        stages.append(stage.model_copy(update={"parts": tuple(parts)}))
    return plan.model_copy(update={"stages": tuple(stages)})


def with_sides(plan: Plan, sides: tuple[Side, ...]) -> Plan:
    return plan.model_copy(update={"sides": sides})
