"""The phone's requests: the shell, a seat, its frames, its ballots."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request

from facilitator.errors import Refused
from facilitator.ids import same, typed_code
from facilitator.live import intake
from facilitator.web.assets import shell
from facilitator.web.bodies import BallotBody, JoinBody, answer, read_body, refusal
from facilitator.web.patience import is_known
from facilitator.web.site import BALLOTS, WRONG_CODES, caller, direction, language, site
from facilitator.workshop import views

phone = Blueprint("phone", __name__)


@phone.get("/")
def start() -> Response:
    """Where the code is typed by hand."""
    lang = language()
    practice = site().room.workshop.practice
    return shell(render_template("join/start.html", lang=lang, dir=direction(lang), practice=practice))


@phone.get("/<code>")
def letter(code: str) -> Response:
    """The page behind the QR code: no personal content, the same for everybody."""
    here = site()
    if not same(typed_code(code), here.room.workshop.code):
        if not here.limiter.hit(WRONG_CODES, "codes"):
            return refusal(Refused("slow_down"))
        lang = language()
        return shell(
            render_template("join/start.html", lang=lang, dir=direction(lang), wrong=True, practice=False), 404
        )
    lang = language()
    w = here.room.workshop
    page = {"code": w.code, "words": here.words, "plan": w.plan, "practice": w.practice}
    return shell(render_template("phone/shell.html", lang=lang, dir=direction(lang), **page))


@phone.post("/api/join")
def join() -> Response:
    """A seat for this browser: the same one for a token that is known, a new one for the room's code."""
    here = site()
    body = read_body(request, JoinBody)
    if isinstance(body, Refused):
        return refusal(body)
    if here.room.workshop.sealed:
        return refusal(Refused("sealed"))
    if not same(typed_code(body.code), here.room.workshop.code):
        return refusal(Refused("wrong_code" if here.limiter.hit(WRONG_CODES, "codes") else "slow_down"))
    known = request.headers.get("X-Token", "")[:200]
    if here.room.seats.count() >= here.settings.max_phones and here.room.seats.who(known) is None:
        return refusal(Refused("busy"))
    joined = here.room.seats.join(known or None)
    is_known(request.environ)
    here.room.tell("console", "screen")
    return answer({"token": joined.token, "seat": "new" if joined.fresh else "same"}, 201)


@phone.put("/api/parts/<part>/<int:round_>/<int:slot>")
def put(part: str, round_: int, slot: int) -> Response:
    """Records a ballot. 200 means: on the laptop's disk."""
    seat = caller("phone")
    if isinstance(seat, Refused):
        return refusal(seat)
    here = site()
    if not here.limiter.hit(BALLOTS, seat or ""):
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
    config = intake.taking(room, part, round_)
    if isinstance(config, Refused):
        return refusal(config)
    cards = intake.dealt_cards(room, config, round_, seat or "")
    stage = next(s for s, p in room.workshop.plan.parts() if p.id == part)
    on_stage = config.id == room.workshop.part.id
    view = views.part_view(room.workshop, config, stage, room.words, room.live() if on_stage else None)
    lang = language()
    path = f"activities/{config.kind}/phone.html"
    return answer({"html": render_template(path, **view, items=cards, lang=lang, dir=direction(lang))})
