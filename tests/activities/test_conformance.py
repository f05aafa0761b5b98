"""What every kind of activity owes the rest of the program. A new kind is taken in by itself; it needs one sample."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.activities.base import Activity, Asked, Ballot, Outcome, PartConfig
from facilitator.activities.registry import KINDS, activity, authored
from facilitator.errors import Refused

SIDES = ("north", "south", "west")
ITEMS = tuple(f"{i:032x}" for i in range(8))
ADDRESSED = tuple(SIDES[i % 3] for i in range(8))
EVERYTHING = Asked(SIDES, ITEMS, addressed=ADDRESSED)
DEALT = Asked(SIDES, ITEMS, (0, 2, 5), drawn=("west", "north", "south"), addressed=ADDRESSED)
LOSSES = [{"id": f"a_{n}", "text": f"Loss {n}"} for n in range(12)]

SAMPLES: dict[str, list[dict[str, Any]]] = {
    "lobby": [{}],
    "say": [{}, {"shows": "earlier", "body": "Talk."}],
    "recall": [{}],
    "choice": [
        {"options": ["Tea", "Coffee", "Water"]},
        {"options": ["Tea", "Coffee", "Water"], "max_picks": 3, "picture": "sides"},
    ],
    "scale": [{}, {"low": 0, "high": 10, "picture": "sides"}],
    "side": [{}, {"allow_none": False}],
    "harvest": [{}, {"per_person": 3, "length": {"soft": 40, "hard": 200}}],
    "vote": [{"items_from": "texts"}, {"items_from": "texts", "votes": 5, "max_per_item": 3}],
    "card_sort": [
        {"cards": [{"id": "C01", "text": "A friend"}, {"id": "C02", "text": "A rival"}]},
        {
            "cards": [{"id": f"C{n:02}", "text": f"Person {n}", "debrief": "Ask."} for n in range(1, 13)],
            "categories": [{"id": "yes", "text": "Yes"}, {"id": "no", "text": "No"}],
        },
    ],
    "reply_swap": [
        {"items": [{"id": "Q1", "they_say": "No.", "replies": ["Why?", "Yes!"], "opens": "a", "reason": "It asks."}]},
        {
            "items": [
                {"id": f"Q{n}", "they_say": "No.", "replies": list("wxyz"), "opens": "d", "reason": "It asks."}
                for n in range(8)
            ]
        },
    ],
    "ladder": [
        {"rungs": [{"id": "R0", "text": "We do not talk"}, {"id": "R1", "text": "One small step"}]},
        {"rungs": [{"id": f"C{n:02d}", "text": f"Rung {n}"} for n in range(12)], "questions": {"now": "Now?"}},
    ],
    "sentence": [
        {"template": "I need ___."},
        {"template": "We disagree about ___, we both need ___.", "blanks": [{"hint": "what"}, {"length": 20}]},
    ],
    "wall": [{}, {"length": 20, "per_person": 3}, {"ticks": ["I do not know the answer", "It is not advice"]}],
    "sign": [{"items_from": "texts"}, {"items_from": "texts", "each": 10, "top": 6}],
    "guess": [
        {"options": LOSSES[:2], "own": "Yours?", "guess": "What of {side}?"},
        {"options": LOSSES, "own": "Yours?", "guess": "{side}", "others": 2},
    ],
    "commitment": [{}, {"length": 100, "if_badly": True, "check_in": True, "badly": "Else ___."}],
    "groups": [{}, {"places": ["By the door"], "volunteers": True}],
    "consult": [{"groups": "tables"}, {"groups": "tables", "notes": {"keeper": "Read."}, "own_case": "Tell."}],
    "capture": [
        {"groups": "tables", "fields": [{"id": "move", "ask": "What first?"}]},
        {
            "groups": "tables",
            "gives": "said",
            "fields": [
                {"id": "said", "ask": "Say it", "template": "I will", "length": 200},
                {"id": "in_play", "ask": "Which sides?", "kind": "sides", "picks": 3},
                {"id": "loss", "ask": "What?", "kind": "options", "options": [{"id": "a", "text": "A"}]},
            ],
        },
    ],
    "reply": [{"items_from": "form"}, {"items_from": "form", "to": "whom", "threshold": 7}],
    "private": [{"fields": [{"label": "Who?"}]}, {"fields": [{"label": "Who?", "hint": "Initials", "length": 20}] * 6}],
    "pause": [{}, {"back": "Tea is in the next room."}],
    "parking": [{}, {"batch": 8, "per_person": 1}],
    "pulse": [{}, {"low_label": "cold", "high_label": "hot"}],
    "signal": [{}],
    "close": [{}, {"ratings": [{"id": "useful", "text": "Useful"}, {"id": "honest", "text": "Honest"}]}],
}
"""The smallest fields of a part of each kind, and fields that make it as different as can be."""

SURROGATE = "\ud800"
DEEP: list[Any] = []
for _ in range(500):
    DEEP = [DEEP]
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.0, 10**400, float("nan"), float("inf"), "", "1", "north", ITEMS[0], SURROGATE,
    "x" * 10_000,
    [], [None], ["o1", ["o1"]], [SURROGATE], {}, {"": 1}, {SURROGATE: 1}, {ITEMS[0]: True}, {ITEMS[0]: float("nan")},
    {ITEMS[0]: 10**400}, {"useful": True}, {"useful": "5"}, {"useful": 5.0}, DEEP,
)  # fmt: skip
RIGHT: dict[str, list[dict[str, Any]]] = {
    "scale": [{"value": 0}],
    "side": [{"side": None}, {"side": "north"}],
    "harvest": [{"text": "1"}, {"text": "north"}, {"text": ITEMS[0]}, {"nothing": True}],
    "wall": [{"text": "1"}, {"text": "north"}, {"text": ITEMS[0]}, {"nothing": True}],
    "vote": [{"votes": {}}],
    "sign": [{"signs": {}}],
    "reply": [{"answers": {}}],
    "sentence": [{"nothing": True}],
    "commitment": [{"nothing": True}],
    "parking": [{"text": "1"}, {"text": "north"}, {"text": ITEMS[0]}],
    "signal": [{"on": True}],
    "groups": [{"here": True}, {"here": False}],
}
"""The few bodies out of VALUES and FIELDS that are right for a kind after all."""
FIELDS = (
    "picks",
    "value",
    "side",
    "text",
    "nothing",
    "votes",
    "ratings",
    "who",
    "on",
    "warm",
    "cards",
    "replies",
    "now",
    "next",
    "signs",
    "own",
    "guesses",
    "ticks",
    "here",
    "fields",
    "answers",
)


@dataclass(frozen=True)
class Part:
    """A part with the kind it belongs to."""

    kind: Activity
    config: PartConfig

    def plausible(self, seed: int, asked: Asked = EVERYTHING) -> dict[str, Any]:
        return self.kind.plausible(self.config, asked, Random(seed))

    def ballots(self, seeds: list[int], asked: Asked = EVERYTHING) -> list[Ballot]:
        """What a room would have recorded: one ballot a seed, standing anywhere."""
        found = []
        for seed in seeds:
            answer = self.kind.accept(self.config, self.plausible(seed, asked), asked)
            assert not isinstance(answer, Refused), answer
            side = Random(seed).choice([*SIDES, None, "a-side-of-yesterday"]) if self.kind.keeps_side else None
            found.append(Ballot(answer, side))
        return found


def made(kind: str, fields: dict[str, Any]) -> Part:
    config = KINDS[kind].Config.model_validate({"id": "part", "kind": kind, "title": "A part", **fields})
    return Part(KINDS[kind], config)


EVERY = [(kind, fields) for kind in KINDS for fields in SAMPLES.get(kind, [])]
PLANS = [pytest.param(kind, fields, id=f"{kind} {fields}"[:40]) for kind, fields in EVERY]
ASKING = [
    plan for plan, (kind, fields) in zip(PLANS, EVERY, strict=True) if KINDS[kind].collects(made(kind, fields).config)
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_sample(kind: str) -> None:
    assert kind in SAMPLES, f"add a line to SAMPLES in {__file__}: {kind!r} and the fields of its smallest part"


@pytest.mark.parametrize(("kind", "fields"), PLANS)
def test_a_part_finds_its_kind(kind: str, fields: dict[str, Any]) -> None:
    part = made(kind, fields)
    assert activity(part.config) is part.kind
    assert part.kind.steps(part.config) >= 1
    assert (part.kind.slots(part.config) >= 1) or not part.kind.collects(part.config)


@pytest.mark.parametrize(("kind", "fields"), PLANS)
def test_texts_and_sides_never_travel_together(kind: str, fields: dict[str, Any]) -> None:
    # "One of the three in the west wrote this" is what nobody may ever find out.
    part = made(kind, fields)
    texts = {text for seed in range(20) for text in results(part, [seed]).texts}
    assert not (texts and part.kind.keeps_side)


@pytest.mark.parametrize(("kind", "fields"), PLANS)
def test_a_plan_cannot_lower_the_floor(kind: str, fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="threshold"):
        made(kind, {**fields, "threshold": 4})


@pytest.mark.parametrize(("kind", "fields"), PLANS)
def test_an_unknown_field_of_a_plan_is_refused(kind: str, fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="colour"):
        made(kind, {**fields, "colour": "red"})


@pytest.mark.parametrize(("kind", "fields"), PLANS)
def test_what_may_be_edited_is_a_field(kind: str, fields: dict[str, Any]) -> None:
    config = made(kind, fields).config
    assert set(type(config).editable) - set(type(config).model_fields) == set()


# -- answers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [EVERYTHING, DEALT], ids=["everything", "dealt"])
@pytest.mark.parametrize(("kind", "fields"), ASKING)
def test_what_a_simulated_phone_sends_is_recorded(kind: str, fields: dict[str, Any], asked: Asked) -> None:
    part = made(kind, fields)
    answers = [part.kind.accept(part.config, part.plausible(seed, asked), asked) for seed in range(30)]
    assert [answer for answer in answers if isinstance(answer, Refused)] == []
    assert json.loads(json.dumps(answers)) == answers


@pytest.mark.parametrize(("kind", "fields"), PLANS)
def test_a_part_that_collects_nothing_accepts_nothing(kind: str, fields: dict[str, Any]) -> None:
    part = made(kind, fields)
    bodies = [part.plausible(seed) for seed in range(5)] + [{"text": "x"}, {"picks": ["o1"]}, {"value": 1}]
    refused = [isinstance(part.kind.accept(part.config, body, EVERYTHING), Refused) for body in bodies]
    assert all(refused) is not part.kind.collects(part.config)


@pytest.mark.parametrize(("kind", "fields"), PLANS)
def test_a_hostile_body_is_refused_and_breaks_nothing(kind: str, fields: dict[str, Any]) -> None:
    part = made(kind, fields)
    bodies = [*VALUES, *({field: value} for field in FIELDS for value in VALUES)]
    for body in bodies:
        before = repr(body)
        answer = part.kind.accept(part.config, body, EVERYTHING)
        assert isinstance(answer, Refused) or repr(body) in map(repr, RIGHT.get(kind, [])), ascii(body)[:80]
        assert repr(body) == before


@pytest.mark.parametrize(("kind", "fields"), ASKING)
def test_nothing_is_recorded_that_was_not_asked(kind: str, fields: dict[str, Any]) -> None:
    part = made(kind, fields)
    for seed in range(10):
        body = part.plausible(seed)
        for extra in ({"who": "p07"}, {"seat": 7}, {"at": 1234.5}, {"": None}):
            assert part.kind.accept(part.config, {**body, **extra}, EVERYTHING) == Refused("malformed")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([*ITEMS, *SIDES, "o1"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*FIELDS, *ITEMS]), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize(("kind", "fields"), PLANS)
def test_whatever_is_sent_is_recorded_as_small_json_or_refused(kind: str, fields: dict[str, Any]) -> None:
    part = made(kind, fields)

    @given(st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=2) | json_values)
    def send(body: Any) -> None:
        answer = part.kind.accept(part.config, body, EVERYTHING)
        if not isinstance(answer, Refused):
            assert json.loads(json.dumps(answer)) == answer
            assert len(json.dumps(answer)) < 4096

    send()


# -- results ---------------------------------------------------------------------------------------------------------


def results(part: Part, seeds: list[int]) -> Outcome:
    if not part.kind.collects(part.config):
        return part.kind.results(part.config, [], EVERYTHING)
    return part.kind.results(part.config, part.ballots(seeds), EVERYTHING)


@pytest.mark.parametrize(("kind", "fields"), ASKING)
def test_results_do_not_know_the_order_of_the_ballots(kind: str, fields: dict[str, Any]) -> None:
    part = made(kind, fields)

    @given(
        st.lists(st.integers(0, 99), max_size=16).flatmap(
            lambda s: st.tuples(st.just(s), st.permutations(range(len(s))))
        )
    )
    def shuffle(drawn: tuple[list[int], list[int]]) -> None:
        seeds, order = drawn
        ballots = part.ballots(seeds)
        found = part.kind.results(part.config, ballots, EVERYTHING)
        assert part.kind.results(part.config, [ballots[i] for i in order], EVERYTHING) == found

    shuffle()


@pytest.mark.parametrize(("kind", "fields"), ASKING)
def test_where_a_person_may_send_several_ballots_people_are_counted_by_the_box(
    kind: str, fields: dict[str, Any]
) -> None:
    # Ballots say nothing of who sent which, so a kind that counts ballots itself counts too many or too few people.
    part = made(kind, fields)
    if not hasattr(part.kind, "authored"):
        assert part.kind.slots(part.config) == 1
        return
    ballots = part.ballots(list(range(12)))
    for people in (0, 4, 5, 12):
        found = part.kind.results(part.config, ballots, replace(EVERYTHING, authors=people))
        assert found.received == people
        assert len(found.texts) == sum(map(authored(part.config), (ballot.answer for ballot in ballots)))


def numbers(shown: Any) -> list[float]:
    """Every number anywhere in results."""
    if isinstance(shown, dict):
        return [n for value in shown.values() for n in numbers(value)]
    if isinstance(shown, list):
        return [n for value in shown for n in numbers(value)]
    return [shown] if isinstance(shown, int | float) and not isinstance(shown, bool) else []


@pytest.mark.parametrize(("kind", "fields"), ASKING)
def test_rough_results_hold_no_figure_but_how_many_answered(kind: str, fields: dict[str, Any]) -> None:
    # Asked again with one newcomer, any other figure would be a sum of which the room knows all but one summand.
    part = made(kind, fields)
    for people in (20, 21):
        found = part.kind.results(part.config, part.ballots(list(range(people))), replace(EVERYTHING, rough=True))
        if found.texts:
            continue  # new words, no figures of the same people
        assert set(numbers(found.shown)) <= {people}
        assert found.received == people
        assert json.loads(json.dumps(found.shown)) == found.shown
        named = (found.shown or {}).get("cells", ())
        assert not named or "most_votes" in (found.shown or {}), "a side that comes up is the side of the newcomer"


@pytest.mark.parametrize("room", [0, 1, 4, 5, 40])
@pytest.mark.parametrize(("kind", "fields"), PLANS)
def test_results_are_json_and_the_same_after_a_restart(kind: str, fields: dict[str, Any], room: int) -> None:
    found = results(made(kind, fields), list(range(room)))
    # Equal after JSON, not only writable: a tuple or a number as a key would come back as something else.
    assert json.loads(json.dumps(found.shown, allow_nan=False)) == found.shown
    assert found.received <= room
