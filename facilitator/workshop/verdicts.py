"""What a reader of texts may ask for, and how consoles share the work: strict values like those of `requests`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from facilitator.activities.base import Slug, Strict
from facilitator.activities.watch import Watchword

TextId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class Hold(Strict):
    """Keep texts aside for follow-up: out of the queue, seen by nobody. They may be shown later."""

    name: Literal["hold"]
    texts: Annotated[tuple[TextId, ...], Field(min_length=1, max_length=2000, strict=False)]


class Merge(Strict):
    """Let `into` stand for `text`, which says nearly the same and is not shown by itself any more."""

    name: Literal["merge"]
    text: TextId
    into: TextId


class Unmerge(Strict):
    name: Literal["unmerge"]
    text: TextId


class Translate(Strict):
    """Put a translation under a text, in the facilitator's words; an empty one takes it away."""

    name: Literal["translate"]
    text: TextId
    body: Annotated[str, StringConstraints(max_length=2000)]
    language: Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$", max_length=20)] = ""


class Safeguard(Strict):
    """Pin a neutral note to every phone; a text that it is about goes aside."""

    name: Literal["safeguard"]
    note: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    text: TextId | None = None


class TakeDown(Strict):
    """Take the safeguarding note off the phones; its words leave the disk."""

    name: Literal["take_down"]


class Choose(Strict):
    """Give the groups these texts of a vote that is over, in this order. Said again, it replaces what was chosen."""

    name: Literal["choose"]
    part: Slug
    texts: Annotated[tuple[TextId, ...], Field(min_length=1, max_length=12, strict=False)]


class Watch(Strict):
    """Names and words that raise a flag tonight, beside those of the plan. Kept in memory and nowhere else."""

    name: Literal["watch"]
    names: Annotated[tuple[Watchword, ...], Field(max_length=200, strict=False)] = ()
    words: Annotated[tuple[Watchword, ...], Field(max_length=200, strict=False)] = ()


class Take(Strict):
    """Take the clicker: from now on this console moves the room on."""

    name: Literal["take"]


class Give(Strict):
    """Hand the clicker to another lead's console."""

    name: Literal["give"]
    to: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{16})?$")]
