"""Seals that a crash cut short: finished at the next start, one run apart from the other."""

from __future__ import annotations

from collections.abc import Callable

from facilitator.ballots.box import LostKey
from facilitator.live.room import Room
from facilitator.live.rooms import Store, resumed_room
from facilitator.live.seal import finish
from facilitator.live.values import Unreadable
from facilitator.settings import Settings
from facilitator.storage import workshops


def half_sealed(store: Store) -> list[str]:
    """Codes of runs that are sealed in the journal while their room key is still there."""
    keys = store.keystore.names()
    rows = store.writer.read(workshops.all_workshops)
    return [row.code for row in rows if row.sealed and f"{row.code}.room" in keys]


def finish_seals(
    store: Store, settings: Settings, archive: Callable[[Room], None], fault: Callable[[BaseException], None]
) -> list[str]:
    """Writes the archives and destroys the keys that are still due. Gives the codes of runs that cannot be read by this
    version: they are left as they are, and the next start tries again."""
    left = []
    for code in half_sealed(store):
        try:
            room = resumed_room(store, settings, code)
        except (Unreadable, LostKey):
            left.append(code)
            continue
        room.archive, room.fault = archive, fault
        finish(room)
    return left
