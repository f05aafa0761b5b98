"""The console's requests: a one-time link and commands."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from facilitator.errors import Refused
from facilitator.ids import same
from facilitator.live.values import Applied
from facilitator.web.access import bearer
from facilitator.web.assets import shell
from facilitator.web.bodies import ClaimBody, CommandBody, answer, read_body, refusal
from facilitator.web.site import caller, direction, language, site
from facilitator.workshop.requests import Address, Command, parse_command

console = Blueprint("console", __name__)


@console.get("/console")
def desk() -> Response:
    """The empty console; its one-time code travels in the fragment."""
    lang = language()
    w = site().room.workshop
    return shell(
        render_template("console/shell.html", lang=lang, dir=direction(lang), plan=w.plan, practice=w.practice)
    )


@console.post("/api/console/claim")
def claim() -> Response:
    """Burns a one-time code for the console's token and the screen's address."""
    body = read_body(request, ClaimBody)
    if isinstance(body, Refused):
        return refusal(body)
    here = site()
    token = here.access.claim(body.code)
    if isinstance(token, Refused):
        return refusal(token)
    return answer({"token": token, "screen_url": f"/screen#t={here.access.screen_token}"})


@console.post("/api/console/link")
def link() -> Response:
    """A fresh one-time link for the terminal of this machine, which knows the control token."""
    here = site()
    if not here.access.control_token or not same(bearer(request), here.access.control_token):
        return refusal(Refused("unknown_token"))
    return answer({"url": f"http://{request.host}/console#c={here.access.console_link()}"})


@console.post("/api/console/commands")
def command() -> Response:
    """Carries a command out once; 409 with the current revision when the room had moved on."""
    seat = caller("console")
    if isinstance(seat, Refused):
        return refusal(seat)
    here = site()
    body = read_body(request, CommandBody)
    if isinstance(body, Refused):
        return refusal(body)
    wanted = _wanted(body)
    if isinstance(wanted, Refused):
        return refusal(wanted)
    done = here.room.command(body.cmd_id, body.expect_rev, wanted)
    if isinstance(done, Applied):
        return answer({"rev": done.rev, "events": list(done.events)})
    return refusal(done, rev=here.room.workshop.seq)


def _wanted(body: CommandBody) -> Command | Refused:
    """The command in a body. An address must be one of this machine's; a phone is not sent anywhere else."""
    wanted = parse_command(body.do)
    if isinstance(wanted, Address) and wanted.address not in site().addresses:
        return Refused("malformed", "address")
    return wanted
