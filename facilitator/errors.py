"""Refusals: what the product says no to, as codes. Templates own the words, PROTOCOL.md lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Refused:
    """A request that was understood and not carried out. `code` is in `STATUS`; `field` may name what was wrong."""

    code: str
    field: str = ""

    def __post_init__(self) -> None:
        if self.code not in STATUS:
            raise ValueError(f"unknown refusal code: {self.code}")


STATUS: Final[dict[str, int]] = {
    # what was sent
    "malformed": 400,
    "too_large": 413,
    "empty_text": 400,
    "text_too_long": 400,
    "unknown_option": 400,
    "too_many_picks": 400,
    "too_many_votes": 400,
    "not_dealt": 400,
    "unknown_side": 400,
    "bad_version": 400,
    "unknown_slot": 400,
    "unknown_part": 404,
    "nothing_here": 404,
    "unknown_group": 404,
    "unknown_sign": 404,
    # who sent it
    "unknown_token": 401,
    "wrong_audience": 403,
    "wrong_host": 421,
    "wrong_origin": 403,
    "wrong_code": 404,
    "not_yours": 403,
    "no_group": 403,
    "not_scribe": 403,
    "wrong_ticket": 404,
    "doors_closed": 403,
    "continued_elsewhere": 401,
    "link_used": 410,
    # when it was sent
    "not_open": 409,
    "closed": 409,
    "closing": 409,
    "not_closing": 409,
    "stale": 409,
    "at_the_start": 409,
    "at_the_end": 409,
    "nothing_to_reveal": 409,
    "already_open": 409,
    "another_part_open": 409,
    "still_open": 409,
    "not_editable": 409,
    "not_ticketed": 409,
    "not_insertable": 409,
    "too_many_parts": 409,
    "too_early": 409,
    "unknown_cut": 404,
    "below_minimum": 409,
    "protected": 409,
    "unknown_text": 404,
    "already_decided": 409,
    "on_ballot": 409,
    "not_addressed_alike": 409,
    "nobody_there": 409,
    "sealed": 409,
    "still_running": 409,
    # what cannot be made here
    "no_pdf": 501,
    # what the machine says
    # 503, so that a client that knows no better keeps what it has and tries again
    "frozen": 503,
    "slow_down": 429,
    "busy": 503,
    "disk_full": 507,
}
