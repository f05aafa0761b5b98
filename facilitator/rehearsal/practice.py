"""Practice phones: simulated people beside the real ones, over the same doors as everybody else.

Run by `facilitator run --practice N` as a process of its own: URL CODE N NAME MEMORY, the plan's text on stdin. It
ends with the server.
"""

from __future__ import annotations

# Before anything else: two hundred phones are two hundred cooperative sockets.
from gevent import monkey

monkey.patch_all()

# ruff: noqa: E402
import contextlib
import html
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import gevent
import requests
import socketio

from facilitator.activities.base import Asked, PartConfig
from facilitator.activities.registry import activity
from facilitator.plans.model import Plan
from facilitator.plans.read import read_plan_text

HESITATION = (1.0, 6.0)
"""Seconds before a phone answers: the wall should be seen moving."""
TASTE_OUT_OF = 4
"""A phone thinks of so many answers and sends the one its side likes best, so that the two orders differ."""
_BUTTON = re.compile(r'data-body=(?:"([^"]*)"|\'([^\']*)\')')
_ITEM = re.compile(r'data-item="([0-9a-f]+)"')


class Crowd:
    """What the phones share: the plan, and what was written already, so that no two write the same."""

    def __init__(self, url: str, code: str, plan: Plan, size: int, memory: Path) -> None:
        self.url = url
        self.code = code
        self.plan = plan
        self.size = size
        self.written: set[str] = set()
        self._memory = memory
        self.tokens: dict[int, str] = {}
        with contextlib.suppress(OSError, ValueError, KeyError, AttributeError):
            found = json.loads(memory.read_text("utf-8"))[code]
            self.tokens = {int(number): str(token) for number, token in found.items()}

    def remember(self) -> None:
        """Keeps the phones' tokens, so that after a crash of the server the same phones come back."""
        with contextlib.suppress(OSError):
            self._memory.write_text(json.dumps({self.code: self.tokens}), "utf-8")
            self._memory.chmod(0o600)

    def standing(self, phone: int) -> int:
        """The place in the list of sides where a phone stands: few sides in a small crowd, so that they can be seen."""
        return phone % max(2, min(len(self.plan.sides), self.size // 6))


class Phone:
    """One simulated person."""

    def __init__(self, crowd: Crowd, number: int) -> None:
        self.crowd = crowd
        self.number = number
        self.draw = Random(f"{crowd.code}.{number}")
        self.side: str | None = None
        self.answered: set[str] = set()
        self.token = ""
        self.web = requests.Session()
        self.web.trust_env = False
        self.socket = socketio.Client(reconnection_delay=0.5, reconnection_delay_max=3)
        self.socket.on("frames", self.frames)

    def run(self) -> None:
        """Joins and stays until the process ends."""
        gevent.sleep(self.draw.uniform(0.0, 4.0))
        while not self.token:
            with contextlib.suppress(requests.RequestException, ValueError, KeyError):
                self.join()
            gevent.sleep(1.0)
        auth = {"token": self.token, "audience": "phone", "lang": "en"}
        while not self.socket.connected:
            # Once it is connected, the client comes back by itself.
            with contextlib.suppress(socketio.exceptions.ConnectionError):
                self.socket.connect(self.crowd.url, auth=auth, transports=["websocket"])
            gevent.sleep(self.draw.uniform(0.5, 1.5))

    def join(self) -> None:
        """Takes a seat: the one from before a crash of the server, if there was one."""
        known = self.crowd.tokens.get(self.number, "")
        reply = self.web.post(
            f"{self.crowd.url}/api/join", json={"code": self.crowd.code}, headers={"X-Token": known}, timeout=10
        )
        self.token = str(reply.json()["token"])
        self.crowd.tokens[self.number] = self.token
        self.crowd.remember()

    def frames(self, payload: dict[str, Any]) -> None:
        """A push: acknowledged at once, and answered in a while if something is asked."""
        self.socket.emit("sync", {key: payload[key] for key in ("epoch", "rev", "beat")} | {"unsent": False})
        now = payload["now"]
        place = f"{now['part']}/{now['round']}"
        if now["asks"] and now["phase"] == "open" and place not in self.answered:
            self.answered.add(place)
            gevent.spawn_later(self.draw.uniform(*HESITATION), self.answer, place, now["part"], payload["frames"])

    def answer(self, place: str, part_id: str, frames: dict[str, str]) -> None:
        """Sends one ballot: a tap on a button that the page shows, else what the kind finds plausible."""
        part = self.crowd.plan.part(part_id)
        if part is None:
            return
        body = self.favourite(part, place, list(buttons(frames.get("main", ""))))
        if body is None:
            return
        if "side" in body:
            self.side = body["side"]
        side = self.side if activity(part).keeps_side else None
        headers = {"Authorization": f"Bearer {self.token}"}
        with contextlib.suppress(requests.RequestException):
            while True:
                reply = self.web.put(
                    f"{self.crowd.url}/api/parts/{place}/0", json={"v": 1, "body": body, "side": side},
                    headers=headers, timeout=10,
                )  # fmt: skip
                if reply.status_code not in (429, 503):
                    return
                gevent.sleep(self.draw.uniform(1.0, 3.0))

    def favourite(self, part: PartConfig, place: str, taps: list[dict[str, Any]]) -> dict[str, Any] | None:
        """The answer this phone likes best of a few; None if everything it could write was written already."""
        if taps and "side" in taps[0]:
            return taps[self.crowd.standing(self.number) % len(taps)]
        if taps:
            return self.draw.choice(taps)
        asked = Asked(tuple(side.id for side in self.crowd.plan.sides), self.items(place))
        thoughts = [activity(part).plausible(part, asked, self.draw) for _ in range(40)]
        if "text" in thoughts[0]:
            fresh = [thought for thought in thoughts if thought["text"] not in self.crowd.written]
            self.crowd.written.update(thought["text"] for thought in fresh[:1])
            return fresh[0] if fresh else None
        return max(thoughts[:TASTE_OUT_OF], key=self.taste)

    def items(self, place: str) -> tuple[str, ...]:
        """What this phone was dealt, as its page shows it."""
        with contextlib.suppress(requests.RequestException, ValueError, KeyError):
            reply = self.web.get(
                f"{self.crowd.url}/api/parts/{place}/mine",
                headers={"Authorization": f"Bearer {self.token}"},
                timeout=10,
            )
            return tuple(_ITEM.findall(reply.json()["html"]))
        return ()

    def taste(self, body: dict[str, Any]) -> float:
        """How much the side of this phone likes an answer: a number drawn from the side's name and the words."""
        return sum(Random(f"{self.side}.{leaf}").random() for leaf in leaves(body))


def buttons(page: str) -> Iterator[dict[str, Any]]:
    """The bodies of the buttons on a page."""
    for double, single in _BUTTON.findall(page):
        yield json.loads(html.unescape(double or single))


def leaves(body: Any) -> Iterator[str]:
    """Every word and number in an answer."""
    if isinstance(body, dict):
        for key, value in body.items():
            yield from (key, *leaves(value))
    elif isinstance(body, list):
        for value in body:
            yield from leaves(value)
    else:
        yield str(body)


def main(url: str, code: str, size: str, name: str, memory: str) -> None:
    """Brings the phones in and waits until the server is gone, however it went."""
    parent = os.getppid()
    crowd = Crowd(url, code, read_plan_text(sys.stdin.buffer.read(), name), int(size), Path(memory))
    for number in range(crowd.size):
        gevent.spawn(Phone(crowd, number).run)
    while os.getppid() == parent:
        gevent.sleep(1.0)
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:6])
