"""Three hundred phones in one process: `many_phones.py URL CODE N`. Orders come as lines on stdin, answers as JSON.

`write PART TEXTS` sends texts from slot to slot, `vote PART VOTERS ITEM` lets so many phones vote for it, `back EPOCH`
waits until every phone has a frame of a server after that epoch: nobody tells them that there is a new one.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from random import Random  # noqa: E402
from typing import Any  # noqa: E402

import gevent  # noqa: E402
from gevent.pool import Pool  # noqa: E402

from facilitator.rehearsal.outbox import Place  # noqa: E402
from facilitator.rehearsal.phone import Phone  # noqa: E402


class Heard:
    """A phone, and the epoch of the last frames that reached it: each server has its own."""

    def __init__(self, url: str, code: str, number: int) -> None:
        self.epoch = ""
        self.number = number
        self.phone = Phone(url, code, Random(number), self._hear)

    def _hear(self, payload: dict[str, Any]) -> None:
        self.epoch = str(payload["epoch"])


def main(url: str, code: str, count: str) -> None:
    phones = [Heard(url, code, number) for number in range(int(count))]
    Pool(40).map(lambda one: one.phone.join(), phones)
    wait(lambda: all(one.phone.connected and one.epoch for one in phones))
    answer(phones=len(phones))
    for order in sys.stdin:
        name, *words = order.split()
        if name == "write":
            texts = [(phones[at % len(phones)], at // len(phones)) for at in range(int(words[1]))]
            for one, slot in texts:
                one.phone.send(Place(words[0], 1, slot), {"text": f"Text {slot} of phone {one.number}. What now?"})
            wait(lambda: not any(one.phone.outbox for one in phones))
            answer(acknowledged=sum(len(one.phone.acked) for one in phones))
        elif name == "vote":
            for one in phones[: int(words[1])]:
                one.phone.send(Place(words[0], 1), {"votes": {words[2]: 1}})
            wait(lambda: not any(one.phone.outbox for one in phones))
            answer(acknowledged=sum(len(one.phone.acked) for one in phones))
        elif name == "back":
            before = words[0]
            began = time.monotonic()
            wait(lambda before=before: all(one.phone.connected and one.epoch != before for one in phones))
            answer(seconds=time.monotonic() - began, epochs=sorted({one.epoch for one in phones}))


def wait(done: Any) -> None:
    while not done():
        gevent.sleep(0.01)


def answer(**words: Any) -> None:
    print(json.dumps(words), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:4])
