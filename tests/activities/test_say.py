"""say: words and a clock, or an earlier result again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from facilitator.activities.base import Links, Outcome
from facilitator.errors import Refused

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart


def test_it_counts_and_collects_nothing(part: MakePart) -> None:
    say = part("say")
    assert [say.kind.before_start, say.kind.collects(say.config), say.kind.slots(say.config)] == [False, False, 0]


@pytest.mark.parametrize("shows", [None, "choose"])
def test_it_may_show_an_earlier_part(part: MakePart, shows: str | None) -> None:
    say = part("say", shows=shows)
    assert say.kind.links(say.config) == Links(shows=shows)


@pytest.mark.parametrize("body", [{}, {"text": "hello"}, None])
def test_it_takes_no_answer(part: MakePart, body: Any) -> None:
    assert part("say").accept(body) == Refused("not_open")


def test_it_has_no_results(part: MakePart) -> None:
    assert part("say").results([]) == Outcome(0, {})


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"body": "x" * 1201}, "body"), ({"shows": "Not a slug"}, "shows"), ({"phones_down": "yes"}, "phones_down")],
)
def test_a_wrong_field_is_found(faults: Faults, fields: dict[str, Any], field: str) -> None:
    assert [where for where, _ in faults("say", **fields)] == [field]
