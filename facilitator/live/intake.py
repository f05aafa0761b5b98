"""What phones send: a ballot is checked against the part it belongs to, recorded, and acknowledged once committed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from facilitator.activities.base import Asked, PartConfig
from facilitator.activities.registry import activity
from facilitator.ballots.box import Own, Receipt
from facilitator.errors import Refused
from facilitator.insight.dealing import deal, order
from facilitator.live.room import Room
from facilitator.workshop.addresses import addressed
from facilitator.workshop.rules import asks
from facilitator.workshop.spans import uses
from facilitator.workshop.state import Phase
from facilitator.workshop.views import TextCard, shown_cards

AHEAD = 1_000
"""How far the version of a table's form may be ahead of what is stored."""


def put(
    room: Room, seat: str, part_id: str, round_: int, slot: int, version: int, body: Any, side: str | None
) -> Receipt | Refused:
    """Records a ballot (body None withdraws it). A Receipt means: committed with fsync."""
    part = taking(room, part_id, round_)
    if isinstance(part, Refused):
        return part
    if room.workshop.frozen:
        return Refused("frozen")
    kind = activity(part)
    if not 0 <= slot < kind.slots(part):
        return Refused("unknown_slot")
    if side is not None and side not in {s.id for s in room.workshop.sides}:
        return Refused("unknown_side")
    subject, group = seat, 0
    if kind.links(part).groups is not None:
        place = room.groups.place(part, seat)
        if place is None or not place.group:
            return Refused("no_group")
        if place.role != "scribe":
            return Refused("not_scribe")
        subject, group = table_of(place.group), place.group
    answer = None
    if body is not None:
        accepted = kind.accept(part, body, replace(asked(room, part, round_, seat), group=group))
        if isinstance(accepted, Refused):
            return accepted
        answer = accepted
    side = side if kind.keeps_side else None
    if group:  # ahead, as a phone may be whose packets were lost, but not out of reach: that would lock the form
        version = min(version, AHEAD + max((o.version for o in room.box.own(part_id, round_, subject, 1)), default=0))
    receipt = room.box.put(part_id, round_, subject, slot, version, answer, side)
    if group and isinstance(receipt, Receipt) and receipt.version == version:
        # Two scribes count from one each: an equal version with other words is the new scribe's, not a repeated packet.
        lies = room.box.sent(part_id, round_, subject, slot)
        if (lies.answer if lies else None) != answer:
            receipt = room.box.put(part_id, round_, subject, slot, version + 1, answer, side)
    if isinstance(receipt, Receipt) and part.anonymity != "room":
        room.tell("screen", "console")
    return receipt


def table_of(group: int) -> str:
    """The subject under which a table's form lies: whoever is its scribe goes on with it. No seat is called so."""
    return f"table {group}"


def taking(room: Room, part_id: str, round_: int) -> PartConfig | Refused:
    """The part, if it takes ballots in this round now; the ballot box checks once more in the order of writing."""
    part = room.workshop.plan.part(part_id)
    if part is None:
        return Refused("unknown_part")
    state = room.workshop.parts[part_id]
    if state.phase is Phase.READY or round_ > state.round or not asks(room.workshop, part):
        return Refused("not_open")
    if state.phase in (Phase.CLOSED, Phase.REVEALED) or round_ < state.round:
        return Refused("closed")
    return part


def personal(room: Room, part_id: str, round_: int) -> PartConfig | Refused:
    """The part, if a phone may be told now what is its own in it: while it takes ballots, or people sit at tables."""
    part = room.workshop.plan.part(part_id)
    if part is not None and uses(part) is not None:
        state = room.workshop.parts[part_id]
        open_now = state.phase is not Phase.READY and state.round == round_
        if open_now and (room.groups.span_of(part) or state.phase in (Phase.OPEN, Phase.CLOSING)):
            return part
    return taking(room, part_id, round_)


def own(room: Room, seat: str, part_id: str, round_: int) -> list[Own] | Refused:
    """Versions and receipts of this phone's own ballots; never what is in them."""
    part = taking(room, part_id, round_)
    if isinstance(part, Refused):
        return part
    kind, subject = activity(part), seat
    if kind.links(part).groups is not None:
        place = room.groups.place(part, seat)
        subject = table_of(place.group) if place is not None and place.role == "scribe" else seat
    return room.box.own(part_id, round_, subject, kind.slots(part))


def asked(room: Room, part: PartConfig, round_: int, seat: str) -> Asked:
    """What this phone is asked. A deal is drawn at the first request and kept under the part's key."""
    items = room.workshop.parts[part.id].items
    sides = tuple(s.id for s in room.workshop.sides)
    if part.draws and sides:
        drawn = room.box.deal(part.id, round_, seat, lambda turn: order(turn, len(sides), part.draws)) or ()
        return Asked(sides, items, drawn=tuple(sides[i] for i in drawn if i < len(sides)))
    dealing = getattr(part, "deal", None)
    if dealing is None or len(items) <= dealing.above:
        return Asked(sides, items, addressed=addressed(room.workshop, part))
    dealt = room.box.deal(part.id, round_, seat, lambda turn: deal(turn, len(items), dealing.each))
    return Asked(sides, items, dealt)


def dealt_cards(room: Room, part: PartConfig, round_: int, seat: str) -> list[TextCard]:
    """The texts this phone is asked about, in an order of its own that stays the same over reloads."""
    given = asked(room, part, round_, seat)
    indexes = range(len(given.items)) if given.dealt is None else given.dealt
    shown = shown_cards(room.workshop, room.words)
    cards = [shown[given.items[i]] for i in indexes if given.items[i] in shown]
    return sorted(cards, key=lambda card: hashlib.sha256(f"{seat}.{part.id}.{round_}.{card.id}".encode()).digest())


def dealt(room: Room, part: PartConfig, round_: int, seat: str) -> dict[str, Any]:
    """What the page of this phone has besides everybody's: `items`, its texts, `addressed`, the side of each of them
    by its id, and `drawn`, the sides it drew.

    Of those there is one more than it is asked about: it passes over its own, which it alone knows.
    """
    given = asked(room, part, round_, seat)
    drawn, to = given.drawn or (), dict(zip(given.items, given.addressed, strict=False))
    return {"items": dealt_cards(room, part, round_, seat), "drawn": drawn[: part.draws + 1], "addressed": to}
