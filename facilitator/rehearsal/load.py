"""The load of a bench, a process of its own: reads one JSON order a line on stdin, answers each on stdout.

It ends with its stdin, so that nothing is left behind when the bench is killed.
"""

from __future__ import annotations

import gc
import json
import random
import select
import sys
import time
from typing import Any

from facilitator.rehearsal.patience import patience
from facilitator.rehearsal.sends import drain
from facilitator.rehearsal.swarm import Asker, Swarm
from facilitator.rehearsal.told import Ballots

AT_ONCE = 100
"""Phones that are on their way in at the same time."""
JOIN_SECONDS = 60.0
LAST_ACK_SECONDS = 20.0
REACH_SECONDS = 20.0
"""Seconds that are waited at most on a quick machine."""
IDLE = 0.01


class Phones:
    """The phones of a bench: a seat, a line for requests and a socket each."""

    def __init__(self, url: str) -> None:
        self.host = url.removeprefix("http://")
        self.swarm = Swarm(int(self.host.rsplit(":", 1)[1]))
        self.tokens: list[str] = []
        self.lines: list[Asker] = []
        self.first_frames: list[float] = []

    def join(self, count: int, code: str) -> dict[str, Any]:
        """Brings phones in: a seat, the first frames by GET, a socket, its snapshot acknowledged."""
        began = time.monotonic()
        inside = begun = 0

        def entered(ear: Any) -> None:
            nonlocal inside
            inside += 1

        self.swarm.joined = entered
        while inside < count and time.monotonic() - began < patience(JOIN_SECONDS):
            while begun < count and begun - inside < AT_ONCE:
                begun += 1
                self._come_in(code)
            self.swarm.turn(0.1)
        seconds = time.monotonic() - began
        return {"joined": inside, "seconds": seconds, "first_frames_ms": spread(self.first_frames)}

    def _come_in(self, code: str) -> None:
        line, began = self.swarm.asker(), time.monotonic()
        token = ""

        def seated(status: int, body: bytes, at: float) -> None:
            nonlocal token
            if status == 201:
                token = str(json.loads(body)["token"])
                line.ask(request(self.host, "GET", "/api/phone/frames", token), painted)

        def painted(status: int, body: bytes, at: float) -> None:
            if status == 200:
                self.first_frames.append(at - began)
                self.tokens.append(token)
                self.lines.append(line)
                self.swarm.ear(json.dumps({"token": token, "audience": "phone", "lang": "en"}))

        line.ask(request(self.host, "POST", "/api/join", "", json.dumps({"code": code})), seated)

    def until_reached(self, rev: int, since: float) -> dict[str, Any]:
        """Waits until every phone holds revision `rev`; the seconds each took since `since`."""
        times = self.swarm.reached[rev]
        end = time.monotonic() + patience(REACH_SECONDS)
        while len(times) < len(self.swarm.ears) and time.monotonic() < end:
            self.swarm.turn(0.05)
        return {"seconds": [at - since for at in times], "missing": len(self.swarm.ears) - len(times)}

    def hold(self) -> dict[str, Any]:
        """Keeps acknowledgements back from now on."""
        self.swarm.held = []
        return {}

    def release(self) -> dict[str, Any]:
        """Sends those that were kept back."""
        held, self.swarm.held = self.swarm.held or [], None
        for ear, have in held:
            if ear in self.swarm.ears:
                ear.sock.sendall(self.swarm.sync(*have))
        return {"acks": len(held)}

    def cast(self, path: str, options: list[str], votes: int, over: float, first_version: int) -> dict[str, Any]:
        """Votes at random times over `over` seconds, all at once for 0; each is timed from its own sending."""
        draw = random.Random(votes)
        times = sorted(draw.uniform(0, over) for _ in range(votes))
        tally = Ballots(len(self.tokens), first_version)
        todo = iter(range(votes))
        waiting: list[int] = []
        cpu, began = time.process_time(), time.monotonic()
        sent = acked = 0

        def send(number: int) -> None:
            phone = number % len(self.tokens)
            if self.lines[phone].busy:
                waiting.append(number)
                return
            option = draw.choice(options)
            version = tally.sending(phone, option)
            body = json.dumps({"v": version, "body": {"picks": [option]}, "side": None})
            at = time.monotonic()
            self.lines[phone].ask(
                request(self.host, "PUT", path, self.tokens[phone], body), tally.answered(phone, option, version, at)
            )

        while (sent < votes or waiting or tally.open) and time.monotonic() - began < over + patience(LAST_ACK_SECONDS):
            now = time.monotonic() - began
            while sent < votes and times[sent] <= now:
                send(next(todo))
                sent += 1
            retry, waiting[:] = waiting[:], []
            for number in retry:
                send(number)
            self.swarm.turn(min(times[sent] - now, 0.05) if sent < votes else 0.05)
        spent, took = time.process_time() - cpu, time.monotonic() - began
        acked = len(tally.delays)
        return {
            "sent": sent - len(waiting), "acked": acked, "ack_ms": spread(tally.delays), "last_ack": tally.last,
            "certain": tally.certain(), "uncertain": tally.uncertain(), "share": spent / took, "seconds": took,
        }  # fmt: skip

    def open_lines(self, count: int) -> dict[str, Any]:
        """Lines without a seat, for the floor: its server asks nobody who they are."""
        self.tokens = ["x" * 43] * count
        self.lines = [self.swarm.asker() for _ in range(count)]
        return {"open": len(self.lines)}

    def state(self) -> dict[str, Any]:
        sizes = self.swarm.sizes
        return {"dropped": self.swarm.dropped, "frames": len(sizes), "bytes": sum(sizes), "cpu": time.process_time()}


def request(host: str, method: str, path: str, token: str, body: str | None = None) -> bytes:
    """A request as a page of ours makes it."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "X-Language: en", "Accept: */*"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n" + (body or "")).encode()


def spread(seconds: list[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds."""
    ordered = sorted(seconds) or [0.0]
    picks = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return {name: 1000 * ordered[min(len(ordered) - 1, int(at * len(ordered)))] for name, at in picks.items()}


class Load:
    """Everybody the bench has brought along, by name: the phones of the room, those of the floor."""

    def __init__(self) -> None:
        self._crowds: dict[str, Phones] = {}

    def do(self, order: dict[str, Any]) -> dict[str, Any]:
        """Carries one order out and gives what was found."""
        what, who = order.pop("do"), order.pop("who", "")
        if what == "drain":
            return drain(**order)
        if what == "meet":
            self._crowds[who] = Phones(**order)
            return {}
        if what == "leave":
            self._crowds.pop(who).swarm.close()
            return {}
        found: dict[str, Any] = getattr(self._crowds[who], what)(**order)
        return found

    def live(self) -> None:
        """A moment for pings and pushes."""
        for crowd in self._crowds.values():
            crowd.swarm.turn(IDLE / len(self._crowds))
        if not self._crowds:
            time.sleep(IDLE)


def main() -> None:
    """Obeys line by line; between two orders the phones live on."""
    gc.disable()  # a pause of ours would be counted as one of the server
    load = Load()
    while True:
        if not select.select([sys.stdin], [], [], 0)[0]:
            load.live()
            continue
        line = sys.stdin.readline()
        if not line:
            return
        sys.stdout.write(json.dumps(load.do(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
