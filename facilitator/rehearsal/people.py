"""Inventing a room for any plan: so many people with sides, lateness and bad luck, the same ones for the same seed."""

from __future__ import annotations

from random import Random
from typing import Any

from facilitator.activities.registry import activity
from facilitator.plans.model import Plan
from facilitator.rehearsal.script import SCHEMA, Script

LANGUAGES = ("en", "en", "en", "ar")
SOME = 8
"""One in so many people is late, falls asleep, taps twice, and so on."""


def invented(plan: Plan, people: int, seed: int) -> Script:
    """A room of `people` for `plan`, with its stages at their minutes."""
    draw = Random(f"{plan.id}.{seed}")
    stages, at = [], 0.0
    for stage in plan.stages:
        if all(activity(part).before_start for part in stage.parts):
            continue
        stages.append({"id": stage.id, "from_s": at, "to_s": at + 60.0 * max(float(stage.minutes.target), 0.5)})
        at = float(str(stages[-1]["to_s"]))
    if not stages:
        stages.append({"id": plan.stages[0].id, "from_s": 0.0, "to_s": 60.0})
        at = 60.0
    crowd = [f"p{number + 1:02d}" for number in range(people)]
    late = draw.sample(crowd, people // SOME)
    sides = [side.id for side in plan.sides]
    weights = [draw.uniform(0.5, 1.5) for _ in sides]
    standing: list[str | None] = [*draw.choices(sides, weights, k=people)] if sides else [None] * people
    participants = [
        {
            "id": id_, "faction": side, "lang": draw.choice(LANGUAGES),
            "joins": draw.uniform(0.05, 0.6) * at if id_ in late else draw.uniform(-120.0, -20.0),
        }
        for id_, side in zip(crowd, standing, strict=True)
    ]  # fmt: skip
    return Script.model_validate({
        "schema": SCHEMA, "id": f"{plan.id}-{people}-{seed}", "title": f"{people} invented people",
        "plan": plan.id, "headcount": people, "stages": tuple(stages),
        "factions": tuple(
            {"id": s.id, "name": s.name, "story": s.story, "members": standing.count(s.id)} for s in plan.sides
        ),
        "participants": tuple(participants),
        "events": tuple(sorted(_events(draw, crowd, late, at), key=lambda event: float(event["at"]))),
    })  # fmt: skip


def _events(draw: Random, crowd: list[str], late: list[str], end: float) -> list[dict[str, Any]]:
    punctual = [id_ for id_ in crowd if id_ not in late]
    few = max(1, len(punctual) // SOME)

    def each(what: str, begin: float = 0.05, finish: float = 0.85) -> list[dict[str, Any]]:
        chosen = draw.sample(punctual, min(few, len(punctual)))
        return [{"at": draw.uniform(begin, finish) * end, "who": id_, "what": what} for id_ in chosen]

    down = draw.uniform(0.2, 0.5) * end
    leaving = each("leaves", 0.8, 0.95)[: len(punctual) // (2 * SOME)]
    return [
        {"at": -150.0, "who": "facilitator", "what": "open_lobby"},
        *each("double_tap"), *each("phone_locks"), *each("back_button"), *each("reload"), *each("second_tab"),
        {"at": down, "who": "room", "what": "wifi_down"},
        {"at": down + min(60.0, 0.05 * end), "who": "room", "what": "wifi_up"},
        {"at": 0.55 * end, "who": "projector", "what": "hdmi_lost"},
        {"at": 0.6 * end, "who": "facilitator", "what": "wrong_advance"},
        {"at": draw.uniform(0.62, 0.75) * end, "who": "room", "what": "server_killed"},
        *leaving,
    ]  # fmt: skip
