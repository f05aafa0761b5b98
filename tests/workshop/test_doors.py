"""Doors that close to newcomers, and when a workshop has begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facilitator.errors import Refused
from facilitator.workshop import events as ev
from facilitator.workshop.decision import Decision
from facilitator.workshop.rules import begun

if TYPE_CHECKING:
    from tests.workshop.conftest import Run


def test_doors_close_and_open_and_say_so_once(run: Run) -> None:
    assert run.do("doors", state="open") == Decision(())
    assert run.do("doors", state="closed") == Decision((ev.DoorsClosed(),))
    assert run.w.doors_closed is True
    assert run.do("doors", state="closed") == Decision(())
    assert run.do("doors", state="open") == Decision((ev.DoorsOpened(),))
    assert run.w.doors_closed is False
    assert run.ask("doors", state="ajar") == Refused("malformed")


def test_nothing_has_begun_while_the_door_alone_was_opened(run: Run) -> None:
    run.do("heads", heads=9)
    assert begun(run.w) is False
    run.do("next")
    assert begun(run.w) is True
    run.do("close")
    run.finish({})
    run.do("back")
    assert (run.w.at, begun(run.w)) == (0, True)
