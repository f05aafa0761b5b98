"""The phone's requests: the shell, a seat, its frames, its ballots."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, render_template, request

from facilitator.activities.base import PartConfig
from facilitator.errors import Refused
from facilitator.ids import same, typed_code
from facilitator.live import door, intake
from facilitator.live.at_table import table_page
from facilitator.live.room import Room
from facilitator.web.assets import shell
from facilitator.web.bodies import BallotBody, HelpBody, JoinBody, answer, read_body, refusal
from facilitator.web.patience import is_known
from facilitator.web.site import caller, direction, language, site
from facilitator.workshop import views
from facilitator.workshop.spans import uses

phone = Blueprint("phone", __name__)


@phone.get("/")
def start() -> Response:
    """Where the code is typed by hand, or the ticket."""
    return _start()


def _start(wrong: bool = False) -> Response:
    lang = language()
    w = site().room.workshop
    page = {"practice": w.practice, "ticketed": w.ticketed, "wrong": wrong}
    return shell(render_template("join/start.html", lang=lang, dir=direction(lang), **page), 404 if wrong else 200)


@phone.get("/<code>")
def letter(code: str) -> Response:
    """The page behind the QR code: no personal content, the same for everybody."""
    here = site()
    if not same(typed_code(code), here.room.workshop.code):
        if not here.wrong_codes.hit("room"):
            return refusal(Refused("slow_down"))
        return _start(wrong=True)
    return _letter()


@phone.get("/j")
def letter_by_ticket() -> Response:
    """The same page for whoever comes with a ticket; it travels in the fragment, which no server sees."""
    return _letter() if site().room.workshop.ticketed else _start(wrong=True)


def _letter() -> Response:
    lang = language()
    here = site()
    w = here.room.workshop
    page = {"code": w.code, "words": here.words, "plan": w.plan, "practice": w.practice, "ticketed": w.ticketed}
    page |= {"kept": here.kept}
    return shell(render_template("phone/shell.html", lang=lang, dir=direction(lang), **page))


@phone.post("/api/join")
def join() -> Response:
    """A seat for this browser: the same one for a token that is known, else by the room's code or by a ticket."""
    here = site()
    body = read_body(request, JoinBody)
    if isinstance(body, Refused):
        return refusal(body)
    joined = door.join(here.room, body.code, body.ticket, request.headers.get("X-Token", "")[:200])
    if isinstance(joined, Refused):
        return refusal(here.unhurried(joined))
    is_known(request.environ)
    return answer({"token": joined.token, "seat": "new" if joined.fresh else "same"}, 201)


@phone.put("/api/parts/<part>/<int:round_>/<int:slot>")
def put(part: str, round_: int, slot: int) -> Response:
    """Records a ballot. 200 means: on the laptop's disk."""
    seat = caller("phone")
    if isinstance(seat, Refused):
        return refusal(seat)
    here = site()
    if not here.ballots.hit(seat or ""):
        return refusal(Refused("slow_down"))
    body = read_body(request, BallotBody)
    if isinstance(body, Refused):
        return refusal(body)
    receipt = intake.put(here.room, seat or "", part, round_, slot, body.v, body.body, body.side)
    if isinstance(receipt, Refused):
        return refusal(receipt)
    return answer({"state": "received", "v": receipt.version, "receipt": receipt.receipt})


@phone.get("/api/parts/<part>/<int:round_>")
def own(part: str, round_: int) -> Response:
    """Versions and receipts of this phone's own ballots; never a word of them."""
    seat = caller("phone")
    if isinstance(seat, Refused):
        return refusal(seat)
    found = intake.own(site().room, seat or "", part, round_)
    if isinstance(found, Refused):
        return refusal(found)
    return answer({"ballots": [_own(ballot) for ballot in found]})


def _own(ballot: Any) -> dict[str, Any]:
    return {
        "slot": ballot.slot, "v": ballot.version, "receipt": ballot.receipt, "withdrawn": ballot.withdrawn,
    }  # fmt: skip


@phone.get("/api/parts/<part>/<int:round_>/mine")
def mine(part: str, round_: int) -> Response:
    """The personal page of a part: what this phone was dealt, in this phone's own order."""
    seat = caller("phone")
    if isinstance(seat, Refused):
        return refusal(seat)
    room = site().room
    config = intake.personal(room, part, round_)
    if isinstance(config, Refused):
        return refusal(config)
    dealt = intake.dealt(room, config, round_, seat or "")
    own_table = table_page(room, config, round_, seat or "") if uses(config) else {}
    stage = next(s for s, p in room.workshop.plan.parts() if p.id == part)
    on_stage = config.id == room.workshop.part.id
    view = views.part_view(room.workshop, config, stage, room.words, room.live() if on_stage else None)
    lang = language()
    path = f"activities/{config.kind}/phone.html"
    return answer({"html": render_template(path, **view, **dealt, lang=lang, dir=direction(lang), **own_table)})


@phone.post("/api/parts/<part>/pen")
def pen(part: str) -> Response:
    """Makes this phone the scribe of its table: the one that had it may be dead."""
    return _at_table(part, lambda room, config, seat: room.groups.take_pen(config, seat))


@phone.put("/api/parts/<part>/help")
def ask_for_help(part: str) -> Response:
    """Lights the table on the console, or puts its light out."""
    body = read_body(request, HelpBody)
    if isinstance(body, Refused):
        return refusal(body)
    return _at_table(part, lambda room, config, seat: room.groups.light(config, seat, body.on))


def _at_table(part: str, do: Callable[[Room, PartConfig, str], Refused | None]) -> Response:
    """Does what one person at a table asks for; refused where there is no table."""
    seat = caller("phone")
    if isinstance(seat, Refused):
        return refusal(seat)
    here = site()
    if not here.at_tables.hit(seat or ""):
        return refusal(Refused("slow_down"))
    config = here.room.workshop.plan.part(part)
    if config is None:
        return refusal(Refused("unknown_part"))
    refused = do(here.room, config, seat or "")
    return answer({"state": "received"}) if refused is None else refusal(refused)
