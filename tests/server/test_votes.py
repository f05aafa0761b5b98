"""Many phones vote at the same instant: every acknowledged vote is counted, once, in its newest version."""

from __future__ import annotations

import random
import time
from collections import Counter
from functools import partial
from typing import Any

import pytest

from tests.conftest import Server
from tests.server.crowd import Phone, at_once, patiently, percentile, seconds_of

OPTIONS = ("o1", "o2", "o3", "o4")


def picks(option: str) -> dict[str, list[str]]:
    return {"picks": [option]}


def phones(server: Server, count: int) -> list[Phone]:
    return [Phone(server.port, server.code) for _ in range(count)]


def counted(server: Server) -> dict[str, Any]:
    """Closes the warm-up and reads what the archive keeps of it."""
    server.do("close")
    server.until("revealed")
    part = server.kept("warm-up")
    return {"received": part["received"], **part["results"]}


def expected(chosen: list[str]) -> dict[str, Any]:
    tally = Counter(chosen)
    return {"received": len(chosen), "n": len(chosen), "counts": {option: tally[option] for option in OPTIONS}}


def test_forty_phones_that_vote_at_the_same_instant_are_all_counted(server: Server) -> None:
    server.go_to("warm-up")
    crowd = [phone.join() for phone in phones(server, 40)]
    chosen = [OPTIONS[i % 4] for i in range(40)]

    answers = at_once([partial(p.put, "warm-up", picks(o)) for p, o in zip(crowd, chosen, strict=True)])

    assert [(status, said["state"], said["v"]) for status, said in answers] == [(200, "received", 1)] * 40
    assert len({said["receipt"] for _, said in answers}) == 40
    assert counted(server) == expected(chosen)


def test_one_phone_that_votes_on_forty_lines_at_once_is_one_vote(server: Server) -> None:
    server.go_to("warm-up")
    phone = Phone(server.port, server.code).join()

    # Alike but for the line they come on; what is over the seat's rate is refused, never counted.
    answers = at_once([partial(phone.twin().put, "warm-up", picks("o2")) for _ in range(40)])

    assert {status for status, _ in answers} <= {200, 429}
    assert len({said["receipt"] for status, said in answers if status == 200}) == 1
    assert counted(server) == expected(["o2"])


def test_the_newest_version_wins_whatever_the_order_of_duplicates_and_retries(server: Server) -> None:
    server.go_to("warm-up")
    draw = random.Random(7)
    crowd = [phone.join() for phone in phones(server, 20)]
    changes = [[draw.choice(OPTIONS) for _ in range(4)] for _ in crowd]
    acts = []
    for phone, options in zip(crowd, changes, strict=True):
        for v in draw.sample([1, 2, 3, 4, 1, 2, 3, 4], 8):
            acts.append(partial(phone.twin().put, "warm-up", picks(options[v - 1]), v))

    answers = at_once(acts)

    assert {status for status, _ in answers} == {200}
    # An answer to a late packet names what is stored, which is never older than what was sent.
    assert all(said["v"] >= act.args[2] for act, (_, said) in zip(acts, answers, strict=True))
    assert counted(server) == expected([options[3] for options in changes])


def test_a_late_packet_does_not_bring_a_withdrawn_vote_back(server: Server) -> None:
    server.go_to("warm-up")
    stays, leaves = (phone.join() for phone in phones(server, 2))
    for phone in (stays, leaves):
        assert phone.put("warm-up", picks("o1"), 1)[0] == 200
    assert leaves.put("warm-up", None, 3)[0] == 200

    late = [leaves.put("warm-up", picks("o1"), v) for v in (1, 2, 3)]

    assert [(status, said["v"]) for status, said in late] == [(200, 3)] * 3
    assert leaves.ask("GET", "/api/parts/warm-up/1")[1]["ballots"][0]["withdrawn"] is True
    assert counted(server) == expected(["o1"])


@pytest.mark.alone
def test_an_answer_goes_out_at_once_on_a_line_that_stays_open(server: Server) -> None:
    # With Nagle's algorithm the body of every answer waits 40 ms for an acknowledgement of its headers, but for the
    # first answer on a line, which the system acknowledges at once.
    server.go_to("warm-up")
    phone = Phone(server.port, server.code).join()

    def ask(line: Phone) -> None:
        assert line.ask("GET", "/api/parts/warm-up/1")[0] == 200

    first = [seconds_of(partial(ask, phone.twin())) for _ in range(40)]
    later = [seconds_of(partial(ask, phone)) for _ in range(40)]
    assert percentile(later, 0.5) < 2 * percentile(first, 0.5)


@pytest.mark.alone
@pytest.mark.slow
def test_three_hundred_phones_in_three_seconds_lose_and_double_nothing(server: Server) -> None:
    server.go_to("warm-up")
    draw = random.Random(300)
    alone = [seconds_of(phones(server, 1)[0].join) for _ in range(10)]
    crowd = phones(server, 300)
    chosen = [draw.choice(OPTIONS) for _ in crowd]
    waits = [draw.uniform(0, 3) for _ in crowd]

    def arrive(phone: Phone, option: str, wait: float) -> tuple[float, int]:
        time.sleep(wait)
        patiently(lambda: (201, phone.join()))
        began = time.monotonic()
        status, _ = patiently(partial(phone.put, "warm-up", picks(option)))
        return time.monotonic() - began, status

    began = time.monotonic()
    found = at_once([partial(arrive, *words) for words in zip(crowd, chosen, waits, strict=True)])
    took = time.monotonic() - began
    acked = [option for (_, status), option in zip(found, chosen, strict=True) if status == 200]
    result = counted(server)
    seconds = [delay for delay, _ in found]
    print(
        f"\n300 phones joined and voted in {took:.1f} s: {len(acked)} acknowledged, {result['received']} counted; "
        f"acknowledged in {percentile(seconds, 0.5) * 1000:.0f} ms (median), {percentile(seconds, 0.95) * 1000:.0f} ms "
        f"(95 %), {percentile(seconds, 0.99) * 1000:.0f} ms (99 %), {max(seconds) * 1000:.0f} ms (slowest)"
    )
    assert len(acked) == 300
    assert result == expected(acked)
    # Served one after the other, the last of them would have waited for all who joined before it.
    assert percentile(seconds, 0.95) < len(crowd) * percentile(alone, 0.5)
