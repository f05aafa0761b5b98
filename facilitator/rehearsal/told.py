"""What simulated phones sent and what they were told: the side of the ledger that the server does not keep."""

from __future__ import annotations

from collections.abc import Callable


class Ballots:
    """What each phone sent and what it was told: the newest acknowledged answer counts, an open one may."""

    def __init__(self, phones: int, first_version: int) -> None:
        self._version = [first_version - 1] * phones
        self._acked: list[tuple[int, str] | None] = [None] * phones
        self._open: dict[tuple[int, int], str] = {}
        self.delays: list[float] = []
        self.last = 0.0

    @property
    def open(self) -> int:
        return len(self._open)

    def sending(self, phone: int, option: str) -> int:
        self._version[phone] += 1
        self._open[phone, self._version[phone]] = option
        return self._version[phone]

    def answered(self, phone: int, option: str, version: int, since: float) -> Callable[[int, bytes, float], None]:
        def done(status: int, body: bytes, at: float) -> None:
            if status != 0:  # a line that broke: nobody knows
                self._open.pop((phone, version), None)
            if status in (200, 204):
                self.delays.append(at - since)
                self.last = at
                self._acked[phone] = (version, option)

        return done

    def _doubtful(self) -> set[int]:
        return {phone for phone, _ in self._open}

    def certain(self) -> dict[str, int]:
        """Phones by the option that must be counted for them."""
        doubtful = self._doubtful()
        found: dict[str, int] = {}
        for phone, told in enumerate(self._acked):
            if told is not None and phone not in doubtful:
                found[told[1]] = found.get(told[1], 0) + 1
        return found

    def uncertain(self) -> dict[str, int]:
        """Phones with something unanswered, by whether they were told "received" before: they count then, somehow."""
        doubtful = self._doubtful()
        told = sum(self._acked[phone] is not None for phone in doubtful)
        return {"told": told, "untold": len(doubtful) - told}
