"""Cuts in plan files: a sentence or a list, and what `facilitator check` says of those that cannot be taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.plans import check_files
from facilitator.plans.read import PlanProblems, read_plan, read_plan_text

PLAN = """schema: plan/1
id: evening
title: An evening
sides:
  - {id: north, name: North}
  - {id: south, name: South}
stages:
  - id: first
    title: First
    minutes: {min: 4, target: 8, max: 9}
    lead_in: 1
    cut:
      - {words: fewer words, saves: 2}
      - words: no pairs
        saves: 3
        skips: [pairs]
    parts:
      - {id: before, kind: scale, title: Before}
      - {id: pairs, kind: say, title: In pairs, minutes: 3}
      - {id: side, kind: side, title: Side}
  - id: second
    title: Second
    minutes: {min: 4, target: 10, max: 12}
    cut: the second reading
    parts:
      - {id: texts, kind: harvest, title: Texts}
      - {id: talk, kind: say, title: Talk}
      - {id: choose, kind: vote, title: Choose, items_from: texts}
      - {id: look, kind: say, title: Look, shows: choose}
      - {id: after, kind: scale, title: After, pairs_with: before}
"""
BARE = "cut: the second reading"
WRONG = {
    "a part that is not there": (
        "skips: [pairs]",
        "skips: [paris]",
        "16:17: stages.0.cut.1.skips.0: there is no part 'paris'; this stage has before, pairs, side",
    ),
    "a part of another stage": (
        "skips: [pairs]",
        "skips: [pairs, talk]",
        "16:24: stages.0.cut.1.skips.1: 'talk' is a part of stage 'second'; this stage has before, pairs, side",
    ),
    "a part twice": (
        "skips: [pairs]",
        "skips: [pairs, pairs]",
        "16:24: stages.0.cut.1.skips.1: 'pairs' is skipped twice; name it once",
    ),
    "a part that a later one pairs with": (
        "skips: [pairs]",
        "skips: [before]",
        "16:17: stages.0.cut.1.skips.0: 'after' needs 'before'; skip another part",
    ),
    "the question for sides": (
        "skips: [pairs]",
        "skips: [side]",
        "16:17: stages.0.cut.1.skips.0: 'choose' needs 'side'; skip another part",
    ),
    "texts that are voted on": (
        BARE,
        "cut: [{words: no texts, saves: 2, skips: [texts]}]",
        "24:47: stages.1.cut.0.skips.0: 'choose' needs 'texts'; skip another part",
    ),
    "a protected stage": (
        BARE,
        "cut: [{words: less, saves: 1}]\n    protected: true",
        "24:11: stages.1.cut.0: 'second' is protected, nothing of it is cut; leave this out, or write a sentence",
    ),
    "below the minimum": (
        "saves: 2",
        "saves: 4.5",
        "13:30: stages.0.cut.0.saves: 4.5 is too much: from 8 to the minimum 4 it is 4",
    ),
    "less than it skips": (
        "saves: 3",
        "saves: 2",
        "15:9: stages.0.cut.1.saves: the parts it skips take 3 minutes; a cut saves at least those",
    ),
    "more than any part has": (
        BARE,
        "cut: [{words: less, saves: 2}]",
        "24:25: stages.1.cut.0.saves: no part that stays has 2 minutes to give; skip a part, or save less",
    ),
    "parts for nothing": (
        "saves: 3",
        "saves: 0",
        "15:9: stages.0.cut.1.saves: parts are skipped and no minute is saved; give their minutes",
    ),
    "no minutes": (
        "{words: fewer words, saves: 2}",
        "{words: fewer words}",
        "13:9: stages.0.cut.0.saves: saves is missing; add `saves:` here",
    ),
    "a number": (
        BARE,
        "cut: 2",
        "24:5: stages.1.cut: a cut is a sentence, or a list: - {words: the second round, saves: 2, skips: [a-part]}",
    ),
    "a long sentence": (
        BARE,
        f"cut: {'x' * 1201}",
        "24:5: stages.1.cut: 1201 characters; at most 1200 fit",
    ),
}


def test_a_sentence_and_a_list_are_both_cuts(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, "utf-8")
    assert check_files([path]) == []
    plan = read_plan(path)
    assert [(cut.words, cut.saves, cut.skips) for stage in plan.stages for cut in stage.cut] == [
        ("fewer words", 2.0, ()),
        ("no pairs", 3.0, ("pairs",)),
        ("the second reading", 0.0, ()),
    ]


@pytest.mark.parametrize(("old", "new", "said"), WRONG.values(), ids=WRONG)
def test_a_cut_that_cannot_be_taken_is_found_at_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN.replace(old, new, 1), "utf-8")
    assert check_files([path]) == [f"{path}:{said}"]
    with pytest.raises(PlanProblems):  # and no door lets it in
        read_plan(path)


def test_a_protected_stage_may_say_that_nothing_goes() -> None:
    plan = read_plan_text(PLAN.replace(BARE, "cut: nothing\n    protected: true"), "plan.yaml")
    assert [cut.words for cut in plan.stages[1].cut] == ["nothing"]


def test_a_whole_stage_may_go_if_it_has_no_minimum() -> None:
    whole = PLAN.replace("min: 4, target: 8", "min: 0, target: 8").replace(
        "saves: 3\n        skips: [pairs]", "saves: 8\n        skips: [before, pairs, side]"
    )
    alone = (
        whole.replace(", pairs_with: before", "").replace("kind: vote", "kind: say").replace(", items_from: texts", "")
    )
    plan = read_plan_text(alone.replace(", shows: choose", ""), "plan.yaml")
    assert plan.stages[0].cut[1].saves == 8.0
