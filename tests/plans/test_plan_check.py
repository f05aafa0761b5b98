"""Checks across the parts of a plan, and which of them keep a plan from being run."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.plans import check_files
from facilitator.plans.read import PlanProblems, read_plan

PLAN = """schema: plan/1
id: evening
title: An evening
promised_minutes: 14
sides:
  - {id: north, name: North}
  - {id: south, name: South}
stages:
  - id: arrive
    title: Arrive
    minutes: 0
    parts:
      - {id: lobby, kind: lobby, title: Arrive, minutes: 20}
  - id: first
    title: First
    minutes: 6
    lead_in: 1
    parts:
      - {id: before, kind: scale, title: Before}
      - {id: side, kind: side, title: Side, minutes: 1}
      - {id: texts, kind: harvest, title: Texts}
  - id: second
    title: Second
    minutes: {min: 4, target: 8, max: 9}
    parts:
      - {id: talk, kind: say, title: Talk}
      - {id: choose, kind: vote, title: Choose, items_from: texts}
      - {id: look, kind: say, title: Look, shows: choose}
      - {id: after, kind: scale, title: After, pairs_with: before}
"""
BREAKING = {
    "a stage twice": (
        "id: second",
        "id: first",
        ["22:5: stages.2.id: 'first' is used twice; every stage needs an id of its own"],
    ),
    "a part twice": (
        "id: talk",
        "id: side",
        ["26:10: stages.2.parts.0.id: 'side' is used twice; every part needs an id of its own"],
    ),
    "a side twice": (
        "id: south",
        "id: north",
        ["7:6: sides.1.id: 'north' is used twice; every side needs an id of its own"],
    ),
    "sides shown while people tap": (
        "kind: side, title: Side, minutes: 1}",
        "kind: side, title: Side, minutes: 1}\n"
        "      - {id: open, kind: choice, title: Open, minutes: 0.5, anonymity: none, picture: sides, options: [a, b]}",
        [
            "21:78: stages.1.parts.2.picture: sides are secret, and answers that are not would tell them; "
            "use anonymity: room"
        ],
    ),
    "a vote over nothing": (
        "items_from: texts",
        "items_from: words",
        [
            "27:49: stages.2.parts.1.items_from: there is no part 'words'; "
            "parts before this one: lobby, before, side, texts, talk"
        ],
    ),
    "a vote over a scale": (
        "items_from: texts",
        "items_from: before",
        ["27:49: stages.2.parts.1.items_from: 'before' collects no texts; name a harvest, a sentence or a wall"],
    ),
    "a vote over a later part": (
        "items_from: texts",
        "items_from: after",
        ["27:49: stages.2.parts.1.items_from: 'after' is not before this part; name an earlier part"],
    ),
    "a vote over itself": (
        "items_from: texts",
        "items_from: choose",
        ["27:49: stages.2.parts.1.items_from: 'choose' is not before this part; name an earlier part"],
    ),
    "a pair of a scale and a side": (
        "pairs_with: before",
        "pairs_with: side",
        ["29:48: stages.2.parts.3.pairs_with: 'side' is a side; a scale pairs with a scale"],
    ),
    "a pair of two ranges": (
        "title: Before}",
        "title: Before, high: 10}",
        ["29:48: stages.2.parts.3.pairs_with: 'before' has another range; give both the same low and high"],
    ),
    "texts shown again": (
        "shows: choose",
        "shows: texts",
        ["28:44: stages.2.parts.2.shows: 'texts' has no results to show; name a choice, scale, side, vote or close"],
    ),
    "a talk shown again": (
        "shows: choose",
        "shows: talk",
        ["28:44: stages.2.parts.2.shows: 'talk' has no results to show; name a choice, scale, side, vote or close"],
    ),
    "results that are never revealed": (
        "items_from: texts",
        "items_from: texts, reveal: never",
        ["28:44: stages.2.parts.2.shows: the results of 'choose' are never revealed; name another part"],
    ),
}
UNWISE = {
    "parts longer than their stage": (
        "target: 8",
        "target: 6",
        ["24:5: stages.2.minutes: the parts take 8 minutes with lead-in, the stage says 6; make them equal"],
    ),
    "parts shorter than their stage": (
        "lead_in: 1",
        "lead_in: 0",
        ["16:5: stages.1.minutes: the parts take 5 minutes with lead-in, the stage says 6; make them equal"],
    ),
    "more minutes than promised": (
        "promised_minutes: 14",
        "promised_minutes: 13",
        ["4:1: promised_minutes: the stages take 14 minutes, 13 are promised; shorten or promise more"],
    ),
    "a question for sides without sides": (
        "sides:\n  - {id: north, name: North}\n  - {id: south, name: South}\n",
        "",
        [
            "17:20: stages.1.parts.1.kind: people are asked for a side, and the plan has fewer than two; "
            "list them under `sides`"
        ],
    ),
    "a vote before anybody has a side": (
        "{id: side, kind: side, title: Side, minutes: 1}",
        "{id: side, kind: say, title: Side, minutes: 1}",
        [
            "27:22: stages.2.parts.1.kind: 'choose' compares sides, and nobody was asked for one; "
            "put a part of kind side before it"
        ],
    ),
    "a picture by side before anybody has one": (
        "title: Before}",
        "title: Before, picture: sides}",
        [
            "19:22: stages.1.parts.0.kind: 'before' compares sides, and nobody was asked for one; "
            "put a part of kind side before it",
            "29:48: stages.2.parts.3.pairs_with: 'before' cannot stand beside it, a picture by side has no counts; "
            "give both picture: total",
        ],
    ),
    "a vote without time to read": (
        "      - {id: talk, kind: say, title: Talk}\n",
        "",
        [
            "24:5: stages.2.minutes: the parts take 6 minutes with lead-in, the stage says 8; make them equal",
            "26:49: stages.2.parts.0.items_from: 'texts' is the part just before: nobody has time to read; "
            "put a part between",
        ],
    ),
    "a wall of words": (
        "title: Talk}",
        f"title: Talk, screen: {'word ' * 41}}}",
        ["26:44: stages.2.parts.0.screen: 41 words; the back row reads at most 40"],
    ),
    "secret answers shown as they come": (
        "title: Before}",
        "title: Before, reveal: live}",
        [
            "19:50: stages.1.parts.0.reveal: answers that are secret are not shown as they come; "
            "use on_close, or anonymity: none"
        ],
    ),
}
UNWISE |= {
    "a group that is not told apart": (
        "id: before, kind: scale, title: Before",
        "id: before, kind: scale, title: Before, anonymity: group",
        [
            "19:50: stages.1.parts.0.anonymity: a group is not told apart here, this is kept like room; "
            "use anonymity: room"
        ],
    ),
    "a lobby in the middle": (
        "      - {id: talk, kind: say, title: Talk}",
        "      - {id: talk, kind: say, title: Talk}\n      - {id: again, kind: lobby, title: Again}",
        [
            "27:21: stages.2.parts.1.kind: 'before' is before it, and a lobby comes before the start; "
            "put it first, or use say"
        ],
    ),
    "two questions for the side": (
        "id: talk, kind: say",
        "id: talk, kind: side",
        ["26:20: stages.2.parts.0.kind: 'side' asks for a side already, and the answers would be two; ask once"],
    ),
    "options that read alike": (
        "id: talk, kind: say, title: Talk",
        "id: talk, kind: choice, title: Talk, options: [Tea, Coffee, ' tea']",
        ["26:70: stages.2.parts.0.options.2: 'tea' stands here twice; give each words of its own"],
    ),
    "sides that read alike": (
        "name: South",
        "name: NORTH",
        ["7:17: sides.1.name: 'NORTH' stands here twice; give each words of its own"],
    ),
    "ratings that read alike": (
        "id: talk, kind: say, title: Talk",
        "id: talk, kind: close, title: Talk, ratings: [{id: a, text: Good}, {id: b, text: Good}]",
        ["26:77: stages.2.parts.0.ratings.1: 'Good' stands here twice; give each words of its own"],
    ),
    "a pair of which one has a picture by side": (
        "pairs_with: before}",
        "pairs_with: before, picture: sides}",
        [
            "29:48: stages.2.parts.3.pairs_with: 'before' cannot stand beside it, a picture by side has no counts; "
            "give both picture: total"
        ],
    ),
}
SOUND = {
    "half a minute between parts and stage": ("target: 8", "target: 7.5"),
    "no promise": ("promised_minutes: 14", "promised_minutes: 0"),
    "forty words": ("title: Talk}", f"title: Talk, screen: {'word ' * 40}}}"),
    "answers that are not secret, shown as they come": (
        "title: Before}",
        "title: Before, anonymity: none, reveal: live}",
    ),
    "a long lobby": ("minutes: 20", "minutes: 90"),
}


def checked(folder: Path, old: str = "", new: str = "") -> tuple[Path, list[str]]:
    """The plan with some words changed, as a file, and what the check says of it without the file's name."""
    assert not old or PLAN.count(old) == 1
    path = folder / "plan.yaml"
    path.write_text(PLAN.replace(old, new) if old else PLAN)
    return path, [line.removeprefix(f"{path}:") for line in check_files([path])]


@pytest.mark.parametrize(("old", "new", "expected"), BREAKING.values(), ids=BREAKING)
def test_what_would_fail_at_night_keeps_the_plan_from_running(
    tmp_path: Path, old: str, new: str, expected: list[str]
) -> None:
    path, found = checked(tmp_path, old, new)
    assert found == expected
    with pytest.raises(PlanProblems) as caught:
        read_plan(path)
    assert str(caught.value) == "\n".join(f"{path}:{line}" for line in expected)


@pytest.mark.parametrize(("old", "new", "expected"), UNWISE.values(), ids=UNWISE)
def test_what_is_unwise_is_said_and_can_be_run(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    path, found = checked(tmp_path, old, new)
    assert found == expected
    assert read_plan(path).id == "evening"


@pytest.mark.parametrize(("old", "new"), SOUND.values(), ids=SOUND)
def test_what_is_neither_is_not_said(tmp_path: Path, old: str, new: str) -> None:
    assert checked(tmp_path, old, new)[1] == []


def test_the_plan_of_these_tests_is_sound(tmp_path: Path) -> None:
    path, found = checked(tmp_path)
    assert found == []
    plan = read_plan(path)
    assert [(stage.id, part.id) for stage, part in plan.parts()] == [
        ("arrive", "lobby"), ("first", "before"), ("first", "side"), ("first", "texts"),
        ("second", "talk"), ("second", "choose"), ("second", "look"), ("second", "after"),
    ]  # fmt: skip
    assert (plan.part("look"), plan.part("elsewhere")) == (plan.stages[2].parts[2], None)


def test_every_file_is_checked(tmp_path: Path) -> None:
    path, _ = checked(tmp_path, "promised_minutes: 14", "promised_minutes: 13")
    gone = tmp_path / "gone.yaml"
    assert check_files([gone, path, path]) == [
        f"{gone}:1:1: file: there is no file here; check the name",
        *2 * [f"{path}:4:1: promised_minutes: the stages take 14 minutes, 13 are promised; shorten or promise more"],
    ]
