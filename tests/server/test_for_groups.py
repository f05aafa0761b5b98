"""A lead chooses texts for the groups after a vote: on the console, in the report, and through a power cut."""

from __future__ import annotations

import html
import re

from tests.conftest import Server
from tests.server.test_roles import ask, invited

SIDES = ("north", "south", "funders")
FORM = 'id="choosing"'
SAID = "Chosen for the groups, by the facilitator"


def listed(page: str) -> list[str]:
    """Ids that the console offers to choose from, in their order."""
    return re.findall(r'id="give-(\w{32})"', page)


def given(page: str) -> list[str]:
    """Names of what is chosen now, as the console says them."""
    part = page.partition("Chosen for the groups</p>")[2].partition("</ol>")[0]
    return [html.unescape(name) for name in re.findall(r'<bdi dir="auto">(.*?)</bdi>', part)]


def vote_is_open(server: Server) -> list[str]:
    """Six shown texts on an open vote: the first three get votes, the others none."""
    phones = [server.join() for _ in range(9)]
    server.go_to("dilemmas")
    for at, phone in enumerate(phones[:6]):
        assert server.answer(phone, "dilemmas", {"text": f"Dilemma {at}: what is owed?"}).status_code == 200
    server.do("close")
    server.until("closed")
    page = server.frames("console", server.console)["console"]
    cards = re.findall(r'data-text-id-value="(\w{32})".*?<p class="sheet__text" dir="auto">(.*?)</p>', page, re.S)
    shown = [id_ for _, id_ in sorted((body, id_) for id_, body in cards)]
    server.do("show", texts=shown)
    server.go_to("choose")
    for at, phone in enumerate(phones):
        votes = {shown[0]: 1, shown[1 + at % 2]: 1}
        assert server.answer(phone, "choose", {"votes": votes}, side=SIDES[at % 3]).status_code == 200
    return shown


def test_what_a_lead_chose_is_on_the_console_in_the_report_and_survives_a_power_cut(server: Server) -> None:
    shown = vote_is_open(server)
    assert FORM not in server.frames("console", server.console)["console"]
    early = ask(server, server.console, name="choose", part="choose", texts=shown[:1])
    assert (early.status_code, early.json()["error"]) == (409, "still_open")
    server.do("close")
    server.until("revealed")
    lead, moderator = invited(server, "lead"), invited(server, "moderator")
    assert [FORM in server.frames("console", token)["console"] for token in (lead, moderator)] == [True, False]
    refused = ask(server, moderator, name="choose", part="choose", texts=shown[:1])
    assert (refused.status_code, refused.json()["error"]) == (403, "not_yours")
    assert listed(server.frames("console", lead)["console"]) == sorted(shown)
    server.do("reveal")
    orders = listed(server.frames("console", lead)["console"])
    assert (orders[0], set(orders[1:3]), orders[3:]) == (shown[0], set(shown[1:3]), sorted(shown[3:]))
    assert SAID not in report(server)

    assert server.do("choose", part="choose", texts=shown[:1])["events"] == ["TextsChosen"]
    second = ask(server, lead, name="choose", part="choose", texts=[shown[5], shown[0]])  # without the clicker
    assert (second.status_code, second.json()["events"]) == (200, ["TextsChosen"])
    server.kill9()
    server.start()

    server._token = ""  # a new link was printed
    page = server.frames("console", server.console)["console"]
    assert given(page) == ["Dilemma 5: what is owed?", "Dilemma 0: what is owed?"]
    for audience, token in (("screen", server.screen), ("phone", server.join())):
        assert "Chosen for the groups" not in str(server.frames(audience, token))
    server.go_to("close")
    server.do("seal")
    kept = server.kept("choose")
    assert kept["chosen"] == [shown[5], shown[0]]
    assert server.kept("dilemmas")["chosen"] == []
    found = report(server)
    assert found.count(SAID) == 2  # at the top, and where the vote stands
    names = [re.findall(r'data-chosen="(\w{32})"', part) for part in found.split(SAID)[1:]]
    assert names == [[shown[5], shown[0]]] * 2


def report(server: Server) -> str:
    (path,) = (server.data / "archive").glob("*/report.html")
    return path.read_text("utf-8")
