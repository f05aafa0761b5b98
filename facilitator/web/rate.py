"""How often something may be done: so many times in any stretch of so many seconds."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from facilitator.clock import monotonic


@dataclass
class Window:
    """At most `times` in any `seconds`, for each key by itself. Keeps `times` instants a key and no timer.

    Keys come from a closed set (seats that exist, one for the room), so what is kept is bounded, too.
    """

    times: int
    seconds: float
    _hits: dict[str, deque[float]] = field(default_factory=dict)

    def hit(self, key: str) -> bool:
        """Counts one and says whether it is allowed; what is refused does not count."""
        now = monotonic()
        hits = self._hits.get(key)
        if hits is None:
            hits = self._hits[key] = deque(maxlen=self.times)
        if len(hits) == self.times and now - hits[0] < self.seconds:
            return False
        hits.append(now)
        return True
