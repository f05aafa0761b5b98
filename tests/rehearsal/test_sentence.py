"""Invented people fill in sentences beside a harvest: each text reaches its own part of the archive, and no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.rehearsal.conftest import Rehearse
from tests.rehearsal.halls import calm_hall


@pytest.mark.slow
def test_sentences_and_dilemmas_are_kept_apart(rehearse: Rehearse, tmp_path: Path) -> None:
    parts = [
        {"id": "door", "kind": "lobby", "title": "Come in"},
        {"id": "dilemmas", "kind": "harvest", "title": "Write"},
        {
            "id": "common",
            "kind": "sentence",
            "title": "Fill in",
            "template": "We differ about ___. Both of us need ___.",
        },
        {"id": "end", "kind": "say", "title": "Good night"},
    ]
    stages = [{"id": f"s-{p['id']}", "title": p["title"], "minutes": 2, "parts": [p]} for p in parts]
    path = tmp_path / "sentences.yaml"
    plan = {"schema": "plan/1", "id": "sentences", "title": "Sentences", "stages": stages}
    path.write_text(json.dumps(plan), "utf-8")

    told = rehearse("--room", calm_hall(tmp_path), "--plan", path, "--speed", 100, "--json")

    assert told.failed == {}
    assert (told.code, told.result["ok"]) == (0, True)
    checks = {check["name"]: check["got"] for check in told.result["checks"]}
    assert checks["dilemmas"] == 11
    assert checks["counted.common"] == 12
    assert checks["results.common"] == {"texts": 12}
