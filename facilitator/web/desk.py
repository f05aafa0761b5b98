"""What one console sees beyond the room: its role, the clicker, the texts it may read."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import force_locale

from facilitator.ids import room_word
from facilitator.live.room import Room
from facilitator.web.site import LANGUAGES
from facilitator.workshop.reading import queue
from facilitator.workshop.roles import Console
from facilitator.workshop.rules import allowed

WINDOW = 50
"""Waiting texts on a page; the next come up as these are decided on. All of five hundred would be a page of 2.7 MB,
made anew for every push while ballots wait."""


def desk(room: Room, console: Console) -> dict[str, Any]:
    """The context of `console`. An observer gets how many texts wait and not a word of them."""
    waiting, decided = queue(room.workshop, room.words, room.consoles.watched(room.workshop.plan))
    reads, holds = console.role != "observer", console.role == "lead" and room.consoles.holder == console.id
    connected = room.pulse.consoles() if room.pulse else []
    others = sorted({c.id for c in connected if c.role == "lead"} - {console.id})
    return {
        "queue": waiting if reads else [], "window": WINDOW, "waiting": len(waiting),
        "decided": decided if reads else [],
        "role": console.role, "holds": holds, "my_word": room_word(console.id),
        "can": allowed(room.workshop) if holds else frozenset(), "leads": [(id_, room_word(id_)) for id_ in others],
        "holder_word": room_word(room.consoles.holder), "tonight": room.consoles.tonight,
        "listed": room.workshop.plan.moderation,
        "company": {role: sum(c.role == role for c in connected) for role in ("moderator", "observer")},
    }  # fmt: skip


def offered_note(first: str) -> str:
    """Words for a safeguarding note in every language of the phones, that of the plan first."""
    lines = []
    for language in sorted(LANGUAGES, key=lambda known: (known != first.split("-")[0], known)):
        with force_locale(language):
            lines.append(render_template("console/_note_words.html").strip())
    return "\n".join(lines)
