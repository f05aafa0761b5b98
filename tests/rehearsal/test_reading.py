"""Room scripts are read as strictly as plans: line, column, field, what is wrong and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.plans.problems import PlanProblems
from facilitator.rehearsal.reading import read_script
from tests.rehearsal.conftest import SMALL

TEXT = SMALL.read_text("utf-8")


def problems(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "room.yaml"
    path.write_text(text, "utf-8")
    try:
        read_script(path)
    except PlanProblems as found:
        return [str(problem).removeprefix(f"{path}:") for problem in found.problems]
    return []


def test_the_room_as_it_stands_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, TEXT) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("headcount: 12", "head_count: 12", "6:1: head_count: there is no field 'head_count'; did you mean"),
        ("schema: room-script/1", "schema: plan/1", "1:1: schema: 'plan/1' is not possible; use 'room-script/1'"),
        ("schema: room-script/1\n", "", "1:1: schema: a room script begins with `schema: room-script/1`"),
        ("votes_each: 3", "votes_each: 30", "7:1: votes_each: 30 is too much; at most 10 is possible"),
        ("to_s: 60}", "to_s: -60}", "stages.0.to_s: ends at -60, before it begins at 0; put them in order"),
        ("from_s: 150", "from_s: 140", "begins at 140, before 'pairs' ends at 150; put stages in order"),
        ("{at: 100, who: room", "{at: 80, who: room", "events.2.at: 80 comes after 85; put events in the order"),
        ("p02: [d02, d05]", "p02: [d02, d55]", "ballots.p02.1: there is no dilemma 'd55'; there are d01, d02"),
        ("p02: [d02, d05]", "p02: [d02, d02]", "ballots.p02: a dilemma stands here twice; give each one vote"),
        ("p02: [d02, d05]", "p02: [d01, d02, d03, d04]", "ballots.p02: 4 votes; at most 3 each (votes_each)"),
        ("p10: [d02]", "p99: [d02]", "ballots.p99: there is no participant 'p99'; there are p01, p02"),
        ("id: p12, faction: garden", "id: p12, faction: moon", "there is no faction 'moon'; there are choir, bell"),
        ("id: p12,", "id: p11,", "'p11' is used twice; every entry needs an id of its own"),
        ("members: 2", "members: 3", "factions.2.members: says 3, and 2 participants stand there; make them equal"),
        ("by: p12", "by: p77", "dilemmas.4.by: there is no participant 'p77'"),
        ("at: 94", "at: -94", "dilemmas.4.at: p12 joins at -19, after this; give a later time"),
        ("expect: decline_with_reason", "expect: merge_into_d99", "dilemmas.6.expect: there is no dilemma 'd99'"),
        ("what: leaves", "what: levitates", "events.6.what: 'levitates' is not possible; use 'open_lobby'"),
        ("who: p12, what: leaves", "who: room, what: leaves", "events.6.who: there is no participant 'room'"),
        ("what: wifi_down", "what: wifi_up", "events.1.what: the Wi-Fi never went; put a wifi_down before it"),
        ("what: wifi_up", "what: hdmi_lost", "events: the Wi-Fi never comes back; put a wifi_up after it"),
        ("softened: [d06]", "softened: [d66]", "expected.softened.0: there is no dilemma 'd66'"),
        ("ids: [d03]", "ids: [d33]", "expected.by_total.1.ids.0: there is no dilemma 'd33'"),
        ("{choir: 5, bell: 5}}", "{moon: 5}}", "voters_by_faction.moon: there is no faction 'moon'"),
        ("joined_max: 14", "joined_min: 14", "there is no field 'joined_min'; did you mean 'joined_max'?"),
        ("headcount: 12", "headcount: *all", "aliases (*name) are not used in room scripts; write the words out"),
        ("title: A small hall", 'title: "a\\u202Eb"', "title: an invisible sign stands here (U+202E)"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, before: str, after: str, said: str) -> None:
    assert TEXT.count(before) >= 1
    found = problems(tmp_path, TEXT.replace(before, after, 1))
    assert [line for line in found if said in line] != [], found


def test_a_file_of_a_million_entries_is_refused(tmp_path: Path) -> None:
    text = TEXT + "captures: [" + "{}, " * 60_000 + "{}]\n"
    assert "more than 40000 entries" in problems(tmp_path, text)[0]


def test_what_is_no_script(tmp_path: Path) -> None:
    assert problems(tmp_path, "- 1\n")[0].endswith(
        "a room script is a list of fields that begins with `schema: room-script/1`"
    )
