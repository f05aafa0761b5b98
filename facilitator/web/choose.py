"""The start page of a run without a plan: shipped and recent plans, one of which becomes the workshop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, cast

from flask import Blueprint, Response, current_app, render_template, request
from pydantic import Field

from facilitator.activities.base import Strict
from facilitator.errors import Refused
from facilitator.ids import same, secret
from facilitator.plans.shipped import Offer
from facilitator.web.access import Doors, bearer
from facilitator.web.assets import Shelf
from facilitator.web.bodies import answer, read_body, refusal
from facilitator.web.site import chosen_language, direction

choose = Blueprint("choose", __name__)


class ChoiceBody(Strict):
    """The place of a plan in the list."""

    plan: Annotated[int, Field(ge=0, le=10_000)]


@dataclass
class Choosing:
    """The plans on offer; `run` makes one the workshop and gives the console's address."""

    offers: Sequence[Offer]
    run: Callable[[Offer], str]
    doors: Doors
    assets: Shelf
    language: str
    practice: bool
    token: str = field(default_factory=secret)


def choosing() -> Choosing:
    """The list of the application that is answering."""
    return cast(Choosing, current_app.extensions["facilitator"])


@choose.get("/plans")
def plans() -> str:
    """The plans; the key to run one travels in the fragment."""
    here = choosing()
    lang = chosen_language(here.language)
    page = {"lang": lang, "dir": direction(lang), "offers": here.offers, "practice": here.practice}
    return render_template("console/plans.html", **page)


@choose.post("/api/plans")
def run() -> Response:
    """Runs a plan and says where its console is."""
    here = choosing()
    if not same(bearer(request), here.token):
        return refusal(Refused("unknown_token"))
    body = read_body(request, ChoiceBody)
    if isinstance(body, Refused):
        return refusal(body)
    if body.plan >= len(here.offers):
        return refusal(Refused("nothing_here"))
    return answer({"console_url": here.run(here.offers[body.plan])}, 201)
