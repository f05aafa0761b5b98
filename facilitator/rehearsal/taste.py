"""What people answer whom no script tells: a tap on a button of the page, or something plausible, by taste."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from itertools import chain
from random import Random
from typing import Any

from facilitator.activities.base import Asked, PartConfig
from facilitator.activities.registry import activity
from facilitator.ids import ROOM_WORDS

THOUGHTS = 4
"""An answer is the one of so many that the person's side likes best, so that the two orders differ."""
MANY = 40
"""Of texts so many are thought of: one may be new."""
STUBBORN = 400
"""And so many more before a phone stays silent: the last of a dozen texts that nobody wrote yet is rarely drawn."""
_BUTTON = re.compile(r'data-body=(?:"([^"]*)"|\'([^\']*)\')')


def buttons(page: str) -> list[dict[str, Any]]:
    """The bodies of the buttons on a page."""
    return [json.loads(html.unescape(double or single)) for double, single in _BUTTON.findall(page)]


def personal(part: PartConfig) -> bool:
    """Whether a phone is dealt something of its own in a part: texts, or sides that it draws."""
    return bool(part.draws) or activity(part).links(part).items_from is not None


def may_write(part: PartConfig, own_page: Callable[[], str]) -> bool:
    """Whether a phone sends anything in a part: at a table only the one that holds the pen, by its own page."""
    return activity(part).links(part).groups is None or "data-holds" in own_page()


def favourite(
    part: PartConfig, page: str, items: tuple[str, ...], side: str | None, standing: int, draw: Random,
    written: set[str] | None = None, sides: tuple[str, ...] = (),
) -> dict[str, Any] | None:  # fmt: skip
    """What a person of `side` would send. `standing`: the place in the list where a person stands who has no side.

    `items` is what the phone was dealt, `sides` are those of the plan.

    `written` are texts that were taken already; None is answered when there is no other. Without it every text gets
    three words of its own, so that it can be told from all others wherever it turns up.
    """
    taps = buttons(page)
    if taps and "side" in taps[0]:
        own = [tap for tap in taps if side is not None and tap["side"] == side]
        return own[0] if own else taps[standing % len(taps)]
    if taps:
        return draw.choice(taps)
    kind = activity(part)
    asked = Asked(drawn=tuple(id_ for id_ in items if id_ != side)) if part.draws else Asked(sides, items)
    thoughts = [kind.plausible(part, asked, draw) for _ in range(MANY)]
    if "text" not in thoughts[0]:
        return max(thoughts[:THOUGHTS], key=lambda body: _liking(side, body))
    if written is None:
        told, words = str(thoughts[0]["text"]), ", ".join(draw.sample(ROOM_WORDS, 3))
        worded: Callable[[PartConfig, str, str], str] | None = getattr(kind, "worded", None)
        told = worded(part, told, words) if worded is not None else f"{told} ({words})"
        return {**thoughts[0], "text": told}
    more = chain(thoughts, (kind.plausible(part, asked, draw) for _ in range(STUBBORN)))
    fresh = next((thought for thought in more if thought["text"] not in written), None)
    written.update([fresh["text"]] if fresh else ())
    return fresh


def _liking(side: str | None, body: dict[str, Any]) -> float:
    """How much a side likes an answer: a number drawn from the side's name and the words."""
    return sum(Random(f"{side}.{leaf}").random() for leaf in _leaves(body))


def _leaves(body: Any) -> Iterator[str]:
    if isinstance(body, dict):
        for key, value in body.items():
            yield from (key, *_leaves(value))
    elif isinstance(body, list):
        for value in body:
            yield from _leaves(value)
    else:
        yield str(body)
