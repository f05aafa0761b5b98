"""What the console may ask for, as strict values: the door of every command."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from facilitator.activities.base import Slug, Strict, Visible
from facilitator.errors import Refused
from facilitator.plans.model import Few
from facilitator.workshop.cutting import Cut as Cut
from facilitator.workshop.cutting import Uncut as Uncut
from facilitator.workshop.seating import Join, Lower, Sit, Swap
from facilitator.workshop.verdicts import (
    Choose,
    Give,
    Hold,
    Merge,
    Safeguard,
    Take,
    TakeDown,
    TextId,
    Translate,
    Unmerge,
    Watch,
)  # fmt: skip

Reason = Literal["names_person", "attack", "off_topic", "unsafe", "test"]


class Next(Strict):
    """Close an open part, or move on. `sure`: also from a protected stage whose minimum is not over."""

    name: Literal["next"]
    sure: bool = False


class Undo(Strict):
    """Take a Close or Next back while the part is still closing."""

    name: Literal["undo"]


class Back(Strict):
    """Show the part before this one; deletes nothing."""

    name: Literal["back"]


class Close(Strict):
    """Begin to close the open part."""

    name: Literal["close"]


class Reveal(Strict):
    """Show the next step of the results."""

    name: Literal["reveal"]


class Extend(Strict):
    """Give the part more time, in seconds."""

    name: Literal["extend"]
    seconds: Annotated[int, Field(ge=15, le=3600)] = 60


class Pause(Strict):
    name: Literal["pause"]


class Resume(Strict):
    name: Literal["resume"]


class Black(Strict):
    """Darken the screen."""

    name: Literal["black"]


class Light(Strict):
    name: Literal["light"]


class Reopen(Strict):
    """Ask again as a new round, with a new key and its own threshold."""

    name: Literal["reopen"]


class Edit(Strict):
    """Change words of a part that is not yet open. `changes` holds fields the kind declares editable."""

    name: Literal["edit"]
    part: Slug
    changes: dict[str, Any]


class EditedSide(Strict):
    """A side as in a plan: `values`, `loyalties`, `losses` and `influencers` are what a map says of it."""

    id: Slug
    name: Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True), Visible]
    story: Annotated[str, StringConstraints(max_length=300, strip_whitespace=True), Visible] = ""
    values: Few = ()
    loyalties: Few = ()
    losses: Few = ()
    influencers: Few = ()


class EditSides(Strict):
    """Replace the sides before the first part that asks for them."""

    name: Literal["edit_sides"]
    sides: Annotated[tuple[EditedSide, ...], Field(min_length=2, max_length=12, strict=False)]


class Show(Strict):
    """Let held texts be seen."""

    name: Literal["show"]
    texts: Annotated[tuple[TextId, ...], Field(min_length=1, max_length=2000, strict=False)]


class ShowUnflagged(Strict):
    """Show every held text that raised no flag."""

    name: Literal["show_unflagged"]


class Soften(Strict):
    """Replace the words of a text to protect people; it is marked as edited."""

    name: Literal["soften"]
    text: TextId
    body: Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class Decline(Strict):
    """Keep a text from being seen. It leaves the disk; only the reason is counted."""

    name: Literal["decline"]
    text: TextId
    reason: Reason


class NameText(Strict):
    """Give a text a handle of up to four words, by which the wall names it."""

    name: Literal["name_text"]
    text: TextId
    handle: Annotated[str, StringConstraints(max_length=60)]


class Announce(Strict):
    """Pin words to every phone, and to the screen if asked, until `unannounce`."""

    name: Literal["announce"]
    words: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    screen: bool = False


class Unannounce(Strict):
    name: Literal["unannounce"]


class Freeze(Strict):
    """Ask people to look up: phones show nothing to tap, and what is on them waits."""

    name: Literal["freeze"]


class Thaw(Strict):
    name: Literal["thaw"]


class Insert(Strict):
    """Put a part that is not in the plan after the current one. `fields` are those of a plan file."""

    name: Literal["insert"]
    after: Literal["current"]
    kind: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    fields: dict[str, Any]


class Remove(Strict):
    """Take an inserted part out again; only before it opens."""

    name: Literal["remove"]
    part: Slug


class Gather(Strict):
    """End a part beside the evening on the last part, and read what is left in it."""

    name: Literal["gather"]
    part: Slug


class Heads(Strict):
    """How many people are in the room, counted by eye."""

    name: Literal["heads"]
    heads: Annotated[int, Field(ge=0, le=20_000)]


class Address(Strict):
    """Under which address phones are told to come."""

    name: Literal["address"]
    address: Annotated[str, StringConstraints(max_length=255)]


class Doors(Strict):
    """Whether somebody new gets a seat. Who has one comes back through closed doors too."""

    name: Literal["doors"]
    state: Literal["open", "closed"]


class Seal(Strict):
    """End the workshop: finish the archive, destroy the room key."""

    name: Literal["seal"]


Command = (
    Next | Undo | Back | Close | Reveal | Extend | Pause | Resume | Black | Light | Reopen | Cut | Uncut | Edit
    | EditSides | Show | ShowUnflagged | Soften | Decline | NameText | Heads | Address | Doors | Seal
    | Announce | Unannounce | Freeze | Thaw | Insert | Remove | Gather
    | Hold | Merge | Unmerge | Translate | Safeguard | TakeDown | Choose | Watch | Take | Give
    | Sit | Swap | Join | Lower
)  # fmt: skip


@cache
def _door() -> TypeAdapter[Command]:
    # Late: building it is more than the rest of this module, and no start needs it.
    return TypeAdapter(Annotated[Command, Field(discriminator="name")])


def parse_command(words: Any) -> Command | Refused:
    """The command that `words` (parsed JSON) spell out, or Refused("malformed")."""
    try:
        return _door().validate_python(words)
    except (ValidationError, RecursionError):
        return Refused("malformed")
