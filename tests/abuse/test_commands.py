"""51 to 57: votes out of the question, and commands that would take more than they are given."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.abuse.inputs import Act, Attacks
from tests.conftest import PLAN, Server
from tests.server.crowd import Phone, at_once

attack = Attacks(51, 57)
SECONDS, A_SECOND = 10, 50
PERSONAL = {
    "seat",
    "seats",
    "tag",
    "bearer",
    "token",
    "ip",
    "ua",
    "agent",
    "sid",
    "created",
    "arrived",
    "index",
    "ballots",
}


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The attacks come in the order of the evening and move it on themselves."""
    server = Server(tmp_path_factory.mktemp("evening"), PLAN, (), {"closing_seconds": 2}).start()
    server.go_to("warm-up")
    yield server
    log = server.log()
    server.stop()
    assert len(log.splitlines()) == 1, log


def said(server: Server, token: str, part: str, body: Any, v: int = 1, round_: int = 1) -> tuple[int, Any]:
    answer = server.answer(token, part, body, v, round_)
    return answer.status_code, answer.json().get("error")


def command(server: Server, rev: int, name: Any, cmd: str = "", **words: Any) -> tuple[int, Any]:
    body = {"cmd_id": cmd or uuid.uuid4().hex, "expect_rev": rev, "do": {"name": name, **words}}
    answer = server.call("POST", "/api/console/commands", server.console, body)
    return answer.status_code, answer.json()


@attack(51, "a choice")
def options_of_another_question(server: Server) -> None:
    token = server.join()
    for picks, code in ((["o9"], "unknown_option"), (["o1", "o2"], "too_many_picks"), (["o1", "o1"], "malformed"),
                        ([], "malformed"), ([-1], "malformed"), ({"o1": -1}, "malformed")):  # fmt: skip
        assert said(server, token, "warm-up", {"picks": picks}) == (400, code), picks


@attack(52)
def votes_out_of_time(server: Server) -> None:
    early, late, honest = server.join(), server.join(), server.join()
    for part in ("lobby", "honesty-before", "choose", "close"):
        assert said(server, early, part, {"picks": ["o1"]}) == (409, "not_open"), part
    assert said(server, early, "warm-up", {"picks": ["o1"]}, round_=2) == (409, "not_open")
    server.do("close")
    assert server.now()["phase"] == "closing"
    assert said(server, honest, "warm-up", {"picks": ["o1"]}) == (200, None)
    server.until("revealed")
    assert said(server, late, "warm-up", {"picks": ["o1"]}) == (409, "closed")
    assert said(server, honest, "warm-up", None, v=2) == (409, "closed")
    assert server.kept("warm-up")["received"] == 1


@attack(53)
def five_hundred_edits(server: Server) -> None:
    server.do("next")
    phone, calm = Phone(server.port, server.code).join(), Phone(server.port, server.code).join()
    began, found = time.monotonic(), []
    for v in range(1, SECONDS * A_SECOND + 1):
        found.append(phone.put("honesty-before", {"value": 1 + v % 5}, v)[0])
        time.sleep(max(0.0, began + v / A_SECOND - time.monotonic()))
    assert set(found) == {200, 429}
    assert found.count(200) <= 5 * (time.monotonic() - began) + 10
    assert calm.put("honesty-before", {"value": 3})[0] == 200
    ballots = phone.ask("GET", "/api/parts/honesty-before/1")[1]["ballots"]
    assert [ballot["v"] for ballot in ballots] == [phone.acked]


@attack(54)
def an_old_packet(server: Server) -> None:
    phone = Phone(server.port, server.code).join()
    assert phone.put("honesty-before", {"value": 2}, 1)[0] == 200
    assert phone.put("honesty-before", None, 3)[0] == 200
    assert [phone.put("honesty-before", {"value": 2}, v)[1]["v"] for v in (1, 2, 3)] == [3, 3, 3]
    (own,) = phone.ask("GET", "/api/parts/honesty-before/1")[1]["ballots"]
    assert own["withdrawn"] is True


@attack(55)
def two_nexts_at_once(server: Server) -> None:
    rev = server.now()["seq"]
    answers = at_once([lambda: command(server, rev, "next")] * 8)
    assert sorted(status for status, _ in answers) == [200] + [409] * 7
    assert {answer["error"] for status, answer in answers if status == 409} <= {"stale", "closing"}
    server.until("closed" if server.now()["phase"] == "closed" else "revealed")
    now = server.now()
    for rev in (0, now["seq"] - 1, now["seq"] + 1, 2**53):
        assert command(server, rev, "next")[0] == 409, rev
    for rev, name in ((-1, "next"), ("1", "next"), (1.5, "next"), (now["seq"], "go_to"), (now["seq"], None)):
        assert command(server, rev, name)[0] == 400, (rev, name)
    assert command(server, now["seq"], "next", stage=-1)[0] == 400
    twice = [command(server, now["seq"], "next", cmd="the-same-intent")[1] for _ in range(2)]
    assert twice[0] == twice[1]
    assert server.now()["part"] == "sides"


@attack(56)
def a_release_from_four(server: Server) -> None:
    server.go_to("dilemmas")
    crowd = [Phone(server.port, server.code).join() for _ in range(4)]
    for at, phone in enumerate(crowd):
        assert phone.put("dilemmas", {"text": f"only four, heron {at}"})[0] == 200
    rev = server.now()["seq"]
    for part, changes in (("choose", {"threshold": 1}), ("dilemmas", {"threshold": 1}), 
                          ("choose", {"anonymity": "none"}), ("choose", {"title": "x", "threshold": 4}),
                          ("close", {"reveal": "live"})):  # fmt: skip
        status, answer = command(server, rev, "edit", part=part, changes=changes)
        assert (status, answer["error"]) == (409, "not_editable"), changes
    for name in ("release", "set_threshold", "reveal"):
        assert command(server, rev, name)[0] in (400, 409), name
    server.do("close")
    server.until("closed")
    for name, words in (("reveal", {}), ("show_unflagged", {})):
        command(server, server.now()["seq"], name, **words)
    pages = "".join(server.frames("console", server.console).values()) + json.dumps(server.kept("dilemmas"))
    assert "heron" not in pages
    kept = server.kept("dilemmas")
    assert (kept["received"], kept["withheld"], kept["results"], kept["texts"]) == (4, True, None, [])


@attack(57)
def one_seats_data(server: Server) -> None:
    plain = server.call("GET", "/api/console/frames", server.console).json()
    tricks = (
        "seat=0", "filter=side:north", "sort=created", "limit=1&offset=0", "fields=*", "q=' OR 1=1", "faction=north",
        "part=dilemmas&by=seat", "round=1&expand=ballots", "per_page=1", "_method=DELETE", "debug=1",
    )  # fmt: skip
    for trick in tricks:
        answer = server.call("GET", f"/api/console/frames?{trick}", server.console)
        assert (answer.status_code, still(answer.json())) == (200, still(plain)), trick
        assert server.call("GET", f"/api/console/past?{trick}", server.console).status_code == 200
    assert keys(plain) & PERSONAL == set()
    assert keys([{"a": {"seat": 1}}]) & PERSONAL == {"seat"}
    for path in ("/api/parts/dilemmas/1", "/api/parts/dilemmas/1/mine", "/api/phone/frames"):
        assert server.call("GET", path, server.console).status_code == 403, path
    for path in ("/api/seats", "/api/ballots", "/api/parts", "/api/console/seats", "/api/parts/dilemmas", "/api/texts"):
        assert server.call("GET", path, server.console).status_code == 404, path


def still(found: dict[str, Any]) -> str:
    """A frame set without its clocks and counters."""
    return re.sub(r"\d+", "", json.dumps(found))


@attack(51, "a vote")
def votes_over_budget(server: Server) -> None:
    # The end of the section: another round, with enough texts to vote on.
    server.do("reopen")
    crowd = [Phone(server.port, server.code).join() for _ in range(6)]
    for at, phone in enumerate(crowd):
        assert phone.put("dilemmas", {"text": f"text {'abcdef'[at]} of six"}, round_=2)[0] == 200
    server.do("close")
    server.until("closed")
    server.show_all()
    server.go_to("choose")
    page = crowd[0].ask("GET", "/api/parts/choose/1/mine")[1]["html"]
    texts = sorted(re.findall(r'data-item="(\w{32})"', page))
    assert len(texts) == 6
    for votes, code in (({texts[0]: -1}, "malformed"), ({texts[0]: 0}, "malformed"), ({texts[0]: 1.5}, "malformed"),
                        ({texts[0]: 10**9}, "malformed"), (dict.fromkeys(texts[:4], 1), "too_many_votes"),
                        ({"0" * 32: 1}, "unknown_option"), ({"x": 1}, "unknown_option"),
                        ([texts[0]], "malformed")):  # fmt: skip
        assert said(server, crowd[0].token, "choose", {"votes": votes}) == (400, code), votes
        assert ballots_of(crowd[0], "choose") == []
    assert said(server, crowd[0].token, "choose", {"votes": dict.fromkeys(texts[:3], 1)}) == (200, None)


def ballots_of(phone: Phone, part: str) -> list[Any]:
    found: list[Any] = phone.ask("GET", f"/api/parts/{part}/1")[1]["ballots"]
    return found


def keys(value: Any) -> set[str]:
    """Every key of a JSON value, however deep."""
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys(inner)}
    return {key for inner in value for key in keys(inner)} if isinstance(value, list) else set()


@pytest.mark.parametrize("act", attack.cases())
def test_abuse(act: Act, evening: Server) -> None:
    act(evening)
