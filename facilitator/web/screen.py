"""The projector's page and the QR code on it: read-only, with a key of its own."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request

from facilitator.errors import Refused
from facilitator.web.access import bearer
from facilitator.web.assets import shell
from facilitator.web.bodies import answer, refusal
from facilitator.web.frames import frame_set
from facilitator.web.qr import qr_svg
from facilitator.web.site import caller, direction, language, site

screen = Blueprint("screen", __name__)


@screen.get("/screen")
def wall() -> Response:
    """The empty wall; its key travels in the fragment, which no server sees."""
    lang = language()
    w = site().room.workshop
    return shell(render_template("screen/shell.html", lang=lang, dir=direction(lang), plan=w.plan, practice=w.practice))


@screen.get("/qr.svg")
def qr() -> Response:
    """The join link as a picture."""
    return Response(qr_svg(site().join_url), mimetype="image/svg+xml")


@screen.get("/api/<any(phone, screen, console):audience>/frames")
def frames(audience: str) -> Response:
    """The whole frame set of the audience that asks."""
    seat = caller(audience)
    if isinstance(seat, Refused):
        return refusal(seat)
    here = site()
    pulse, console = here.room.pulse, here.access.console_of(bearer(request))
    if pulse is not None:
        # A room comes in within a minute, and all of it is shown the same: made once, as for the sockets.
        return Response(pulse.snapshot(audience, language(), console), mimetype="application/json")
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return answer(frame_set(app, here, audience, language(), 0, console))
