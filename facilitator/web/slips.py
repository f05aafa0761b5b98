"""Slips: tickets as they are printed, ten to a sheet of A4, to be cut, folded and drawn from a hat."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import force_locale
from markupsafe import Markup

from facilitator.plans.model import Plan
from facilitator.web.qr import qr_svg
from facilitator.web.site import LANGUAGES, Site, direction

COLUMNS, ROWS = 2, 5


def slips(plan: Plan, tickets: list[str], public_url: str | None, address: str | None) -> dict[str, Any]:
    """The context of the slips. A picture to scan is drawn only for an address that will hold: `public_url`.

    Without it the way in is the one the screen shows, and `address` where it is known.
    """
    base = public_url.rstrip("/") if public_url else ""
    pictures = {t: Markup(_inline(qr_svg(f"{base}/j#{t.replace('-', '')}"))) for t in tickets if base}  # noqa: S704
    return {
        "plan": plan, "tickets": tickets, "pictures": pictures, "address": base.split("://", 1)[-1] or address or "",
        "per_sheet": COLUMNS * ROWS, "columns": COLUMNS,
    }  # fmt: skip


def slips_here(here: Site, tickets: list[str]) -> str:
    """Slips of a running room in the language of its plan, as a part of a page."""
    plan = here.room.workshop.plan
    spoken = spoken_language(plan)
    with force_locale(spoken):
        page = slips(plan, tickets, here.settings.public_url, here.address)
        return render_template("tickets/_slips.html", lang=spoken, dir=direction(spoken), **page)


def spoken_language(plan: Plan) -> str:
    """The language of what people hold in their hands: the plan's, as far as we speak it."""
    spoken = plan.language.split("-")[0]
    return spoken if spoken in LANGUAGES else "en"


def _inline(svg: bytes) -> str:
    """The picture without the line that only a file of its own needs."""
    text = svg.decode("utf-8")
    return text[text.index("<svg") :]
