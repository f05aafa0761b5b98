"""The rehearsal as a whole: from what was asked for to what was found."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from facilitator.plans.keep import with_place
from facilitator.plans.model import Plan
from facilitator.plans.read import read_plan_text
from facilitator.rehearsal.checks import FILES, judged
from facilitator.rehearsal.console import Console, NotOurs
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.fit import needed, raised, sentences
from facilitator.rehearsal.heard import Heard
from facilitator.rehearsal.line import Broken
from facilitator.rehearsal.moderation import Moderation
from facilitator.rehearsal.outcome import Check, Outcome
from facilitator.rehearsal.pages import parsed
from facilitator.rehearsal.play import Play
from facilitator.rehearsal.script import Script
from facilitator.rehearsal.server import OWN_COMMAND, Server

ARCHIVED_SECONDS = 30.0
"""Real seconds until the sealed archive is there, on a quick machine."""
MAX_KEPT = 64 * 1024 * 1024
"""Bytes of a file in the data folder that are searched."""


@dataclass(frozen=True)
class Wanted:
    """What is to be rehearsed. `url` is the console link of a server that runs already."""

    script: Script
    plan: Plan
    plan_text: str
    plan_name: str
    speed: float = 1.0
    seed: int = 1
    url: str | None = None
    data: Path | None = None
    command: Sequence[str] = OWN_COMMAND


@dataclass(frozen=True)
class Rehearsed:
    """What came of it: the outcome, and who sent what, which no server knows."""

    outcome: Outcome
    truth: dict[str, Any]


def rehearse(wanted: Wanted, say: Callable[[str], None]) -> Rehearsed:
    """Plays and judges. Raises NotOurs or NotStarted where there is nothing to play against."""
    script = wanted.script
    outcome = Outcome(script.id, wanted.plan.id, len(script.participants))
    limits = needed(script, wanted.plan)
    server = None
    text = wanted.plan_text
    if wanted.url is None:
        text = raised(text, limits) if limits else text
        # Whoever finds the archive of a rehearsal on a shelf must not take it for a room of people.
        text = with_place(text, f"Rehearsal of {script.id}")
        outcome.fitted = sentences(limits)
        server = _server(wanted, text)
    plan = read_plan_text(text, wanted.plan_name)
    evening = Evening(script, plan, text, Heard(), [], Moderation(script, Random(wanted.seed)))
    evening.unfit = sentences(limits) if server is None else []
    begun = time.monotonic()
    try:
        link = wanted.url or str((server.start() if server else {})["console_url"])
        console = Console(link, evening.heard)
        _play(wanted, plan, evening, console, server, outcome, say)
    finally:
        if server is not None:
            server.stop()
            evening.log = server.said()
            evening.kept = _kept(server.data, evening.code)
            server.forget()
    outcome.add(judged(evening))
    outcome.seconds = time.monotonic() - begun
    return Rehearsed(outcome, _truth(evening))


def _server(wanted: Wanted, text: str) -> Server:
    server = Server(Path(wanted.plan_name), wanted.data, wanted.command)
    fitted = server.home / Path(wanted.plan_name).name
    fitted.write_text(text, "utf-8")
    server.plan = fitted
    return server


def _play(
    wanted: Wanted, plan: Plan, evening: Evening, console: Console, server: Server | None, outcome: Outcome,
    say: Callable[[str], None],
) -> None:  # fmt: skip
    try:
        code = evening.code = _code(console, plan, server)
        play = Play(wanted.script, plan, evening, console, code, server, wanted.speed, wanted.seed, say)
        evening.people = play.cast()
        play.people = {person.id: person for person in evening.people}
        try:
            play.run()
            evening.files = _files(console, code)
            with contextlib.suppress(ValueError, KeyError):
                evening.archive = json.loads(evening.files["session.json"])
        except Broken as problem:
            play.found(Check("server", "answers", f"lost: {problem}", False))
        outcome.add(play.findings)
    finally:
        for person in evening.people:
            if person.phone is not None:
                person.phone.leave()
        console.stop()


def _code(console: Console, plan: Plan, server: Server | None) -> str:
    """The room's code, from the console's page. Raises NotOurs if this room cannot be rehearsed."""
    try:
        now = console.now()
        if server is not None:
            server.usable()
        page = console.page()
        people = console.people()
    except (Broken, LookupError, TypeError, ValueError):
        raise NotOurs(f"What answers at {console.url} is no running workshop of Facilitator.") from None
    first = plan.parts()[0][1]
    if plan.part(now["part"]) is None:
        raise NotOurs(f"The workshop there runs another plan than {plan.id}; name its file with --plan.")
    if now["part"] != first.id or now["sealed"] or people.get("joined"):
        raise NotOurs(f"The workshop there has begun (it stands at {now['part']}); a rehearsal needs a fresh one.")
    codes = [node.words() for gauge in parsed(page).of_class("gauge--code") for node in gauge.walk() if node.tag == "b"]
    return codes[0] if codes else ""


def _files(console: Console, code: str) -> dict[str, bytes]:
    """The files of the sealed archive, once they are there."""
    found: dict[str, bytes] = {}

    def there() -> bool:
        found.update(console.download(code, FILES))
        return len(found) == len(FILES) and b'"sealed": true' in found["session.json"]

    console.until(there, ARCHIVED_SECONDS)
    return found


def _kept(data: Path, code: str) -> dict[str, bytes]:
    """Every file of the data folder; of a folder with other workshops too, this one's archive and the database."""
    found = {}
    for path in sorted(data.rglob("*")):
        other = "archive" in path.parts and code and not any(part.startswith(code) for part in path.parts)
        if path.is_file() and not path.is_symlink() and not other:
            with contextlib.suppress(OSError), path.open("rb") as file:
                found[str(path.relative_to(data))] = file.read(MAX_KEPT)
    return found


def _truth(evening: Evening) -> dict[str, Any]:
    people: dict[str, Any] = {}
    for person in evening.people:
        parts: dict[str, list[dict[str, Any]]] = people.get(person.id, {}).get("parts", {})
        for place, ballot in person.phone.acked.items() if person.phone else ():
            words = {"round": place.round, "slot": place.slot, "v": ballot.v, "body": ballot.body, "side": ballot.side}
            parts.setdefault(place.part, []).append(words)
        people[person.id] = {"side": person.side, "parts": parts}
    return {"schema": "truth/1", "room": evening.script.id, "code": evening.code, "participants": people}
