"""lobby: nothing is asked, its minutes do not count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from facilitator.activities.base import Links, Outcome
from facilitator.errors import Refused

if TYPE_CHECKING:
    from tests.activities.conftest import Faults, MakePart


def test_it_stands_before_the_start_and_collects_nothing(part: MakePart) -> None:
    lobby = part("lobby")
    assert [lobby.kind.before_start, lobby.kind.collects(lobby.config), lobby.kind.slots(lobby.config)] == [
        True,
        False,
        0,
    ]
    assert lobby.kind.links(lobby.config) == Links()


@pytest.mark.parametrize("body", [{}, {"text": "hello"}, None])
def test_it_takes_no_answer(part: MakePart, body: Any) -> None:
    assert part("lobby").accept(body) == Refused("not_open")


def test_it_has_no_results(part: MakePart) -> None:
    assert part("lobby").results([]) == Outcome(0, {})


def test_there_is_nothing_to_reveal_in_a_plan_either(faults: Faults) -> None:
    assert faults("lobby", reveal="on_close") == [("reveal", "Input should be 'never'")]
