"""Many ballots in one statement: each by the rule of one, whatever their number and whatever comes twice."""

from __future__ import annotations

from typing import Any

import gevent
import pytest
from sqlalchemy import select

from facilitator.storage.tables import ballots
from facilitator.storage.writer import ROWS, Writer


def row(number: int, v: int) -> dict[str, Any]:
    return {"workshop": "QQQQ", "part": "p", "round": 1, "tag": b"%016d" % number, "v": v, "ct": b"%d.%d" % (number, v)}


def kept(writer: Writer) -> dict[bytes, tuple[int, bytes]]:
    query = select(ballots.c.tag, ballots.c.v, ballots.c.ct)
    return {tag: (v, ct) for tag, v, ct in writer.read(lambda conn: conn.execute(query).all())}


@pytest.mark.parametrize("count", [1, 2, 3, 7, 64, ROWS - 1, ROWS, ROWS + 1, 2 * ROWS + 5])
def test_all_that_wait_together_are_written(writer: Writer, count: int) -> None:
    gevent.joinall([gevent.spawn(writer.put_ballot, row(i, 1)) for i in range(count)], raise_error=True)
    assert kept(writer) == {b"%016d" % i: (1, b"%d.1" % i) for i in range(count)}


def test_the_newest_version_wins_inside_one_statement(writer: Writer) -> None:
    versions = [3, 1, 5, 2, 5, 4]
    jobs = [gevent.spawn(writer.put_ballot, row(i, v)) for v in versions for i in range(40)]
    gevent.joinall(jobs, raise_error=True)
    assert kept(writer) == {b"%016d" % i: (5, b"%d.5" % i) for i in range(40)}
    writer.put_ballot(row(7, 4))
    assert kept(writer)[b"%016d" % 7] == (5, b"7.5")


def test_an_order_to_write_between_ballots_keeps_its_place(writer: Writer) -> None:
    seen: list[int] = []

    def look(conn: Any) -> None:
        seen.append(len(conn.execute(select(ballots.c.tag)).all()))

    jobs = [gevent.spawn(writer.put_ballot, row(i, 1)) for i in range(10)]
    jobs.append(gevent.spawn(writer.run, look))
    jobs += [gevent.spawn(writer.put_ballot, row(i, 1)) for i in range(10, 20)]
    gevent.joinall(jobs, raise_error=True)
    assert seen == [10]
    assert len(kept(writer)) == 20
