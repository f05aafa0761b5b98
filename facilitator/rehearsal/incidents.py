"""What befalls a room: each incident happens to real sockets and processes, and its stated outcome is looked at."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from math import ceil, floor
from typing import TYPE_CHECKING

from facilitator.rehearsal.console import told
from facilitator.rehearsal.line import Broken
from facilitator.rehearsal.mishaps import BACK_SECONDS, OF_A_PERSON, title
from facilitator.rehearsal.outcome import Check, Skipped, equal
from facilitator.rehearsal.pages import clock
from facilitator.rehearsal.person import Person
from facilitator.rehearsal.script import Happening
from facilitator.rehearsal.server import NotStarted, Server

if TYPE_CHECKING:
    from facilitator.rehearsal.play import Play

AWAY_SECONDS = 40.0
USABLE_STARTS = 1.5
"""After a kill the console can be used within so many times what this machine needs for a first start."""
RETURN_SECONDS = 30.0
"""Seconds that are waited at most on a quick machine, for the console and for 95 of 100 phones."""


def befall(play: Play, event: Happening) -> None:
    """Lets one event happen. The clock stands meanwhile: what a machine needs is real time at any speed."""
    with play.pace.hold():
        try:
            _happen(play, event, play.people.get(event.who))
        except Broken as problem:
            play.console.look()  # raises too if it is the server that is lost
            play.found(Check(title(event), "an answer", f"none: {problem}", False))


def _happen(play: Play, event: Happening, person: Person | None) -> None:
    if person is not None and (person.phone is None or not person.phone.token):
        play.found(Skipped(title(event), f"{event.who} is not in the room at this time"))
    elif event.what in OF_A_PERSON and person is not None and person.phone is not None:
        OF_A_PERSON[event.what](play, event, person, person.phone)
    elif event.what in OF_THE_ROOM:
        OF_THE_ROOM[event.what](play, event)
    else:
        play.found(Skipped(title(event), f"nobody called {event.who} can have this"))


def wifi_is_down(play: Play) -> bool:
    """Whether the Wi-Fi is gone at this second of the script."""
    past = [e.what for e in play.script.events if e.at <= play.pace.now() and e.what in ("wifi_down", "wifi_up")]
    return bool(past) and past[-1] == "wifi_down"


def open_lobby(play: Play, event: Happening) -> None:
    now, people = play.console.now(), play.console.people()
    part = play.plan.parts()[0][1].id
    play.found(equal(title(event), [part, "open", 0], [now["part"], now["phase"], people.get("joined")]))


def wifi_down(play: Play, event: Happening) -> None:
    """Every socket and request dies. Every second phone that sends meanwhile gets its packet out and no answer back."""
    begun = time.monotonic()
    before = clock(play.console.page())
    looked = time.monotonic()
    for number, person in enumerate(play.evening.people):
        if person.phone is not None and not person.left:
            person.phone.leaky = number % 2 == 0
            person.phone.lose_network()
    play.console.until(lambda: play.awake() == 0, BACK_SECONDS)
    again = time.monotonic()
    left, _ = clock(play.console.page())
    least, most = (again - looked, time.monotonic() - begun) if before[1] else (0.0, 0.0)
    play.found(equal("wifi_down.console", 0, play.awake()))
    # Each page has whole seconds of a moment between its request and its arrival.
    span = [before[0] - ceil(most) - 1, before[0] - floor(least) + 1]
    play.found(Check("wifi_down.clock", span, left, span[0] <= left <= span[1]))


def wifi_up(play: Play, event: Happening) -> None:
    for person in play.evening.people:
        if person.phone is not None:
            person.phone.leaky = False
            person.phone.find_network()
    here = play.connected()
    took = play.console.until(lambda: play.awake() >= here, BACK_SECONDS)
    back = here if took is not None else play.awake()
    play.found(Check("wifi_up.reconnected", here, back, took is not None))
    play.console.until(lambda: not any(p.phone.outbox for p in play.evening.people if p.phone and p.here), BACK_SECONDS)
    unsent = sum(len(person.phone.outbox) for person in play.evening.people if person.phone and person.here)
    play.found(equal("wifi_up.unsent", 0, unsent))


def wrong_advance(play: Play, event: Happening) -> None:
    """Next by mistake, from two consoles that looked at the same page: one moves on, and it is taken back."""
    before = play.console.now()
    joined, own = play.console.people().get("joined"), _own(play)
    rev = play.console.rev
    first, second = (play.console.press(rev, "next", sure=True) for _ in range(2))
    if told(first) == [409, "at_the_end"]:
        play.found(Skipped(title(event), "the room stands on the last part"))
        return
    # Undo has as long as a part closes and no longer: a part that was open is closing now.
    back = "undo" if before["phase"] == "open" and before["asks"] else "back"
    moved = play.console.now() if back == "back" else before
    if first.status == 200:
        play.console.rev = int(first.body["rev"])
        play.console.do(back)
    play.found(equal(f"{title(event)}.once", [200, 409, "stale"], [first.status, *told(second)]))
    play.evening.opened.setdefault(moved["part"], len(play.evening.heard.pages))
    now = play.console.now()
    lost = max(own - _own(play), 0)  # people go on answering meanwhile
    expected = [before["part"], before["phase"], joined, 0]
    got = [now["part"], now["phase"], play.console.people().get("joined"), lost]
    play.found(equal(title(event), expected, got))


def _own(play: Play) -> int:
    """How many ballots of the part that is on the server has of all phones."""
    now, count = play.console.now(), 0
    for person in play.evening.people:
        if person.here and person.phone is not None and person.phone.online:
            with contextlib.suppress(Broken):
                count += len(person.phone.own(now["part"], now["round"]))
    return count


def pause(play: Play, event: Happening) -> None:
    """A break until the script's stage of that name is over: the clock stands, and goes on where it stood. A plan that
    has a stage for it stands there by itself."""
    if any(stage.id == event.what for stage in play.plan.stages):
        play.found(equal(title(event), event.what, play.console.now()["stage"]))
        return
    play.console.do("pause")
    left, runs = clock(play.console.page())
    ends = next((span.to_s for span in play.script.stages if span.from_s <= event.at < span.to_s), event.at + 600)

    def resume() -> None:
        with play.pace.hold():
            after = clock(play.console.page())
            play.console.do("resume")
            play.found(equal(title(event), [left, False], list(after)))

    if runs:
        play.found(Check(title(event), False, runs, False))
    play.at(min(ends, event.at + 720), resume)


def hdmi_lost(play: Play, event: Happening) -> None:
    """The projector's laptop sleeps while the room moves on; awake again it shows the present without a click."""
    play.console.screen.sleep()

    def wake() -> None:
        with play.pace.hold():
            play.console.do("extend", seconds=15)
            rev = play.console.rev
            play.console.screen.wake()
            play.console.until(lambda: int(play.console.screen.payload.get("rev", -1)) >= rev, BACK_SECONDS)
            now = play.console.now()
            play.found(equal(title(event), now, play.console.screen.payload.get("now")))

    play.at(event.at + AWAY_SECONDS, wake)


def server_killed(play: Play, event: Happening) -> None:
    """The process that serves dies, and is there again: by itself where `run` sees to it, else by the same command."""
    if play.server is None:
        play.found(Skipped(title(event), "only a server that the rehearsal started itself can be killed"))
        return
    _back_again(play, event, play.server, play.server.kill)


def power_cut(play: Play, event: Happening) -> None:
    """Everything dies at once, and somebody types the same command."""
    if play.server is None:
        play.found(Skipped(title(event), "only a server that the rehearsal started itself can be cut off"))
        return
    _back_again(play, event, play.server, play.server.power_cut)


def _back_again(play: Play, event: Happening, server: Server, kill: Callable[[], bool]) -> None:
    """The console can be used soon, the room stands where it stood, and everybody comes back."""
    before = play.console.now()
    here = play.connected()
    begun = time.monotonic()
    try:
        if not kill():
            server.start()
    except NotStarted as problem:
        play.found(Check(title(event), "started again", str(problem)[:200], False))
        raise Broken("the server did not start again") from None
    play.console.until(lambda: bool(play.console.now()), RETURN_SECONDS)
    took = time.monotonic() - begun
    first = server.first_start
    if took > USABLE_STARTS * first:
        first = max(first, server.start_now())
    usable = USABLE_STARTS * first
    said = f"within {usable:.1f} s, {USABLE_STARTS:g} times a first start"
    play.found(Check(f"{title(event)}.console_usable", said, f"{took:.1f} s", took <= usable))
    after = play.console.now()
    same = ("part", "round", "phase", "seq")
    play.found(equal(title(event), [before[key] for key in same], [after[key] for key in same]))
    enough = -(-here * 95 // 100)
    back = play.console.until(lambda: play.awake() >= enough, RETURN_SECONDS)
    play.found(Check(f"{title(event)}.phones", enough, play.awake(), back is not None))


OF_THE_ROOM: dict[str, Callable[[Play, Happening], None]] = {
    "open_lobby": open_lobby, "wifi_down": wifi_down, "wifi_up": wifi_up, "wrong_advance": wrong_advance,
    "break": pause, "hdmi_lost": hdmi_lost, "server_killed": server_killed,
    "power_cut": power_cut,
}  # fmt: skip
