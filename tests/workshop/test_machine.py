"""Any evening at all: random commands, closes and texts, and what must hold after every one of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, cast

import pytest
from hypothesis import Phase as Step
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from facilitator.clock import Moment
from facilitator.errors import Refused
from facilitator.plans.model import Plan
from facilitator.workshop import events as ev
from facilitator.workshop.decision import Decision
from facilitator.workshop.evening import evening
from facilitator.workshop.judge import survivor
from facilitator.workshop.reading import queue
from facilitator.workshop.requests import Gather, Seal, ShowUnflagged, parse_command
from facilitator.workshop.rules import allowed, closed, decide, open_parts, opening, sealing
from facilitator.workshop.state import Phase, Workshop, begin, evolve, fold
from facilitator.workshop.views import ClockView, Live, Words, current
from tests.profiles import examples

MANY = settings(max_examples=examples(80), stateful_step_count=60)
WRONG = settings(MANY, max_examples=300)
"""What is wrong on purpose is looked for until it is found, in either profile."""
NAMES = ("next", "next", "next", "undo", "back", "close", "reveal", "reopen", "pause", "resume", "black", "light")
READING = ("hold", "merge", "unmerge", "translate", "safeguard", "take_down")
PARTS = ("lobby", "warm", "before", "texts", "choose", "end", "nowhere")
CHANGES: tuple[dict[str, Any], ...] = (
    {}, {"title": "Other"}, {"title": ""}, {"options": ["One", "Two", "Three"]}, {"minutes": 9}, {"screen": "Words"},
)  # fmt: skip
SIDES = [{"id": "east", "name": "East"}, {"id": "west", "name": "West"}]
NOBODY = {"seat", "token", "person", "name", "phone", "ip", "ballot", "side"}
"""Names that a word for a person could have."""
LIVE = Live(ClockView(0, 0, False))

results = st.none() | st.dictionaries(st.sampled_from(["n", "counts"]), st.integers(0, 9) | st.just([1, 2]))
ASKED = ["next", "extend", "edit", "show", "soften", "decline", "name_text", "heads", "x", *READING]
commands = st.fixed_dictionaries(
    {"name": st.sampled_from(ASKED)},
    optional={
        "seconds": st.integers(-5, 99), "part": st.sampled_from(PARTS), "changes": st.sampled_from(CHANGES),
        "text": st.text(max_size=3), "texts": st.lists(st.text(max_size=3)), "body": st.text(max_size=3),
    },
)  # fmt: skip


def as_json(event: ev.Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(ev.as_words(event)))
    return found


class AnyEvening(RuleBasedStateMachine):
    """`w` is the live room; `shadow` is what a restart would fold from the journal."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.w = self.shadow = begin("amber-birch-clay", plan)
        self.journal: list[dict[str, Any]] = []
        self.words: dict[str, Words] = {}
        self.minute = 0.0
        self.write([opening(self.w, self.w.part, self.at)])

    @property
    def at(self) -> Moment:
        return Moment(self.minute, "19:00")

    def write(self, events: Sequence[ev.Event]) -> None:
        for event in events:
            self.w = evolve(self.w, event)
            self.journal.append(as_json(event))
            self.remember(self.journal[-1])

    def remember(self, words: dict[str, Any]) -> None:
        self.shadow = evolve(self.shadow, ev.from_words(words))

    def ask(self, name: str, **words: Any) -> Decision | Refused:
        request = parse_command({"name": name, **words})
        if isinstance(request, Refused):
            return request
        assert not isinstance(request, Gather | Seal | ShowUnflagged)
        before = allowed(self.w)
        decision = decide(self.w, request, self.at)
        if isinstance(decision, Decision):
            self.write(decision.events)
        else:
            assert allowed(self.w) == before
        return decision

    @initialize(parts=st.integers(0, 10))
    def some_of_the_evening_is_over(self, parts: int) -> None:
        """Half of all evenings would never leave the warm-up otherwise."""
        while self.w.at < parts:
            self.ask("next")
            if self.w.now.phase is Phase.CLOSING:
                self.closing_is_over({"n": 9}, 9, 3)
                self.ask("show", texts=sorted(self.w.texts)[:2])

    # -- what may happen ----------------------------------------------------------------------------------------------

    @rule(name=st.sampled_from(NAMES))
    def press(self, name: str) -> None:
        able = name in allowed(self.w)
        done = isinstance(self.ask(name), Decision)
        if name in ("pause", "resume", "black", "light"):
            # Asking for what is already so is no mistake; the console only does not offer it.
            assert done is not self.w.sealed and able <= done
        else:
            assert done is able

    @rule(minutes=st.floats(0, 9))
    def time_passes(self, minutes: float) -> None:
        self.minute += minutes

    @rule(seconds=st.integers(0, 4000))
    def extend(self, seconds: int) -> None:
        able = "extend" in allowed(self.w)
        assert isinstance(self.ask("extend", seconds=seconds), Decision) is (able and 15 <= seconds <= 3600)

    @rule(part=st.sampled_from(PARTS), changes=st.sampled_from(CHANGES))
    def edit(self, part: str, changes: dict[str, Any]) -> None:
        self.ask("edit", part=part, changes=changes)

    @rule()
    def edit_sides(self) -> None:
        able = "edit_sides" in allowed(self.w)
        assert isinstance(self.ask("edit_sides", sides=SIDES), Decision) is able

    @rule(heads=st.integers(-1, 99))
    def count_heads(self, heads: int) -> None:
        self.ask("heads", heads=heads)

    @rule(
        name=st.sampled_from(["show", "soften", "decline", "name_text", *READING]),
        draw=st.randoms(use_true_random=False),
    )
    def moderate(self, name: str, draw: Any) -> None:
        id_, other = (draw.choice([*sorted(self.w.texts), "f" * 32]) for _ in range(2))
        body: dict[str, dict[str, Any]] = {
            "soften": {"body": "Somebody"}, "decline": {"reason": "attack"}, "name_text": {"handle": "A cake"},
            "merge": {"into": other}, "translate": {"body": "Somebody else"}, "safeguard": {"note": "Come to me."},
        }  # fmt: skip
        about = {"show": {"texts": [id_]}, "hold": {"texts": [id_]}, "take_down": {}}.get(name, {"text": id_})
        self.ask(name, **about, **body.get(name, {}))

    @rule(words=commands)
    def send_something(self, words: dict[str, Any]) -> None:
        self.ask(**words)

    @precondition(lambda self: self.w.now.phase is Phase.CLOSING and not self.w.sealed)
    @rule(shown=results, received=st.integers(0, 99), texts=st.integers(0, 4))
    def closing_is_over(self, shown: dict[str, Any] | None, received: int, texts: int) -> None:
        ids = tuple(f"{len(self.w.texts) + i:032x}" for i in range(texts)) if self.w.part.kind == "harvest" else ()
        self.words |= {id_: Words(f"text {id_}") for id_ in ids}
        self.write(closed(self.w, self.w.part.id, received, shown is None, shown, ids))

    @precondition(lambda self: self.w.at == len(self.w.plan.parts()) - 1)
    @rule()
    def seal(self) -> None:
        able = "seal" in allowed(self.w)
        decision = sealing(self.w, 9, self.at)
        assert isinstance(decision, Decision) is able
        if isinstance(decision, Decision):
            self.write(decision.events)

    # -- what must hold -----------------------------------------------------------------------------------------------

    @invariant()
    def a_restart_would_stand_where_the_room_stands(self) -> None:
        assert self.shadow == self.w
        assert self.w.seq == len(self.journal)

    @invariant()
    def at_most_one_part_takes_ballots(self) -> None:
        assert len(open_parts(self.w)) <= 1

    @invariant()
    def results_are_there_only_after_a_close(self) -> None:
        over = (Phase.CLOSED, Phase.REVEALED)
        for state in self.w.parts.values():
            assert (state.received is not None) is (state.phase in over)
            assert (state.results is not None) is (state.phase in over and not state.withheld)
            assert (state.step > 0) is (state.phase is Phase.REVEALED)

    @invariant()
    def only_harvests_that_closed_have_texts(self) -> None:
        for text in self.w.texts.values():
            assert self.w.plan.part(text.part) is not None
            assert text.round <= self.w.parts[text.part].round
            assert (text.reason is not None) is (text.status == "declined")
            assert (text.into is not None) is (text.status == "merged")
            assert survivor(self.w.texts, text.id) in self.w.texts  # and merging never goes in a circle

    @invariant()
    def nothing_chosen_waits_for_a_batch_that_is_full(self) -> None:
        for round_ in {(text.part, text.round) for text in self.w.texts.values()}:
            own = [text.status for text in self.w.texts.values() if (text.part, text.round) == round_]
            assert own.count("ready") < 3 and ("held" in own or "ready" not in own)

    @invariant()
    def no_event_has_a_word_for_a_person(self) -> None:
        assert NOBODY & set(self.journal[-1]) == set()

    @invariant()
    def every_face_can_be_drawn(self) -> None:
        current(self.w, self.words, LIVE)
        queue(self.w, self.words)
        assert evening(self.w, self.minute, 0).promised == 40.0

    @invariant()
    def the_log_ends_where_the_room_stands(self) -> None:
        assert self.w.log[-1].part == ("" if self.w.sealed else self.w.part.id)

    def teardown(self) -> None:
        again: Workshop = fold(begin("amber-birch-clay", self.plan), map(ev.from_words, self.journal))
        assert again == self.w


class Forgetful(AnyEvening):
    """A journal that loses what was revealed."""

    def remember(self, words: dict[str, Any]) -> None:
        if words["event"] != "PartRevealed":
            super().remember(words)


class Talkative(AnyEvening):
    """A journal that says who it was."""

    def write(self, events: Sequence[ev.Event]) -> None:
        super().write(events)
        self.journal[-1]["seat"] = 7


def play(new: Callable[[], AnyEvening], how: settings) -> None:
    """Plays many evenings; the library says it wants a class, and takes whatever makes a machine."""
    run_state_machine_as_test(cast(Any, new), settings=how)


def test_any_evening_can_be_folded_from_its_journal(plan: Plan) -> None:
    play(lambda: AnyEvening(plan), MANY)


@pytest.mark.parametrize("machine", [Forgetful, Talkative])
def test_a_journal_that_is_wrong_is_found(plan: Plan, machine: type[AnyEvening]) -> None:
    with pytest.raises(AssertionError):
        play(lambda: machine(plan), settings(WRONG, phases=[Step.generate], database=None))
