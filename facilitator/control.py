"""The line between a running server and its terminal: a private file with the port and a control token."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from facilitator.settings import Settings

NAME = "running.json"


def practice_data(data: Path) -> Path:
    """The data folder of practice runs, beside the real one: practice never touches a real evening."""
    return data.with_name(data.name + "-practice")


def write(keystore: Path, words: dict[str, Any]) -> None:
    """Leaves the file for `facilitator console`, readable by this user only."""
    keystore.mkdir(parents=True, exist_ok=True, mode=0o700)
    spare = keystore / (NAME + ".tmp")
    with os.fdopen(os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(words, out)
    os.replace(spare, keystore / NAME)


def read(keystore: Path) -> dict[str, Any] | None:
    with contextlib.suppress(OSError, ValueError):
        found: dict[str, Any] = json.loads((keystore / NAME).read_text("utf-8"))
        return found
    return None


def forget(keystore: Path) -> None:
    with contextlib.suppress(OSError):
        (keystore / NAME).unlink()


def running(keystore: Path) -> bool:
    """Whether the server that left the file is still there; one that was killed left it behind."""
    found = read(keystore)
    if found is None or not isinstance(found.get("pid"), int):
        return False
    try:
        os.kill(found["pid"], 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's process: better not to touch its data
    return True


def fresh_link(data: Path | None, practice: bool) -> str | None:
    """A one-time console link from the server that runs on this data folder; None if none answers."""
    settings = Settings() if data is None else Settings(data=data)
    if practice:
        settings = settings.model_copy(update={"data": practice_data(settings.data), "keys": None})
    found = read(settings.keystore)
    if found is None:
        return None
    where = urlsplit(str(found["url"]))
    line = HTTPConnection(where.hostname or "127.0.0.1", where.port, timeout=5)
    try:
        line.request("POST", "/api/console/link", headers={"Authorization": f"Bearer {found['token']}"})
        answer = line.getresponse()
        return str(json.loads(answer.read())["url"]) if answer.status == 200 else None
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        line.close()


def answers(keystore: Path) -> bool:
    """Whether a server runs on the data folder of these keys."""
    found = read(keystore)
    if found is None:
        return False
    where = urlsplit(str(found["url"]))
    try:
        socket.create_connection((where.hostname or "127.0.0.1", where.port or 80), timeout=2).close()
    except OSError:
        return False
    return True
