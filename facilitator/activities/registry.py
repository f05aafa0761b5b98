"""Every kind of activity there is, one line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from facilitator.activities.base import Activity, PartConfig
from facilitator.activities.kinds import choice, close, harvest, lobby, parking, pulse, say, scale, side, signal, vote

KINDS: Final[Mapping[str, Activity]] = {
    "lobby": cast(Activity, lobby),
    "say": cast(Activity, say),
    "choice": cast(Activity, choice),
    "scale": cast(Activity, scale),
    "side": cast(Activity, side),
    "harvest": cast(Activity, harvest),
    "vote": cast(Activity, vote),
    "close": cast(Activity, close),
    "parking": cast(Activity, parking),
    "pulse": cast(Activity, pulse),
    "signal": cast(Activity, signal),
}


def activity(config: PartConfig) -> Activity:
    """The kind that `config` belongs to."""
    return KINDS[config.kind]
