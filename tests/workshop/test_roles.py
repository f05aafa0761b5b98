"""Every command for every role, with the clicker and without. What is not listed needs a lead who has it."""

from __future__ import annotations

from typing import get_args

import pytest

from facilitator.errors import Refused
from facilitator.workshop import requests as rq
from facilitator.workshop.requests import parse_command
from facilitator.workshop.roles import TERMINAL, Console, Role, permitted
from tests.workshop.test_requests import GOOD

MODERATOR = {
    "show", "show_unflagged", "soften", "decline", "name_text", "hold", "merge", "unmerge", "translate",
}  # fmt: skip
ANY_LEAD = MODERATOR | {
    "edit", "edit_sides", "heads", "address", "doors", "announce", "unannounce", "safeguard", "take_down",
    "choose", "watch", "take", "sit", "swap", "join", "lower",
}  # fmt: skip
OTHER = "0123456789abcdef"


def may(role: Role, name: str, holds: bool) -> bool:
    if role == "observer":
        return False
    return name in MODERATOR if role == "moderator" else holds or name in ANY_LEAD


@pytest.mark.parametrize("holds", [True, False], ids=["holds the clicker", "holds nothing"])
@pytest.mark.parametrize("role", get_args(Role))
@pytest.mark.parametrize("words", GOOD.values(), ids=lambda words: words["name"])
def test_who_may_ask_for_what(words: dict[str, object], role: Role, holds: bool) -> None:
    command = parse_command(words)
    assert not isinstance(command, Refused)
    found = permitted(command, Console(role, OTHER), holder=OTHER if holds else TERMINAL.id)
    assert found == (None if may(role, str(words["name"]), holds) else Refused("not_yours"))


def test_the_lists_above_name_commands_that_there_are() -> None:
    names = {get_args(command.model_fields["name"].annotation)[0] for command in get_args(rq.Command)}
    assert names >= ANY_LEAD
