"""What a server starts with, and the line to the parent that starts it and starts it again."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

import gevent
from gevent import socket

from facilitator.plans.read import read_plan_text
from facilitator.plans.shipped import Offer
from facilitator.settings import Settings

PR_SET_PDEATHSIG = 1
MESSAGE = 1 << 20
"""Bytes of one message at most: a plan is a quarter of that."""


@dataclass(frozen=True)
class Start:
    """A run as it was typed. `offer` is the plan, or None until one is chosen; `code` the workshop that a server before
    this one had opened, `again` whether there was one at all.
    """

    settings: Settings
    offer: Offer | None
    as_json: bool
    no_browser: bool
    new: bool
    resume: str | None
    code: str | None = None
    again: bool = False

    def words(self) -> dict[str, Any]:
        """As JSON has it, for a server that does not share the memory of its parent."""
        plan = None if self.offer is None else {"name": self.offer.name, "text": self.offer.text}
        return vars(self) | {"settings": self.settings.model_dump(mode="json"), "offer": plan}


def start_of(words: dict[str, Any]) -> Start:
    """The start that `Start.words` said."""
    plan = words["offer"]
    offer = None if plan is None else Offer(plan["name"], plan["text"], read_plan_text(plan["text"], plan["name"]))
    return Start(**{**words, "settings": Settings(**words["settings"]), "offer": offer})


@dataclass(frozen=True)
class Handed:
    """What the parent holds over the death of a server: the listening socket, the data folder, a pipe to the practice
    phones, and this end of the line. Without a parent (`line` is None) all of it is the server's own.
    """

    listener: int
    held: IO[bytes]
    phones: int | None = None
    line: int | None = None
    parent: int = 0


class Line:
    """The server's end of the line to its parent."""

    def __init__(self, handed: Handed) -> None:
        self._socket = None if handed.line is None else socket.socket(fileno=handed.line)
        self._parent = handed.parent

    def say(self, **words: Any) -> None:
        """One message to the parent. Nothing that is said here may be secret: the parent remembers it."""
        if self._socket is not None:
            with contextlib.suppress(OSError):  # it has gone, and this process goes with it
                self._socket.sendall(json.dumps(words).encode("utf-8") + b"\n")

    def hold(self) -> None:
        """From here on this process ends when its parent does, however that goes."""
        if self._socket is None:
            return
        if sys.platform == "linux":
            import ctypes

            with contextlib.suppress(OSError, AttributeError):
                ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != self._parent:
            os._exit(1)
        gevent.spawn(self._watch, self._socket.recv)

    def _watch(self, receive: Callable[[int], bytes]) -> None:
        with contextlib.suppress(OSError):
            while receive(64):
                pass
        os._exit(1)
