"""The pushing loop on its own: what it does when a page cannot be made."""

from __future__ import annotations

import gevent

from facilitator.live.pulse import Client, Pulse
from facilitator.workshop.roles import TERMINAL, Console


def test_a_page_that_cannot_be_made_does_not_silence_the_others() -> None:
    sent: list[bytes] = []
    faults: list[BaseException] = []
    broken = False

    def encode(audience: str, language: str, beat: int, console: Console | None) -> str:
        if broken and audience == "phone":
            raise KeyError("a template")
        return f"{audience} {beat}"

    pulse = Pulse(encode, str.encode, lambda sid: None, faults.append)
    loop = gevent.spawn(pulse.run)
    for audience in ("phone", "console"):
        client = Client(audience, audience, "en", sent.append)
        pulse.join(client)
        pulse.synced(client, 0, current=True)
    broken = True
    pulse.touch("phone", "console")
    gevent.sleep(1.5)
    assert b"console 1" in sent
    assert [type(problem) for problem in faults] == [KeyError]
    broken = False
    pulse.touch("phone")
    gevent.sleep(0.5)
    assert b"phone 2" in sent
    assert not loop.dead
    loop.kill()


def test_consoles_that_are_alike_share_a_frame_and_others_get_their_own() -> None:
    sent: dict[str, list[bytes]] = {}
    made: list[Console | None] = []

    def encode(audience: str, language: str, beat: int, console: Console | None) -> str:
        made.append(console)
        return f"{audience} {beat} {console}"

    pulse = Pulse(encode, str.encode, lambda sid: None)
    observer = Console("observer", "0123456789abcdef")
    for sid, console in (("one", TERMINAL), ("two", TERMINAL), ("three", observer)):
        client = Client(sid, "console", "en", sent.setdefault(sid, []).append, console=console)
        pulse.join(client)
    assert made == [TERMINAL, observer]
    assert sent["one"] == sent["two"] == [f"console 0 {TERMINAL}".encode()]
    assert sent["three"] == [f"console 0 {observer}".encode()]
    assert pulse.snapshot("console", "en", observer) == f"console 0 {observer}"
    assert pulse.leads() == {TERMINAL.id}


def test_a_language_is_named_from_five_phones_and_a_rarer_one_never() -> None:
    pulse = Pulse(lambda *_: "", str.encode, lambda sid: None)

    def come(seats: range, language: str) -> None:
        for n in seats:
            pulse.join(Client(f"{n}", "phone", language, lambda _: None, seat=f"seat {n}"))

    come(range(4), "ar")
    come(range(4, 9), "en")
    pulse.join(Client("again", "phone", "ar", lambda _: None, seat="seat 0"))  # one phone, two tabs
    pulse.join(Client("wall", "screen", "ar", lambda _: None))
    assert pulse.languages() == ("en",)
    pulse.leave("8")  # asleep, or its battery is dead: it was there
    assert pulse.languages() == ("en",)
    come(range(9, 10), "ar")
    assert pulse.languages() == ("ar", "en")
    pulse.shut_out("seat 9")  # its ticket was void
    assert pulse.languages() == ("en",)
