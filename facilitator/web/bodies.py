"""The JSON door: bodies are parsed once, strictly, and answers are written in one place."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, TypeVar

from flask import Request, Response
from pydantic import Field, StringConstraints, ValidationError

from facilitator.activities.base import Slug, Strict
from facilitator.errors import STATUS, Refused

MAX_BYTES = 16_384
"""Of a phone's or console's request; the largest text plus every escape fits five times."""


class BallotBody(Strict):
    """PUT of a ballot: `v` is made on the phone and only grows; body null withdraws."""

    v: Annotated[int, Field(ge=1, le=1_000_000_000)]
    body: dict[str, Any] | None
    side: Slug | None = None


class JoinBody(Strict):
    code: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class ClaimBody(Strict):
    code: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class InvitationBody(Strict):
    role: Literal["lead", "moderator", "observer"]


class CommandBody(Strict):
    """A console command: `expect_rev` is the revision the facilitator was looking at."""

    cmd_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    expect_rev: Annotated[int, Field(ge=0, le=2**53)]
    do: dict[str, Any]


Shape = TypeVar("Shape", bound=Strict)


def read_body(request: Request, shape: type[Shape]) -> Shape | Refused:
    """The request's JSON as `shape`. A field that may not be there is "malformed", a bad `v` is "bad_version"."""
    if request.content_length is None or request.content_length > MAX_BYTES:
        return Refused("too_large")
    raw = request.get_data(cache=False)
    if len(raw) > MAX_BYTES:
        return Refused("too_large")
    try:
        return shape.model_validate(parse(raw))
    except ValidationError as problem:
        only_version = all(error["loc"] == ("v",) for error in problem.errors())
        return Refused("bad_version" if only_version else "malformed")
    except (ValueError, RecursionError):
        return Refused("malformed")


def parse(raw: bytes) -> Any:
    """Strict JSON: no NaN or Infinity, no key twice, nothing that is not UTF-8. Raises ValueError."""
    return json.loads(raw.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_key_twice)


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("key twice")
    return found


def answer(body: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/json")


def refusal(refused: Refused, **more: Any) -> Response:
    """A refusal as its code; the page owns the words."""
    body = {"error": refused.code, **({"field": refused.field} if refused.field else {}), **more}
    response = answer(body, STATUS[refused.code])
    if response.status_code in (429, 503):
        response.headers["Retry-After"] = "1"
    return response
