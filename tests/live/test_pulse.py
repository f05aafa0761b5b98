"""The pushing loop on its own: what it does when a page cannot be made."""

from __future__ import annotations

import gevent

from facilitator.live.pulse import Client, Pulse


def test_a_page_that_cannot_be_made_does_not_silence_the_others() -> None:
    sent: list[bytes] = []
    faults: list[BaseException] = []
    broken = False

    def encode(audience: str, language: str, beat: int) -> str:
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
