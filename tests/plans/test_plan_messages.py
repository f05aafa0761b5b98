"""What a facilitator reads when a plan is wrong: the line, the field, what is wrong, what would be right."""

from __future__ import annotations

import re

import pytest

from facilitator.activities.registry import KINDS
from facilitator.plans.read import PlanProblems, read_plan_text

STAGE_KINDS = "kinds are " + ", ".join(sorted(name for name, kind in KINDS.items() if not kind.Config.beside))
PLAN = """schema: plan/1
id: small
title: A small plan
sides:
  - {id: north, name: North}
stages:
  - id: one
    title: One
    minutes: 4
    parts:
      - id: question
        kind: choice
        title: Which way?
        minutes: 2
        options: [North, South]
      - id: texts
        kind: harvest
        title: Write
        minutes: 2
        length: {soft: 200, hard: 300}
"""
FORM = re.compile(r"plan\.yaml:[1-9]\d*:[1-9]\d*: \S+: \S.*[^.;,\s]")


def said(old: str, new: str) -> list[str]:
    """The problems of the plan with some words changed, without the name of the file."""
    assert PLAN.count(old) == 1
    with pytest.raises(PlanProblems) as caught:
        read_plan_text(PLAN.replace(old, new), "plan.yaml")
    lines = [str(problem) for problem in caught.value.problems]
    assert [line for line in lines if not FORM.fullmatch(line)] == []
    return [line.removeprefix("plan.yaml:") for line in lines]


CASES = {
    "unknown field": (
        "    title: One",
        "    title: One\n    minuts: 4",
        ["9:5: stages.0.minuts: there is no field 'minuts'; did you mean 'minutes'?"],
    ),
    "misspelt field": (
        "    minutes: 4",
        "    minuts: 4",
        [
            "7:5: stages.0.minutes: minutes is missing; add `minutes:` here",
            "9:5: stages.0.minuts: there is no field 'minuts'; did you mean 'minutes'?",
        ],
    ),
    "misspelt field inside a field": (
        "hard: 300",
        "hrd: 300",
        ["20:29: stages.0.parts.1.length.hrd: there is no field 'hrd'; did you mean 'hard'?"],
    ),
    "field of another kind": (
        "length: {soft: 200, hard: 300}",
        "options: [A, B]",
        ["20:9: stages.0.parts.1.options: this kind has no field 'options', only choice and guess; leave it out"],
    ),
    "wrong kind": (
        "kind: choice",
        "kind: votes",
        [f"11:9: stages.0.parts.0: there is no kind 'votes'; {STAGE_KINDS}"],
    ),
    "no kind": (
        "        kind: choice\n",
        "",
        [f"11:9: stages.0.parts.0: the part has no kind; {STAGE_KINDS}"],
    ),
    "kind that is a number": (
        "kind: choice",
        "kind: 3",
        [f"11:9: stages.0.parts.0: there is no kind 3; {STAGE_KINDS}"],
    ),
    "no schema": ("schema: plan/1\n", "", ["1:1: schema: a plan begins with `schema: plan/1`"]),
    "a later schema": ("plan/1", "plan/2", ["1:1: schema: 'plan/2' is not possible; use 'plan/1'"]),
    "number as text": (
        "title: One",
        "title: 1",
        ["8:5: stages.0.title: text is wanted here, and YAML reads a number; put it in quotes"],
    ),
    "options that are numbers": (
        "[North, South]",
        "[North, 2]",
        [
            "15:26: stages.0.parts.0.options.1: a number stands here where fields are wanted (id, text); "
            "put it in quotes if it is a text"
        ],
    ),
    "nothing as text": (
        "title: One",
        "title:",
        ["8:5: stages.0.title: nothing stands after title; write a text, or leave the field out"],
    ),
    "colon in a text of a list": (
        "    minutes: 4",
        "    minutes: 4\n    say:\n      - Remember: the bus",
        ["11:9: stages.0.say.0: YAML reads a colon and a space as a field; put a text with a colon in quotes"],
    ),
    "colon in a text": (
        "title: One",
        "title: One: two",
        ["8:15: file: a colon and a space cannot stand here; put a text with a colon in quotes, or correct the indent"],
    ),
    "list as text": (
        "title: One",
        "title: [One]",
        ["8:5: stages.0.title: a list stands here where one text is wanted; write one text"],
    ),
    "text as list": (
        "[North, South]",
        "North",
        ["15:9: stages.0.parts.0.options: a list is wanted here; begin each entry with a hyphen and a space"],
    ),
    "text as side": (
        "{id: north, name: North}",
        "north",
        ["5:5: sides.0: a text stands here where fields are wanted (id, name); write each as `field: value`"],
    ),
    "one option": (
        "[North, South]",
        "[North]",
        ["15:9: stages.0.parts.0.options: 1 in this list; at least 2 are needed"],
    ),
    "more picks than options": (
        "[North, South]",
        "[North, South]\n        max_picks: 3",
        ["11:9: stages.0.parts.0: max_picks is 3, but there are 2 options"],
    ),
    "minutes in words": (
        "    minutes: 4",
        "    minutes: four",
        ["9:5: stages.0.minutes: minutes are a number, or three: {min: 4, target: 5, max: 7}"],
    ),
    "minutes without a target": (
        "    minutes: 4",
        "    minutes: {min: 3, max: 5}",
        ["9:5: stages.0.minutes.target: target is missing; add `target:` here"],
    ),
    "minutes out of order": (
        "    minutes: 4",
        "    minutes: {min: 5, target: 4, max: 6}",
        ["9:5: stages.0.minutes: min is over target, or target over max; put them in order"],
    ),
    "minutes below zero, said once": (
        "    minutes: 4",
        "    minutes: -4",
        ["9:5: stages.0.minutes: -4 is too little; at least 0 is needed"],
    ),
    "minutes without end": (
        "    minutes: 4",
        "    minutes: .inf",
        ["9:5: stages.0.minutes: inf is too much; at most 600 is possible"],
    ),
    "minutes that are no number": (
        "    minutes: 4",
        "    minutes: .nan",
        ["9:5: stages.0.minutes: nan is too much; at most 600 is possible"],
    ),
    "minutes of a part in quotes": (
        "        minutes: 2\n        options",
        "        minutes: '2'\n        options",
        ["14:9: stages.0.parts.0.minutes: a number is wanted here, without quotes"],
    ),
    "minutes of a part that are a truth": (
        "        minutes: 2\n        options",
        "        minutes: true\n        options",
        ["14:9: stages.0.parts.0.minutes: a number is wanted here, without quotes"],
    ),
    "threshold under the floor": (
        "[North, South]",
        "[North, South]\n        threshold: 4",
        ["16:9: stages.0.parts.0.threshold: 4 is too little; at least 5 is needed"],
    ),
    "threshold of four and a half": (
        "[North, South]",
        "[North, South]\n        threshold: 4.5",
        ["16:9: stages.0.parts.0.threshold: a whole number is wanted here, without quotes"],
    ),
    "texts that are not secret": (
        "kind: harvest",
        "kind: harvest\n        anonymity: none",
        ["18:9: stages.0.parts.1.anonymity: 'none' is not possible; use 'room'"],
    ),
    "yes for true": (
        "    minutes: 4",
        "    minutes: 4\n    protected: yes",
        ["10:5: stages.0.protected: true or false is wanted here, without quotes"],
    ),
    "a language by its name": (
        "title: A small plan",
        "title: A small plan\nlanguage: English",
        ["4:1: language: 'English' is no language; use its short sign, such as en, ar or pt-BR"],
    ),
    "a name with a space": (
        "id: one",
        "id: part one",
        [
            "7:5: stages.0.id: 'part one' cannot be used; "
            "small letters, digits and single hyphens, such as write-dilemma"
        ],
    ),
    "a long title": ("title: One", f"title: {'x' * 130}", ["8:5: stages.0.title: 130 characters; at most 120 fit"]),
    "an empty title": ("title: One", "title: ''", ["8:5: stages.0.title: nothing stands here; write a text"]),
    "a field name that is no word": (
        "title: A small plan",
        "title: A small plan\n7: days",
        ["4:1: 7: a field name is a word; see `facilitator schema`"],
    ),
    "an open quote": (
        "title: One",
        "title: 'One",
        ["8:12: file: a quote is opened here and never closed; close it"],
    ),
    "an open list": (
        "[North, South]",
        "[North, South",
        ["15:18: file: a list that is opened here is not closed, or a comma is missing; close it with ] or }"],
    ),
    "a crooked indent": (
        "        kind: choice",
        "       kind: choice",
        [
            "12:8: file: this does not go with the lines around it; "
            "give entries of one list the same indent, and close every quote"
        ],
    ),
    "no space after the colon": (
        "    title: One",
        "    title:One",
        ["8:5: file: a field name needs a colon and a space after it"],
    ),
    "a text that begins with a sign": (
        "title: One",
        "title: @one",
        ["8:12: file: a text cannot begin with this sign; put the text in quotes"],
    ),
    "a backslash": (
        "title: One",
        'title: "C:\\q"',
        ["8:16: file: a backslash is special in double quotes; use single quotes"],
    ),
    "a second plan in the file": (
        "hard: 300}\n",
        "hard: 300}\n---\nschema: plan/1\n",
        ["21:1: file: a second document begins; one file is one plan"],
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=CASES)
def test_a_mistake_is_named_with_its_line(old: str, new: str, expected: list[str]) -> None:
    assert said(old, new) == expected


def test_the_plan_with_the_mistakes_is_sound_without_them() -> None:
    assert [part.id for _, part in read_plan_text(PLAN, "plan.yaml").parts()] == ["question", "texts"]


@pytest.mark.parametrize("text", ["", "\n", "# only a remark\n", "hello", "- a\n", "7"])
def test_what_is_no_plan_at_all(text: str) -> None:
    with pytest.raises(PlanProblems) as caught:
        read_plan_text(text, "plan.yaml")
    expected = "plan.yaml:1:1: file: a plan is a list of fields that begins with `schema: plan/1`"
    assert str(caught.value) == expected


def test_names_from_a_file_cannot_disturb_a_terminal() -> None:
    assert said("title: A small plan", 'title: A small plan\n"a\\e[31m\\nb": 1') == [
        "4:1: 'a\\x1b[31m\\nb': a field name is a word; see `facilitator schema`"
    ]
    long = "x" * 900
    shown = f"'{'x' * 60}…'"
    assert said("    title: One", f"    title: One\n    {long}: 1") == [
        f"9:5: stages.0.{shown}: there is no field {shown}; leave it out, or use one of "
        "id, title, purpose, minutes, lead_in, say, watch, cut, protected, parts"
    ]


def test_problems_stand_in_the_order_of_the_file() -> None:
    changed = (
        PLAN.replace("title: One", "title: 1").replace("[North, South]", "[North]").replace("id: small", "id: S S")
    )
    with pytest.raises(PlanProblems) as caught:
        read_plan_text(changed, "plan.yaml")
    assert [problem.line for problem in caught.value.problems] == [2, 8, 15]
