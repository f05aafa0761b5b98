"""What the model finds wrong, in the words of somebody who writes plans."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import KINDS
from facilitator.plans.model import Plan
from facilitator.plans.problems import Problem, Where, brief, dotted, place

LISTS = ("parts", "beside")
"""Fields of a plan that list parts."""
_COUNTS = ("too_short", "too_long")


def problems_of(invalid: ValidationError, tree: Any, name: str, root: type[BaseModel] = Plan) -> list[Problem]:
    """Every finding once, at its line; a list is not called short because an entry of it is wrong."""
    errors = invalid.errors()
    places = [error["loc"] for error in errors]
    found: dict[Problem, None] = {}
    for error in errors:
        loc = error["loc"]
        if error["type"] in _COUNTS and any(len(o) > len(loc) and o[: len(loc)] == loc for o in places):
            continue
        where = _in_file(loc, tree)
        line, column = place(tree, where)
        found[Problem(name, line, column, dotted(where), _sentence(error, root))] = None
    return sorted(found, key=lambda problem: (problem.line, problem.column))


def _in_file(loc: Where, tree: Any) -> Where:
    """`loc` without the steps that only the model has: the tag of a kind, the three values of a bare number."""
    where: list[str | int] = []
    node = tree
    for index, step in enumerate(loc):
        if _is_tag(loc, index):
            continue
        if not isinstance(node, dict | list):
            break
        where.append(step)
        try:
            node = node[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            break
    return tuple(where)


def _is_tag(loc: Where, index: int) -> bool:
    return index > 1 and loc[index] in KINDS and isinstance(loc[index - 1], int) and loc[index - 2] in LISTS


def _sentence(error: Any, root: type[BaseModel]) -> str:
    fault, loc, given = error["type"], error["loc"], error.get("input")
    context = error.get("ctx", {})
    last = str(loc[-1]) if loc else "plan"
    if fault == "extra_forbidden":
        return _unknown(loc, last, root)
    if fault == "missing":
        return (
            f"a plan begins with `schema: {_begins(root)}`"
            if loc == ("schema",)
            else f"{last} is missing; add `{last}:` here"
        )
    if fault in ("union_tag_invalid", "union_tag_not_found"):
        tag = given.get("kind") if isinstance(given, dict) else None
        begin = f"there is no kind {brief(tag)}" if tag is not None else "the part has no kind"
        here, other = ("beside", "parts") if "beside" in loc else ("parts", "beside")
        if isinstance(tag, str) and tag in KINDS:
            begin = f"{tag} has no place under `{here}`, only under `{other}`"
        fit = sorted(name for name, kind in KINDS.items() if kind.Config.beside is (here == "beside"))
        return f"{begin}; kinds are {', '.join(fit)}"
    if fault == "string_type":
        return _text_wanted(given, last)
    if fault == "string_pattern_mismatch" and last == "language":
        return f"{brief(given)} is no language; use its short sign, such as en, ar or pt-BR"
    if fault in ("model_type", "model_attributes_type", "dict_type"):
        advice = "write each as `field: value`" if isinstance(given, str | list) else "put it in quotes if it is a text"
        return f"{_read_as(given)} stands here where fields are wanted ({', '.join(_wanted(loc, root))}); {advice}"
    words = _SENTENCES.get(fault)
    return words(given, context) if words else f"{error['msg'][0].lower()}{error['msg'][1:]}"


_SENTENCES: dict[str, Callable[[Any, dict[str, Any]], str]] = {
    "value_error": lambda given, c: str(c.get("error", "")),
    "literal_error": lambda given, c: f"{brief(given)} is not possible; use {c.get('expected')}",
    "string_pattern_mismatch": lambda given, c: (
        f"{brief(given)} cannot be used; letters, digits, single hyphens and underscores, such as C01"
        if "A-Z" in c["pattern"]
        else f"{brief(given)} cannot be used; small letters, digits and single hyphens, such as write-dilemma"
    ),
    "string_too_short": lambda given, c: "nothing stands here; write a text",
    "string_too_long": lambda given, c: f"{len(given)} characters; at most {c['max_length']} fit",
    "tuple_type": lambda given, c: "a list is wanted here; begin each entry with a hyphen and a space",
    "too_short": lambda given, c: f"{c['actual_length']} in this list; at least {c['min_length']} are needed",
    "too_long": lambda given, c: f"{c['actual_length']} in this list; at most {c['max_length']} are possible",
    "float_type": lambda given, c: "a number is wanted here, without quotes",
    "int_type": lambda given, c: "a whole number is wanted here, without quotes",
    "int_from_float": lambda given, c: "a whole number is wanted here",
    "bool_type": lambda given, c: "true or false is wanted here, without quotes",
    "greater_than": lambda given, c: f"{brief(given)} is too little; more than {c['gt']:g} is needed",
    "greater_than_equal": lambda given, c: f"{brief(given)} is too little; at least {c['ge']:g} is needed",
    "less_than": lambda given, c: f"{brief(given)} is too much; less than {c['lt']:g} is possible",
    "less_than_equal": lambda given, c: f"{brief(given)} is too much; at most {c['le']:g} is possible",
}


def _begins(root: type[BaseModel]) -> str:
    return str(get_args(root.model_fields["schema_"].annotation)[0])


def _text_wanted(given: Any, last: str) -> str:
    if given is None:
        return f"nothing stands after {last}; write a text, or leave the field out"
    if isinstance(given, dict):
        return "YAML reads a colon and a space as a field; put a text with a colon in quotes"
    if isinstance(given, list):
        return "a list stands here where one text is wanted; write one text"
    return f"text is wanted here, and YAML reads {_read_as(given)}; put it in quotes"


def _read_as(given: Any) -> str:
    if given is None:
        return "nothing"
    if isinstance(given, bool):
        return "true or false"
    named = {int: "a number", float: "a number", str: "a text", list: "a list", dict: "a field", date: "a date"}
    return next((words for kind, words in named.items() if isinstance(given, kind)), "something else")


# -- which fields there are --------------------------------------------------------------------------------------------


def _unknown(loc: Where, last: str, root: type[BaseModel]) -> str:
    model = _model(loc[:-1], root)
    fields = _names(model) if model else []
    near = difflib.get_close_matches(last, fields, 1)
    if near:
        return f"there is no field {brief(last)}; did you mean {near[0]!r}?"
    others = [name for name, kind in KINDS.items() if last in kind.Config.model_fields]
    if model and issubclass(model, PartConfig) and others:
        return f"this kind has no field {brief(last)}, only {' and '.join(others)}; leave it out"
    return f"there is no field {brief(last)}; leave it out, or use one of {', '.join(fields)}"


def _wanted(loc: Where, root: type[BaseModel]) -> list[str]:
    model = _model(loc, root)
    return (_names(model, required=True) or _names(model)) if model else []


def _names(model: type[BaseModel], required: bool = False) -> list[str]:
    """The fields as they stand in a file."""
    fields = model.model_fields.items()
    return [field.alias or name for name, field in fields if field.is_required() or not required]


def _model(loc: Where, root: type[BaseModel]) -> type[BaseModel] | None:
    """The model at `loc`, found along the annotations of the fields of `root`."""
    model: type[BaseModel] | None = root
    for index, step in enumerate(loc):
        if isinstance(step, int) or model is None:
            continue
        if _is_tag(loc, index):
            model = KINDS[step].Config
            continue
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        model = next(_models(fields[step].annotation), None) if step in fields else None
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
