"""The console's requests: a one-time link and commands."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup

from facilitator.errors import Refused
from facilitator.ids import same
from facilitator.live import door
from facilitator.live.values import Applied
from facilitator.web.access import bearer
from facilitator.web.assets import shell
from facilitator.web.bodies import (
    ClaimBody,
    CommandBody,
    InvitationBody,
    TicketBody,
    TicketsBody,
    answer,
    read_body,
    refusal,
)
from facilitator.web.desk import offered_note
from facilitator.web.qr import qr_svg
from facilitator.web.site import calling_console, direction, language, lead_asks, site
from facilitator.web.slips import slips_here
from facilitator.workshop.requests import Address, Command, parse_command
from facilitator.workshop.roles import TERMINAL

console = Blueprint("console", __name__)


@console.get("/console")
def desk() -> Response:
    """The empty console; its one-time code travels in the fragment."""
    lang = language()
    w = site().room.workshop
    return shell(
        render_template(
            "console/shell.html",
            lang=lang,
            dir=direction(lang),
            plan=w.plan,
            practice=w.practice,
            note_offered=offered_note(w.plan.language),
        )
    )


@console.post("/api/console/claim")
def claim() -> Response:
    """Burns a one-time code for the console's token and the screen's address."""
    body = read_body(request, ClaimBody)
    if isinstance(body, Refused):
        return refusal(body)
    here = site()
    claimed = here.access.claim(body.code)
    if isinstance(claimed, Refused):
        return refusal(claimed)
    token, console = claimed
    if console == TERMINAL:
        here.room.consoles.come_back()
        here.room.tell("console")
    return answer({"token": token, "role": console.role, "screen_url": f"/screen#t={here.access.screen_token}"})


@console.post("/api/console/link")
def link() -> Response:
    """A fresh one-time link for the terminal of this machine, which knows the control token."""
    here = site()
    if not here.access.control_token or not same(bearer(request), here.access.control_token):
        return refusal(Refused("unknown_token"))
    return answer({"url": f"http://{request.host}/console#c={here.access.console_link()}"})


@console.post("/api/console/invitations")
def invite() -> Response:
    """A one-time link for another console, as words and as a picture."""
    body = lead_asks(InvitationBody)
    if isinstance(body, Refused):
        return refusal(body)
    here, lang = site(), language()
    url = here.reached(f"/console#c={here.access.invitation(body.role)}")
    picture = Markup(qr_svg(url).decode().partition("?>")[2])  # noqa: S704  our own
    html = render_template("console/_invitation.html", url=url, picture=picture, role=body.role, lang=lang)
    return answer({"html": html, "url": url})


@console.post("/api/console/commands")
def command() -> Response:
    """Carries a command out once; 409 with the current revision when the room had moved on."""
    by = calling_console()
    if isinstance(by, Refused):
        return refusal(by)
    here = site()
    body = read_body(request, CommandBody)
    if isinstance(body, Refused):
        return refusal(body)
    wanted = _wanted(body)
    if isinstance(wanted, Refused):
        return refusal(wanted)
    done = here.room.command(body.cmd_id, body.expect_rev, wanted, by)
    if isinstance(done, Applied):
        return answer({"rev": done.rev, "events": list(done.events)})
    return refusal(done, rev=here.room.workshop.seq)


def _wanted(body: CommandBody) -> Command | Refused:
    """The command in a body. An address must be one of this machine's; a phone is not sent anywhere else."""
    wanted = parse_command(body.do)
    if isinstance(wanted, Address) and wanted.address not in site().addresses:
        return Refused("malformed", "address")
    return wanted


@console.get("/console/tickets")
def ticket_page() -> Response:
    """Where tickets are made and printed, filled after the token was shown."""
    lang = language()
    w = site().room.workshop
    page = {"practice": w.practice, "ticketed": w.ticketed}
    return shell(render_template("console/tickets.html", lang=lang, dir=direction(lang), **page))


@console.post("/api/console/tickets")
def tickets() -> Response:
    """New tickets as slips to print, for leads. They are said once and kept nowhere."""
    body = lead_asks(TicketsBody)
    if isinstance(body, Refused):
        return refusal(body)
    made = door.make_tickets(site().room, body.count)
    return refusal(made) if isinstance(made, Refused) else answer({"html": slips_here(site(), made)}, 201)


@console.post("/api/console/tickets/void")
def void() -> Response:
    """Takes a ticket back, for leads. The answer is the same whether it was used or not."""
    body, here = lead_asks(TicketBody), site()
    if isinstance(body, Refused):
        return refusal(body)
    refused = door.void_ticket(here.room, body.ticket)
    return answer({"state": "void"}) if refused is None else refusal(here.unhurried(refused))


@console.get("/console/entry")
def entry() -> Response:
    """The phone's page for one person without a phone, in a tab of the console's browser."""
    lang = language()
    here = site()
    w = here.room.workshop
    page = {"code": w.code, "words": here.words, "plan": w.plan, "practice": w.practice, "ticketed": w.ticketed}
    page |= {"entry": True, "kept": here.kept}
    return shell(render_template("phone/shell.html", lang=lang, dir=direction(lang), **page))


@console.post("/api/console/entry")
def enter() -> Response:
    """A seat for one person without a phone, for leads. Which one it was is not kept; that there was one is counted."""
    by = calling_console(lead=True)
    if isinstance(by, Refused):
        return refusal(by)
    joined = site().room.enter_for_somebody()
    return refusal(joined) if isinstance(joined, Refused) else answer({"token": joined.token}, 201)
