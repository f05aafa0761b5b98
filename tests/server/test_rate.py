"""The window of a rate: exact at its edges, each key by itself, and what is refused does not count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.web import rate
from facilitator.web.rate import Window


@given(st.lists(st.integers(0, 30), max_size=60))
def test_no_stretch_of_two_seconds_holds_more_than_ten(waits: list[int]) -> None:
    window, now, allowed = Window(10, 2.0), 0.0, []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rate, "monotonic", lambda: now)
        for wait in waits:
            now += wait / 16
            recent = [at for at in allowed if now - at < 2.0]
            assert window.hit("seat") is (len(recent) < 10)
            if len(recent) < 10:
                allowed.append(now)


def test_one_seat_does_not_use_up_the_turns_of_another() -> None:
    window = Window(3, 60.0)
    assert [window.hit("a") for _ in range(4)] == [True, True, True, False]
    assert [window.hit("b") for _ in range(4)] == [True, True, True, False]
