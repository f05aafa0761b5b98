"""The JSON door: bodies are parsed once, strictly, and answers are written in one place."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, TypeVar

from flask import Request, Response
from pydantic import Field, StringConstraints, ValidationError

from facilitator.activities.base import Slug, Strict, Visible
from facilitator.errors import STATUS, Refused

MAX_BYTES = 16_384
"""Of a phone's or console's request; the largest text plus every escape fits five times."""


class BallotBody(Strict):
    """PUT of a ballot: `v` is made on the phone and only grows; body null withdraws."""

    v: Annotated[int, Field(ge=1, le=1_000_000_000)]
    body: dict[str, Any] | None
    side: Slug | None = None


class JoinBody(Strict):
    """`ticket` is whatever was typed: what cannot be a ticket is refused like one that nobody holds."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    ticket: Annotated[str, StringConstraints(max_length=200)] = ""


class HelpBody(Strict):
    """Whether a table asks for help."""

    on: bool


class TicketsBody(Strict):
    count: Annotated[int, Field(ge=1, le=500)]


class TicketBody(Strict):
    ticket: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class ClaimBody(Strict):
    code: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class PurgeBody(Strict):
    """A past workshop to delete now."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{4}$")]


class NoteBody(Strict):
    """One private note, for the facilitator alone."""

    words: Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True), Visible]


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
    return _STRICT.decode(raw.decode("utf-8"))


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("key twice")
    return found


# Made once: `json.loads` with a hook makes a new one at every call.
_STRICT = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_no_key_twice)
_PLAIN = json.JSONEncoder(ensure_ascii=False)


def answer(body: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(_PLAIN.encode(body), status, content_type="application/json")


def refusal(refused: Refused, **more: Any) -> Response:
    """A refusal as its code; the page owns the words."""
    body = {"error": refused.code, **({"field": refused.field} if refused.field else {}), **more}
    # In ASCII: a field is named as it came, and half a character has no UTF-8.
    response = Response(json.dumps(body), STATUS[refused.code], mimetype="application/json")
    if response.status_code in (429, 503):
        response.headers["Retry-After"] = "1"
    return response
