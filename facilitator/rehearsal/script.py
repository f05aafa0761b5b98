"""What a room script is (`room-script/1`): invented people, what they write and how they vote, what befalls them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from facilitator.activities.base import Line, Paragraph, Slug, StableId, Strict, Visible

SCHEMA = "room-script/1"
MAX_PEOPLE = 1000
Name = Annotated[str, StringConstraints(min_length=1, max_length=60), Visible]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000), Visible]
Seconds = Annotated[float, Field(ge=-86_400, le=86_400)]
Count = Annotated[int, Field(ge=0, le=100_000)]
Picks = Annotated[tuple[StableId, ...], Field(max_length=12, strict=False)]
Words = Annotated[tuple[Line, ...], Field(max_length=40, strict=False)]
Ratings = Annotated[tuple[int, ...], Field(max_length=MAX_PEOPLE, strict=False)]
Ids = Annotated[tuple[Slug, ...], Field(max_length=2000, strict=False)]

LETTERS = {"C": "confidant", "A": "ally", "N": "neither"}
"""Where a letter of `card_sort` puts a card; a hyphen: not answered."""

Expectation = Literal[
    "approve", "approve_with_translation", "soften_then_approve", "hold_edit", "hold_follow_up", "decline_with_reason"
]
Merge = Annotated[str, StringConstraints(pattern=r"^merge_into_[a-z0-9]+$")]
What = Literal[
    "open_lobby", "late_join", "double_tap", "phone_locks", "back_button", "reload", "wifi_down", "wifi_up",
    "second_device", "second_tab", "early_submit", "submit_hostile", "submit_safeguarding", "wrong_advance", "break",
    "hdmi_lost", "leaves", "battery_dead", "server_killed", "power_cut",
]  # fmt: skip


class Span(Strict):
    """A stage of the script's own plan, in seconds from the start of its first stage."""

    id: Slug
    from_s: Seconds
    to_s: Seconds


class Faction(Strict):
    """A side of the room; `members` is how many participants stand there."""

    id: Slug
    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    members: Count
    story: Annotated[str, StringConstraints(max_length=300)] = ""
    values: Words = ()
    loyalties: Words = ()
    losses: Words = ()
    influencers: Words = ()


class Participant(Strict):
    """A person; `joins` is negative in the lobby. `device: none`: typed in on a spare phone."""

    id: Slug
    faction: Slug | None = None
    joins: Seconds
    lang: Annotated[str, StringConstraints(max_length=20)] = "en"
    device: Literal["phone", "none"] = "phone"
    note: Paragraph = ""


class Dilemma(Strict):
    """What somebody writes at `at`, and what the facilitator does with it (`expect`)."""

    id: Slug
    by: Slug
    faction: Slug | None = None
    lang: Annotated[str, StringConstraints(max_length=20)] = "en"
    at: Seconds
    text: Text
    flag: Annotated[str, StringConstraints(max_length=60)] = "none"
    expect: Expectation | Merge = "approve"


class Price(Strict):
    """What a crossing costs at home: the loss, how likely one would be called a traitor, which moves keep trust."""

    loss: StableId | None = None
    traitor_0_10: Annotated[int, Field(ge=0, le=10)] | None = None
    keep: Picks = ()


class Happening(Strict):
    """Something that befalls the room at `at`."""

    at: Seconds
    who: Slug
    what: What
    note: Paragraph = ""


class Place(Strict):
    """Texts with the same number of votes."""

    votes: Count
    ids: Ids


class Hidden(Strict):
    """What may stand in no frame, file or log."""

    voters_by_faction: dict[Slug, Count] = Field(default_factory=dict)


class Expected(Strict):
    """What must come out; every key that is there is checked or skipped with its reason."""

    joined: Count | None = None
    joined_max: Count | None = None
    dilemmas: Count | None = None
    authors: Count | None = None
    not_english: Ids | None = None
    held_or_declined: Ids | None = None
    merged: dict[Slug, Slug] | None = None
    softened: Ids | None = None
    on_ballot: Count | None = None
    ballots: Count | None = None
    votes_cast: Count | None = None
    k: Annotated[int, Field(ge=5, le=100)] | None = None
    must_not_appear: Hidden | None = None
    cells_shown: dict[Slug, Ids] | None = None
    by_total: Annotated[tuple[Place, ...], Field(max_length=2000, strict=False)] | None = None
    by_cross_support: Annotated[tuple[Ids, ...], Field(max_length=2000, strict=False)] | None = None
    unanimous_cells: Annotated[tuple[Any, ...], Field(max_length=100, strict=False)] | None = None
    card_sort: dict[Name, dict[Name, float]] | None = None
    most_split_cards: Words | None = None
    mistakes: dict[StableId, Count] | None = None
    baseline_honesty_mean: float | None = None
    baseline_n: Count | None = None
    evaluation_honest_mean: float | None = None
    evaluation_n: Count | None = None


class Script(Strict):
    """A whole room. Sections for kinds that a plan lacks are left alone."""

    schema_: Annotated[Literal["room-script/1"], Field(alias="schema")]
    id: Slug
    title: Line
    setting: Paragraph = ""
    plan: Slug = "cross-boundary-dilemmas-30"
    plan_minutes: Annotated[float, Field(ge=0, le=1440)] = 0
    buffer_minutes: Annotated[float, Field(ge=0, le=1440)] = 0
    starts_at: Annotated[str, StringConstraints(max_length=40)] = ""
    headcount: Annotated[int, Field(ge=0, le=20_000)] | None = None
    votes_each: Annotated[int, Field(ge=1, le=10)] = 3
    notes: Annotated[tuple[Paragraph, ...], Field(max_length=40, strict=False)] = ()
    stages: Annotated[tuple[Span, ...], Field(min_length=1, max_length=60, strict=False)]
    factions: Annotated[tuple[Faction, ...], Field(max_length=12, strict=False)] = ()
    participants: Annotated[tuple[Participant, ...], Field(min_length=1, max_length=MAX_PEOPLE, strict=False)]
    map_recall: dict[Slug, dict[Name, Name]] = Field(default_factory=dict)
    baseline_honesty: dict[Slug, Annotated[int, Field(ge=0, le=10)]] = Field(default_factory=dict)
    card_order: Words = ()
    card_sort: dict[Slug, Annotated[str, StringConstraints(pattern=r"^[CAN-]{1,60}$")]] = Field(default_factory=dict)
    dilemmas: Annotated[tuple[Dilemma, ...], Field(max_length=2000, strict=False)] = ()
    mistakes: dict[Slug, Picks] = Field(default_factory=dict)
    ballots: dict[Slug, Ids] = Field(default_factory=dict)
    price_at_home: dict[Slug, Price] = Field(default_factory=dict)
    rungs: dict[Slug, dict[Name, Name]] = Field(default_factory=dict)
    chosen_by_facilitator: Ids = ()
    captures: Annotated[tuple[dict[Name, Any], ...], Field(max_length=200, strict=False)] = ()
    commitments: Annotated[tuple[dict[Name, Any], ...], Field(max_length=1000, strict=False)] = ()
    evaluation: dict[Name, Annotated[tuple[int, ...], Field(max_length=MAX_PEOPLE, strict=False)]] = Field(
        default_factory=dict
    )
    events: Annotated[tuple[Happening, ...], Field(max_length=1000, strict=False)] = ()
    expected: Expected = Expected()

    def person(self, id_: str) -> Participant | None:
        return next((person for person in self.participants if person.id == id_), None)

    def written_by(self, id_: str) -> tuple[Dilemma, ...]:
        """What a person writes, in the order of time."""
        return tuple(sorted((d for d in self.dilemmas if d.by == id_), key=lambda d: d.at))
