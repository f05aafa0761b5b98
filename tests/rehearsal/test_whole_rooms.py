"""Whole rooms against an honest server: everything their scripts expect comes out, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.archive.shelf import shelf
from tests.archive.contents import CONTENTS, missing
from tests.conftest import PLAN
from tests.rehearsal.conftest import SMALL, UNHURRIED, Rehearse

pytestmark = pytest.mark.slow
ROOMS = Path(__file__).resolve().parents[1] / "rooms"
HALF_HOUR = ("--plan", PLAN, "--speed", 600, "--json")
NOT_IN_THE_PLAN = {
    "map_recall", "card_sort", "mistakes", "price_at_home", "rungs", "captures", "commitments", "most_split_cards",
}  # fmt: skip
EXPECTED = {
    "joined", "dilemmas", "held_or_declined", "merged", "softened", "on_ballot", "ballots", "votes_cast", "by_total",
    "by_cross_support", "cells_shown", "chosen.choose", "baseline_honesty_mean", "baseline_n",
    "evaluation_honest_mean", "evaluation_n",
}  # fmt: skip
"""Keys of `expected` that this plan can be held to, each a check of that name."""


def test_the_lowfield_clinic(rehearse: Rehearse) -> None:
    told = rehearse("--room", ROOMS / "lowfield-clinic.yaml", *HALF_HOUR)

    assert told.failed == {}
    assert (told.code, told.result["ok"], told.result["people"]) == (0, True, 14)
    assert EXPECTED | {"joined_max"} <= set(told.names)
    assert {"second_device.p06", "wifi_up.reconnected", "phone_locks.p03", "leaves.p09"} <= set(told.names)
    assert set(told.skipped) == NOT_IN_THE_PLAN
    assert told.result["fitted"] == []


@pytest.mark.slow(minutes=1.7)
@pytest.mark.timeout(500)
def test_the_harbour(rehearse: Rehearse) -> None:
    told = rehearse("--room", ROOMS / "harbour-housing.yaml", *HALF_HOUR, seconds=120, closing=UNHURRIED)

    assert told.failed == {}
    assert (told.code, told.result["ok"], told.result["people"]) == (0, True, 24)
    assert set(told.names) >= EXPECTED
    assert {"early_submit.p17", "hdmi_lost.projector", "wrong_advance.facilitator.once"} <= set(told.names)
    assert {"submit_safeguarding.p13.follow_up", "battery_dead.p12"} <= set(told.names)
    assert set(told.skipped) == NOT_IN_THE_PLAN
    assert told.result["fitted"] == ["dilemmas.per_person = 2", "choose.deal.above = 22"]


@pytest.mark.slow(minutes=0.7)
@pytest.mark.timeout(900)
def test_the_lowfield_clinic_plays_the_whole_session(rehearse: Rehearse) -> None:
    told = rehearse("--room", ROOMS / "lowfield-clinic.yaml", "--speed", 600, "--json", seconds=240, closing=UNHURRIED)

    assert told.failed == {}
    assert (told.code, told.result["ok"], told.skipped) == (0, True, {})
    assert set(told.names) >= EXPECTED | {"mistakes", "most_split_cards", "card_sort"}
    assert {"tables.find", "tables.find.mixed", "captures.capture", "captures.two-audience"} <= set(told.names)


@pytest.mark.slow(minutes=2.5)
@pytest.mark.timeout(1300)
def test_the_harbour_plays_the_whole_session_and_its_report_has_everything(rehearse: Rehearse, tmp_path: Path) -> None:
    room = ("--room", ROOMS / "harbour-housing.yaml", "--speed", 600, "--json", "--data", tmp_path)
    told = rehearse(*room, seconds=300, closing=UNHURRIED)

    assert told.failed == {}
    assert (told.code, told.result["ok"], told.result["people"], told.skipped) == (0, True, 24, {})
    assert {"tables.find.mixed", "captures.requests", "archive.checksums"} <= set(told.names)
    (entry,) = shelf(tmp_path / "archive")
    html = (entry.folder / "report.html").read_text("utf-8")
    assert missing(html, entry.record) == []
    assert missing("<h1>Don't do it alone</h1>", entry.record) == list(CONTENTS)  # each of them can be missed
    assert entry.record.plan.place == "Rehearsal of harbour-housing"


def test_a_server_that_is_killed_while_people_write(rehearse: Rehearse) -> None:
    told = rehearse("--room", SMALL, "--speed", 60, "--json")

    assert told.failed == {}
    stood = next(check for check in told.result["checks"] if check["name"] == "server_killed.room")
    assert stood["got"][:3] == ["dilemmas", 1, "open"]
    assert {"merged", "translated.archive", "submit_safeguarding.p04.follow_up", "battery_dead.p05"} <= set(told.names)
    assert list(told.result)[-3:] == ["checks", "skipped", "ok"]


def test_a_power_cut_and_the_same_command(rehearse: Rehearse, tmp_path: Path) -> None:
    room = tmp_path / "cut.yaml"
    room.write_text(SMALL.read_text("utf-8").replace("server_killed", "power_cut"), "utf-8")
    told = rehearse("--room", room, "--speed", 60, "--json")

    assert told.failed == {}
    assert {"power_cut.room", "power_cut.room.console_usable", "power_cut.room.phones"} <= set(told.names)


@pytest.mark.parametrize("seed", [1, 2])
def test_invented_people(rehearse: Rehearse, seed: int) -> None:
    told = rehearse("--people", 16, "--seed", seed, "--speed", 200, "--json")

    assert told.failed == {}
    assert {"server_killed.room", "counted.dilemmas", "results.choose", "archive.checksums"} <= set(told.names)
