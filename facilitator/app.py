"""The composition root: puts settings, room, pages and sockets together. The one place that knows everyone."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import gevent
from babel import Locale
from flask import Blueprint, Flask, Response, request
from flask_babel import Babel, force_locale
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from facilitator.activities.telling import WORDS
from facilitator.archive.build import archive_files, folder_name, write_files
from facilitator.archive.record import Record
from facilitator.archive.retention import still_promised
from facilitator.archive.shelf import past_workshops
from facilitator.errors import Refused
from facilitator.ids import secret
from facilitator.live.room import Room
from facilitator.live.rooms import keep_time
from facilitator.paths import resource
from facilitator.plans.keep import without_names
from facilitator.plans.model import Plan
from facilitator.plans.shipped import Offer
from facilitator.precompiled import LOOK, Precompiled
from facilitator.settings import Settings
from facilitator.storage.writer import DiskFull, Overloaded
from facilitator.web.access import Access, Doors, known_host
from facilitator.web.assets import Shelf, assets, read_assets
from facilitator.web.bodies import refusal
from facilitator.web.choose import Choosing, choose
from facilitator.web.console import console
from facilitator.web.headers import protect
from facilitator.web.past import past
from facilitator.web.phone import phone
from facilitator.web.screen import screen
from facilitator.web.scrub import report
from facilitator.web.site import LANGUAGES, Site, chosen_language, direction, language
from facilitator.web.slips import slips, spoken_language
from facilitator.web.socket import attach
from facilitator.web.translated import translated

if TYPE_CHECKING:
    from flask_socketio import SocketIO

MAX_REQUEST = 16_384
NETWORK_SECONDS = 5.0
_READY: list[Flask] = []
"""The pages of the next workshop of this process."""


def create_app(settings: Settings, room: Room, port: int) -> tuple[Flask, SocketIO, Site]:
    """The application around one room. `port` is the one that is really listened on."""
    app = _READY.pop() if _READY else _workshop_pages()
    here = _site(app, settings, room, port)
    _furnish(app, here)
    sio = attach(app, here)
    app.wsgi_app = known_host(here, app.wsgi_app)  # type: ignore[method-assign]
    gevent.spawn(room.pulse.run if room.pulse else lambda: None)
    gevent.spawn(keep_time, room)
    gevent.spawn(_follow_network, here)
    return app, sio, here


def make_ready() -> None:
    """Makes the pages of a workshop before there is one, for processes that are forked from this one."""
    if _READY:
        return
    app = _workshop_pages()
    for name in app.jinja_env.list_templates(filter_func=lambda name: not name.startswith("rehearsal/")):
        app.jinja_env.get_template(name)
    for known in LANGUAGES:
        translated(known)
        Locale.parse(known)
    _shelf()
    Record.model_rebuild()
    _READY.append(app)


def create_chooser(settings: Settings, port: int, offers: list[Offer], run: Callable[[Offer], str]) -> Flask:
    """The start page of a run without a plan; `run` makes an offer the workshop and gives its console's address."""
    app = _pages(lambda: chosen_language(settings.language))
    shelf = _shelf()
    doors = Doors.of(settings.host, port, settings.public_url)
    here = Choosing(offers, run, doors, shelf, settings.language, settings.practice > 0)
    _furnish(app, here, assets, choose)
    app.wsgi_app = known_host(here, app.wsgi_app)  # type: ignore[method-assign]
    return app


def ticket_file(plan: Plan, tickets: list[str], public_url: str | None) -> str:
    """The slips of `tickets` as one page for a file: its style inlined, no script, nothing fetched."""
    lang = spoken_language(plan)
    app = _pages(lambda: lang)
    css = (resource("static") / "vendor" / "tickets.css").read_text("utf-8")
    with app.test_request_context(), force_locale(lang):
        page = slips(plan, tickets, public_url, None)
        css_ = Markup(css)  # noqa: S704  our own
        return app.jinja_env.get_template("tickets/file.html").render(**page, lang=lang, dir=direction(lang), css=css_)


def _workshop_pages() -> Flask:
    app = _pages(language)
    for blueprint in (assets, screen, console, past, phone):
        app.register_blueprint(blueprint)
    return app


def _pages(speaks: Callable[[], str]) -> Flask:
    app = Flask("facilitator", template_folder=str(resource("templates")), static_folder=None)
    app.jinja_options = {**LOOK, "bytecode_cache": Precompiled()}
    app.config.update(MAX_CONTENT_LENGTH=MAX_REQUEST, SECRET_KEY=None, BABEL_TRANSLATION_DIRECTORIES=_catalogues())
    app.jinja_env.globals["telling_words"] = WORDS
    Babel(app, locale_selector=speaks)
    return app


def _furnish(app: Flask, here: Site | Choosing, *blueprints: Blueprint) -> None:
    app.extensions["facilitator"] = here
    app.jinja_env.globals.update(asset=here.assets.path)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    _doors(app, here)


def _site(app: Flask, settings: Settings, room: Room, port: int) -> Site:
    room_key = room.keystore.get(f"{room.workshop.code}.room")
    if room_key is None:
        raise RuntimeError("the room key is gone: this workshop was sealed")
    archive = settings.data / "archive"
    carried = room.workshop.plan.carried
    kept = still_promised(archive / folder_name(room.workshop), room.date, settings, carried)

    def keep(room: Room) -> None:
        home = archive / folder_name(room.workshop)
        # A room that another run left half sealed has its own.
        until = still_promised(home, room.date, settings, room.workshop.plan.carried)
        files = archive_files(room.workshop, room.words, without_names(room.plan_text), room.date, until)
        # In a thread: an fsync on the hub would hold up every phone.
        gevent.get_hub().threadpool.apply(write_files, (home, files))

    room.archive, room.fault = keep, report
    return Site(
        room=room, access=Access(room_key, room.seats.who), settings=settings, port=port, room_key=room_key,
        archive=archive, assets=_shelf(),
        past=lambda: past_workshops(archive), epoch=secret()[:16], kept=kept,
    )  # fmt: skip


def _follow_network(here: Site) -> None:
    """Tells screen and console when this machine has moved to another network: the QR code leads there."""
    while True:
        gevent.sleep(NETWORK_SECONDS)
        if here.look_around():
            here.room.tell("screen", "console")


@cache
def _shelf() -> Shelf:
    return read_assets(resource("static") / "vendor")


def _catalogues() -> str:
    return str(Path(__file__).resolve().parent / "translations")


def _doors(app: Flask, here: Site | Choosing) -> None:
    """What every request passes on its way in and every answer on its way out."""

    @app.before_request
    def known_origin() -> Response | None:
        if not here.doors.origin_allowed(request.headers.get("Origin")):
            return refusal(Refused("wrong_origin"))
        return None

    app.after_request(protect)

    @app.errorhandler(Exception)
    def honest(problem: Exception) -> Response:
        code = problem.code if isinstance(problem, HTTPException) else 500
        if code in (413, 404, 405, 400):
            return refusal(Refused({413: "too_large", 400: "malformed"}.get(code, "nothing_here")))
        return fault(problem)


def fault(problem: Exception) -> Response:
    """An answer for what should not happen: no traceback to anyone, and none of the person's words in the log."""
    if isinstance(problem, Overloaded):
        return refusal(Refused("busy"))
    report(problem)
    return refusal(Refused("disk_full" if isinstance(problem, DiskFull) else "busy"))
