"""Invented people sign sentences of theirs: what the phones were told is received is what the archive comes to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.rehearsal.conftest import Rehearse
from tests.rehearsal.halls import calm_hall


def plan(folder: Path) -> Path:
    """A door, sides, a sentence and a harvest, a pause to read, the sign test, an end."""
    parts: list[dict[str, Any]] = [
        {"id": "door", "kind": "lobby", "title": "Come in"},
        {"id": "stand", "kind": "side", "title": "Stand"},
        {
            "id": "common",
            "kind": "sentence",
            "title": "Fill in",
            "template": "We differ about ___. Both of us need ___.",
        },
        {"id": "dilemmas", "kind": "harvest", "title": "Write"},
        {"id": "pairs", "kind": "say", "title": "In pairs"},
        {"id": "test", "kind": "sign", "title": "Sign", "items_from": "common", "each": 5},
        {"id": "end", "kind": "say", "title": "Good night"},
    ]
    stages = [{"id": f"s-{p['id']}", "title": p["title"], "minutes": 2, "parts": [p]} for p in parts]
    sides = [{"id": "north", "name": "North"}, {"id": "south", "name": "South"}]
    path = folder / "sign.yaml"
    words = {"schema": "plan/1", "id": "sign", "title": "Signing", "sides": sides, "stages": stages}
    path.write_text(json.dumps(words), "utf-8")
    return path


@pytest.mark.slow
def test_dealt_sentences_are_signed_and_counted(rehearse: Rehearse, tmp_path: Path) -> None:
    told = rehearse("--room", calm_hall(tmp_path), "--plan", plan(tmp_path), "--speed", 60, "--json")

    assert told.failed == {}
    assert (told.code, told.result["ok"]) == (0, True)
    checks = {check["name"]: check["got"] for check in told.result["checks"]}
    assert checks["counted.test"] >= 10
    shown = checks["results.test"]["signed"]
    assert len(shown) >= 10
    assert sum(bool(row["all"] or row["cells"]) for row in shown) >= 1
    assert [row for row in shown if row["all"] and row["cells"]] == []
