"""Imports that cost less: libraries without what they bring along for others, and gevent in place of waiting."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Imports in this block find none of these optional modules; what was imported before stays."""
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # which is how Python says that there is none
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


@contextmanager
def own_libraries() -> Iterator[None]:
    """Imports in this block that look for a C library get the one that this process has anyway.

    The usual search starts a program, which takes long, and where waiting is cooperative it makes gevent's hub, which
    no process may have that is forked.
    """
    import ctypes.util

    find, ctypes.util.find_library = ctypes.util.find_library, lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = find


def cooperative() -> None:
    """Makes waiting cooperative (DECISIONS.md, gevent). Comes before anything opens a socket or a thread.

    gevent asks every installed package for plugins at each of its forty steps; no plugin has a place in this process.
    """
    from gevent import events, monkey

    asks, events.notify_and_call_entry_points = events.notify_and_call_entry_points, events.notify
    try:
        monkey.patch_all()
    finally:
        events.notify_and_call_entry_points = asks
