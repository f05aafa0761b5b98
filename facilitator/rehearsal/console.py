"""A scripted facilitator: the console's requests and the pages that come back; and the screen, which only listens."""

from __future__ import annotations

import contextlib
import json
import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

import gevent

from facilitator.rehearsal.elements import cards
from facilitator.rehearsal.heard import Heard
from facilitator.rehearsal.line import Broken, Line, Reply, Web
from facilitator.rehearsal.pages import Card, counts
from facilitator.rehearsal.patience import patience

TRIES = 8
"""Times a command is pressed again after the room had moved on, or the line broke."""


class NotOurs(Exception):
    """What answers at an address is no workshop that a rehearsal can use; the message is a sentence."""


class Listener:
    """A socket of the console or the screen that comes back by itself unless told to sleep."""

    def __init__(self, url: str, token: str, audience: str, heard: Heard) -> None:
        self._words = (url, token, audience)
        self._heard = heard
        self._line: Line | None = None
        self.awake = True
        self.payload: dict[str, Any] = {}
        self._work = gevent.spawn(self._listen)

    def _listen(self) -> None:
        while True:
            if self.awake:
                line = Line(*self._words, self._note, "en")
                # What no server of ours sends ends the line, and another one is tried.
                with contextlib.suppress(Broken, LookupError, TypeError, ValueError):
                    line.open()
                    self._line = line
                    line.run()
            gevent.sleep(0.1)

    def _note(self, payload: dict[str, Any], at: float) -> None:
        self.payload = payload
        audience = self._words[2]
        self._heard.frames(audience, payload)
        if audience == "console":
            said = counts(payload["frames"].get("console", ""))
            self._heard.joined_max = max(self._heard.joined_max, said.get("joined", 0))

    def sleep(self) -> None:
        self.awake = False
        if self._line is not None:
            self._line.close()

    def wake(self) -> None:
        self.awake = True

    def stop(self) -> None:
        self.sleep()
        gevent.kill(self._work)


class Console:
    """The facilitator's hands. `language` is English, since pages are read as a person reads them."""

    def __init__(self, link: str, heard: Heard) -> None:
        """Claims the one-time link. Raises NotOurs with a sentence."""
        self.url, code = _taken_apart(link)
        self._heard = heard
        self._web = Web(self.url)
        claimed = self._claimed(code)
        self._web.token = str(claimed["token"])
        self.screen_token = str(claimed["screen_url"]).partition("#t=")[2]
        self.rev = 0
        self.listener = Listener(self.url, self._web.token, "console", heard)
        self.screen = Listener(self.url, self.screen_token, "screen", heard)

    def _claimed(self, code: str) -> dict[str, Any]:
        try:
            reply = self._web.ask("POST", "/api/console/claim", {"code": code})
        except Broken:
            raise NotOurs(f"Nothing answers at {self.url}.") from None
        body = reply.body if isinstance(reply.body, dict) else {}
        if body.get("error") == "link_used":
            raise NotOurs("This console link was used or is too old: `facilitator console` prints a fresh one.")
        if reply.status != 200 or not {"token", "screen_url"} <= set(body):
            raise NotOurs(f"What answers at {self.url} is no running workshop of Facilitator.")
        return body

    # -- looking ------------------------------------------------------------------------------------------------------

    def look(self) -> dict[str, Any]:
        """The newest frame set. Raises Broken."""
        reply = self._ask("GET", "/api/console/frames")
        if reply.status != 200:
            raise Broken(f"console {reply.status}")
        found: dict[str, Any] = reply.body
        self.rev = int(found["rev"])
        self._heard.frames("console", found)
        self._heard.joined_max = max(self._heard.joined_max, counts(found["frames"]["console"]).get("joined", 0))
        return found

    def now(self) -> dict[str, Any]:
        """Where the room stands. Raises Broken."""
        found: dict[str, Any] = self.look()["now"]
        return found

    def page(self) -> str:
        """The console's page. Raises Broken."""
        return str(self.look()["frames"]["console"])

    def people(self) -> dict[str, int]:
        """Joined, awake and heads, as they stand on the page."""
        return counts(self.page())

    def cards(self) -> list[Card]:
        return cards(self.page())

    def until(self, true: Callable[[], bool], seconds: float) -> float | None:
        """Waits until something is so; the seconds it took, None if it did not come about.

        `seconds` is what that takes at the most on a quick machine; a slow one gets more.
        """
        begun = time.monotonic()
        while time.monotonic() - begun < patience(seconds):
            with contextlib.suppress(Broken):
                if true():
                    return time.monotonic() - begun
            gevent.sleep(0.03)
        return None

    def _ask(self, method: str, path: str, body: Any = None) -> Reply:
        """One request, sent again when the line broke: a command has an id, so that it is not carried out twice."""
        try:
            return self._web.ask(method, path, body)
        except Broken:
            gevent.sleep(0.2)
            return self._web.ask(method, path, body)

    # -- pressing -----------------------------------------------------------------------------------------------------

    def press(self, rev: int, name: str, **words: Any) -> Reply:
        """One press of somebody who was looking at `rev`. Raises Broken."""
        body = {"cmd_id": secrets.token_hex(12), "expect_rev": rev, "do": {"name": name, **words}}
        return self._ask("POST", "/api/console/commands", body)

    def do(self, name: str, **words: Any) -> Reply:
        """A command, pressed again with a fresh look when the room had moved on. Raises Broken."""
        reply = Reply(0, None)
        for _ in range(TRIES):
            reply = self.press(self.rev, name, **words)
            said = reply.body if isinstance(reply.body, dict) else {}
            self.rev = int(said.get("rev", self.rev))
            if said.get("error") != "stale":
                break
        return reply

    def download(self, code: str, names: Iterable[str]) -> dict[str, bytes]:
        """Files of the finished archive, as the address bar gets them; a name that is not there is left out."""
        reply = self._ask("POST", "/api/console/download")
        token = reply.body["token"] if reply.status == 200 else ""
        found = {}
        for name in names:
            with contextlib.suppress(Broken):
                status, raw = self._web.fetch(f"/archive/{code}/{name}?t={token}")
                if status == 200:
                    found[name] = raw
        return found

    def stop(self) -> None:
        self.listener.stop()
        self.screen.stop()


def _taken_apart(link: str) -> tuple[str, str]:
    """Address and one-time code of a console link. Raises NotOurs."""
    with contextlib.suppress(ValueError):
        parts = urlsplit(link)
        where = f"{parts.hostname}:{80 if parts.port is None else parts.port}"
        if parts.scheme == "http" and parts.hostname and parts.fragment.startswith("c="):
            return f"http://{where}", parts.fragment.removeprefix("c=")
    raise NotOurs("This is no console link: it looks like http://127.0.0.1:8000/console#c=…")


def told(reply: Reply) -> list[Any]:
    """A reply as a check shows it: its status and its code or what happened."""
    body = reply.body if isinstance(reply.body, dict) else {}
    return [reply.status, body.get("error") or body.get("state") or json.dumps(body.get("events", []))]
