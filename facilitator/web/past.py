"""The organiser's page: past workshops, their files, when they are to be deleted, and deleting one now."""

from __future__ import annotations

import gevent
from flask import Blueprint, Response, render_template, request
from gevent.lock import BoundedSemaphore

from facilitator.archive.export import KINDS, download, file_name, names
from facilitator.archive.notes import TooMany, note, noted, notes_file, notes_of
from facilitator.archive.pdf import NoPdf
from facilitator.archive.purge import Due, Removed, deletions, purge
from facilitator.archive.shelf import Entry, find
from facilitator.clock import today
from facilitator.errors import Refused
from facilitator.web.assets import shell
from facilitator.web.bodies import NoteBody, PurgeBody, answer, refusal
from facilitator.web.headers import report_policy
from facilitator.web.site import calling_console, direction, language, lead_asks, site

past = Blueprint("past", __name__)
NOTES = "notes.txt"
NOTING = BoundedSemaphore()


@past.get("/console/past")
def page() -> Response:
    """The shelf of past workshops, filled after the token was shown."""
    lang = language()
    practice = site().room.workshop.practice
    return shell(render_template("console/past.html", lang=lang, dir=direction(lang), practice=practice))


@past.get("/api/console/past")
def listed() -> Response:
    """Past workshops of this data folder and the deletion log as a page part."""
    by = calling_console(lead=True)
    if isinstance(by, Refused):
        return refusal(by)
    here, lang = site(), language()
    about = {"lang": lang, "dir": direction(lang), "today": today(), "running": here.room.workshop.code}
    copies = {"organiser": names("organiser"), "participants": names("participants")}
    html = render_template(
        "console/_past.html",
        workshops=here.past(),
        deletions=deletions(here.archive),
        copies=copies,
        noted=noted(here.settings.data),
        **about,
    )
    return answer({"html": html})


@past.post("/api/console/download")
def key() -> Response:
    """A token for the address bar, good for a minute."""
    by = calling_console(lead=True)
    return refusal(by) if isinstance(by, Refused) else answer({"token": site().access.download()})


@past.post("/api/console/purge")
def delete() -> Response:
    """Deletes a past workshop now, whatever its date."""
    body = lead_asks(PurgeBody)
    if isinstance(body, Refused):
        return refusal(body)
    if body.code == site().room.workshop.code:
        return refusal(Refused("still_running"))
    if find(site().archive, body.code) is None:
        return refusal(Refused("nothing_here"))
    removed = _purged(body.code)
    return answer({"removed": removed.what, "left": len(removed.left)})


def _purged(code: str) -> Removed:
    here = site()
    (removed,) = purge(here.settings, here.room.writer, [Due(code, "asked")], today())
    return removed


@past.post("/api/console/notes")
def take_note() -> Response:
    """A private note under the stage that is on, on the disk before the answer; nothing of it goes anywhere else."""
    body = lead_asks(NoteBody)
    if isinstance(body, Refused):
        return refusal(body)
    if not site().settings.notes:
        return refusal(Refused("nothing_here"))
    noted = _noted(body.words)
    return refusal(noted) if isinstance(noted, Refused) else answer({"notes": noted}, 201)


def _noted(words: str) -> int | Refused:
    """How many notes there are with this one."""
    here = site()
    w = here.room.workshop
    path = notes_file(here.settings.data, w.code, here.room.date)
    try:
        # In a thread like every fsync; one after another, since each writes the file whole.
        with NOTING:
            return int(gevent.get_hub().threadpool.apply(note, (path, w.stage.title, words)))
    except TooMany:
        return Refused("too_large")
    except OSError:
        return Refused("disk_full")


@past.get("/archive/<code>/<name>")
def archived(code: str, name: str) -> Response:
    """A file of a finished workshop. Codes and names are looked up, never joined to a path."""
    here = site()
    if not here.access.may_download(request.args.get("t", "")):
        return refusal(Refused("unknown_token"))
    entry = find(here.archive, code)
    if entry is None:
        return refusal(Refused("nothing_here"))
    if name == NOTES:
        return _notes(entry)
    try:
        # In a thread: setting a PDF on the hub would hold up every phone.
        raw = gevent.get_hub().threadpool.apply(download, (entry, name))
    except NoPdf:
        return refusal(Refused("no_pdf"))
    return refusal(Refused("nothing_here")) if raw is None else _file(entry, name, raw)


def _notes(entry: Entry) -> Response:
    """The private notes of a workshop, to be saved; they are no file of its archive."""
    path = notes_of(site().settings.data, entry.record.code)
    if path is None:
        return refusal(Refused("nothing_here"))
    response = Response(path.read_bytes(), mimetype="text/plain")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(entry, NOTES)}"'
    return response


def _file(entry: Entry, name: str, raw: bytes) -> Response:
    """The report of either copy is shown, everything else is saved under a name of its own."""
    ending = name.rpartition(".")[2]
    response = Response(raw, mimetype=KINDS[ending])
    if ending == "html":
        response.headers["Content-Security-Policy"] = report_policy(raw.decode("utf-8"))
    else:
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name(entry, name)}"'
    return response
