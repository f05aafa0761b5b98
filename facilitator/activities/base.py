"""The shape of an activity: a typed config, `accept` (a body in), `results` (unordered ballots out)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Annotated, Any, ClassVar, Literal, Protocol

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from facilitator.errors import Refused

UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
"""Controls, line breaks that editors do not count, signs that turn the direction of writing, halves of characters."""


def visible(text: str) -> str:
    """`text` if a reader sees all of it. Raises ValueError: such signs can make a line read as another."""
    found = UNSEEN.search(text)
    if found:
        raise ValueError(f"the sign U+{ord(found[0]):04X} cannot be seen; delete it")
    return text


Visible = AfterValidator(visible)
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=1, max_length=60)]
STABLE = r"^[A-Za-z0-9]+([-_][A-Za-z0-9]+)*$"
StableId = Annotated[str, StringConstraints(pattern=STABLE, min_length=1, max_length=20)]
"""An id by which evenings are compared, as it stands on a printed card or in a set: C01, being_right."""
Line = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True), Visible]
Paragraph = Annotated[str, StringConstraints(max_length=1200, strip_whitespace=True), Visible]

Anonymity = Literal["none", "group", "room"]
Reveal = Literal["never", "on_close", "on_tap", "live"]

FLOOR = 5
"""Smallest group whose results may be shown; a plan can only raise it (SECURITY.md, what may be shown)."""


class Strict(BaseModel):
    """Immutable, no unknown fields, no silent conversions of plan words."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class PartConfig(Strict):
    """What every part of a plan has, whatever its kind. Kinds override defaults and add their own fields."""

    editable: ClassVar[tuple[str, ...]] = ("title", "screen", "phone")
    """Fields the console may change while the part is not yet open."""
    insertable: ClassVar[bool] = False
    """Whether the console may insert such a part while the workshop runs: it stands on no other part."""
    beside: ClassVar[bool] = False
    """Whether such a part stands beside the whole evening (`beside` of a plan) and never on the stage."""
    lasts: ClassVar[Literal["part", "stage", "evening"]] = "evening"
    """Beside the evening: when what was sent is forgotten and a new round begins."""
    forms_groups: ClassVar[bool] = False
    """Whether the close of such a part spreads the room over groups, which later parts use (`Links.groups`)."""
    tells_by_steps: ClassVar[bool] = False
    """Whether its texts reach the room with its reveal, step by step, and not as soon as somebody shows them."""
    leaves: ClassVar[Literal["results", "card", "minutes"]] = "results"
    """What the archive has of such a part: its results; or, where it asks nothing, its card alone, or the minutes."""
    hands_on: ClassVar[Literal["nothing", "texts", "gap"]] = "nothing"
    """What of its outcome the next evening may begin with: its shown texts, or its gap (`carried` in the kind)."""
    seen_from: ClassVar[int] = FLOOR
    """Beside the evening: the console sees results of so many, and newer ones once so many are new."""

    id: Slug
    kind: str
    title: Line
    minutes: Annotated[float, Field(gt=0, le=240)] = 2
    anonymity: Anonymity = "none"
    reveal: Reveal = "on_close"
    threshold: Annotated[int, Field(ge=FLOOR, le=100)] = FLOOR
    results_on_phones: bool = True
    screen: Paragraph = ""
    phone: Paragraph = ""
    first_page: Annotated[str, StringConstraints(max_length=120, strip_whitespace=True), Visible] = ""
    """The heading under which the result stands on the first page of the report; empty: in its stage alone."""
    say: tuple[Paragraph, ...] = Field(default=(), strict=False)
    watch: tuple[Paragraph, ...] = Field(default=(), strict=False)

    @property
    def addressing(self) -> tuple[str, ...]:
        """Ids of fields, any of which addresses a text of this part to one side."""
        return ()

    @property
    def draws(self) -> int:
        """About how many sides each phone is asked, out of an order of its own; 0: no sides are drawn."""
        return 0


@dataclass(frozen=True)
class Asked:
    """What a part asks about besides its config: the sides of the plan, the items of this round, this phone's deal."""

    sides: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    dealt: tuple[int, ...] | None = None
    """Indexes into `items` that this phone was given; None means all of them."""
    drawn: tuple[str, ...] | None = None
    """The sides in the order in which this phone drew them; None where none were drawn, and any will do."""
    counts_for: tuple[int, ...] = ()
    """For each item the index of the one its votes count for, where texts were merged; empty: each for itself."""
    rough: bool = False
    """Asked again with almost the same people: no figure that one ballot moves (SECURITY.md, what may be shown)."""
    groups: tuple[int, ...] = ()
    """How many people sit in each group, where the part forms or uses groups."""
    dilemmas: tuple[str, ...] = ()
    """For each group the id of the text it works on; empty where there is none."""
    group: int = 0
    """The group that sends, from 1; 0 for a phone that sends for itself."""
    authors: int = 0
    """How many people sent what is counted (`authored` in a kind), where a person may send several ballots. Told by the
    ballot box, which alone can tell; 0 where nobody counted, so that nothing is shown by mistake."""
    addressed: tuple[str, ...] = ()
    """For each item the side it is addressed to, where items have one (`Links.addressed_by`)."""


@dataclass(frozen=True)
class Ballot:
    """One accepted answer without its sender, and without anything that two of the same sender have in common. `side`
    travels inside the ballot, never beside a text."""

    answer: Mapping[str, Any]
    side: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What a part found. `received` counts responders (authors, for texts).

    `shown` is JSON and publishable as it stands; None if what was asked for roughly has no rough form. `texts` leave
    the part under new random ids. Where the results name their texts, `placed` makes them of these ids, given in the
    order of `texts`. `agreed` are indexes of texts that their group agreed to show: nobody else decides on them.
    """

    received: int
    shown: Mapping[str, Any] | None
    texts: tuple[str, ...] = ()
    placed: Callable[[Sequence[str]], Mapping[str, Any]] | None = field(default=None, compare=False)
    agreed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Links:
    """How a part hangs on others: ids of parts in the same plan. `check` refuses links that cannot work."""

    items_from: str | None = None
    """A part whose shown texts are this part's items."""
    addressed_by: str | None = None
    """The field of that part which says to what side each text is addressed; a text without one is no item."""
    pairs_with: str | None = None
    """An earlier part of the same kind whose results stand beside this one's."""
    shows: str | None = None
    """An earlier part whose result card is shown again."""
    groups: str | None = None
    """An earlier part that forms the groups in which people sit here."""
    recalls: str | None = None
    """An earlier part of the same groups whose record each phone sees again: that of its own group."""
    dilemmas_from: str | None = None
    """An earlier vote whose texts are given to the groups, one each."""
    needs_sides: bool = False
    """The part stands on the sides of the plan: there must be at least two."""
    looks_back: str | None = None
    """What it shows of the session before: map, gaps or commitments."""


class Activity(Protocol):
    """One kind. Modules in `kinds/` satisfy this with module-level names; see `registry`."""

    Config: type[PartConfig]
    before_start: bool
    """The part stands before the start: its minutes do not count."""
    asks_side: bool
    """People say in it where they stand: afterwards the sides are fixed."""
    keeps_side: bool
    """A ballot carries the side of its phone. Never true where texts are collected."""

    def collects(self, config: Any) -> bool:
        """Whether phones send ballots in this part (then it has a key and closes in steps)."""
        ...

    def slots(self, config: Any) -> int:
        """How many ballots one subject may hold at once."""
        ...

    def steps(self, config: Any) -> int:
        """How many steps the reveal has, at least 1."""
        ...

    def links(self, config: Any) -> Links: ...

    def accept(self, config: Any, body: Any, asked: Asked) -> dict[str, Any] | Refused:
        """What is recorded of a phone's body, as small JSON; never stores what was not asked."""
        ...

    def results(self, config: Any, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
        """Results of ballots in no particular order; equal for every permutation of them.

        Where `asked.rough`, no count, mean or name of a group that one ballot more or less would change by itself.
        """
        ...

    def plausible(self, config: Any, asked: Asked, draw: Random) -> dict[str, Any]:
        """A body that a simulated phone might send."""
        ...
