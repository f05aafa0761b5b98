"""Leads, moderators and observers on a real server: every command of every role, the clicker, links that work once."""

from __future__ import annotations

import itertools
import json
import secrets
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, get_args

import pytest
import requests

from facilitator.control import fresh_link
from facilitator.workshop import requests as rq
from tests.conftest import PLAN, Server, StartServer
from tests.server.crowd import Phone
from tests.server.test_forensics import holding, queue
from tests.workshop.test_requests import GOOD
from tests.workshop.test_roles import may

ROLES = ("lead", "moderator", "observer")
NAME = "Wilhelmina"


def claimed(server: Server, link: str) -> dict[str, Any]:
    answer = server.call("POST", "/api/console/claim", body={"code": link.split("#c=")[1]})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def invited(server: Server, role: str) -> str:
    """The token of an invited console."""
    answer = server.call("POST", "/api/console/invitations", server.console, {"role": role})
    assert answer.status_code == 200, answer.text
    assert f"http://{server.url.split('//')[1]}/console#c=" in answer.json()["url"]
    found = claimed(server, answer.json()["url"])
    assert found["role"] == role
    return str(found["token"])


def ask(server: Server, token: str, **words: Any) -> requests.Response:
    body = {"cmd_id": uuid.uuid4().hex, "expect_rev": server.now()["seq"], "do": words}
    return server.call("POST", "/api/console/commands", token, body)


def refused(answer: requests.Response) -> bool:
    """Whether the role is what stood in the way."""
    return bool(answer.json().get("error") == "not_yours" and answer.status_code == 403)


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server at the last part, and a console of each role; the terminal's holds the clicker."""
    server = Server(tmp_path_factory.mktemp("crew"), PLAN, (), {}).start()
    tokens = {role: invited(server, role) for role in ROLES}
    yield server, tokens
    server.stop()


def unlike(crew: tuple[Server, dict[str, str]], asked: Iterable[dict[str, Any]], may: Callable[..., bool]) -> list[str]:
    """Which roles got another answer to which commands than `may` says."""
    server, tokens = crew
    found = []
    for words, role in itertools.product(asked, ROLES):
        name = words["name"]
        if name == "address":
            words = {**words, "address": f"127.0.0.1:{server.port}"}
        if refused(ask(server, tokens[role], **words)) is may(role, name, holds=False):
            found.append(f"{role} {name}")
        if name == "take":
            ask(server, server.console, name="take")
        elif name in ("next", "close", "seal"):
            assert server.now()["part"] == "lobby", f"{role} {name}"
    return found


def test_every_role_over_the_wire(crew: tuple[Server, dict[str, str]]) -> None:
    assert unlike(crew, GOOD.values(), may) == []


def test_a_role_that_gets_another_answer_is_found(crew: tuple[Server, dict[str, str]]) -> None:
    asked = [{"name": "next"}, GOOD[rq.Doors], GOOD[rq.ShowUnflagged]]
    assert unlike(crew, asked, lambda role, name, holds: True) == [
        "lead next", "moderator next", "observer next", "moderator doors", "observer doors", "observer show_unflagged",
    ]  # fmt: skip
    assert unlike(crew, asked, lambda role, name, holds: False) == [
        "lead doors", "lead show_unflagged", "moderator show_unflagged",
    ]  # fmt: skip


def test_every_command_was_tried() -> None:
    assert set(GOOD) == set(get_args(rq.Command))


@pytest.mark.parametrize(
    ("path", "body", "of_a_lead"),
    [("past", None, 200), ("download", None, 200), ("invitations", {"role": "lead"}, 200), ("entry", None, 201),
     ("tickets", {"count": 1}, 409), ("tickets/void", {"ticket": "ABCDE-FGHJK"}, 409)],
)  # fmt: skip
def test_the_shelf_the_door_and_more_consoles_are_for_leads(
    crew: tuple[Server, dict[str, str]], path: str, body: dict[str, Any] | None, of_a_lead: int
) -> None:
    server, tokens = crew
    method = "GET" if path == "past" else "POST"
    found = {role: server.call(method, f"/api/console/{path}", token, body) for role, token in tokens.items()}
    assert {role: answer.status_code for role, answer in found.items()} == {
        "lead": of_a_lead, "moderator": 403, "observer": 403,
    }  # fmt: skip
    assert found["lead"].json().get("error") == ("not_ticketed" if of_a_lead == 409 else None)


@pytest.mark.parametrize(
    "forged",
    [
        lambda token: token.replace("observer", "lead"), lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: "lead..", lambda token: token.replace(token.split(".")[1], "0" * 16), lambda token: "lead." * 40,
    ],
)  # fmt: skip
def test_nobody_makes_a_token_out_of_another(crew: tuple[Server, dict[str, str]], forged: Any) -> None:
    server, tokens = crew
    assert server.call("GET", "/api/console/frames", forged(tokens["observer"])).status_code == 401


def test_an_invitation_works_once(crew: tuple[Server, dict[str, str]]) -> None:
    server, _ = crew
    url = server.call("POST", "/api/console/invitations", server.console, {"role": "moderator"}).json()["url"]
    assert claimed(server, url)["role"] == "moderator"
    again = server.call("POST", "/api/console/claim", body={"code": url.split("#c=")[1]})
    assert (again.status_code, again.json()) == (410, {"error": "link_used"})
    bad = server.call("POST", "/api/console/invitations", server.console, {"role": "owner"})
    assert bad.json() == {"error": "malformed"}


def test_one_lead_holds_the_clicker_and_the_terminal_takes_it_back(server: Server) -> None:
    lead = invited(server, "lead")
    id_ = lead.split(".")[1]
    assert refused(ask(server, lead, name="next"))
    assert ask(server, server.console, name="give", to=id_).json()["error"] == "nobody_there"  # no socket, no console
    assert ask(server, lead, name="take").status_code == 200
    assert refused(ask(server, server.console, name="next"))
    assert refused(ask(server, server.console, name="give", to=""))
    assert ask(server, lead, name="next").status_code == 200
    # A refusal is not remembered: the same intent is carried out once the clicker is back.
    claimed(server, str(fresh_link(server.data, practice=False)))
    assert refused(ask(server, lead, name="next"))
    assert ask(server, server.console, name="black").status_code == 200
    ask(server, lead, name="take")
    server.restart()
    assert refused(ask(server, lead, name="light"))
    assert ask(server, server.console, name="light").status_code == 200


def test_an_observer_reads_no_text_that_was_not_shown(server: Server) -> None:
    moderator, observer = invited(server, "moderator"), invited(server, "observer")
    words = written(server, 6)
    pages = {role: server.frames("console", token)["console"] for role, token in
             (("moderator", moderator), ("observer", observer))}  # fmt: skip
    assert [sum(text in pages[role] for text in words) for role in ("moderator", "observer")] == [6, 0]


def written(server: Server, count: int, extra: str = "") -> list[str]:
    """So many dilemmas, read after the close."""
    server.go_to("dilemmas")
    words = [f"Marker{secrets.token_hex(8)} {extra} what is owed?" for _ in range(count)]
    for text in words:
        assert Phone(server.port, server.code).join().put("dilemmas", {"text": text})[0] == 200
    server.do("close")
    server.until("closed")
    return [text.replace("  ", " ") for text in words]


def test_names_on_the_list_are_in_no_page_but_the_console_and_in_no_file_after_the_seal(
    start_server: StartServer, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.yaml"
    text = PLAN.read_text("utf-8")
    comment = f"# {NAME} will come late\n"
    plan.write_text(f"{comment}{text}\nmoderation:\n  names: [{NAME}]\n  words: [what]\n", "utf-8")
    server = start_server(plan)
    server.do("watch", names=["Ottokarina"])
    phone = server.join()
    written(server, 5)
    page = server.frames("console", server.console)["console"]
    assert (NAME in page, "Ottokarina" in page) == (True, True)
    others = json.dumps([server.frames("phone", phone), server.frames("screen", server.screen)])
    assert [word for word in (NAME, "Ottokarina") if word in others] == []
    assert [name for name, _ in holding(server, [b"Ottokarina"])] == []
    # The search can find: while the evening runs, the plan with its list lies on the disk.
    assert {name for name, _ in holding(server, [NAME.encode()])} >= {"data/facilitator.sqlite3"}
    assert list(server.data.glob("archive/*/plan.yaml")) and not any(
        NAME in path.read_text("utf-8") for path in server.data.glob("archive/*/*")
    )
    server.do("seal")
    assert holding(server, [NAME.encode(), b"Ottokarina"]) == []


def test_what_was_set_aside_is_in_no_file_after_the_seal(server: Server) -> None:
    words = written(server, 10)
    ids = {body: id_ for id_, body in queue(server).items()}
    aside, merged, declined, changed, endangered, *rest = words
    server.do("hold", texts=[ids[aside]])
    server.do("translate", text=ids[aside], body="Asidetranslation of it")
    server.do("merge", text=ids[merged], into=ids[rest[0]])
    server.do("decline", text=ids[declined], reason="attack")
    server.do("translate", text=ids[changed], body="Firsttranslation names him", language="en")
    server.do("soften", text=ids[changed], body="Somebody owes something")
    server.do("translate", text=ids[changed], body="Lasttranslation of it", language="en")
    server.do("safeguard", note="Noteforall: come to me", text=ids[endangered])
    server.do("show", texts=[ids[text] for text in (*rest, changed)])
    hidden = [text.split()[0].encode() for text in (aside, merged, declined, changed, endangered)]
    hidden += [b"Asidetranslation", b"Firsttranslation", b"Noteforall"]
    # While the evening runs the words are there to be found, but for those that went at once.
    gone = {declined.split()[0].encode()}
    assert {word for _, word in holding(server, hidden)} >= set(hidden) - gone - {b"Firsttranslation"}
    assert [word for word in gone for _ in holding(server, [word])] == []
    server.restart()
    assert "Noteforall" in server.frames("phone", server.join())["head"]
    server.do("seal")
    assert holding(server, hidden) == []
    assert {word for _, word in holding(server, [b"Lasttranslation"])} == {b"Lasttranslation"}
    (kept,) = server.data.glob("archive/*/session.json")
    found = json.loads(kept.read_text("utf-8"))
    harvest = next(part for part in found["parts"] if part["part"] == "dilemmas")
    counts = (harvest["held"], harvest["aside"], harvest["merged"], harvest["declined"], found["safeguarding_notes"])
    assert counts == (0, 2, 1, {"attack": 1}, 1)
    assert [text["translation"] for text in harvest["texts"] if text["edited"]] == [
        {"body": "Lasttranslation of it", "language": "en"}
    ]
