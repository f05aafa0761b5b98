"""What a script says is chosen for the groups is chosen on the console, and the archive is held to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rehearsal.conftest import Rehearse
from tests.rehearsal.halls import calm_hall


@pytest.mark.slow
@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        (["d08", "d02"], ["d08", "d02"]),
        (["d02", "d09"], []),  # was merged into another, and the console says no
    ],
)
def test_what_was_chosen_is_what_the_script_says(
    rehearse: Rehearse, tmp_path: Path, chosen: list[str], kept: list[str]
) -> None:
    hall = calm_hall(tmp_path, f"chosen_by_facilitator: [{', '.join(chosen)}]")
    told = rehearse("--room", hall, "--speed", 60, "--json")
    wrong = {} if chosen == kept else {"chosen.choose": (chosen, kept)}
    assert told.failed == wrong
    assert "chosen.choose" in told.names
