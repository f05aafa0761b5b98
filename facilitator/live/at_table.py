"""What one phone is told of its own table: number, role, the dilemma, and what the scribe has written so far."""

from __future__ import annotations

from typing import Any

from facilitator.activities.base import PartConfig
from facilitator.live.intake import table_of
from facilitator.live.room import Room
from facilitator.workshop.spans import uses
from facilitator.workshop.state import Phase
from facilitator.workshop.views import shown_cards


def table_page(room: Room, part: PartConfig, round_: int, seat: str) -> dict[str, Any]:
    """The context of a personal page: `number` while the tables are being formed, `table` once there are any.

    `table` has at (its number), place, people, role, own_case, dilemma (a TextCard or None), help, and `record`: the
    fields its scribe sent and whether the table agreed. It is None for somebody who sits nowhere.
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
            "dilemma": shown_cards(room.workshop, room.words).get(room.groups.dilemma(part, place.group)),
            "help": room.groups.lit(part, place.group),
            "record": dict(sent.answer) if sent else {"fields": {}, "done": False},
        },
    }
