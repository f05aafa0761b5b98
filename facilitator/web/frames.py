"""(audience, language, workshop) to named HTML regions: first load, push and resync all come from here."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Any

from flask import Flask
from flask_babel import force_locale
from markupsafe import Markup

from facilitator.clock import as_wall, wall_minutes
from facilitator.web.desk import desk
from facilitator.web.site import Site, direction
from facilitator.web.translated import translated
from facilitator.workshop import choosing, cuts, views
from facilitator.workshop.evening import evening
from facilitator.workshop.insert import insertable
from facilitator.workshop.roles import TERMINAL, Console
from facilitator.workshop.rules import allowed
from facilitator.workshop.views import Live

REGIONS = {
    "phone": {"head": "phone/_head.html", "main": "phone/_main.html", "beside": "phone/_beside.html"},
    "screen": {"wall": "screen/_wall.html"},
    "console": {"console": "console/_console.html"},
}
CROWD_STEP = 5
_TAGS = re.compile(r"<[^>]*>")


def frame_set(
    app: Flask, here: Site, audience: str, language: str, beat: int, console: Console | None = None
) -> dict[str, Any]:  # fmt: skip
    """The whole frame set of an audience: small, complete, the same for everybody who gets it; for a console, the same
    for all with its role and id."""
    room = here.room
    w, live = room.workshop, room.live()
    words = translated(language)
    context = _page(here, audience, language, live, console or TERMINAL) | words
    with app.app_context(), force_locale(language):
        if audience == "console":
            wall = app.jinja_env.get_template(REGIONS["screen"]["wall"]).render(
                **_page(here, "screen", language, live), **words
            )
            small = wall.replace("<main", "<div").replace("</main>", "</div>")  # the page has its own main
            context |= {"monitor": Markup(small), "word_count": _count(wall)}  # noqa: S704  our own
        frames = {name: app.jinja_env.get_template(path).render(**context) for name, path in REGIONS[audience].items()}
    now = views.mark(w) | {"seated": room.groups.changes}
    return {"epoch": here.epoch, "rev": w.seq, "beat": beat, "now": now, "frames": frames}


def encoded(
    app: Flask, here: Site, audience: str, language: str, beat: int, console: Console | None = None
) -> str:  # fmt: skip
    """The frame set as JSON, made once for all of an audience who read the same language."""
    return json.dumps(frame_set(app, here, audience, language, beat, console), ensure_ascii=False)


def _count(page: str) -> int:
    """Words on a page; figures and signs are no words."""
    return sum(any(char.isalpha() for char in token) for token in _TAGS.sub(" ", page).split())


def _page(
    here: Site, audience: str, language: str, live: Live, console: Console = TERMINAL
) -> dict[str, Any]:  # fmt: skip
    room = here.room
    w = room.workshop
    context = views.current(w, room.words, live) | {
        "lang": language, "dir": direction(language), "words": here.words, "address": here.address,
        "join_url": here.join_url, "audience": audience, "kept": here.kept,
        # Rounded: the wall may not tell who has just come in.
        "crowd": CROWD_STEP * round(live.joined / CROWD_STEP),
    }  # fmt: skip
    return context | _console(here, live) | desk(here.room, console) if audience == "console" else context


def _console(here: Site, live: Live) -> dict[str, Any]:
    room = here.room
    w = room.workshop
    run = evening(w, live.minute, live.clock.left)
    to = cuts.step_from(w, 1)
    upcoming = w.plan.parts()[to][1] if to is not None else None
    began = _minutes(w.began) if w.began else wall_minutes()
    return {
        "keeps_notes": here.settings.notes, "notes_days": here.settings.notes_days,
        "joined": live.joined, "awake": live.awake, "heads": w.heads, "answered_exact": live.answered_exact,
        "ruler": [asdict(span) for span in run.ruler], "minute": run.minute, "promised_minutes": run.promised,
        "finish": as_wall(began + run.finish), "promised": as_wall(began + run.promised), "behind": run.behind,
        "next_title": upcoming.title if upcoming else None, "upcoming": upcoming,
        "stage_number": w.plan.stages.index(w.stage) + 1, "stage_count": len(w.plan.stages),
        "undo_left": live.undo_left, "seq": w.seq,
        "tickets": room.seats.tickets(), "doors_closed": w.doors_closed, "too_many": views.more_than_heads(w),
        "addresses": list(here.addresses), "later": views.editable_parts(w), "paused": w.paused,
        "can_sides": "edit_sides" in allowed(w),
        "insertable": insertable(), "inserted": views.inserted_parts(w),
        "least": as_wall(began + run.least), "lead_in": run.lead_in, "skipped": cuts.skipped(w),
        "minutes_of": {part.id: cuts.minutes_of(w, part) for part in w.stage.parts}, "said_cut": cuts.said(w),
        "cuts_offered": [(cut, as_wall(began + run.finish - cut.saves)) for cut in cuts.offered(w)],
        "choosable": choosing.choosable(w, w.part.id), "chosen": w.chosen.get(w.part.id, ()),
        "tables": room.groups.tables(), "cuts_taken": cuts.undoable(w), "seen": room.besides.seen, "entered": w.entered,
    }  # fmt: skip


def _minutes(wall: str) -> int:
    hours, minutes = wall.split(":")
    return int(hours) * 60 + int(minutes)
