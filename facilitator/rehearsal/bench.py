"""A bench: a real server, so many phones from another process, and the floors of the same machine in the same run."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from facilitator.files import many_files
from facilitator.processes import own_command
from facilitator.rehearsal.child import Child, Failed
from facilitator.rehearsal.load import spread
from facilitator.rehearsal.podium import Podium

CHANGES = 10
"""Stage changes that are measured."""
SPLIT = 5
"""Stage changes after these, in which phones acknowledge late, to tell the cost of a push from that of its answer."""
CALM = 0.5
"""Seconds between two of them: phones hear at most four times a second."""
IDLE_SECONDS = 2.0
CALM_REQUESTS = 20
OPTIONS = ("o1", "o2", "o3", "o4")
FILES_A_PHONE = 2
SPARE_FILES = 200
PROGRAM = tuple(own_command("facilitator"))


@dataclass(frozen=True)
class Wish:
    """What is to be measured: `votes` over `over` seconds, all at once for 0."""

    phones: int
    votes: int
    over: float


def too_few_files(phones: int) -> str | None:
    """Why so many phones cannot be had on this system, and what to do; None if they can."""
    limit, needed = many_files(), FILES_A_PHONE * phones + SPARE_FILES
    if limit >= needed:
        return None
    return (
        f"{phones} phones need {needed} open files in a process, and this system allows {limit}. Raise the hard limit "
        f"(as root: `ulimit -Hn {needed}`, or `nofile` in /etc/security/limits.conf), or ask for fewer phones."
    )


def bench(wish: Wish, program: Sequence[str] = PROGRAM) -> dict[str, Any]:
    """The figures of one run. Raises Failed if the server or the load ended early."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="facilitator-bench-")))
        load = stack.enter_context(Child.module("facilitator.rehearsal.load"))
        server = stack.enter_context(_server(folder, wish.phones, program))
        ready = server.said()
        server.pid = ready["server_pid"]
        podium = Podium(ready)
        stack.callback(podium.close)
        found = Run(wish, load, server, podium).figures()
        load.order("leave", who="room")
        server.end()
        return found | _floors(wish, load, int(found["frame_bytes"]))


def _server(folder: Path, phones: int, program: Sequence[str]) -> Child:
    plan = folder / "bench.yaml"
    plan.write_text(_plan(), "utf-8")
    words = [*program, "run", str(plan), "--host", "127.0.0.1", "--port", "0", "--data", str(folder / "data")]
    env = {key: value for key, value in os.environ.items() if not key.startswith("FACILITATOR_")}
    env |= {"FACILITATOR_CLOSING_SECONDS": "0.5", "FACILITATOR_MAX_PHONES": str(max(phones, 6000))}
    return Child([*words, "--no-browser", "--json"], env, folder / "server.log")


def _plan() -> str:
    """Parts to walk through, one whose answers are shown at once, one whose answers are secret."""
    say = "kind: say\n        body: Put the phones down and listen for a while."
    asked = "kind: choice\n        phone: How did you get here?\n        options: [On foot, By bus, By car, By train]\n"
    parts = {f"say-{number}": say for number in range(CHANGES + SPLIT + 1)}
    parts |= {
        "hands": asked + "        anonymity: none\n        reveal: live",
        "secret": asked + "        anonymity: room",
    }
    stages = (
        f"  - id: stage-{part}\n    title: Stage {part}\n    minutes: 2\n    parts:\n      - id: {part}\n"
        f"        title: Part {part}\n        minutes: 2\n        {words}\n"
        for part, words in parts.items()
    )
    return "schema: plan/1\nid: bench\ntitle: Bench\nlanguage: en\npromised_minutes: 60\nstages:\n" + "".join(stages)


class Run:
    """One room from the first phone to the count."""

    def __init__(self, wish: Wish, load: Child, server: Child, podium: Podium) -> None:
        self.wish = wish
        self.load = load
        self.server = server
        self.podium = podium
        self.idle = 0.0

    def figures(self) -> dict[str, Any]:
        """Everything but the floors."""
        empty = self.server.resident()
        self.load.order("meet", who="room", url=self.podium.url)
        joined = self.load.order("join", who="room", count=self.wish.phones, code=self.podium.code)
        time.sleep(1.0)
        full = self.server.resident()
        before = self.server.cpu()
        time.sleep(IDLE_SECONDS)
        self.idle = (self.server.cpu() - before) / IDLE_SECONDS
        found = {
            "phones": self.wish.phones, "joined": joined["joined"], "join_seconds": joined["seconds"],
            "first_frames_ms": joined["first_frames_ms"], "rss_mb": full / 1024,
            "rss_kib_per_phone": (full - empty) / max(joined["joined"], 1), "idle_cpu": self.idle,
        }  # fmt: skip
        found |= self._stages() | self._halves()
        found |= self._screen()
        found |= self._ballots()
        return found | {"dropped": self.load.order("state", who="room")["dropped"]}

    def _stages(self) -> dict[str, Any]:
        """Walks through the plan and times until each phone holds the new frames."""
        seconds: list[float] = []
        missing = 0
        start, cpu, began = self.load.order("state", who="room"), self.server.cpu(), time.monotonic()
        for _ in range(CHANGES):
            rev, at = self.podium.do("next")
            found = self.load.order("until_reached", who="room", rev=rev, since=at)
            seconds += found["seconds"]
            missing += found["missing"]
            time.sleep(CALM)
        end = self.load.order("state", who="room")
        spent = self.server.cpu() - cpu - self.idle * (time.monotonic() - began)
        frames = max(end["frames"] - start["frames"], 1)
        return {
            "stage_change_ms": spread(seconds), "late_pushes": missing, "pushes": frames,
            "push_cpu_us": 1e6 * spent / frames, "frame_bytes": (end["bytes"] - start["bytes"]) / frames,
        }  # fmt: skip

    def _halves(self) -> dict[str, Any]:
        """What a push costs until phones hold it, and what their acknowledgements cost afterwards."""
        pushing = answering = 0.0
        acks = 0
        for _ in range(SPLIT):
            self.load.order("hold", who="room")
            cpu, began = self.server.cpu(), time.monotonic()
            rev, at = self.podium.do("next")
            self.load.order("until_reached", who="room", rev=rev, since=at)
            pushed, middle = self.server.cpu(), time.monotonic()
            acks += self.load.order("release", who="room")["acks"]
            time.sleep(CALM)
            pushing += pushed - cpu - self.idle * (middle - began)
            answering += self.server.cpu() - pushed - self.idle * (time.monotonic() - middle)
        return {"push_send_cpu_us": 1e6 * pushing / max(acks, 1), "ack_cpu_us": 1e6 * answering / max(acks, 1)}

    def _screen(self) -> dict[str, Any]:
        """Everybody answers what is not secret: how long the screen is behind the last acknowledgement."""
        self.podium.do("next")
        self.podium.until("hands", "open")
        voted = self._vote("hands", self.wish.phones, min(self.wish.over, 2.0))
        shown = self.podium.shown(voted["acked"])
        self.podium.do("next")
        self.podium.until("hands", "revealed")
        self.podium.do("next")
        self.podium.until("secret", "open")
        return {"screen_lag_ms": None if shown is None else max(0.0, 1000 * (shown - voted["last_ack"]))}

    def _ballots(self) -> dict[str, Any]:
        """The measured vote: secret, encrypted, on the disk before it is acknowledged, and counted at the close."""
        time.sleep(CALM)
        cpu = self.server.cpu()
        voted = self._vote("secret", self.wish.votes, self.wish.over)
        spent = self.server.cpu() - cpu - self.idle * voted["seconds"]
        self.podium.do("close")
        self.podium.until("secret", "revealed")
        kept = self.podium.kept("secret")
        counts = kept["results"]["counts"] if kept["results"] else {}
        return {
            "votes": self.wish.votes, "over": self.wish.over, "sent": voted["sent"], "acked": voted["acked"],
            "counted": kept["received"], "ack_ms": voted["ack_ms"], "load_cpu_share": voted["share"],
            "server_cpu_us_per_vote": 1e6 * spent / max(voted["acked"], 1),
        } | balance(voted["certain"], voted["uncertain"], counts, kept["received"])  # fmt: skip

    def _vote(self, part: str, votes: int, over: float) -> dict[str, Any]:
        words = {"path": f"/api/parts/{part}/1/0", "options": OPTIONS, "votes": votes, "over": over}
        return self.load.order("cast", who="room", first_version=1, **words)


def balance(
    certain: Mapping[str, int], uncertain: Mapping[str, int], counts: Mapping[str, int], received: int
) -> dict[str, int]:
    """What was acknowledged and not counted, and what was counted and never sent: by option, and in all.

    `uncertain` are phones with an unanswered ballot; those that were told "received" before count with one of theirs.
    Too few people for a result are compared by their number alone.
    """
    told, untold = uncertain["told"], uncertain["untold"]
    due = sum(certain.values()) + told
    lost, doubled = max(0, due - received), max(0, received - due - untold)
    if counts:
        missing = sum(max(0, count - counts.get(option, 0)) for option, count in certain.items())
        extra = sum(max(0, counted - certain.get(option, 0)) for option, counted in counts.items())
        lost, doubled = max(lost, missing), max(doubled, extra - told - untold)
    return {"lost": lost, "doubled": doubled}


def _floors(wish: Wish, load: Child, frame: int) -> dict[str, Any]:
    """The same load on a view that does nothing, and a bare loop of sends."""
    found: dict[str, Any] = {}
    with Child.module("facilitator.web.floor") as floor:
        port = floor.said()["port"]
        load.order("meet", who="floor", url=f"http://127.0.0.1:{port}")
        load.order("open_lines", who="floor", count=wish.phones)
        time.sleep(CALM)
        before = floor.cpu()
        words = {"path": "/f", "options": OPTIONS, "votes": wish.votes, "over": wish.over, "first_version": 1}
        put = load.order("cast", who="floor", **words)
        spent = floor.cpu() - before
        calm = load.order("cast", who="floor", **{**words, "votes": CALM_REQUESTS, "over": 1.0})
        crowd = load.order("cast", who="floor", **{**words, "votes": wish.phones, "over": 0.0})
        load.order("leave", who="floor")
        found |= {"floor_put_cpu_us": 1e6 * spent / max(put["acked"], 1), "floor_ack_ms": put["ack_ms"]}
        found |= {"floor_one_ms": calm["ack_ms"]["p50"], "floor_all_ms": crowd["ack_ms"]["p99"]}
    with Child.module("facilitator.rehearsal.sends", frame, wish.phones, CHANGES) as sends:
        load.begin("drain", port=sends.said()["port"], count=wish.phones)
        sent = sends.said()
        found["floor_send_cpu_us"] = sent["cpu_us"]
        sends.end()
        times = load.said()["times"]
        found["floor_push_ms"] = spread([at - max(s for s in sent["starts"] if s <= at) for at in times])["p50"]
    return found


__all__ = ["Failed", "Wish", "bench", "too_few_files"]
