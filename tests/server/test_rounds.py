"""Asking again with one newcomer, on a real server: no face and no file lets anybody subtract the rounds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import StartServer

PLAN = """schema: plan/1
id: rounds
title: Rounds
promised_minutes: 5
stages:
  - id: only
    title: Only
    minutes: 5
    parts:
      - {id: pick, kind: choice, title: Pick, options: [Tea, Coffee]}
"""


@pytest.mark.parametrize(("people", "withheld"), [(5, True), (14, False)])
def test_one_newcomer_in_a_second_round_cannot_be_subtracted(
    start_server: StartServer, tmp_path: Path, people: int, withheld: bool
) -> None:
    plan = tmp_path / "rounds.yaml"
    plan.write_text(PLAN, "utf-8")
    server = start_server(plan)
    crowd = [server.join() for _ in range(people)]
    for token in crowd:
        server.answer(token, "pick", {"picks": ["o1"]})
    server.do("close")
    server.until("revealed")
    assert server.kept("pick")["results"] == {"counts": {"o1": people, "o2": 0}, "n": people}

    server.do("reopen")
    server.restart()  # the number of responders comes back from the journal
    for token, option in zip([*crowd, server.join()], ["o1"] * people + ["o2"], strict=True):
        assert server.answer(token, "pick", {"picks": [option]}, round_=2).status_code == 200
    server.do("close")
    server.until("revealed")

    kept = server.kept("pick")
    while kept["round"] == 1:
        kept = server.kept("pick")
    bands = {"all": {"o1": "most", "o2": "few"}, "cells": []}
    expected = [people + 1, True, withheld, None if withheld else bands]
    assert [kept[key] for key in ("received", "rough", "withheld", "results")] == expected
    wall = json.dumps(server.frames("screen", server.screen))
    assert "almost the same people" in wall
    assert "bar__value" not in wall
