"""Hostile and broken plan files (numbers of the abuse list): each ends in a clear problem with its line."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from facilitator.paths import resource
from facilitator.plans import check_files
from facilitator.plans.read import PlanProblems, read_plan, read_plan_text

PLAN = """schema: plan/1
id: small
title: A small plan
stages:
  - id: one
    title: One
    minutes: 2
    parts:
      - id: question
        kind: choice
        title: Which way?
        minutes: 2
        options: [North, South]
"""
LINES = PLAN.count("\n")


def said(text: str | bytes) -> list[str]:
    """The problems of a plan, as they are printed."""
    with pytest.raises(PlanProblems) as caught:
        read_plan_text(text, "plan.yaml")
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return [str(problem) for problem in caught.value.problems]


def with_title(words: str) -> str:
    return PLAN.replace("title: A small plan", f"title: {words}")


def test_the_plan_that_is_broken_below_is_sound() -> None:
    assert read_plan_text(PLAN, "plan.yaml").title == "A small plan"
    assert read_plan_text(PLAN.encode(), "plan.yaml") == read_plan_text(PLAN.replace("\n", "\r\n"), "plan.yaml")


ALIASES = "aliases (*name) are not used in plans; write the words out"
ANCHORS = "anchors (&name) are not used in plans; write the words out"
TAGS = "tags (!name) are not used in plans; leave it out"
PERCENT = "lines that begin with % are not used in plans; leave it out"
DEEP = "nested deeper than 20 levels; plans need about 6"
MANY = "more than 4000 entries; split the evening into two plans"
LARGE = "the file is over 256 KB; a plan is a few pages of text"
TAB = "a tab stands here; use spaces"
BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))

HOSTILE = [
    pytest.param(58, BOMB, f"1:4: file: {ANCHORS}", id="58 alias bomb"),
    pytest.param(58, f"{PLAN}sides: *all\n", f"{LINES + 1}:8: file: {ALIASES}", id="58 alias of nothing"),
    pytest.param(
        58,
        f"{PLAN}<<: {{title: Other}}\n",
        f"{LINES + 1}:1: file: merging (<<) is not used in plans; write the fields out, or put it in quotes",
        id="58 merge key",
    ),
    pytest.param(59, "!!python/object/apply:os.system ['touch /tmp/x']\n", f"1:1: file: {TAGS}", id="59 python object"),
    pytest.param(59, with_title("!secret Words"), f"3:8: file: {TAGS}", id="59 tag of one's own"),
    pytest.param(59, with_title("!!binary aGk="), f"3:8: file: {TAGS}", id="59 standard tag"),
    pytest.param(59, with_title("!a!b Words"), f"3:8: file: {TAGS}", id="59 undefined tag"),
    pytest.param(59, f"%TAG ! tag:a,2000:\n---\n{PLAN}", f"2:1: file: {PERCENT}", id="59 tag directive"),
    pytest.param(60, "[" * 3000, f"1:21: file: {DEEP}", id="60 nesting in brackets"),
    pytest.param(60, "".join(" " * i + "a:\n" for i in range(300)), f"21:21: file: {DEEP}", id="60 nesting by indent"),
    pytest.param(60, "- " * 3000, f"1:41: file: {DEEP}", id="60 nesting of lists"),
    pytest.param(
        60,
        PLAN.replace("minutes: 2\n    parts", f"minutes: {'9' * 6000}\n    parts"),
        "7:14: file: a number of 6000 digits; put it in quotes if it is a text",
        id="60 number of 6000 digits",
    ),
    pytest.param(
        60,
        with_title("0x" + "f" * 6000),
        "3:8: file: a number of 6002 digits; put it in quotes if it is a text",
        id="60 hexadecimal number",
    ),
    pytest.param(60, "".join(f"k{i}: 1\n" for i in range(20_000)), f"2000:8: file: {MANY}", id="60 many keys"),
    pytest.param(60, "a" * 50_000_000, f"1:1: file: {LARGE}", id="60 50 MB"),
    pytest.param(
        61,
        f"{PLAN}title: Again\n",
        f"{LINES + 1}:1: file: the field 'title' stands here twice; leave one out",
        id="61 key twice",
    ),
    pytest.param(
        61,
        PLAN.replace("kind: choice", "kind: choice\n        kind: say"),
        "11:9: file: the field 'kind' stands here twice; leave one out",
        id="61 key twice, deeper",
    ),
    pytest.param(
        61,
        with_title("true"),
        "3:1: title: text is wanted here, and YAML reads true or false; put it in quotes",
        id="61 truth",
    ),
    pytest.param(
        61,
        with_title("2026-01-01"),
        "3:1: title: text is wanted here, and YAML reads a date; put it in quotes",
        id="61 date",
    ),
    pytest.param(
        61,
        with_title("2026-02-30"),
        "3:8: file: this looks like a date or a number and is none; put it in quotes",
        id="61 no date",
    ),
    pytest.param(
        61,
        with_title("12.30"),
        "3:1: title: text is wanted here, and YAML reads a number; put it in quotes",
        id="61 number",
    ),
    pytest.param(61, f"%YAML 1.1\n---\n{PLAN}", f"2:1: file: {PERCENT}", id="61 the YAML in which no is false"),
    pytest.param(
        63,
        PLAN.replace("id: small", "id: ../../etc/passwd"),
        "2:1: id: '../../etc/passwd' cannot be used; small letters, digits and single hyphens, such as write-dilemma",
        id="63 path as a name",
    ),
    pytest.param(
        63,
        PLAN.replace("id: small", "id: CON"),
        "2:1: id: 'CON' cannot be used; small letters, digits and single hyphens, such as write-dilemma",
        id="63 device name",
    ),
    pytest.param(
        64,
        b"\x1f\x8b\x08\x00 and more",
        "1:1: file: this is a gzip archive, not a plan; save the plan as UTF-8 text",
        id="64 gzip",
    ),
    pytest.param(
        65,
        PLAN.encode("utf-8-sig"),
        "1:1: file: the file begins with a byte order mark; save the plan as UTF-8 text without one",
        id="65 BOM",
    ),
    pytest.param(
        65,
        PLAN.encode("utf-16"),
        "1:1: file: this is UTF-16, not a plan; save the plan as UTF-8 text",
        id="65 UTF-16",
    ),
    pytest.param(
        65,
        PLAN.encode("utf-16-be"),
        "1:1: file: this is not UTF-8 text; save the plan as UTF-8 text",
        id="65 UTF-16 without a mark",
    ),
    pytest.param(
        65,
        with_title("Zürich").encode("latin-1"),
        "3:9: file: this sign is not UTF-8; save the plan as UTF-8 text",
        id="65 Latin-1",
    ),
    pytest.param(65, PLAN.replace("    minutes", "\tminutes", 1), f"7:1: file: {TAB}", id="65 tab as indent"),
    pytest.param(
        65,
        with_title("\ud800"),
        "3:8: file: this sign is not UTF-8; save the plan as UTF-8 text",
        id="65 half a character",
    ),
    pytest.param(
        65,
        with_title('"\\ud800"'),
        "3:1: title: an invisible sign stands here (U+D800); delete it",
        id="65 half a character by escape",
    ),
    pytest.param(
        65,
        with_title('"\\0"'),
        "3:1: title: an invisible sign stands here (U+0000); delete it",
        id="65 zero by escape",
    ),
    pytest.param(
        65,
        with_title("left \u202e right"),
        "3:13: file: an invisible sign stands here (U+202E); delete it",
        id="65 turned direction",
    ),
    pytest.param(
        65,
        with_title('"\\UFFFFFFFF"'),
        "3:1: file: this is not YAML from here on (OverflowError)",
        id="65 a character that does not exist",
    ),
]


@cache
def seconds_of_an_honest_plan() -> float:
    """Seconds of the processor that it takes here to read the half hour."""
    text = (resource("session_plans") / "cross-boundary-dilemmas-30.yaml").read_text("utf-8")
    began = time.process_time()
    read_plan_text(f"{text}\n# read for the first time: what was read before is kept\n", "plan.yaml")
    return time.process_time() - began


@pytest.mark.parametrize(("number", "text", "expected"), HOSTILE)
def test_hostile_files_end_in_a_clear_problem(number: int, text: str | bytes, expected: str) -> None:
    began = time.process_time()
    assert said(text) == [f"plan.yaml:{expected}"], number
    assert time.process_time() - began < 50 * seconds_of_an_honest_plan()


def test_58_to_65_are_all_here() -> None:
    files = {62, 63, 64}
    assert {case.values[0] for case in HOSTILE} | files == set(range(58, 66))


@pytest.mark.parametrize("words", ["no", "on", "Yes", "12:30", "1e", "0o", "~ish", "=1+1"])
def test_61_words_that_older_yaml_changes_stay_words(words: str) -> None:
    assert read_plan_text(with_title(words), "plan.yaml").title == words


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        '<img src="https://example.org/x.png" onerror="alert(1)">',
        '<iframe src="file:///etc/passwd"></iframe>',
        "{{ 7*7 }} ${7*7} <%= 7*7 %>",
        "../../etc/passwd",
        "C:\\con\\aux",
    ],
)
def test_62_63_markup_and_paths_in_texts_are_plain_text(words: str) -> None:
    plan = read_plan_text(with_title(f"'{words}'"), "plan.yaml")
    assert (type(plan.title), plan.title) == (str, words)


def test_63_there_is_no_field_for_a_path() -> None:
    assert said(f"{PLAN}include: ../../etc/passwd\n") == [
        f"plan.yaml:{LINES + 1}:1: include: there is no field 'include'; leave it out, or use one of schema, id, "
        "title, version, place, language, promised_minutes, credits, next, scheme, moderation, sides, carried, stages, "
        "beside"
    ]


def test_63_a_link_is_refused_and_its_target_is_not(tmp_path: Path) -> None:
    target, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    target.write_text(PLAN)
    link.symlink_to(target)
    assert read_plan(target).id == "small"
    assert check_files([target, link]) == [f"{link}:1:1: file: this is a link; give the file itself"]


def test_63_what_is_not_a_file_is_said_to_be_none(tmp_path: Path) -> None:
    missing, device, endless = tmp_path / "nul.yaml", Path("/dev/zero"), Path("x" * 5000)
    assert check_files([tmp_path, missing, device, Path("a\0b"), endless]) == [
        f"{tmp_path}:1:1: file: this is a folder; give the plan file in it",
        f"{missing}:1:1: file: there is no file here; check the name",
        f"{device}:1:1: file: there is no file here; check the name",
        "a\0b:1:1: file: there is no file here; check the name",
        f"{endless}:1:1: file: the file cannot be read (File name too long); check its name and rights",
    ]


def test_64_a_zip_is_not_opened(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("../../evil.yaml", PLAN)
    path = tmp_path / "plan.yaml"
    path.write_bytes(packed.getvalue())
    zipped = "this is a zip archive, as Word and Excel files are, not a plan; save the plan as UTF-8 text"
    assert check_files([path]) == [f"{path}:1:1: file: {zipped}"]
    assert list(tmp_path.iterdir()) == [path]


def test_60_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(10**12)
    assert check_files([path]) == [f"{path}:1:1: file: {LARGE}"]


@pytest.mark.parametrize(
    ("cap", "text", "most"),
    [
        (LARGE, lambda size: "#" * size, 256 * 1024),
        (DEEP, lambda levels: "[" * levels + "]" * levels, 20),
        (MANY, lambda entries: "[" + "b," * (entries - 1) + "]", 4_000),
    ],
    ids=["size", "depth", "entries"],
)
def test_60_the_caps_stand_where_they_are_said_to(cap: str, text: Callable[[int], str], most: int) -> None:
    nothing = "plan.yaml:1:1: file: a plan is a list of fields that begins with `schema: plan/1`"
    assert said(text(most)) == [nothing]
    assert [line.split(": ", 2)[2] for line in said(text(most + 1))] == [cap]
