"""The JSON Schema for editors accepts what the reader accepts, and knows the fields and kinds there are."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from facilitator.activities.registry import KINDS
from facilitator.paths import resource
from facilitator.plans import json_schema
from facilitator.plans.text import plain, tree_of

SCHEMA = json_schema()
PLANS = sorted(resource("session_plans").glob("*.yaml"))
TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "number": (int, float), "integer": int}
TYPES |= {"boolean": bool, "null": type(None)}
KNOWN = {"$defs", "$ref", "additionalProperties", "anyOf", "const", "default", "description", "discriminator", "enum"}
KNOWN |= {"exclusiveMinimum", "items", "maxItems", "maxLength", "maximum", "minItems", "minLength", "minimum", "oneOf"}
KNOWN |= {"maxProperties", "pattern", "properties", "propertyNames", "required", "title", "type"}
"""Words of JSON Schema that `refusals` understands or that say nothing about a value."""


def refusals(value: Any, schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """Where a value does not fit: the part of JSON Schema that our schema uses."""
    assert set(schema) <= KNOWN, path
    if "$ref" in schema:
        yield from refusals(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], path)
    for choices, right in (("anyOf", lambda n: n >= 1), ("oneOf", lambda n: n == 1)):
        if choices in schema and not right(sum(not list(refusals(value, one, path)) for one in schema[choices])):
            yield path
    kind = TYPES.get(schema.get("type", ""), object)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind not in (bool, object)):
        yield path
        return
    if ("const" in schema and value != schema["const"]) or value not in schema.get("enum", [value]):
        yield path
    if isinstance(value, dict):
        fields = schema.get("properties", {})
        if not set(schema.get("required", [])) <= set(value) or len(value) > schema.get("maxProperties", len(value)):
            yield path
        for key in value:
            yield from refusals(key, schema.get("propertyNames", {}), f"{path}.{key}")
        for key, inner in value.items():
            if key in fields:
                yield from refusals(inner, fields[key], f"{path}.{key}")
            elif schema.get("additionalProperties") is False:
                yield f"{path}.{key}"
            elif isinstance(schema.get("additionalProperties"), dict):
                yield from refusals(inner, schema["additionalProperties"], f"{path}.{key}")
    elif isinstance(value, list | str):
        low, high = ("minItems", "maxItems") if isinstance(value, list) else ("minLength", "maxLength")
        if not schema.get(low, 0) <= len(value) <= schema.get(high, len(value)):
            yield path
        if isinstance(value, list):
            for index, inner in enumerate(value):
                yield from refusals(inner, schema.get("items", {}), f"{path}.{index}")
        elif not re.search(schema.get("pattern", ""), value):
            yield path
    elif isinstance(value, int | float):
        more = value > schema["exclusiveMinimum"] if "exclusiveMinimum" in schema else True
        if not (more and schema.get("minimum", value) <= value <= schema.get("maximum", value)):
            yield path


@pytest.fixture
def words() -> dict[str, Any]:
    found: dict[str, Any] = plain(tree_of(PLANS[0].read_bytes(), PLANS[0].name))
    return copy.deepcopy(found)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_shipped_plans_fit(path: Any) -> None:
    assert list(refusals(plain(tree_of(path.read_bytes(), path.name)), SCHEMA)) == []


def test_a_note_for_a_role_that_is_none_does_not_fit() -> None:
    path = next(path for path in PLANS if path.stem == "dont-do-it-alone-90")
    plan = plain(tree_of(path.read_bytes(), path.name))
    plan["stages"][7]["parts"][1]["notes"]["king"] = "Rule."
    assert list(refusals(plan, SCHEMA)) != []


def test_an_unknown_field_does_not_fit(words: dict[str, Any]) -> None:
    words["stages"][0]["minuts"] = 1
    assert list(refusals(words, SCHEMA)) == [".stages.0.minuts"]


def test_a_wrong_part_does_not_fit(words: dict[str, Any]) -> None:
    words["stages"][1]["parts"][0]["options"] = [7, 8]
    words["stages"][2]["parts"][0]["kind"] = "scales"
    assert list(refusals(words, SCHEMA)) == [".stages.1.parts.0", ".stages.2.parts.0"]


def test_texts_for_minutes_do_not_fit(words: dict[str, Any]) -> None:
    words["stages"][0]["minutes"] = "five"
    assert list(refusals(words, SCHEMA)) == [".stages.0.minutes"]


def test_an_editor_is_told_every_kind_and_its_fields() -> None:
    parts = SCHEMA["$defs"]["Stage"]["properties"]["parts"]["items"]["discriminator"]["mapping"]
    besides = SCHEMA["properties"]["beside"]["items"]["discriminator"]["mapping"]
    assert [set(parts) & set(besides), parts | besides] == [set(), {name: f"#/$defs/{name}" for name in KINDS}]
    assert set(besides) == {name for name, kind in KINDS.items() if kind.Config.beside}
    for name, kind in KINDS.items():
        assert set(SCHEMA["$defs"][name]["properties"]) == set(kind.Config.model_fields)
        assert "kind" in SCHEMA["$defs"][name]["required"]


def test_it_is_json() -> None:
    assert json.loads(json.dumps(SCHEMA, allow_nan=False)) == SCHEMA
