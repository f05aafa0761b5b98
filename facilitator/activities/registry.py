"""Every kind of activity there is, one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, cast

from facilitator.activities.base import Activity, PartConfig
from facilitator.activities.kinds import (
    capture,
    card_sort,
    choice,
    close,
    commitment,
    consult,
    groups,
    guess,
    harvest,
    ladder,
    lobby,
    parking,
    pause,
    private,
    pulse,
    recall,
    reply,
    reply_swap,
    say,
    scale,
    sentence,
    side,
    sign,
    signal,
    vote,
    wall,
)
from facilitator.activities.tables import Table, flat

KINDS: Final[Mapping[str, Activity]] = {
    "lobby": cast(Activity, lobby),
    "say": cast(Activity, say),
    "recall": cast(Activity, recall),
    "choice": cast(Activity, choice),
    "scale": cast(Activity, scale),
    "side": cast(Activity, side),
    "harvest": cast(Activity, harvest),
    "vote": cast(Activity, vote),
    "card_sort": cast(Activity, card_sort),
    "reply_swap": cast(Activity, reply_swap),
    "ladder": cast(Activity, ladder),
    "sentence": cast(Activity, sentence),
    "wall": cast(Activity, wall),
    "sign": cast(Activity, sign),
    "guess": cast(Activity, guess),
    "commitment": cast(Activity, commitment),
    "groups": cast(Activity, groups),
    "consult": cast(Activity, consult),
    "capture": cast(Activity, capture),
    "reply": cast(Activity, reply),
    "close": cast(Activity, close),
    "private": cast(Activity, private),
    "pause": cast(Activity, pause),
    "parking": cast(Activity, parking),
    "pulse": cast(Activity, pulse),
    "signal": cast(Activity, signal),
}


def activity(config: PartConfig) -> Activity:
    """The kind that `config` belongs to."""
    return KINDS[config.kind]


def authored(config: PartConfig) -> Callable[[Mapping[str, Any]], bool]:
    """Whether an answer makes its sender one of those who are counted.

    A kind of which a person may send several ballots says how in a function `authored`; in others every answer does.
    """
    made: Callable[[Any, Mapping[str, Any]], bool] | None = getattr(KINDS[config.kind], "authored", None)
    return partial(made, config) if made is not None else lambda answer: True


def steps_in(config: PartConfig, results: Mapping[str, Any] | None) -> int:
    """How many steps the reveal of these results has: those of the kind, or fewer if there is less to show.

    A kind says how in a function `steps_in`.
    """
    kind = KINDS[config.kind]
    made: Callable[..., int] | None = getattr(kind, "steps_in", None)
    return kind.steps(config) if made is None or results is None else made(config, results)


def told(config: PartConfig, results: Mapping[str, Any], step: int) -> Mapping[str, Any]:
    """The results of a part as far as the room was shown them; most kinds leave that to their templates."""
    made: Callable[..., Mapping[str, Any]] | None = getattr(KINDS[config.kind], "told", None)
    return made(config, results, step) if made is not None else results


def after_carrying(
    part: Mapping[str, Any], parts: Sequence[Mapping[str, Any]], carried: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Parts, in the words of a plan file, that the kind of `part` adds behind it when something was carried over."""
    made: Callable[..., list[dict[str, Any]]] | None
    made = getattr(KINDS.get(str(part.get("kind"))), "after_carrying", None)
    return made(part, parts, carried) if made is not None else []


def carried(config: PartConfig, results: Mapping[str, Any], step: int) -> Mapping[str, Mapping[str, Any]]:
    """What another evening may show of the results of a part that hands on a gap, by side; in its function `carried`.

    Raises ValidationError on results that are none of this kind.
    """
    made: Callable[..., Mapping[str, Mapping[str, Any]]] = getattr(KINDS[config.kind], "carried")  # noqa: B009
    return made(config, results, step)


def table_of(
    config: PartConfig,
    results: Mapping[str, Any],
    own: Sequence[Mapping[str, Any]],
    texts: Mapping[str, str],
    step: int,
) -> Table:
    """The results of a part as a table.

    A kind says how in a function `table`; without one it is the texts that left the part (`own`), or else every value
    of the results. `texts` are the words of every kept text by id; `step` is how far the results were revealed.
    """
    made: Callable[..., Table] | None = getattr(KINDS[config.kind], "table", None)
    if made is not None:
        return made(config, results, texts, step)
    if own:
        rows = tuple((text["id"], text["name"], text["body"], "yes" if text["edited"] else "no") for text in own)
        return Table(("text_id", "name", "text", "edited"), rows)
    return flat(results)
