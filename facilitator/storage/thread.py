"""One real thread that works for greenlets: a caller waits for its work while the hub goes on serving.

gevent's own pool makes a watcher and a few locks for each piece of work; here there is one watcher for all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

import gevent
from gevent.hub import Waiter
from gevent.monkey import get_original

T = TypeVar("T")


class Thread:
    """Does one thing after the other, in the order in which it was asked."""

    def __init__(self) -> None:
        # The real ones: gevent's would wait on the hub, which is what this thread is there to spare.
        self._todo = get_original("queue", "SimpleQueue")()
        self._done: deque[tuple[Waiter, Any, BaseException | None]] = deque()
        self._signal = gevent.get_hub().loop.async_()
        self._signal.start(self._arrived)
        get_original("_thread", "start_new_thread")(self._run, ())

    def apply(self, work: Callable[..., T], *words: Any) -> T:
        """The result of `work`; raises what it raised."""
        waiter = Waiter()
        self._todo.put((waiter, work, words))
        found: T = waiter.get()
        return found

    def end(self) -> None:
        """Ends after what was asked for."""
        self._todo.put(None)
        self._signal.stop()
        self._signal.close()

    def _run(self) -> None:
        while (asked := self._todo.get()) is not None:
            waiter, work, words = asked
            try:
                found, problem = work(*words), None
            except BaseException as raised:
                found, problem = None, raised
            self._done.append((waiter, found, problem))
            self._signal.send()

    def _arrived(self) -> None:
        """On the hub. One signal may stand for several pieces of work."""
        while self._done:
            waiter, found, problem = self._done.popleft()
            if problem is None:
                waiter.switch(found)
            else:
                waiter.throw(problem)
