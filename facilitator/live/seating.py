"""Tables as the console sees them, and what it may do with them: people are moved by the signs on their phones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from facilitator.ballots.span import Name, Spans
from facilitator.errors import Refused
from facilitator.insight.mixing import TOO_FEW
from facilitator.workshop import seating as st

ROLES = ("keeper", "scribe", "clock", "voice")
"""In the order in which they are given: a pair has a keeper and a scribe."""
Rows = Mapping[bytes, Mapping[str, Any]]


@dataclass(frozen=True)
class Place:
    """Where one person sits. `group` 0: sits out. `case`: the table to which they brought a case of their own, or 0."""

    group: int
    role: str
    sign: int
    case: int = 0

    @property
    def words(self) -> dict[str, Any]:
        return {"g": self.group, "r": self.role, "s": self.sign, "c": self.case}

    @property
    def own_case(self) -> bool:
        """Whether they sit where their case is told."""
        return self.case > 0 and self.case == self.group


def placed(words: Mapping[str, Any]) -> Place:
    """The place that `Place.words` wrote."""
    return Place(words["g"], words["r"], words["s"], words["c"])


@dataclass(frozen=True)
class Table:
    """A table as the console sees it. `short`: so few are awake that it is offered to join `into`."""

    number: int
    people: int
    awake: int
    scribe_awake: bool
    help: bool
    short: bool = False
    into: int | None = None


def seen(rows: Rows, up: Collection[bytes], lights: Collection[int]) -> list[Table]:
    """The tables in the order of their numbers; `up` are the tags of seats that are awake."""
    found = []
    for number, people in sorted(_sizes(rows).items()):
        there = {tag: row for tag, row in rows.items() if row["g"] == number}
        awake = sum(tag in up for tag in there)
        scribe = any(tag in up for tag, row in there.items() if row["r"] == "scribe")
        found.append(Table(number, people, awake, scribe, number in lights))
    return [_offered(table, found) for table in found]


def _sizes(rows: Rows) -> Counter[int]:
    return Counter(row["g"] for row in rows.values() if row["g"])


def _offered(table: Table, tables: list[Table]) -> Table:
    """With the table that it may join, where so few are awake: the smallest of the others."""
    others = [other for other in tables if other.number != table.number]
    if table.awake >= TOO_FEW or not others:
        return table
    smallest = min(others, key=lambda other: (other.people, other.number))
    return replace(table, short=True, into=smallest.number)


def move(spans: Spans, span: Name, request: st.Join | st.Sit | st.Swap) -> Refused | None:
    """Does what the console asks; None when it is on the disk."""
    rows = spans.rows(span)
    there = set(_sizes(rows))
    match request:
        case st.Join(group=group, into=into):
            if not {group, into} <= there or group == into:
                return Refused("unknown_group")
            _sit(spans, span, [tag for tag, row in rows.items() if row["g"] == group], into)
        case st.Sit(sign=sign, group=group):
            tags = _signed(rows, sign)
            if not tags or group not in there:
                return Refused("unknown_sign" if not tags else "unknown_group")
            _sit(spans, span, tags, group)
        case st.Swap(sign=sign, other=other):
            pair = [*_signed(rows, sign), *_signed(rows, other)]
            if len(set(pair)) != 2:
                return Refused("unknown_sign")
            one, two = (rows[tag] for tag in pair)
            spans.put(span, pair[0], {**one, "g": two["g"], "r": two["r"]})
            spans.put(span, pair[1], {**two, "g": one["g"], "r": one["r"]})
    return None


def _signed(rows: Rows, sign: int) -> list[bytes]:
    return [tag for tag, row in rows.items() if row["s"] == sign]


def _sit(spans: Spans, span: Name, tags: list[bytes], into: int) -> None:
    """Sits people down as voices, and gives the pen to somebody where a table has lost its scribe."""
    rows = spans.rows(span)
    left = {rows[tag]["g"] for tag in tags} - {into, 0}
    for tag in tags:
        if rows[tag]["g"] != into:
            spans.put(span, tag, {**rows[tag], "g": into, "r": "voice"})
    for group in (*left, into):
        there = {tag: row for tag, row in spans.rows(span).items() if row["g"] == group}
        if there and all(row["r"] != "scribe" for row in there.values()):
            # A voice before somebody who has something else to do.
            tag = max(there, key=lambda tag: ROLES.index(there[tag]["r"]))
            spans.put(span, tag, {**there[tag], "r": "scribe"})
