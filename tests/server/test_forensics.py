"""A whole evening on a real server, then the attack on everything that is left of it."""

from __future__ import annotations

import html
import random
import re
import secrets
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.ballots.forensics import by_offset, by_row, kendall, matched
from tests.conftest import Server
from tests.server.crowd import Phone

AUTHORS = 40
SIDES = ("north", "south", "funders")
# One evening: a match by chance is Poisson(1), tau deviates by 0.11. Both bounds are five deviations and more away.
MATCHES_BY_CHANCE = 9 / AUTHORS
TAU_BY_CHANCE = 0.55


def files(server: Server) -> dict[str, bytes]:
    """Everything on the disk that the server wrote: data, keys, and what it printed after the line it starts with."""
    found = {str(path.relative_to(server.home)): path.read_bytes() for path in server.home.rglob("*") if path.is_file()}
    first_line = found["stdout-1"].partition(b"\n")
    return found | {"stdout-1": first_line[2]}


def holding(server: Server, secrets_: list[bytes]) -> list[tuple[str, bytes]]:
    """Which files hold which of these words, as bytes or as hex."""
    return [
        (name, word)
        for name, raw in files(server).items()
        for word in secrets_
        if word in raw or word.hex().encode() in raw
    ]


def rows(server: Server, query: str) -> list[tuple[Any, ...]]:
    line = sqlite3.connect(f"file:{server.data / 'facilitator.sqlite3'}?mode=ro", uri=True)
    try:
        return line.execute(query).fetchall()
    finally:
        line.close()


def queue(server: Server) -> dict[str, str]:
    """Texts on the console by id."""
    page = server.frames("console", server.console)["console"]
    cards = re.findall(r'data-text-id-value="(\w{32})".*?<p class="sheet__text" dir="auto">(.*?)</p>', page, re.S)
    return {id_: html.unescape(body) for id_, body in cards}


def test_a_text_that_is_declined_leaves_the_disk_at_once(server: Server) -> None:
    server.go_to("dilemmas")
    words = [f"Marker{secrets.token_hex(8)} what is owed?" for _ in range(6)]
    for text in words:
        assert Phone(server.port, server.code).join().put("dilemmas", {"text": text})[0] == 200
    server.do("close")
    server.until("closed")
    id_, body = next(iter(queue(server).items()))
    assert holding(server, [body.encode()]) != []
    server.do("decline", text=id_, reason="names_person")
    assert holding(server, [body.encode()]) == []
    assert len(queue(server)) == 5


@pytest.mark.slow
def test_after_the_seal_no_file_tells_who_wrote_or_voted_what(server: Server) -> None:
    draw = random.Random(40)
    server.go_to("dilemmas")
    crowd = [Phone(server.port, server.code).join() for _ in range(AUTHORS)]
    marks = [f"t{secrets.token_hex(6)}" for _ in crowd]
    first = [f"first{secrets.token_hex(6)}" for _ in crowd]
    order = draw.sample(range(AUTHORS), AUTHORS)
    for author in order:
        assert crowd[author].put("dilemmas", {"text": f"{first[author]} {'x' * draw.randint(5, 60)}"}, 1)[0] == 200
    for author in order:
        assert crowd[author].put("dilemmas", {"text": f"{marks[author]} {'x' * draw.randint(5, 60)}"}, 2)[0] == 200
    tags = [tag for (tag,) in rows(server, "SELECT tag FROM ballots")]
    seats = [seat.encode() for (seat,) in rows(server, "SELECT seat FROM seats")]
    bearers = [bearer.encode() for (bearer,) in rows(server, "SELECT bearer FROM seats")]
    assert (len(tags), len(seats), len(bearers)) == (AUTHORS, AUTHORS, AUTHORS)
    server.do("close")
    server.until("closed")
    assert holding(server, [mark.encode() for mark in first] + tags) == []

    waiting = list(queue(server).items())
    declined, softened, held = waiting[:8], waiting[8:11], waiting[11:13]
    for id_, _ in declined:
        server.do("decline", text=id_, reason="unsafe")
    for id_, body in softened:
        server.do("soften", text=id_, body="softer " + body.split()[1])
        server.do("show", texts=[id_])
    shown = waiting[13:]
    server.do("show", texts=[id_ for id_, _ in shown])
    hidden = [body.split()[0].encode() for _, body in [*declined, *held, *softened]]

    server.go_to("choose")
    for author in order:
        dealt = re.findall(r'data-item="(\w{32})"', _mine(crowd[author]))
        votes = {id_: 1 for id_ in dealt[:3]}
        assert votes
        said = crowd[author].put("choose", {"votes": votes}, side=SIDES[author % 3])
        assert said[0] == 200, said
    tags += [tag for (tag,) in rows(server, "SELECT tag FROM ballots")]
    server.go_to("close")
    if server.now()["phase"] == "open" and server.now()["asks"]:
        server.do("close")
        server.until("revealed")
    server.do("seal")

    stays = [mark.encode() for mark in marks if mark.encode() not in hidden]
    assert len(stays) == AUTHORS - len(hidden) == len(shown)
    tokens = [phone.token.encode() for phone in crowd]
    keys = [server.console.encode(), server.screen.encode()]
    assert holding(server, [*hidden, *tags, *seats, *bearers, *tokens, *keys]) == []
    assert {name for name, _ in holding(server, stays)} >= {"data/facilitator.sqlite3"}  # the search can find
    assert list(Path(f"{server.data}.keys").glob("*.key")) == []
    assert [rows(server, f"SELECT count(*) FROM {table}") for table in ("ballots", "seats")] == [[(0,)], [(0,)]]

    truth = [marks[author].encode() for author in order if marks[author].encode() in stays]
    database = server.data / "facilitator.sqlite3"
    (report,) = (server.data / "archive").glob("*/report.html")
    (kept,) = (server.data / "archive").glob("*/session.json")
    guesses = {
        "rows": by_row(database, "texts", truth),
        "offsets": by_offset(database.read_bytes(), truth),
        "report": sorted(truth, key=report.read_bytes().find),
        "session.json": sorted(truth, key=kept.read_bytes().find),
    }
    for name, guess in guesses.items():
        print(f"\n{name}: {matched(guess, truth):.1%} at their place, tau {kendall(guess, truth):+.2f}", end="")
        assert sorted(guess) == sorted(truth), name
        assert matched(guess, truth) <= MATCHES_BY_CHANCE, name
        assert abs(kendall(guess, truth)) <= TAU_BY_CHANCE, name


def _mine(phone: Phone) -> str:
    status, page = phone.ask("GET", "/api/parts/choose/1/mine")
    assert status == 200, page
    return str(page["html"])
