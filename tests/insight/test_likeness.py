"""Near-duplicates are suggested from shared words; a thousand texts are no burden."""

from __future__ import annotations

import random
import time

from facilitator.activities.kinds.harvest import SAMPLES
from facilitator.insight.likeness import near


def test_two_ways_of_saying_the_same_are_offered_to_each_other() -> None:
    bodies = (
        ("a", "Do we tell the union now, or when it is a done deal?"),
        ("b", "The union: tell them now or tell them when it is a done deal? Both end badly."),
        ("c", "They need our hall and we need their drivers."),
    )
    assert near(bodies) == {"a": ("b",), "b": ("a",)}


def test_different_dilemmas_are_not_offered() -> None:
    assert near(tuple((str(i), text) for i, text in enumerate(SAMPLES))) == {}


def test_a_text_in_another_alphabet_is_compared_too() -> None:
    bodies = (("a", "هل نخبر النقابة الآن أم بعد الاتفاق"), ("b", "هل نخبر النقابة الآن؟"))
    assert near(bodies) == {"a": ("b",), "b": ("a",)}


def test_the_likeliest_come_first_and_three_at_most() -> None:
    words = ["union", "contract", "strike", "meeting", "deadline", "honest"]
    bodies = tuple((str(n), " ".join(words[: 6 - n] + [f"other{n}{m}" for m in range(n)])) for n in range(5))
    assert near(bodies)["0"] == ("1", "2", "3")


def test_a_thousand_texts_take_far_less_than_comparing_each_with_each() -> None:
    draw = random.Random(1)
    words = [f"word{n}" for n in range(3000)]
    bodies = tuple((str(n), " ".join(draw.choices(words, k=60))) for n in range(1000))
    bags = [set(body.split()) for _, body in bodies]
    start = time.process_time()
    near(bodies)
    took = time.process_time() - start
    start = time.process_time()
    assert sum(len(one & other) > 40 for one in bags[:200] for other in bags) == 200
    assert took < 5 * (time.process_time() - start) / 4  # a quarter of all pairs
