"""One evening in a process of its own: `evening.py FOLDER begin STEP` pulls its own plug at a step of the close,
`evening.py FOLDER go-on` recovers. Both print what they know as one line of JSON a fact."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import gevent

from facilitator.activities.base import Ballot
from facilitator.ballots.box import Box, Receipt
from facilitator.live import intake
from facilitator.live.room import Applied, Room
from facilitator.live.rooms import new_room, open_store, resumed_room, unfinished
from facilitator.settings import Settings
from facilitator.workshop.requests import parse_command
from facilitator.workshop.state import Phase

PLAN = """\
schema: plan/1
id: crash
title: Crash
promised_minutes: 10
sides:
  - {id: north, name: North}
  - {id: south, name: South}
stages:
  - id: only
    title: Only
    minutes: 10
    parts:
      - {id: lobby, kind: lobby, title: Lobby, minutes: 2}
      - {id: words, kind: harvest, title: Words, minutes: 5, per_person: 2}
      - {id: thanks, kind: close, title: Thanks, minutes: 3, thanks: Thanks.}
"""
PART = "words"
AUTHORS = 12


def tell(**words: Any) -> None:
    print(json.dumps(words), flush=True)


def text(author: int, slot: int, v: int) -> str:
    return f"author {author:02d} slot {slot} version {v}"


def do(room: Room, name: str) -> None:
    wanted = parse_command({"name": name})
    done = room.command(f"{name}-{room.workshop.seq:08d}", room.workshop.seq, wanted)  # type: ignore[arg-type]
    assert isinstance(done, Applied), done


def until(room: Room, phase: Phase) -> None:
    while room.workshop.parts[PART].phase is not phase:  # whoever started this process waits only so long
        gevent.sleep(0.01)


def begin(settings: Settings, step: str) -> None:
    """Twelve people write, some twice, some change it, one withdraws; then the part closes."""

    def plug(name: str) -> None:
        if name == step:
            os.kill(os.getpid(), signal.SIGKILL)

    store = open_store(settings)
    room = new_room(store, settings, PLAN, "crash.yaml", practice=False)
    room.box = Box(store.writer, store.keystore, room.workshop.code, plug)
    do(room, "next")
    seats = [room.seats.join().seat for _ in range(AUTHORS)]

    def write(author: int, slot: int, v: int, body: dict[str, str] | None) -> None:
        receipt = intake.put(room, seats[author], PART, 1, slot, v, body, None)
        assert isinstance(receipt, Receipt), receipt
        tell(acked=[author, slot, receipt.version], text=None if receipt.withdrawn else text(author, slot, v))

    jobs = []
    for author in range(AUTHORS):
        jobs.append(gevent.spawn(write, author, 0, 1, {"text": text(author, 0, 1)}))
        if author % 3 == 0:
            jobs.append(gevent.spawn(write, author, 1, 1, {"text": text(author, 1, 1)}))
    gevent.joinall(jobs, raise_error=True)
    for author in range(0, AUTHORS, 4):
        write(author, 0, 2, {"text": text(author, 0, 2)})
    write(1, 0, 2, None)
    do(room, "close")
    until(room, Phase.CLOSED)
    tell(closed=True)


def go_on(settings: Settings) -> None:
    """Opens the folder as a restart would, says how it stands, and finishes the close."""
    store = open_store(settings)
    code = unfinished(store, PLAN, practice=False)
    assert code is not None
    room = resumed_room(store, settings, code)
    view: list[Ballot] = room.box.view(PART, 1)
    tell(
        phase=str(room.workshop.parts[PART].phase), keys=sorted(store.keystore.names()), code=code,
        open=sorted(ballot.answer["text"] for ballot in view),
    )  # fmt: skip
    until(room, Phase.CLOSED)
    state = room.workshop.parts[PART]
    tell(
        received=state.received, texts=sorted(words.body for words in room.words.values()),
        ids=sorted(room.workshop.texts), keys=sorted(store.keystore.names()), left=room.box.view(PART, 1),
    )  # fmt: skip
    store.writer.close()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    options = Settings(data=folder / "data", keys=folder / "keys", closing_seconds=0.2)
    if sys.argv[2] == "begin":
        begin(options, sys.argv[3])
    else:
        go_on(options)
