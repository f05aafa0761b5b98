"""The copy of a plan that is kept: the same plan without the names on its list."""

from __future__ import annotations

from facilitator.plans.keep import without_names
from facilitator.plans.model import Moderation
from facilitator.plans.read import read_plan_text
from tests.conftest import PLAN

LIST = "\nmoderation:\n  # Zoë sits on the board\n  names:\n    - Zoë  # the treasurer\n    - أحمد\n  words: [mill]\n"
TEXT = PLAN.read_text("utf-8")


def test_a_plan_without_names_is_kept_to_the_byte() -> None:
    assert without_names(TEXT) == TEXT
    only_words = TEXT + "\nmoderation: {words: [mill]}\n"
    assert without_names(only_words) == only_words


def test_names_and_comments_go_and_everything_else_stays() -> None:
    kept = without_names(TEXT + LIST)
    assert [word for word in ("Zoë", "أحمد", "treasurer", "#") if word in kept.replace("'#", "")] == []
    before, after = read_plan_text(TEXT + LIST, "plan.yaml"), read_plan_text(kept, "plan.yaml")
    assert before.moderation == Moderation(names=("Zoë", "أحمد"), words=("mill",))
    assert after == before.model_copy(update={"moderation": Moderation(words=("mill",))})
    assert without_names(kept) == kept
