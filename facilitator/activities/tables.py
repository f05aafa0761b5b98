"""Results as a table for programs: columns with plain names, and rows of texts and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    """`columns` are names for programs, the same in every language; every row has as many cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def counted(results: Mapping[str, Any], options: Mapping[str, str], *, bands: bool) -> Table:
    """Options by id with their words: an exact count each, or a band for each shown cell, else for everybody."""
    if not bands:
        rows = [(id_, words, results["counts"][id_]) for id_, words in options.items()]
        return Table(("id", "option", "count"), tuple(rows))
    # Records of earlier versions have both; of those, too, no export may show both.
    cells = [(cell_name(cell), cell["bands"]) for cell in results["cells"]] or [("everybody", results["all"])]
    columns = ("id", "option", *(name for name, _ in cells))
    return Table(columns, tuple((id_, words, *(found[id_] for _, found in cells)) for id_, words in options.items()))


def cell_name(cell: Mapping[str, Any]) -> str:
    """The ids of the sides in a cell; `others` marks the pooled one, which may hold people without a side."""
    return " ".join([*(["others"] if cell["rest"] else []), *cell["sides"]])


def places(groups: Sequence[Sequence[str]]) -> dict[str, str]:
    """The place of every id in an order with ties: "1", "2=", "2=", "4"."""
    found: dict[str, str] = {}
    for group in groups:
        place = len(found) + 1
        found |= {id_: f"{place}{'=' if len(group) > 1 else ''}" for id_ in group}
    return found


def flat(results: Mapping[str, Any]) -> Table:
    """Any results, one row for each value that is no list and no object; lists of plain values are one cell."""
    return Table(("what", "value"), tuple(_leaves("", results)))


def _leaves(path: str, value: Any) -> Iterator[tuple[Cell, ...]]:
    if isinstance(value, Mapping):
        for key in sorted(value):
            yield from _leaves(f"{path}.{key}" if path else str(key), value[key])
    elif isinstance(value, list | tuple) and any(isinstance(one, Mapping | list | tuple) for one in value):
        for at, one in enumerate(value, start=1):
            yield from _leaves(f"{path}.{at}", one)
    elif isinstance(value, list | tuple):
        yield path, " ".join(str(one) for one in value)
    else:
        yield path, value if isinstance(value, str | int | float) or value is None else str(value)
