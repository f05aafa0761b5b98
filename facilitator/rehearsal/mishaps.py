"""What befalls one person: each mishap happens to a real phone, and its stated outcome is looked at."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import gevent

from facilitator.rehearsal.console import told
from facilitator.rehearsal.kinds import harvest
from facilitator.rehearsal.line import Broken
from facilitator.rehearsal.moderation import NOTE
from facilitator.rehearsal.outbox import Place
from facilitator.rehearsal.outcome import Check, Skipped, equal
from facilitator.rehearsal.pages import parsed
from facilitator.rehearsal.person import Person
from facilitator.rehearsal.phone import Phone
from facilitator.rehearsal.script import Happening
from facilitator.rehearsal.sharing import battery_dead
from facilitator.rehearsal.traces import Traces, legible

if TYPE_CHECKING:
    from facilitator.rehearsal.play import Play

LOCKED_SECONDS = 30.0
BACK_SECONDS = 20.0
"""Real seconds in which a phone is back on a quick machine, and the console has noticed."""


def title(event: Happening) -> str:
    """The name of an event among the checks."""
    return f"{event.what}.{event.who}"


def late_join(play: Play, event: Happening, person: Person, phone: Phone) -> None:
    play.console.until(lambda: phone.now is not None, BACK_SECONDS)
    now = play.console.now()
    parts = {node.attrs["data-part"] for node in parsed(phone.page).having("data-part")}
    got = [phone.part, sorted(parts - {now["part"]})]
    play.found(equal(title(event), [now["part"], []], got))


def double_tap(play: Play, event: Happening, person: Person, phone: Phone) -> None:
    """Taps twice at what is sent next, or once more at what was just sent; the counts at the close show one."""
    if not person.again(play.console.now()["part"]):
        person.twice = True
    before = play.console.people().get("joined")
    play.found(equal(f"{title(event)}.joined", before, play.console.people().get("joined")))


def phone_locks(play: Play, event: Happening, person: Person, phone: Phone) -> None:
    """The socket dies; half a minute later the phone is where the room is, and what was not yet sent still is not."""
    draft = sorted(place.part for place in person.thinking)
    phone.sleep()

    def unlock() -> None:
        if not phone.online:  # without Wi-Fi nobody can say where the room is
            play.at(play.pace.now() + 1.0, unlock)
            return
        with play.pace.hold():
            still = sorted(place.part for place in person.thinking)
            phone.now = None
            phone.wake()
            play.console.until(lambda: phone.now is not None, BACK_SECONDS)
            now = play.console.now()
            play.found(equal(title(event), [now["part"], draft], [phone.part, still]))

    play.at(event.at + LOCKED_SECONDS, unlock)


def reload(play: Play, event: Happening, person: Person, phone: Phone) -> None:
    """Back, or a reload: the page comes anew, says what was received, and holds no word of it."""
    if not phone.online:
        play.found(Skipped(title(event), "there is no Wi-Fi at this time, and a page cannot be loaded"))
        return
    now = play.console.now()
    play.console.until(lambda: not phone.outbox and phone.part == now["part"], BACK_SECONDS)
    first = len(play.evening.heard.pages)
    taken = now["part"] if now["phase"] in ("open", "closing") else ""
    acked = {place: ballot for place, ballot in phone.acked.items() if place.part == taken}
    own = None
    with contextlib.suppress(Broken, ValueError):
        phone.reload()
        own = phone.own(taken, now["round"]) if acked else []
    words = [str(ballot.body["text"]) for ballot in acked.values() if ballot.body and "text" in ballot.body]
    pages = [page.text for page in play.evening.heard.pages[first:] if page.audience == "phone"]
    traces = Traces(words, play.evening.seen_words(taken))
    again = set().union(*(traces.within(legible(page)) for page in pages))
    received = [] if own is None else sorted((ballot["slot"], ballot["v"]) for ballot in own)
    expected = sorted((place.slot, ballot.v) for place, ballot in acked.items())
    play.found(equal(f"{title(event)}.received", [list(x) for x in expected], [list(x) for x in received]))
    play.found(equal(title(event), [], sorted(again)))


def second_device(play: Play, event: Happening, person: Person, phone: Phone) -> None:
    """The same person on a borrowed phone: with an open code a newcomer, which the console shows beside the heads."""
    before = play.console.people()
    play.evening.joined = before.get("joined")
    other = Phone(play.console.url, play.code, person.draw, partial(play.evening.heard.frames, "phone"))
    with contextlib.suppress(Broken, ValueError):
        other.join()
    expected = {"joined": before.get("joined", 0) + 1, "heads": play.script.headcount}
    play.console.until(lambda: play.console.people().get("joined") == expected["joined"], BACK_SECONDS)
    after = play.console.people()
    play.found(equal(title(event), expected, {"joined": after.get("joined"), "heads": after.get("heads")}))
    other.leave()


def second_tab(play: Play, event: Happening, person: Person, phone: Phone) -> None:
    """From now on each answer comes from both tabs; the counts at the close show one."""
    joined = play.console.people().get("joined")
    phone.another_tab()
    person.two_tabs = True
    gevent.sleep(0.3)
    play.found(equal(f"{title(event)}.joined", joined, play.console.people().get("joined")))


def early_submit(play: Play, event: Happening, person: Person, phone: Phone) -> None:
    """A ballot for a part that is not open is refused; the text stays on the phone and is sent when its time comes."""
    own = play.script.written_by(person.id)
    part = harvest.material(play.plan)
    if part is None or not own:
        play.found(Skipped(title(event), "there is no text to send early"))
        return
    place = Place(part.id, 1)
    reply = phone.ask("PUT", f"{place.path}/0", {"v": 1, "body": {"text": own[0].text}, "side": None})
    phone.versions[place] = 1
    play.found(equal(title(event), [409, "not_open"], told(reply)))


def reaches_the_queue(play: Play, event: Happening, person: Person, phone: Phone) -> None:
    """Looked at when all is over: it was in the queue, and no screen ever had it."""
    own = [d for d in play.script.written_by(person.id) if abs(d.at - event.at) < 60]
    if not own:
        play.found(Skipped(title(event), f"{person.id} writes nothing at this time"))
        return

    def look() -> None:
        in_queue = play.evening.moderation.text_id(own[0].id) is not None
        traces = Traces([own[0].text], play.evening.seen_words(told=True))
        on_screen = any(traces.within(legible(page.text)) for page in play.evening.heard.by("screen"))
        play.found(equal(title(event), {"queue": True, "screen": False}, {"queue": in_queue, "screen": on_screen}))
        if event.what == "submit_safeguarding":
            play.found(_followed_up(play, f"{title(event)}.follow_up", own[0].id))

    play.at(play.end - 0.01, look)


def _followed_up(play: Play, name: str, dilemma: str) -> Check:
    """The text waits aside, and every phone has the note that reaches its author without knowing who it is."""
    status = play.evening.moderation.statuses.get(play.evening.moderation.text_id(dilemma) or "")
    phones = [person for person in play.evening.people if person.here and person.phone is not None]
    without = [person.id for person in phones if NOTE not in parsed(person.phone.head).words()]  # type: ignore[union-attr]
    return equal(name, ["aside", []], [status, without])


def leaves(play: Play, event: Happening, person: Person, phone: Phone) -> None:
    """Leaves when the phone says that all is received: one phone less is awake, and that it once joined stays true."""
    play.console.until(lambda: not phone.outbox, BACK_SECONDS)
    joined = play.console.people().get("joined")
    person.left = True
    phone.leave()
    awake = play.connected()
    play.console.until(lambda: play.awake() == awake, BACK_SECONDS)
    after = play.console.people()
    play.found(equal(title(event), [joined, awake], [after.get("joined"), after.get("awake")]))


OF_A_PERSON: dict[str, Callable[[Play, Happening, Person, Phone], None]] = {
    "late_join": late_join, "double_tap": double_tap, "phone_locks": phone_locks, "back_button": reload,
    "reload": reload, "second_device": second_device, "second_tab": second_tab, "early_submit": early_submit,
    "submit_hostile": reaches_the_queue, "submit_safeguarding": reaches_the_queue, "leaves": leaves,
    "battery_dead": battery_dead,
}  # fmt: skip
