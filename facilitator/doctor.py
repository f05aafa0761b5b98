"""What stands in the way of a safe evening on this machine: each finding is ok, a warning or a reason not to start."""

from __future__ import annotations

import ipaddress
import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from facilitator.places import NETWORKED, encrypted, free_megabytes, mounted, open_to_others, synced, within
from facilitator.settings import Settings
from facilitator.web.access import EVERYWHERE, addresses

OK, WARN, REFUSE = "ok", "warn", "refuse"
PLENTY_MEGABYTES, FEW_MEGABYTES = 500, 50
FILES_FOR_A_ROOM = 4096
OLDEST_SQLITE = (3, 35, 0)
CHECKLIST = (
    "Switch off screen recording and sharing, and extensions in the browser that shows the screen.",
    "Lock the laptop when you leave it; let nobody else use its account.",
    "Compare the three words on the screen with those on a phone before you begin.",
)
"""What no program can look for."""


@dataclass(frozen=True)
class Finding:
    """`state` is OK, WARN or REFUSE. What is `waived` with --i-know is refused otherwise."""

    name: str
    state: str
    words: str
    waived: bool = False


def findings(settings: Settings, environ: Mapping[str, str]) -> list[Finding]:
    """All of them, in the order in which they are printed."""
    return [*refusable(settings, environ), *_permissions(settings), *_machine(settings)]


def refusable(settings: Settings, environ: Mapping[str, str]) -> list[Finding]:
    """Those that a run looks at before it starts: they take no time."""
    return [_debug(environ), _apart(settings), *_places(settings), _address(settings)]


def refused(found: list[Finding], i_know: bool) -> list[Finding]:
    """What keeps a run from starting."""
    return [one for one in found if one.state == REFUSE and not (i_know and one.waived)]


def _debug(environ: Mapping[str, str]) -> Finding:
    if environ.get("FLASK_DEBUG", "").strip().lower() not in ("", "0", "false", "no", "n", "f", "off"):
        return Finding("debug", REFUSE, "FLASK_DEBUG is set: a debugger shows memory to whoever asks. Unset it.")
    return Finding("debug", OK, "no debugger; there is no secret key to leave at its default")


def _apart(settings: Settings) -> Finding:
    if within(settings.keystore, settings.data) or within(settings.data, settings.keystore):
        words = f"the keystore {settings.keystore} and the data {settings.data} lie in each other; a copy takes both"
        return Finding("keystore apart", REFUSE, words)
    return Finding("keystore apart", OK, str(settings.keystore))


def _places(settings: Settings) -> Iterator[Finding]:
    for name, folder in (("data folder", settings.data), ("keystore", settings.keystore)):
        over = synced(folder)
        system, _ = mounted(folder)
        if over is not None:
            words = f"{folder} lies in {over}, which is copied elsewhere: what is destroyed here would live on there"
            yield Finding(name, REFUSE, words, waived=True)
        elif system in NETWORKED:
            yield Finding(
                name, REFUSE, f"{folder} lies on a network disk ({system}), where a commit is no promise", True
            )
        else:
            yield Finding(name, OK, str(folder))


def _address(settings: Settings) -> Finding:
    """Listening under a public address shows the room to the internet on plain http."""
    listening = addresses() if settings.host in EVERYWHERE else [settings.host]
    public = [address for address in listening if _is_public(address)]
    if not public:
        reach = ", ".join(listening)
        alone = all(_is_loopback(address) for address in listening) and not settings.public_url
        return Finding("address", WARN if alone else OK, f"{reach}; no phone can reach it" if alone else reach)
    words = f"{', '.join(public)} can be reached from the whole internet. "
    if not (settings.public_url or "").startswith("https://"):
        words += "Listen on an address of the room (--host), or on 127.0.0.1 behind a proxy with TLS (--public-url https://…)."
        return Finding("address", REFUSE, words)
    return Finding("address", REFUSE, words + "If that is meant, say --i-know.", waived=True)


def _is_public(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_global
    except ValueError:
        return False  # a name: the system says what it means, and the Host list holds


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _permissions(settings: Settings) -> Iterator[Finding]:
    for name, folder in (("data rights", settings.data), ("keystore rights", settings.keystore)):
        if open_to_others(folder):
            yield Finding(name, WARN, f"other users of this machine can look into {folder}: chmod 700")
        else:
            yield Finding(name, OK, "this user alone")


def _machine(settings: Settings) -> Iterator[Finding]:
    version = sqlite3.sqlite_version
    old = sqlite3.sqlite_version_info < OLDEST_SQLITE
    yield Finding("SQLite", REFUSE if old else OK, f"{version}; one connection writes, as versions before 3.51.3 need")
    disk = encrypted(settings.data)
    words = {
        True: "encrypted", False: "not encrypted: whoever takes this machine while a part is open has keys and ballots",
        None: "this system does not tell; switch on FileVault, BitLocker or LUKS",
    }[disk]  # fmt: skip
    yield Finding("disk encryption", OK if disk else WARN, words)
    free = free_megabytes(settings.data)
    state = OK if free >= PLENTY_MEGABYTES else WARN if free >= FEW_MEGABYTES else REFUSE
    yield Finding("free disk", state, f"{free} MB")
    files = _files()
    words = f"{files} at most" + ("" if files >= FILES_FOR_A_ROOM else "; a phone takes two: raise it with ulimit -n")
    yield Finding("open files", OK if files >= FILES_FOR_A_ROOM else WARN, words)


def _files() -> int:
    """How many files a process may open."""
    if sys.platform == "win32" or os.name != "posix":
        return FILES_FOR_A_ROOM
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return soft if soft != resource.RLIM_INFINITY else 1 << 20
