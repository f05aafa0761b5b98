"""reply: tables asked something of one side each; its people answer yes, no, I will try, or too vague."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Literal

from facilitator.activities.base import Asked, Ballot, Links, Outcome, PartConfig, Slug, StableId
from facilitator.activities.tables import Table
from facilitator.errors import Refused
from facilitator.insight.publication import band

before_start = asks_side = False
keeps_side = True
ANSWERS = ("yes", "no", "try", "vague")
PAGE = 6
"""Requests that the back row can read at once."""
MOST = 60
"""Tables, of which each has one request."""


class Config(PartConfig):
    """`items_from` names the part in which tables wrote their requests, `to` the field of it that says to whom."""

    kind: Literal["reply"]
    anonymity: Literal["room"] = "room"
    items_from: Slug
    to: StableId = "to"

    @property
    def page(self) -> int:
        """Requests that the wall shows at once."""
        return PAGE


def collects(config: Config) -> bool:
    return True


def slots(config: Config) -> int:
    return 1


def steps(config: Config) -> int:
    return MOST // PAGE


def steps_in(config: Config, results: Mapping[str, Any]) -> int:
    return max(1, -(-len(results.get("requests", ())) // PAGE))


def links(config: Config) -> Links:
    return Links(items_from=config.items_from, addressed_by=config.to, needs_sides=True)


def accept(config: Config, body: Any, asked: Asked) -> dict[str, Any] | Refused:
    """{"answers": {text id: "yes" | "no" | "try" | "vague"}}; {} answers nothing. Which of them are a phone's own to
    answer only `results` can tell, which knows the side of the ballot."""
    if not isinstance(body, dict) or set(body) != {"answers"} or not isinstance(body["answers"], dict):
        return Refused("malformed")
    index = {item: i for i, (item, to) in enumerate(zip(asked.items, asked.addressed, strict=False)) if to}
    answers: dict[str, str] = {}
    for item, answer in body["answers"].items():
        if not isinstance(answer, str) or answer not in ANSWERS:
            return Refused("malformed")
        if item not in index:
            return Refused("unknown_option")
        answers[str(index[item])] = answer
    return {"answers": answers}


def results(config: Config, ballots: Sequence[Ballot], asked: Asked) -> Outcome:
    """{"requests": [{"id", "to": side, "bands": {answer: band} or None}]}, side by side in the order of the plan.

    Only answers of the side that was asked count, and they are shown from the threshold up: of fewer, `bands` is None.
    There is no rough form: a request that almost the same few answer again says nothing.
    """
    if asked.rough:
        return Outcome(len(ballots), None)
    into = asked.counts_for or tuple(range(len(asked.items)))
    order = {side: i for i, side in enumerate(asked.sides)}
    standing = [i for i, to in enumerate(asked.addressed) if into[i] == i and to in order]
    requests = []
    for i in sorted(standing, key=lambda i: (order[asked.addressed[i]], i)):
        said = [answer for answer in (_said(ballot, i, into, asked.addressed) for ballot in ballots) if answer]
        bands = {answer: band(said.count(answer), len(said)) for answer in ANSWERS}
        shown = bands if len(said) >= config.threshold else None
        requests.append({"id": asked.items[i], "to": asked.addressed[i], "bands": shown})
    return Outcome(len(ballots), {"requests": requests})


def _said(ballot: Ballot, i: int, into: Sequence[int], addressed: Sequence[str]) -> str | None:
    """What somebody of the asked side says to request `i`, or else to one of their own that was merged into it."""
    if ballot.side != addressed[i]:
        return None
    own = {int(place): answer for place, answer in ballot.answer["answers"].items()}
    same = [j for j in sorted(own, key=lambda j: (j != i, j)) if into[j] == i and addressed[j] == addressed[i]]
    return own[same[0]] if same else None


def plausible(config: Config, asked: Asked, draw: Random) -> dict[str, Any]:
    """Answers to all but a few: results leave out those to requests that the phone's side was not asked."""
    return {"answers": {item: draw.choice(ANSWERS) for item in asked.items if draw.random() < 0.9}}


def table(config: Config, results: Mapping[str, Any], texts: Mapping[str, str], step: int) -> Table:
    """One row for each request that is still kept."""
    rows = []
    for row in results["requests"]:
        if row["id"] in texts:
            bands = row["bands"] or dict.fromkeys(ANSWERS, "withheld")
            rows.append((row["id"], row["to"], *(bands[answer] for answer in ANSWERS), texts[row["id"]]))
    return Table(("text_id", "to", *ANSWERS, "text"), tuple(rows))
