"""Two whole rooms from script: what their votes and scales must come to, and what must never come out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from facilitator.activities.base import Asked

if TYPE_CHECKING:
    from tests.activities.conftest import MakePart

ROOMS = {
    path.stem: YAML(typ="safe").load(path) for path in sorted((Path(__file__).parents[1] / "rooms").glob("*.yaml"))
}

Room = dict[str, Any]


@pytest.fixture(params=ROOMS)
def room(request: pytest.FixtureRequest) -> Room:
    found: Room = ROOMS[request.param]
    return found


def listed(room: Room) -> list[str]:
    """Dilemmas on the ballot paper: what was held, declined or merged is not there."""
    off = {*room["expected"]["held_or_declined"], *room["expected"]["merged"]}
    return [dilemma["id"] for dilemma in room["dilemmas"] if dilemma["id"] not in off]


def asked(room: Room) -> Asked:
    return Asked(tuple(faction["id"] for faction in room["factions"]), tuple(listed(room)))


def voted(room: Room, part: MakePart) -> dict[str, Any]:
    """The results of the room's vote, every ballot through the same door as a phone's."""
    stands = {person["id"]: person["faction"] for person in room["participants"]}
    vote = part("vote", items_from="dilemmas", votes=room["votes_each"], threshold=room["expected"]["k"])
    bodies = [{"votes": dict.fromkeys(picks, 1)} for picks in room["ballots"].values()]
    return dict(vote.results(bodies, [stands[person] for person in room["ballots"]], asked(room)).shown)


def as_sets(groups: Iterable[Iterable[str]]) -> list[set[str]]:
    return [set(group) for group in groups]


def test_both_rooms_are_there() -> None:
    assert list(ROOMS) == ["harbour-housing", "lowfield-clinic"]


def test_the_ballot_paper_has_the_dilemmas_that_were_shown(room: Room) -> None:
    assert len(listed(room)) == room["expected"]["on_ballot"]


def test_every_ballot_and_every_vote_is_counted(room: Room, part: MakePart) -> None:
    shown = voted(room, part)
    assert [shown["ballots"], shown["votes"]] == [room["expected"]["ballots"], room["expected"]["votes_cast"]]


def test_the_order_by_votes_is_that_of_the_script(room: Room, part: MakePart) -> None:
    expected = room["expected"]["by_total"]
    assert as_sets(voted(room, part)["most_votes"])[: len(expected)] == as_sets(group["ids"] for group in expected)


def test_the_script_counts_its_own_votes_right(room: Room) -> None:
    picks = [pick for ballot in room["ballots"].values() for pick in ballot]
    expected = room["expected"]["by_total"]
    assert [{picks.count(id_) for id_ in group["ids"]} for group in expected] == [
        {group["votes"]} for group in expected
    ]


def test_the_order_across_sides_is_that_of_the_script(room: Room, part: MakePart) -> None:
    expected = room["expected"]["by_cross_support"]
    assert as_sets(voted(room, part)["most_sides"])[: len(expected)] == as_sets(expected)


def test_the_two_orders_disagree(room: Room, part: MakePart) -> None:
    # That is what the rooms were written for: an order that ignores the sides would pass the other tests by chance.
    shown = voted(room, part)
    assert shown["most_votes"] != shown["most_sides"]


def test_the_cells_are_those_of_the_script(room: Room, part: MakePart) -> None:
    expected = [{"sides": sides, "rest": name == "others"} for name, sides in room["expected"]["cells_shown"].items()]
    assert voted(room, part)["cells"] == expected


def test_no_number_of_voters_on_a_side_comes_out(room: Room, part: MakePart) -> None:
    shown = voted(room, part)
    told = {"ballots": shown.pop("ballots"), "votes": shown.pop("votes")}
    assert sorted(told) == ["ballots", "votes"]
    words = json.dumps(shown)
    for id_ in listed(room):
        words = words.replace(f'"{id_}"', "")
    assert re.findall(r"\d", words) == []


def test_the_order_of_the_ballots_does_not_matter(room: Room, part: MakePart) -> None:
    turned = {**room, "ballots": dict(reversed(room["ballots"].items()))}
    assert voted(turned, part) == voted(room, part)


# -- the same question before and after ------------------------------------------------------------------------------


def test_the_scale_at_the_start_has_the_mean_of_the_script(room: Room, part: MakePart) -> None:
    found = part("scale").results([{"value": value} for value in room["baseline_honesty"].values()])
    expected = room["expected"]
    assert [found.shown["mean"], found.shown["n"], found.received] == [
        expected["baseline_honesty_mean"], expected["baseline_n"], expected["baseline_n"],
    ]  # fmt: skip


def test_the_scale_at_the_end_has_the_mean_of_the_script(room: Room, part: MakePart) -> None:
    found = part("scale", pairs_with="honesty-before").results([{"value": v} for v in room["evaluation"]["honest"]])
    expected = room["expected"]
    assert [found.shown["mean"], found.shown["n"]] == [expected["evaluation_honest_mean"], expected["evaluation_n"]]


def test_the_ratings_of_the_close_say_the_same(room: Room, part: MakePart) -> None:
    ratings = [{"id": name.replace("_", "-"), "text": name} for name in room["evaluation"]]
    columns = zip(*room["evaluation"].values(), strict=True)
    bodies = [{"ratings": {r["id"]: value for r, value in zip(ratings, row, strict=True)}} for row in columns]
    shown = part("close", ratings=ratings).results(bodies).shown["ratings"]
    assert shown["honest"]["mean"] == room["expected"]["evaluation_honest_mean"]
    assert {rating["n"] for rating in shown.values()} == {room["expected"]["evaluation_n"]}
