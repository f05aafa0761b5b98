"""Two evenings in a row: map, gap and commitments of the first stand in the second, also after a power cut."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click import ClickException

from facilitator.archive.build import checksums
from facilitator.carry import carried
from facilitator.runs import from_file
from tests.conftest import Server, StartServer
from tests.machine import patience
from tests.server.test_carry import folder

OPTIONS = [{"id": "status", "text": "Their standing"}, {"id": "loyalty_absent", "text": "A promise to the dead"},
           {"id": "control", "text": "The keys"}]  # fmt: skip
SIDES = [{"id": "north", "name": "The north", "values": ["dignity & bread"]}, {"id": "south", "name": "The south"}]
NOTHING = "Nothing was carried over from the session before."


def plan(path: Path, id_: str, *parts: dict[str, Any]) -> Path:
    """A plan of the parts, each a stage of its own, that begins at a door."""
    listed = [{"id": "door", "kind": "lobby"}, *parts]
    stages = [
        {"id": f"s-{p['id']}", "title": p["id"], "minutes": 2, "parts": [{"title": f"Part {p['id']}", **p}]}
        for p in listed
    ]
    words = {"schema": "plan/1", "id": id_, "title": f"The {id_} evening", "sides": SIDES, "stages": stages}
    (path / f"{id_}.yaml").write_text(json.dumps(words), "utf-8")
    return path / f"{id_}.yaml"


def first_plan(path: Path) -> Path:
    ask = {"own": "What would yours lose?", "guess": "What would {side} lose?", "options": OPTIONS}
    return plan(
        path, "first", {"id": "stand", "kind": "side"}, {"id": "gap", "kind": "guess", "title": "Whose loss", **ask},
        {"id": "curious", "kind": "say", "shows": "gap", "screen": "What surprises you?"},
        {"id": "promise", "kind": "commitment"}, {"id": "end", "kind": "say"},
    )  # fmt: skip


def second_plan(path: Path) -> Path:
    views = [{"id": view, "kind": "recall", "view": view} for view in ("map", "gaps", "commitments")]
    return plan(path, "second", *views, {"id": "stand", "kind": "side"})


def closed(server: Server) -> None:
    server.do("close")
    server.until("revealed" if server.now()["kind"] == "side" else "closed")


def first_evening(server: Server) -> dict[str, str]:
    """Six people on each side: what they would lose, what they guess, what they will do. The walls on the way."""
    people = [(server.join(), side) for side in ("north", "south") for _ in range(6)]
    server.go_to("stand")
    for token, side in people:
        assert server.answer(token, "stand", {"side": side}, side=side).status_code == 200
    closed(server)
    server.go_to("gap")
    for token, side in people:
        page = server.call("GET", "/api/parts/gap/1/mine", token).json()["html"]
        other = next(id_ for id_ in re.findall(r'data-about="(\w+)"', page) if id_ != side)
        own = "status" if side == "north" else "loyalty_absent"
        body = {"own": own, "guesses": {other: "control"}}
        assert server.answer(token, "gap", body, side=side).status_code == 200
    server.do("close")
    server.until("revealed")
    server.do("reveal")
    walls = {"gap": server.frames("screen", server.screen)["wall"]}
    server.go_to("curious")
    walls |= {"curious": server.frames("screen", server.screen)["wall"]}
    walls |= {"phone": server.frames("phone", people[0][0])["main"]}
    server.go_to("promise")
    for n, (token, _) in enumerate(people[:8]):
        body = {"when": f"day {n} comes", "will": f"call <{n}>", "with": "a clerk"}
        assert server.answer(token, "promise", body).status_code == 200
    server.do("close")
    server.until("closed")
    server.show_all()
    server.go_to("end")
    seal(server)
    return walls


def seal(server: Server) -> None:
    server.do("seal")
    end = time.monotonic() + patience(3)
    while '"sealed": true' not in (folder(server) / "session.json").read_text("utf-8"):
        assert time.monotonic() < end
        time.sleep(0.02)


def begin(server: Server, path: Path, *options: str) -> None:
    server.plan, server.options, server._token = path, options, ""
    server.start()


def said(page: str, side: str, what: str) -> list[str]:
    """The options that a gap names of a side."""
    row = re.search(rf'<li data-about="{side}">.*?data-said="{what}"(.*?)</p>', page, re.S)
    return re.findall(r'data-named="(\w+)"', row[1]) if row else []


def shows_everything(server: Server, token: str) -> None:
    server.go_to("map")
    assert "dignity &amp; bread" in server.frames("screen", server.screen)["wall"]
    server.go_to("gaps")
    wall, phone = server.frames("screen", server.screen)["wall"], server.frames("phone", token)["main"]
    assert [said(wall, "north", what) for what in ("guessed", "own")] == [["control"], ["status"]]
    assert [said(wall, "south", what) for what in ("guessed", "own")] == [["control"], ["loyalty_absent"]]
    assert "The first evening" in wall
    assert "Whose loss" in phone and phone.count('data-named="control"') == 2
    assert "A promise to the dead" in server.frames("console", server.console)["console"]
    server.go_to("commitments")
    wall, phone = server.frames("screen", server.screen)["wall"], server.frames("phone", token)["main"]
    assert wall.count("When day") == 6 and "The phones show all 8." in wall
    assert all(f"When day {n} comes, I will call &lt;{n}&gt;, with a clerk." in phone for n in range(8))
    assert "<3>" not in phone


def test_map_gap_and_commitments_stand_in_the_second_evening(
    start_server: StartServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = start_server(first_plan(tmp_path))
    walls = first_evening(server)
    assert said(walls["gap"], "north", "own") == ["status"]
    assert "What surprises you?" in walls["curious"]
    for side, own in (("north", "status"), ("south", "loyalty_absent")):  # a talk shows the whole gap again
        assert said(walls["curious"], side, "guessed") == ["control"]
        assert said(walls["curious"], side, "own") == [own]
        assert f'data-named="{own}"' in walls["phone"]
    first, home = server.code, folder(server)
    until = json.loads((home / "session.json").read_text("utf-8"))["kept"]["until"]
    server.stop()

    begin(server, second_plan(tmp_path), "--carry", str(home), "--new")
    assert server.code != first
    assert "sides 2, gaps 1, commitments 8." in server.log()
    token, code = server.join(), server.code
    shows_everything(server, token)
    server.kill9()
    begin(server, second_plan(tmp_path), "--carry", str(home))
    assert server.code == code
    wall, phone = server.frames("screen", server.screen)["wall"], server.frames("phone", token)["main"]
    assert wall.count("When day") == 6 and phone.count("When day") == 8
    server.go_to("stand")
    closed(server)
    seal(server)
    kept = json.loads((folder(server) / "session.json").read_text("utf-8"))
    assert kept["carried"]["from"] == {
        "title": "The first evening",
        "date": kept["date"],
        "code": first,
        "until": until,
    }
    assert len(kept["carried"]["commitments"]) == 8 and kept["recalled"] == ["commitments", "gaps", "map"]
    assert kept["kept"]["until"] <= until
    report = (folder(server) / "report.html").read_text("utf-8")
    assert "dignity &amp; bread" in report and "Whose loss" in report and report.count("When day") == 8
    edits_by_hand(home, second_plan(tmp_path), tmp_path, lambda: capsys.readouterr().err)


def test_a_plan_that_nothing_was_carried_into_says_so_on_every_face(start_server: StartServer, tmp_path: Path) -> None:
    server = start_server(second_plan(tmp_path))
    token = server.join()
    for view in ("gaps", "commitments"):
        server.go_to(view)
        assert NOTHING in server.frames("screen", server.screen)["wall"]
        assert NOTHING in server.frames("phone", token)["main"]
        assert NOTHING in server.frames("console", server.console)["console"]


# -- an archive that somebody edited, its checksums made anew ----------------------------------------------------

Edit = Callable[[dict[str, Any]], object]


def _part(record: dict[str, Any], id_: str) -> dict[str, Any]:
    return next(part for part in record["parts"] if part["part"] == id_)


def _texts(record: dict[str, Any], count: int, **words: Any) -> None:
    part = _part(record, "promise")
    part["texts"] = [{**part["texts"][0], "id": f"{n:032x}", **words} for n in range(count)]


def _guesses(record: dict[str, Any], side: str, **bands: str) -> None:
    few = {option["id"]: "few" for option in OPTIONS}
    _part(record, "gap")["results"]["guesses"][side] = {**few, **bands}


REFUSED: list[tuple[Edit, str]] = [
    (lambda r: r.update(schema="workshop/2"), "does not fit its schema at schema"),
    (lambda r: _texts(r, 1, body="a\u202eb"), "does not fit at commitments.0: Value error, the sign U+202E"),
    (lambda r: _guesses(r, "north", status="all"), "part gap does not fit at guesses.north.status"),
    (lambda r: _part(r, "gap").update(results={"who": 1}), "Results in session.json do not fit the questions"),
    (lambda r: r["kept"].update(until="2020-01-01"), "was told that it is kept until 2020-01-01"),
    (lambda r: r.update(carried={"from": {"title": "x"}}), "does not fit its schema at carried.from"),
]
LEFT: list[tuple[Edit, int, int, str]] = [
    (lambda r: _texts(r, 121), 1, 120, "Left behind: 1 commitments, since a plan has at most 120."),
    (lambda r: _texts(r, 2, body="x" * 601), 1, 0, "2 commitments, which are longer than 600 characters"),
    (lambda r: _guesses(r, "east"), 0, 8, "the gap of part gap, whose side 'east' is none of the map"),
    (lambda r: _guesses(r, "north", money="most"), 0, 8, "the gap of part gap, whose option 'money' it never asked"),
    (lambda r: _part(r, "gap").update(step=0), 0, 8, "the gap of part gap, of which its room was shown nothing"),
    (lambda r: _part(r, "gap").update(step=1), 1, 8, "what the sides said of themselves in part gap"),
]


def edited(home: Path, folder: Path, edit: Edit) -> str:
    files = {path.name: path.read_bytes() for path in home.iterdir() if path.name != "checksums.txt"}
    record = json.loads(files["session.json"])
    edit(record)
    files["session.json"] = json.dumps(record, ensure_ascii=False).encode()
    folder.mkdir()
    for name, raw in {**files, "checksums.txt": checksums(files).encode()}.items():
        (folder / name).write_bytes(raw)
    return str(folder)


def edits_by_hand(home: Path, second: Path, tmp_path: Path, said: Callable[[], str]) -> None:
    """What does not fit is refused in a sentence; what has no place is left behind, and the rest comes along."""
    offer = from_file(second)
    for n, (edit, sentence) in enumerate(REFUSED):
        with pytest.raises(ClickException) as refused:
            carried(offer, edited(home, tmp_path / f"refused-{n}", edit), tmp_path)
        assert sentence in refused.value.message
    for n, (edit, gaps, commitments, sentence) in enumerate(LEFT):
        said()
        plan = carried(offer, edited(home, tmp_path / f"left-{n}", edit), tmp_path).plan
        assert plan.carried is not None
        assert (len(plan.carried.gaps), len(plan.carried.commitments)) == (gaps, commitments)
        assert sentence in said()
