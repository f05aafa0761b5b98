"""A rehearsal that cannot fail is worthless: each server here has one thing wrong, and the fitting check says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rehearsal.conftest import SMALL, Rehearse
from tests.rehearsal.halls import calm_hall
from tests.rehearsal.patching import NOTHING_DONE

SABOTAGE = {
    "loses_a_vote": {"counted.choose", "results.choose", "ballots", "votes_cast"},
    "loses_a_tap": {"counted.warm-up", "results.warm-up"},
    "names_authors_in_the_archive": {"authors"},
    "names_authors_on_the_console": {"authors"},
    "names_authors_on_the_wall": {"authors"},
    "shows_a_cell_of_two": {"small_cells", "cells_shown", "cells_shown.sides"},
    "counts_a_side": {"counts_by_side"},
    "shows_a_declined_text": {"kept_back.frames"},
    "keeps_a_declined_text": {"kept_back.files"},
    "counts_a_retry_twice": {"counted.dilemmas", "dilemmas", "texts.once"},
    "refuses_a_retry": {"phones.refused"},
    "sends_a_text_back": {"unseen.dilemmas"},
    "shows_a_merged_text": {"kept_back.frames"},
    "merges_nothing": {"merged", "merged.archive"},
    "leaves_the_note_out": {"submit_safeguarding.p04.follow_up"},
    "gives_a_seat_twice": {"battery_dead.p05"},
    "dies": {"server", "archive.files"},
    "prints": {"log"},
}


LOUD = {"counts_a_retry_twice", "refuses_a_retry", "sends_a_text_back", "gives_a_seat_twice", "dies", "prints"}
"""Those that a kill in the middle of the evening could hide, or set off; the others are played without one."""


@pytest.mark.slow
@pytest.mark.parametrize("name", SABOTAGE)
def test_a_sabotaged_server_is_found_out(sabotaged: Rehearse, tmp_path: Path, name: str) -> None:
    told = sabotaged(name, SMALL if name in LOUD else calm_hall(tmp_path))

    assert (told.code, told.result["ok"]) == (1, False), told.err
    assert SABOTAGE[name] - set(told.failed) == set()


@pytest.mark.slow
def test_a_sabotage_that_changes_nothing_fails(sabotaged: Rehearse, tmp_path: Path) -> None:
    missed, misnamed = (sabotaged(name, calm_hall(tmp_path)) for name in ("misses", "misnames"))

    assert missed.code == NOTHING_DONE
    assert "The sabotage misses did not change facilitator." in missed.err
    assert misnamed.code == 2
    assert "There is no no_such_function in facilitator.live.closing" in misnamed.err
