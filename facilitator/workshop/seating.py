"""What the console may ask about people at tables: strict values like those of `requests`. None of it is an event."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from facilitator.activities.base import Strict

Sign = Annotated[int, Field(ge=1, le=9999)]
Table = Annotated[int, Field(ge=1, le=2000)]


class Sit(Strict):
    """Move the person whose phone shows `sign` to another table."""

    name: Literal["sit"]
    sign: Sign
    group: Table


class Swap(Strict):
    """Let two people, known by the signs on their phones, change places; each takes over the other's role."""

    name: Literal["swap"]
    sign: Sign
    other: Sign


class Join(Strict):
    """Let everybody of table `group` sit down at table `into`."""

    name: Literal["join"]
    group: Table
    into: Table


class Lower(Strict):
    """Put a table's help light out."""

    name: Literal["lower"]
    group: Table


Seating = Sit | Swap | Join | Lower
