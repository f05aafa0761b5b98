"""The small parts of a rehearsal, each with a neighbour that proves it can say no."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.plans.read import read_plan
from facilitator.rehearsal.authors import quotes
from facilitator.rehearsal.elements import cards, cells
from facilitator.rehearsal.fit import needed, raised, sentences
from facilitator.rehearsal.kinds import SCRIPTED
from facilitator.rehearsal.kinds.vote import agrees
from facilitator.rehearsal.moderation import first_sentence, softer
from facilitator.rehearsal.outcome import Outcome, equal
from facilitator.rehearsal.pages import clock, counts, orders
from facilitator.rehearsal.people import invented
from facilitator.rehearsal.reading import read_script
from facilitator.rehearsal.traces import Traces, canonical, readable
from facilitator.rehearsal.windows import windows
from tests.conftest import PLAN
from tests.rehearsal.conftest import ROOT, SMALL

GROUPS = [["a"], ["b", "c"], ["d"]]
TEXT = "Old Harald drinks before he rings, and all of you know it."


@pytest.mark.parametrize(
    ("listed", "right"),
    [
        (["a", "b", "c", "d"], True),
        (["a", "c", "b", "d", "x"], True),
        (["a", "c"], True),
        (["a"], True),
        (["b", "a", "c"], False),
        (["a", "b", "d"], False),
        (["a", "b", "b"], False),
        ([], False),
    ],
)
def test_an_order_with_ties_may_be_cut_and_not_changed(listed: list[str], right: bool) -> None:
    assert agrees(GROUPS, listed) is right


@pytest.mark.parametrize(
    "page",
    [
        TEXT,
        "<p>Old Harald drinks <b>before he</b> rings, and</p>",
        "… HARALD drinks before\nhe rings …",
        '{"body": "x\\nOld Harald drinks before he rings"}',
    ],
)
def test_a_text_is_found_in_part_and_between_tags(page: str) -> None:
    plain = readable(page.replace("<b>", " ").replace("</b>", " ").encode())
    assert Traces([TEXT], []).within(plain) != set()


def test_a_mark_may_repeat_pieces_of_its_text_and_nothing_else() -> None:
    assert quotes("could tell who wrote it: Harald", TEXT)
    assert quotes("could tell who wrote it: Harald , he rings", TEXT)
    assert not quotes("could tell who wrote it: Harald , Martha", TEXT)
    assert not quotes("seat 3", TEXT)


def test_what_everybody_may_read_gives_nobody_away() -> None:
    traces = Traces([TEXT], ["and all of you know it"])
    assert traces.within("and all of you know it") == set()
    assert traces.within("drinks before he rings and") == {"drinks before he rings and"}
    assert Traces([TEXT], []).within("Harald rings before he drinks") == set()


def test_escapes_of_json_are_read_in_any_file() -> None:
    raw = b"\x00\x01" + b'"Komu mam by\\u0107 lojalna wobec nocnej zmiany"' + b"\xff\x00"
    assert Traces(["Komu mam być lojalna wobec nocnej zmiany?"], []).within(readable(raw)) != set()


def test_softening_takes_the_first_sentence_and_leaves_words() -> None:
    assert softer("First one. Second one?") == "... Second one?"
    assert first_sentence("First one. Second one?") == "First one. "
    assert softer("Only one sentence stands here") == "... sentence stands here"


def test_the_windows_of_a_plan_follow_the_script_where_both_have_a_stage() -> None:
    script, plan = read_script(SMALL), read_plan(PLAN)
    found = windows(script, plan)
    assert [(id_, w.begin, w.end) for id_, w in found.items() if id_ in ("dilemmas", "pairs", "choose")] == [
        ("dilemmas", 60.0, 120.0), ("pairs", 120.0, 150.0), ("choose", 150.0, 175.0),
    ]  # fmt: skip
    ends = [w.end for w in found.values()]
    assert [w.begin for w in found.values()][1:] == ends[:-1]
    assert ends == sorted(ends) and found["lobby"].begin == -42.0


def test_texts_are_written_while_the_harvest_is_on_in_a_plan_of_other_stages(tmp_path: Path) -> None:
    path = tmp_path / "other-stages.yaml"
    text = SMALL.read_text("utf-8").replace("id: write-dilemma", "id: letters").replace("id: choose", "id: hats")
    path.write_text(text, "utf-8")
    assert windows(read_script(path), read_plan(PLAN))["dilemmas"].begin == 60.0


def test_a_plan_is_fitted_and_stays_as_it_was_otherwise() -> None:
    script, plan = read_script(ROOT / "tests" / "rooms" / "harbour-housing.yaml"), read_plan(PLAN)
    limits = needed(script, plan)
    assert sentences(limits) == ["dilemmas.per_person = 2", "choose.deal.above = 22"]
    fitted = raised(PLAN.read_text("utf-8"), limits)
    assert "per_person: 2" in fitted and "# A session plan: half an hour" in fitted
    assert needed(read_script(SMALL), plan) == {}


def test_the_same_seed_invents_the_same_people() -> None:
    plan = read_plan(PLAN)
    assert invented(plan, 20, 1) == invented(plan, 20, 1)
    assert invented(plan, 20, 1) != invented(plan, 20, 2)
    assert len(invented(plan, 300, 1).participants) == 300


def test_what_no_check_looked_at_is_not_well() -> None:
    found = Outcome("room", "plan", 1)
    assert not found.ok
    found.add([equal("joined", 1, 1)])
    assert found.ok
    found.add([equal("joined", 1, 2)])
    assert not found.ok


def test_every_key_that_a_kind_judges_is_one_of_the_script() -> None:
    expected = set(type(read_script(SMALL).expected).model_fields)
    assert {key for module in SCRIPTED.values() for key in module.KEYS} - expected == set()


def test_pages_are_read_as_a_person_reads_them() -> None:
    page = (
        '<p class="gauge"><span><b>14</b> joined, <b>15</b> in the room</span></p><dt>Awake</dt><dd>13 <small>of 14'
        '</small></dd><p data-clock-left-value="-3" data-clock-total-value="60" data-clock-running-value="true">'
        '<ol data-order="most-votes"><li data-text="x"><span>1 =</span><bdi>Do I &amp; you</bdi></li></ol>'
        "<span data-cell>others (<bdi>A</bdi>)</span>"
        '<li data-text-id-value="ab" data-status="held"><p class="sheet__text">Do I<br>go?</p><i>9</i></li>'
    )
    assert counts(page) == {"joined": 14, "heads": 15, "awake": 13}
    assert clock(page) == (-3, True)
    assert orders(page) == {"most-votes": [("x", "1 =")]}
    assert cells(page) == ["others ( A )"]
    (card,) = cards(page)
    assert (card.id, card.status, card.body, card.softened) == ("ab", "held", canonical("Do I\ngo?"), False)
    assert "9" in card.rest
