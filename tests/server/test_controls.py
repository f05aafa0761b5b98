"""Room controls on a real server: announcements, frozen phones, parts nobody planned, people without phones."""

from __future__ import annotations

import html
import json
import re
import time
from functools import partial
from pathlib import Path

from tests.conftest import Server, StartServer
from tests.machine import patience
from tests.server.crowd import Phone, at_once, patiently
from tests.server.sockets import Line

WORDS = "Tea is at the back <b>until</b> six"
PHONES = 20


def crowd(server: Server, count: int = PHONES) -> list[Phone]:
    return [Phone(server.port, server.code).join() for _ in range(count)]


def picks(number: int) -> dict[str, list[str]]:
    return {"picks": [f"o{number % 4 + 1}"]}


def pages(server: Server, token: str) -> str:
    return "".join(server.frames("phone", token).values())


def everything(server: Server) -> bytes:
    """All that lies on the disk of a run: data, keys and output, without the line that the start prints."""
    found = [
        path.read_bytes() for path in sorted(server.home.rglob("*")) if path.is_file() and "stdout" not in path.name
    ]
    return b"\0".join(found)


# -- announcement ---------------------------------------------------------------------------------------------------


def test_an_announcement_reaches_every_socket_and_outlives_a_kill(server: Server) -> None:
    server.go_to("warm-up")
    tokens = [server.join() for _ in range(PHONES)]
    lines = [Line(server.port).join(token) for token in tokens]
    for line in lines:
        line.sync(line.frames())

    server.do("announce", words=f"  {WORDS}\n")

    for line in lines:
        pushed = line.frames()
        while html.escape(WORDS) not in pushed["frames"]["head"]:
            line.sync(pushed)
            pushed = line.frames()
        line.close()
    assert html.escape(WORDS) not in server.frames("screen", server.screen)["wall"]
    server.kill9()
    server.start()
    assert html.escape(WORDS) in pages(server, tokens[0])
    server.do("announce", words=WORDS, screen=True)
    assert html.escape(WORDS) in server.frames("screen", server.screen)["wall"]
    server.do("unannounce")
    assert html.escape(WORDS) not in pages(server, tokens[0]) + server.frames("screen", server.screen)["wall"]


# -- freeze ---------------------------------------------------------------------------------------------------------


def test_twenty_phones_that_are_frozen_lose_nothing_and_are_all_counted(server: Server) -> None:
    server.go_to("warm-up")
    phones = crowd(server)
    for number, phone in enumerate(phones[:5]):
        assert phone.put("warm-up", picks(number))[0] == 200
    server.do("freeze")

    refused = at_once([partial(p.put, "warm-up", picks(n + 1), 2) for n, p in enumerate(phones)])
    assert refused == [(503, {"error": "frozen"})] * PHONES
    assert "Look up." in pages(server, phones[0].token)
    assert server.now()["frozen"] is True
    server.kill9()
    server.start()
    again = [partial(patiently, partial(p.twin().put, "warm-up", picks(n + 1), 2)) for n, p in enumerate(phones)]
    answers: list[object] = []

    def thaw() -> tuple[int, object]:
        time.sleep(0.5)
        return 0, server.do("thaw")

    answers = [status for status, _ in at_once([*again, thaw])]
    assert answers == [200] * PHONES + [0]
    server.do("close")
    server.until("revealed")
    kept = server.kept("warm-up")
    assert [kept["received"], kept["results"]["counts"]] == [PHONES, {f"o{n}": 5 for n in range(1, 5)}]


def test_closing_while_frozen_takes_what_the_phones_hold(start_server: StartServer) -> None:
    server = start_server(closing_seconds=3)
    server.go_to("warm-up")
    phones = crowd(server, 6)
    server.do("freeze")
    assert phones[0].put("warm-up", picks(0))[0] == 503

    assert server.do("next")["events"] == ["PhonesThawed", "PartClosing"]
    assert [phone.put("warm-up", picks(0))[0] for phone in phones] == [200] * 6
    now = server.now()
    body = {"cmd_id": "freeze-while-closing", "expect_rev": now["seq"], "do": {"name": "freeze"}}
    answer = server.call("POST", "/api/console/commands", server.console, body)
    assert (answer.status_code, answer.json()["error"]) == (409, "closing")
    server.until("revealed")
    assert server.kept("warm-up")["received"] == 6


# -- a part that no plan had ------------------------------------------------------------------------------------------


def test_an_inserted_choice_and_harvest_survive_a_kill_and_reach_the_archive(server: Server) -> None:
    server.go_to("warm-up")
    phones = crowd(server, 6)
    server.do("insert", after="current", kind="harvest", fields={"title": "What is missing?", "minutes": 1})
    server.do("insert", after="current", kind="choice", fields={"title": "Go on?", "options": ["Yes", "No"]})
    server.do("next")
    server.until("revealed")
    server.do("next")
    assert [server.now()["part"], server.now()["kind"]] == ["x2", "choice"]
    for number, phone in enumerate(phones):
        assert phone.put("x2", {"picks": [f"o{number % 2 + 1}"]})[0] == 200
    server.kill9()
    server.start()

    assert [server.now()["part"], server.now()["phase"]] == ["x2", "open"]
    server.do("close")
    server.until("revealed")
    kept = server.kept("x2")
    assert [kept["inserted"], kept["results"]["counts"]] == [True, {"o1": 3, "o2": 3}]
    server.do("next")
    assert server.now()["part"] == "x1"
    for number, phone in enumerate(phones):
        assert patiently(partial(phone.twin().put, "x1", {"text": f"Number {number} misses the lift"}))[0] == 200
    server.do("close")
    server.until("closed")
    assert server.frames("console", server.console)["console"].count('data-action="text#show"') == 6
    server.show_all()
    server.go_to("close")
    server.do("seal")
    (folder,) = (server.data / "archive").iterdir()
    assert "x1" not in (folder / "plan.yaml").read_text()
    assert [part["part"] for part in json.loads((folder / "session.json").read_text())["parts"]][:3] == [
        "warm-up", "x2", "x1",
    ]  # fmt: skip
    assert (folder / "report.html").read_text().count("Not in the plan: put in during the evening.") == 2


# -- people without a phone -------------------------------------------------------------------------------------------


def test_an_entry_is_a_ballot_like_any_other(server: Server) -> None:
    server.go_to("warm-up")
    assert server.call("POST", "/api/console/entry", server.join()).status_code == 403
    assert server.call("POST", "/api/console/entry").status_code == 401
    before = everything(server)
    answer = server.call("POST", "/api/console/entry", server.console)
    assert answer.status_code == 201
    token = str(answer.json()["token"])
    phones = [server.join() for _ in range(5)]

    for number, one in enumerate([token, *phones]):
        assert server.answer(one, "warm-up", picks(number)).status_code == 200

    assert token.encode() not in everything(server)
    assert len(before) < len(everything(server))
    server.do("close")
    server.until("revealed")
    assert server.kept("warm-up")["received"] == 6
    server.go_to("close")
    server.do("seal")
    kept = json.loads(next((server.data / "archive").glob("*/session.json")).read_text())
    assert [kept["entered"], kept["joined"]] == [1, 7]
    assert sum("entered" in part for part in kept["parts"]) == 0
    assert server.call("POST", "/api/console/entry", server.console).status_code == 409


def test_the_page_of_an_entry_holds_nothing_and_says_who_sees(server: Server) -> None:
    page = server.web.get(f"{server.url}/console/entry", timeout=patience(2)).text
    assert "data-entry" in page
    assert "Whoever types sees the answers" in page
    assert "data-entry" not in server.web.get(f"{server.url}/{server.code}", timeout=patience(2)).text
    assert re.findall(r"[A-Za-z0-9_-]{43}", re.sub(r"<(script|link)[^>]*>", "", page)) == []


# -- asked again ------------------------------------------------------------------------------------------------------


def test_any_closed_part_is_asked_again_and_its_results_leave(server: Server) -> None:
    phones = crowd(server, 6)
    for part, body in (("warm-up", picks(0)), ("honesty-before", {"value": 5}), ("dilemmas", {"text": "Once upon"})):
        server.go_to(part)
        for phone in phones:
            assert patiently(partial(phone.put, part, body))[0] == 200
        server.do("close")
        server.until("closed" if part == "dilemmas" else "revealed")
        assert server.kept(part)["received"] == 6
        server.do("reopen")
        assert [server.now()["round"], server.now()["phase"]] == [2, "open"]
        status, said = patiently(partial(phones[0].put, part, body))
        assert (status, said) == (409, {"error": "closed"})
        server.do("close")
        server.until("closed" if part == "dilemmas" else "revealed")
        end = time.monotonic() + patience(3)
        while (kept := server.kept(part))["round"] != 2 and time.monotonic() < end:
            time.sleep(0.02)
        assert [kept["round"], kept["received"], kept["texts"]] == [2, 0, []]


def test_the_keys_of_parts_beside_the_evening_end_with_the_seal(server: Server) -> None:
    folder = Path(f"{server.data}.keys")

    def keys() -> set[str]:
        return {path.stem.removeprefix(f"{server.code}.") for path in folder.glob("*.key")}

    assert keys() == {"room", "pause.1", "parking.1"}
    server.go_to("warm-up")
    assert keys() == {"room", "pause.2", "parking.1", "warm-up.1"}
    server.go_to("close")
    assert "choose.1" in keys()  # opened over no texts at all, and never closed
    server.do("seal")
    assert keys() == set()
