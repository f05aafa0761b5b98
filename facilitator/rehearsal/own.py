"""What one phone alone is told: what it was dealt and where it sits, asked for until it is there, and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gevent

from facilitator.rehearsal.pages import dealt

if TYPE_CHECKING:
    from facilitator.rehearsal.play import Play


def items(play: Play, who: str, part: str) -> tuple[str, ...]:
    """What a phone was dealt."""
    while (who, part) not in play.evening.dealt:
        page = own_page(play, who, part)
        if not page:
            return ()
        play.evening.dealt[who, part] = dealt(page)
    return play.evening.dealt[who, part]


def own_page(play: Play, who: str, part: str) -> str:
    """The personal page of a part; empty if the phone was put away before it came."""
    phone, page = play.people[who].phone, ""
    while phone is not None and not page and not phone.gone and phone.part == part:
        page = phone.mine(part, int((phone.now or {}).get("round", 1)))
        if not page:
            gevent.sleep(0.1)
    play.evening.sat(who, play.plan.part(part), page)
    return page
