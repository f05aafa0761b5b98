"""A plan that begins at once: whoever looks at the wall still knows where to go."""

from __future__ import annotations

from pathlib import Path

from facilitator.clock import Moment
from facilitator.plans.read import read_plan
from facilitator.workshop.rules import opening
from facilitator.workshop.state import begin, evolve
from tests.conftest import StartServer

PLAN = """schema: plan/1
id: at-once
title: At once
stages:
  - id: start
    title: Start
    minutes: 2
    parts:
      - {id: hands, kind: choice, title: Hands up, anonymity: none, reveal: live, options: [Never, Often]}
"""


def test_the_wall_of_a_plan_without_a_lobby_says_where_to_come(start_server: StartServer, tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, "utf-8")
    server = start_server(path)
    wall = server.frames("screen", server.screen)["wall"]
    assert server.code in wall
    assert server.join_url.split("//")[1].split("/")[0] in wall
    assert "Scan" not in wall  # there is nothing to scan
    token = server.join()
    assert server.answer(token, "hands", {"picks": ["o1"]}).status_code == 200


def test_the_evening_of_a_plan_without_a_lobby_begins_with_its_first_part(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, "utf-8")
    plan = read_plan(path)
    moment = Moment(0.0, "19:05")
    first = begin("K7QM", plan)
    assert evolve(first, opening(first, first.part, moment)).began == "19:05"
    lobby = PLAN.replace("      - {id: hands", "      - {id: door, kind: lobby, title: Door}\n      - {id: hands")
    path.write_text(lobby, "utf-8")
    w = begin("K7QM", read_plan(path))
    w = evolve(w, opening(w, w.part, moment))
    assert w.began == ""
    assert evolve(w, opening(w, w.plan.parts()[1][1], Moment(0.0, "19:20"))).began == "19:20"


def test_the_lobby_says_it_once(start_server: StartServer) -> None:
    server = start_server()
    assert server.frames("screen", server.screen)["wall"].count('class="code"') == 0
    server.go_to("warm-up")
    assert server.frames("screen", server.screen)["wall"].count('class="code"') == 1
