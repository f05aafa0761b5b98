"""capture: one form for each table, filled in by its scribe and read by the whole table before it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints, model_validator

from facilitator.activities.base import Asked, Ballot, Line, Links, Outcome, PartConfig, Slug, StableId, Strict, Visible
from facilitator.activities.tables import Table
from facilitator.activities.wording import normalise
from facilitator.errors import Refused

before_start = asks_side = keeps_side = False

LONGEST = 1_500
"""Characters in all text fields together: what fits into one sealed ballot in any script."""
MOST = 60
"""Tables whose captures the wall steps through."""
PIECES = (
    "ask two people first", "not before Friday", "the hall, once", "no letter before the talk", "who was missing today",
    "read it aloud to both", "what was promised last year", "one hour, no minutes",
)  # fmt: skip
"""What practice phones fill in; invented, and marked as practice wherever it is kept."""


class Option(Strict):
    id: StableId
    text: Line


class Asking(Strict):
    """One field. `text` takes up to `length` characters and may begin with `template`; `sides` and `options` take up to
    `picks` taps."""

    id: StableId
    ask: Line
    kind: Literal["text", "sides", "options"] = "text"
    length: Annotated[int, Field(ge=20, le=400)] = 140
    template: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True), Visible] = ""
    options: Annotated[tuple[Option, ...], Field(max_length=16, strict=False)] = ()
    picks: Annotated[int, Field(ge=1, le=12)] = 1

    @property
    def tapped(self) -> bool:
        """Whether it is answered by taps and not in words."""
        return self.kind != "text"

    @model_validator(mode="after")
    def possible(self) -> Asking:
        if (self.kind == "options") is not bool(self.options):
            raise ValueError("a field of kind options lists them, and no other does")
        if len({option.id for option in self.options}) < len(self.options):
            raise ValueError("every option needs an id of its own")
        return self


class Config(PartConfig):
    """`groups` names the part that formed the tables, `recalls` an earlier form that each table reads again above this
    one; `gives` is the field whose texts later parts take as items; `test` is a question printed under the form; `wall`
    lists the fields that the wall steps through."""

    tells_by_steps: ClassVar[bool] = True

    kind: Literal["capture"]
    anonymity: Literal["group"] = "group"
    reveal: Literal["on_tap", "never"] = "on_tap"
    groups: Slug
    recalls: Slug | None = None
    fields: Annotated[tuple[Asking, ...], Field(min_length=1, max_length=10, strict=False)]
    gives: StableId | None = None
    test: Annotated[str, StringConstraints(max_length=160, strip_whitespace=True), Visible] = ""
    wall: Annotated[tuple[StableId, ...], Field(max_length=3, strict=False)] = ()

    @model_validator(mode="after")
    def named(self) -> Config:
        kinds = {field.id: field.kind for field in self.fields}
        if len(kinds) < len(self.fields):
            raise ValueError("every field needs an id of its own")
        if self.gives is not None and kinds.get(self.gives) != "text":
            raise ValueError(f"gives is {self.gives!r}, and that is no field of kind text")
        longest = sum(field.length for field in self.fields if field.kind == "text")
        if longest > LONGEST:
            raise ValueError(f"the text fields take {longest} characters together, and a form has at most {LONGEST}")
        unknown = [id_ for id_ in self.wall if id_ not in kinds]
        if unknown:
            raise ValueError(f"wall names {unknown[0]!r}, and there is no such field")
        return self

    @property
    def addressing(self) -> tuple[str, ...]:
        one = tuple(field.id for field in self.fields if field.kind == "sides" and field.picks == 1)
        return one if self.gives else ()

    @property
    def walled(self) -> tuple[Asking, ...]:
        """The fields that the wall shows of a table."""
        chosen = self.wall or (self.gives or next((f.id for f in self.fields if f.kind == "text"), self.fields[0].id),)
        return tuple(field for field in self.fields if field.id in chosen)


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    return MOST


def steps_in(config: Config, results: Mapping[str, Any]) -> int:
    return max(1, sum(bool(record["done"]) for record in results.get("groups", ())))


def told(config: Config, results: Mapping[str, Any], step: int) -> dict[str, Any]:
    """What the room had been shown after so many steps: the forms of that many tables that agreed, and of the others
    whatever words the facilitator showed."""
    agreed = [record for record in results["groups"] if record["done"]][:step]
    return {"groups": [record for record in results["groups"] if not record["done"] or record in agreed]}


def links(config: Config) -> Links:
    return Links(groups=config.groups, recalls=config.recalls)


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"fields": {id: text or [picks]}, "done": whether the table agrees that it is shown}. Any field may be left out
    until it is done; nothing of a field that is not asked for is stored."""
    if not isinstance(body, dict) or set(body) != {"fields", "done"} or not isinstance(body["fields"], dict):
        return Refused("malformed")
    if not isinstance(body["done"], bool) or not set(body["fields"]) <= {field.id for field in config.fields}:
        return Refused("malformed")
    found: dict[str, Any] = {}
    for field in config.fields:
        value = body["fields"].get(field.id)
        if value is None or value in ("", []):
            continue
        taken = _text(field, value) if field.kind == "text" else _picked(field, value, asked)
        if isinstance(taken, Refused):
            return taken
        if not (field.template and taken == normalise(field.template)):  # nobody has written anything yet
            found[field.id] = taken
    if body["done"] and not found:
        return Refused("empty_text")
    return {"group": asked.group, "fields": found, "done": body["done"]}


def _text(field: Asking, value: Any) -> str | Refused:
    if not isinstance(value, str):
        return Refused("malformed", field.id)
    if len(value) > 4 * field.length:
        return Refused("text_too_long", field.id)
    text = normalise(value)
    if isinstance(text, Refused):
        return text
    return Refused("text_too_long", field.id) if len(text) > field.length else text


def _picked(field: Asking, value: Any, asked: Asked) -> list[str] | Refused:
    known = asked.sides if field.kind == "sides" else tuple(option.id for option in field.options)
    if not isinstance(value, list) or not all(isinstance(pick, str) for pick in value):
        return Refused("malformed", field.id)
    if len(set(value)) < len(value) or len(value) > field.picks:
        return Refused("too_many_picks", field.id)
    return sorted(value, key=known.index) if set(value) <= set(known) else Refused("unknown_option", field.id)


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"groups": [{"group", "text": the dilemma's id or "", "done", "picks": {field: [ids]}, "texts": {field: id}}]} in
    the order of the tables' numbers; while the part is open `texts` are the words of tables that agreed. What a table
    wrote and did not agree to waits for the facilitator like any other text; what it tapped goes nowhere, since nobody
    could decide on it."""
    sent = sorted((b.answer for b in ballots if b.answer["fields"]), key=lambda answer: (answer["group"], repr(answer)))
    kinds = {field.id: field.kind for field in config.fields}
    written = [(i, id_) for i, answer in enumerate(sent) for id_ in answer["fields"] if kinds[id_] == "text"]
    texts = tuple(sent[i]["fields"][id_] for i, id_ in written)

    def placed(ids: Sequence[str]) -> dict[str, Any]:
        named = dict(zip(written, ids, strict=True))
        return {"groups": [_record(answer, i, kinds, named, asked) for i, answer in enumerate(sent)]}

    agreed = tuple(at for at, (i, _) in enumerate(written) if sent[i]["done"])
    # Until they have ids: the words of the tables that agreed, for the console; nothing of the others.
    words = [text if at in agreed else "" for at, text in enumerate(texts)]
    return Outcome(len(sent), placed(words), texts, placed, agreed)


def _record(
    answer: Mapping[str, Any], i: int, kinds: Mapping[str, str], named: Mapping[tuple[int, str], str], asked: Asked
) -> dict[str, Any]:
    group = answer["group"]
    return {
        "group": group,
        "text": asked.dilemmas[group - 1] if 0 < group <= len(asked.dilemmas) else "",
        "done": answer["done"],
        "picks": {
            id_: value for id_, value in sorted(answer["fields"].items()) if kinds[id_] != "text" and answer["done"]
        },
        "texts": {id_: named[i, id_] for id_ in sorted(answer["fields"]) if kinds[id_] == "text"},
    }


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for field in config.fields:
        if field.kind == "text":
            fields[field.id] = f"{field.template} {draw.choice(PIECES)}".strip()[: field.length]
        else:
            known = asked.sides if field.kind == "sides" else tuple(option.id for option in field.options)
            fields[field.id] = draw.sample(known, min(len(known), draw.randint(1, field.picks)))
    return {"fields": fields, "done": True}


def table(config: Config, results: Mapping[str, Any], texts: Mapping[str, str], step: int) -> Table:
    """One row for each table of which there is something to read."""
    rows = []
    for record in told(config, results, step)["groups"]:
        if not record["done"] and not any(text in texts for text in record["texts"].values()):
            continue
        found = {id_: texts.get(text, "") for id_, text in record["texts"].items()}
        found |= {id_: " ".join(picks) for id_, picks in record["picks"].items()}
        rows.append((record["group"], record["text"], *(found.get(field.id, "") for field in config.fields)))
    return Table(("group", "dilemma_id", *(field.id for field in config.fields)), tuple(rows))
