"""Who may ask: bearer tokens per audience, one-time console links, the Host and Origin allow-lists."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from secrets import token_hex
from typing import Any, Protocol

from flask import Request

from facilitator.errors import Refused
from facilitator.ids import derived, fingerprint, same, secret
from facilitator.imports import own_libraries
from facilitator.web.bodies import refusal
from facilitator.workshop.roles import ROLES, TERMINAL, Console, Role

with own_libraries():
    import ifaddr

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104
"""Hosts that mean every address of this machine; none of them is a name to be called by."""
BARE = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""Headers of an answer that no page of ours will show."""
LINK_MINUTES = 10
DOWNLOAD_SECONDS = 60


@dataclass
class Access:
    """Capabilities of one run. Console and screen tokens are derived from the room key, so they outlive a crash.

    `seat_of` maps a phone's bearer token to its seat, or None.
    """

    room_key: bytes
    seat_of: Callable[[str], str | None]
    control_token: str = ""
    _links: dict[str, tuple[float, Role, bool]] = field(default_factory=dict)
    _downloads: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.console_token = derived(self.room_key, "console")
        self.screen_token = derived(self.room_key, "screen")

    def console_link(self) -> str:
        """A fresh one-time code for the console's address, from the terminal; good for ten minutes."""
        return self._link("lead", invited=False)

    def invitation(self, role: Role) -> str:
        """A one-time code for somebody else's console; good for ten minutes."""
        return self._link(role, invited=True)

    def _link(self, role: Role, invited: bool) -> str:
        code, now = secret(), time.monotonic()
        self._links = {mark: link for mark, link in self._links.items() if link[0] > now}
        self._links[fingerprint(code)] = now + LINK_MINUTES * 60, role, invited
        return code

    def claim(self, code: str) -> tuple[str, Console] | Refused:
        """Burns a one-time code and gives a console's token. All links of the terminal give the same one."""
        until, role, invited = self._links.pop(fingerprint(code), (0.0, "observer", True))
        if until < time.monotonic():
            return Refused("link_used")
        if not invited:
            return self.console_token, TERMINAL
        console = Console(role, token_hex(8))
        return self._console_token(console), console

    def _console_token(self, console: Console) -> str:
        return f"{console.role}.{console.id}.{derived(self.room_key, f'console.{console.role}.{console.id}')}"

    def console_of(self, token: str) -> Console | None:
        """Which console a token opens. Role and id stand in it, bound by the room key: nothing is stored of it."""
        if same(token, self.console_token):
            return TERMINAL
        role, _, rest = token.partition(".")
        id_, _, _ = rest.partition(".")
        known = next((Console(one, id_) for one in ROLES if one == role), None)
        return known if known is not None and id_ and same(token, self._console_token(known)) else None

    def download(self) -> str:
        """A token for one address bar, good for sixty seconds."""
        token = secret()
        self._downloads[fingerprint(token)] = time.monotonic() + DOWNLOAD_SECONDS
        return token

    def may_download(self, token: str) -> bool:
        now = time.monotonic()
        self._downloads = {mark: until for mark, until in self._downloads.items() if until > now}
        return fingerprint(token) in self._downloads

    def audience_of(self, token: str) -> tuple[str, str | None] | None:
        """("console" | "screen" | "phone", seat or None), or None for a token that opens nothing."""
        if not token or len(token) > 200:
            return None
        if self.console_of(token) is not None:
            return "console", None
        if same(token, self.screen_token):
            return "screen", None
        seat = self.seat_of(token)
        return ("phone", seat) if seat is not None else None


class HasDoors(Protocol):
    """Whatever knows under which names it may be called."""

    doors: Doors


def known_host(here: HasDoors, inner: Any) -> Any:
    """Refuses names that are not ours, ahead of all: a page that rebinds its name to this machine learns nothing."""

    def gate(environ: dict[str, Any], start_response: Any) -> Any:
        def bare(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:
            return start_response(status, [*headers, *BARE.items()], *fault)

        if here.doors.host_allowed(environ.get("HTTP_HOST", "")):
            socket = environ.get("PATH_INFO", "").startswith("/socket.io")
            return inner(environ, bare if socket else start_response)
        answer = refusal(Refused("wrong_host"))
        answer.headers.update(BARE)
        return answer(environ, start_response)

    return gate


def bearer(request: Request) -> str:
    """The token of a request, or an empty string."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def in_address(host: str) -> str:
    """A host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def addresses() -> list[str]:
    """IPv4 addresses of this machine that a phone could reach, loopback last. Needs no default route."""
    found = [str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4]
    outside = sorted({ip for ip in found if not ip.startswith(("127.", "169.254."))})
    return outside or ["127.0.0.1"]


@dataclass(frozen=True)
class Doors:
    """Names under which this server may be called; everything else is answered 421 before any page is made."""

    port: int
    names: frozenset[str]
    public: str | None = None

    @classmethod
    def of(cls, host: str, port: int, public_url: str | None) -> Doors:
        names = {"localhost", "127.0.0.1", "[::1]", *addresses()}
        if host not in EVERYWHERE:
            names.add(in_address(host))
        public = None
        if public_url:
            public = public_url.split("://", 1)[-1].split("/", 1)[0].lower()
        return cls(port, frozenset(names), public)

    @cached_property
    def hosts(self) -> frozenset[str]:
        ports = (f":{self.port}", "") if self.port in (80, 443) else (f":{self.port}",)
        own = {name + port for name in self.names for port in ports}
        return frozenset(own | ({self.public} if self.public else set()))

    def host_allowed(self, host: str) -> bool:
        return host.lower() in self.hosts

    def origin_allowed(self, origin: str | None) -> bool:
        """Whether a browser page from `origin` may talk to us; programs without an Origin still need a token."""
        if origin is None:
            return True
        scheme, _, rest = origin.partition("://")
        return scheme in ("http", "https") and rest in self.hosts
