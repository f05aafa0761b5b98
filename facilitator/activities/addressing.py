"""Texts of tables that are addressed to one side each: read from what a part with groups found. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from facilitator.activities.base import PartConfig


def addresses(source: PartConfig, results: Mapping[str, Any] | None, by: str) -> dict[str, str]:
    """{text id: side} of the texts that `source` gives and whose table said in the field `by` to whom they go.

    `results` are those of `source`: {"groups": [{"picks": {field: [ids]}, "texts": {field: text id}}]}.
    """
    gives = getattr(source, "gives", None)
    found = {}
    for record in (results or {}).get("groups", ()):
        text, picks = record["texts"].get(gives), record["picks"].get(by)
        if text and picks:
            found[text] = picks[0]
    return found
