"""Results as tables: every kind, with rows as wide as their columns and nothing that was not shown."""

from __future__ import annotations

from typing import Any

import pytest

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import KINDS, table_of
from facilitator.activities.tables import Table, flat, places

COMMON = {"id": "p", "title": "P", "minutes": 1}
BANDS = {
    "all": None,
    "cells": [
        {"sides": ["up"], "rest": False, "bands": {"o1": "most", "o2": "few"}},
        {"sides": ["down"], "rest": True, "bands": {"o1": "some", "o2": "few"}},
    ],
}


def config(kind: str, **words: Any) -> PartConfig:
    return KINDS[kind].Config.model_validate({**COMMON, "kind": kind, **words})


@pytest.mark.parametrize(
    ("asked", "results", "table"),
    [
        (
            config("choice", options=("A", "B")), {"counts": {"o1": 3, "o2": 4}, "n": 7},
            Table(("id", "option", "count"), (("o1", "A", 3), ("o2", "B", 4))),
        ),
        (
            config("choice", options=("A", "B"), picture="sides"), BANDS,
            Table(("id", "option", "up", "others down"), (("o1", "A", "most", "some"), ("o2", "B", "few", "few"))),
        ),
        (
            # A record of an earlier version, which had both: an export made anew shows the cells alone.
            config("choice", options=("A", "B"), picture="sides"), {**BANDS, "all": {"o1": "most", "o2": "few"}},
            Table(("id", "option", "up", "others down"), (("o1", "A", "most", "some"), ("o2", "B", "few", "few"))),
        ),
        (
            config("choice", options=("A", "B"), picture="sides"), {"all": {"o1": "most", "o2": "few"}, "cells": []},
            Table(("id", "option", "everybody"), (("o1", "A", "most"), ("o2", "B", "few"))),
        ),
        (
            config("scale", high=3, low_label="not", high_label="very"),
            {"counts": {"1": 1, "2": 2, "3": 3}, "n": 6, "mean": 2.33},
            Table(("id", "option", "count"), (("1", "not", 1), ("2", "", 2), ("3", "very", 3))),
        ),
        (
            config("side"), {"cells": ["up"], "others": ["down", "out"]},
            Table(("side", "shown"), (("up", "alone"), ("down", "pooled"), ("out", "pooled"))),
        ),
        (
            config("close", ratings=({"id": "a", "text": "Good"}, {"id": "b", "text": "Safe"})),
            {"ratings": {"a": {"counts": {"1": 0, "2": 0, "3": 1, "4": 2, "5": 3}, "n": 6, "mean": 4.33}, "b": None}},
            Table(
                ("id", "sentence", "1", "2", "3", "4", "5", "n", "mean"),
                (("a", "Good", 0, 0, 1, 2, 3, 6, 4.33), ("b", "Safe", *(None,) * 7)),
            ),
        ),
    ],
)  # fmt: skip
def test_a_kind_puts_its_results_into_rows(asked: PartConfig, results: dict[str, Any], table: Table) -> None:
    assert table_of(asked, results, [], {}, 1) == table


def test_a_vote_shows_its_second_order_when_the_room_saw_it_and_no_text_that_is_gone() -> None:
    asked = config("vote", items_from="lines")
    results = {"most_votes": [["a", "b"], ["gone"]], "most_sides": [["gone"], ["b"], ["a"]]}
    texts = {"a": "First", "b": "Second"}
    assert table_of(asked, results, [], texts, 2) == Table(
        ("text_id", "most_votes", "most_sides", "text"), (("a", "1=", "3", "First"), ("b", "1=", "2", "Second"))
    )
    assert table_of(asked, results, [], texts, 1).columns == ("text_id", "most_votes", "text")
    assert table_of(asked, {**results, "most_sides": None}, [], texts, 2).columns == ("text_id", "most_votes", "text")


def test_texts_that_left_a_part_are_its_table() -> None:
    own = [{"id": "a", "name": "N", "body": "B", "edited": True}]
    assert table_of(config("harvest"), {"texts": 1}, own, {}, 0).rows == (("a", "N", "B", "yes"),)
    assert table_of(config("harvest"), {"texts": 0}, [], {}, 0) == flat({"texts": 0})


def test_ties_share_a_place_and_anything_can_be_laid_flat() -> None:
    assert places([["x"], ["y", "z"], ["w"]]) == {"x": "1", "y": "2=", "z": "2=", "w": "4"}
    assert flat({"b": {"c": [1, 2]}, "a": [{"d": None}, {"d": True}]}).rows == (
        ("a.1.d", None), ("a.2.d", True), ("b.c", "1 2"),
    )  # fmt: skip
