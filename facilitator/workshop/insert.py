"""Parts that no plan had: checked like a plan file, put after the current part, taken out before they open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import KINDS
from facilitator.errors import Refused
from facilitator.plans.check import problems_of_part
from facilitator.plans.model import Plan

MOST = 20
"""Parts inserted in one evening."""
OWN = {"id", "kind"}
"""Fields that the server sets."""


def insertable() -> tuple[str, ...]:
    """The kinds that declare themselves fit to be inserted."""
    return tuple(name for name, kind in KINDS.items() if kind.Config.insertable)


def fresh_id(plan: Plan, used: tuple[str, ...]) -> str:
    """`x1`, `x2`, ...: the first that neither the plan nor an earlier insert has had."""
    return next(id_ for id_ in (f"x{n}" for n in range(1, 10_000)) if id_ not in used and plan.part(id_) is None)


def new_part(plan: Plan, after: str, id_: str, kind: str, fields: Mapping[str, Any]) -> PartConfig | Refused:
    """The part that `fields` describe, if a plan with it after `after` could be run."""
    if kind not in insertable():
        return Refused("not_insertable", "kind")
    if OWN & set(fields):
        return Refused("malformed", "fields")
    try:
        part = KINDS[kind].Config.model_validate({**fields, "id": id_, "kind": kind})
    except ValidationError as problem:
        where = problem.errors()[0]["loc"]
        return Refused("malformed", str(where[0])[:60] if where else "")
    wrong = problems_of_part(with_after(plan, after, part), id_)
    return Refused("malformed", wrong[0]) if wrong else part


def as_config(part: PartConfig) -> dict[str, Any]:
    """What the journal keeps of an inserted part: plain JSON that makes the same part again."""
    return part.model_dump(mode="json")


def inserted(plan: Plan, after: str, config: Mapping[str, Any]) -> Plan:
    """The plan with a part that `new_part` accepted. Raises ValueError if it never was."""
    return with_after(plan, after, KINDS[config["kind"]].Config.model_validate(config))


def with_after(plan: Plan, after: str, part: PartConfig) -> Plan:
    stages = []
    for stage in plan.stages:
        parts = [one for own in stage.parts for one in ((own, part) if own.id == after else (own,))]
        stages.append(stage.model_copy(update={"parts": tuple(parts)}))
    return plan.model_copy(update={"stages": tuple(stages)})


def removed(plan: Plan, part: str) -> Plan:
    """The plan without one part."""
    stages = [
        stage.model_copy(update={"parts": tuple(own for own in stage.parts if own.id != part)}) for stage in plan.stages
    ]
    return plan.model_copy(update={"stages": tuple(stages)})
