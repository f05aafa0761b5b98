"""What every view needs: the room, who may ask, and where the archive lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from flask import current_app, request

from facilitator.archive.record import Kept
from facilitator.errors import Refused
from facilitator.ids import room_words
from facilitator.live.room import Room
from facilitator.settings import Settings
from facilitator.web.access import EVERYWHERE, Access, Doors, addresses, bearer, in_address
from facilitator.web.assets import Shelf
from facilitator.web.bodies import Shape, read_body
from facilitator.web.patience import is_known
from facilitator.web.rate import Window
from facilitator.workshop.roles import Console

LANGUAGES = ("en", "ar")
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")

BALLOTS = (10, 2.0)
"""Times and seconds, for one seat. Never for an address: a room is one NAT."""
AT_TABLES = (6, 12.0)
"""The same for what one person does to a whole table: every phone of the room asks again after it."""
WRONG_CODES = (5, 1.0)
"""For everybody together: guessing is slow, typing right is not."""


@dataclass
class Site:
    """One running workshop as the web sees it. `addresses` are the host:ports under which this machine is reached."""

    room: Room
    access: Access
    settings: Settings
    port: int
    room_key: bytes
    archive: Path
    assets: Shelf
    past: Callable[[], list[dict[str, Any]]]
    epoch: str
    kept: Kept
    ballots: Window = field(default_factory=lambda: Window(*BALLOTS))
    at_tables: Window = field(default_factory=lambda: Window(*AT_TABLES))
    wrong_codes: Window = field(default_factory=lambda: Window(*WRONG_CODES))

    def __post_init__(self) -> None:
        self.words = room_words(self.room_key)
        self.addresses: tuple[str, ...] = ()
        self.look_around()

    def look_around(self) -> bool:
        """Reads again under which addresses this machine is reached; True if they changed: Wi-Fi comes and goes."""
        host = self.settings.host
        reachable = addresses() if host in EVERYWHERE else [in_address(host)]
        before, self.addresses = self.addresses, tuple(f"{name}:{self.port}" for name in reachable)
        self.doors = Doors.of(host, self.port, self.settings.public_url)
        return self.addresses != before

    def unhurried(self, refused: Refused) -> Refused:
        """A refusal, or `slow_down` for a wrong code or ticket when too many were tried by everybody together."""
        guessed = refused.code in ("wrong_code", "wrong_ticket")
        return Refused("slow_down") if guessed and not self.wrong_codes.hit("room") else refused

    @property
    def address(self) -> str:
        """The host:port that phones are told: the facilitator's choice if this machine still has it."""
        chosen = self.room.workshop.address
        return chosen if chosen in self.addresses else self.addresses[0]

    @property
    def join_url(self) -> str:
        return self.reached(f"/{self.room.workshop.code}")

    def reached(self, path: str) -> str:
        """The address under which another machine reaches `path`."""
        return (self.settings.public_url or f"http://{self.address}").rstrip("/") + path


def site() -> Site:
    """The site of the application that is answering."""
    return cast(Site, current_app.extensions["facilitator"])


def language() -> str:
    """The language of this request to a workshop's pages."""
    return chosen_language(site().settings.language)


def chosen_language(otherwise: str) -> str:
    """What the page chose, else what the browser prefers, else `otherwise`."""
    chosen = request.headers.get("X-Language") or request.args.get("lang") or ""
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES) or otherwise


def direction(code: str) -> str:
    return "rtl" if code.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def caller(audience: str) -> str | Refused | None:
    """The seat of a phone, None for screen and console; Refused when the token is for nobody or another audience."""
    known = site().access.audience_of(bearer(request))
    if known is None:
        moved = audience == "phone" and site().room.seats.once(bearer(request)) is not None
        return Refused("continued_elsewhere" if moved else "unknown_token")
    if known[0] != audience:
        return Refused("wrong_audience")
    is_known(request.environ)
    return known[1]


def calling_console(lead: bool = False) -> Console | Refused:
    """The console that asks; Refused like `caller`, and where only a lead may ask and it is none."""
    refused = caller("console")
    console = site().access.console_of(bearer(request))
    if isinstance(refused, Refused) or console is None:
        return refused if isinstance(refused, Refused) else Refused("unknown_token")
    return Refused("not_yours") if lead and console.role != "lead" else console


def lead_asks(shape: type[Shape]) -> Shape | Refused:
    """The body of a lead's request as `shape`; whoever else asks is refused before it is read."""
    by = calling_console(lead=True)
    return by if isinstance(by, Refused) else read_body(request, shape)
