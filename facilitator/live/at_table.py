"""What one phone is told of its own table: number, role, the dilemma, and what the scribe has written so far."""

from __future__ import annotations

from typing import Any

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.live.intake import table_of
from facilitator.live.room import Room
from facilitator.workshop.spans import uses
from facilitator.workshop.state import Phase
from facilitator.workshop.views import shown_cards


def _before(room: Room, part: PartConfig, group: int) -> list[str]:
    """The words that a table agreed on in the form that this part recalls, in the order in which it asks."""
    earlier = room.workshop.plan.part(activity(part).links(part).recalls or "")
    results = room.workshop.parts[earlier.id].results if earlier is not None else None
    shown = shown_cards(room.workshop, room.words)
    for record in (results or {}).get("groups", ()):
        if record["group"] == group and earlier is not None:
            ids = [record["texts"].get(field.id) for field in earlier.walled]  # type: ignore[attr-defined]
            return [shown[id_].body for id_ in ids if id_ in shown]
    return []


def table_page(room: Room, part: PartConfig, round_: int, seat: str) -> dict[str, Any]:
    """The context of a personal page: `number` while the tables are being formed, `table` once there are any.

    `table` has at (its number), place, people, role, own_case (somebody there brought one), brings (this person did),
    dilemma (a TextCard or None), help, `before`: what it wrote in the form that is recalled, and `record`: the fields
    its scribe sent and whether the table agreed. It is None for somebody who sits nowhere.
    """
    taking = room.workshop.parts[part.id].phase in (Phase.OPEN, Phase.CLOSING)
    if part.forms_groups and taking:
        return {"table": None, "number": room.groups.sign(part, round_, seat)}
    place = room.groups.place(part, seat)
    if place is None or not place.group:
        return {"table": None, "number": place.sign if place else None}
    sent = room.box.sent(part.id, round_, table_of(place.group)) if taking else None
    former = room.workshop.plan.part(uses(part) or "")
    places = getattr(former, "places", ())
    return {
        "number": place.sign,
        "table": {
            "at": place.group,
            "place": places[place.group - 1] if place.group <= len(places) else "",
            "people": room.groups.size(part, place.group),
            "role": place.role,
            "own_case": room.groups.own_case(part, place.group),
            "brings": place.own_case,
            "dilemma": shown_cards(room.workshop, room.words).get(room.groups.dilemma(part, place.group)),
            "help": room.groups.lit(part, place.group),
            "before": _before(room, part, place.group),
            "record": dict(sent.answer) if sent else {"fields": {}, "done": False},
        },
    }
