"""The ballot box: the newest version of each slot counts, and nothing of a closed round stays behind."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import gevent
import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, update

from facilitator.activities.base import Ballot
from facilitator.ballots.box import Box, Own, Receipt
from facilitator.ballots.sealing import open_sealed, seal
from facilitator.errors import Refused
from facilitator.storage.tables import ballots
from tests.ballots.conftest import CODE, Bench, anything


def words(text: str) -> dict[str, Any]:
    return {"text": text}


def put(box: Box, subject: str, v: int, text: str | None, slot: int = 0, part: str = "p", round_: int = 1) -> Receipt:
    found = box.put(part, round_, subject, slot, v, None if text is None else words(text), None)
    assert isinstance(found, Receipt), found
    return found


def texts(released: list[Ballot]) -> list[str]:
    return sorted(ballot.answer["text"] for ballot in released)


def opened(bench: Bench, part: str = "p", round_: int = 1) -> Box:
    box = bench.box()
    box.open(part, round_)
    return box


def test_a_newer_version_replaces_and_an_older_or_equal_one_gets_the_stored_receipt(bench: Bench) -> None:
    box = opened(bench)
    first = put(box, "anna", 1, "one")
    third = put(box, "anna", 3, "three")
    assert (first.version, third.version) == (1, 3)
    assert first.receipt != third.receipt
    assert [put(box, "anna", v, "late") for v in (1, 2, 3)] == [third] * 3
    assert texts(bench.close(box)) == ["three"]


def test_a_withdrawn_ballot_is_gone_and_stays_gone_until_a_newer_one_comes(bench: Bench) -> None:
    box = opened(bench)
    put(box, "anna", 1, "one")
    gone = put(box, "anna", 2, None)
    assert (gone.version, gone.withdrawn) == (2, True)
    assert put(box, "anna", 1, "one") == gone
    assert box.view("p", 1) == []
    put(box, "anna", 3, "three")
    assert texts(bench.close(box)) == ["three"]


@pytest.mark.parametrize("v", [-1, 0, 1_000_000_001, 2**63, 2**64])
def test_a_version_that_no_phone_makes_is_refused(bench: Bench, v: int) -> None:
    box = opened(bench)
    assert box.put("p", 1, "anna", 0, v, words("one"), None) == Refused("bad_version")
    assert bench.rows() == []


def test_the_largest_version_is_taken(bench: Bench) -> None:
    assert put(opened(bench), "anna", 1_000_000_000, "last").version == 1_000_000_000


def test_a_ballot_after_the_close_or_for_a_round_never_opened_is_refused(bench: Bench) -> None:
    box = opened(bench)
    put(box, "anna", 1, "one")
    bench.close(box)
    closed = Refused("closed")
    assert box.put("p", 1, "anna", 0, 2, words("two"), None) == closed
    assert box.put("p", 2, "anna", 0, 1, words("two"), None) == closed
    assert box.put("other", 1, "anna", 0, 1, words("two"), None) == closed
    assert bench.rows() == []


def test_a_ballot_that_comes_while_the_round_closes_is_refused_and_one_before_it_is_kept(bench: Bench) -> None:
    box = opened(bench)
    early = [gevent.spawn(put, box, f"subject {i}", 1, f"text {i}") for i in range(20)]
    gevent.sleep(0)  # all are handed in, none is committed
    closing = gevent.spawn(bench.close, box)
    gevent.sleep(0)
    assert box.put("p", 1, "late", 0, 1, words("late"), None) == Refused("closed")
    gevent.joinall([*early, closing], raise_error=True)
    assert texts(closing.value) == sorted(f"text {i}" for i in range(20))
    assert bench.rows() == []


def test_a_deal_drawn_while_the_round_closes_leaves_no_row_behind(bench: Bench) -> None:
    box = opened(bench)
    put(box, "anna", 1, "one")
    closing = gevent.spawn(bench.close, box)
    gevent.sleep(0)
    dealing = gevent.spawn(box.deal, "p", 1, "late", lambda turn: (turn,))
    gevent.joinall([closing, dealing], raise_error=True)
    assert bench.rows() == []


def test_a_close_that_fails_undoes_itself_and_ballots_are_taken_again(bench: Bench) -> None:
    box = opened(bench)
    put(box, "anna", 1, "one")

    def broken(conn: Connection, released: list[Ballot], people: int) -> None:
        conn.execute(update(ballots).values(v=99))
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        box.close("p", 1, anything, broken)
    assert [row.v for row in bench.rows()] == [1]
    put(box, "bert", 1, "two")
    assert texts(bench.close(box)) == ["one", "two"]


def test_closing_destroys_the_key_and_the_rows_of_this_round_alone(bench: Bench) -> None:
    box = opened(bench)
    box.open("q", 1)
    put(box, "anna", 1, "one")
    put(box, "anna", 1, "other", part="q")
    bench.close(box)
    assert bench.keystore.names() == {f"{CODE}.q.1"}
    assert [(row.part, row.round) for row in bench.rows()] == [("q", 1)]


def test_after_a_restart_open_rounds_are_as_they_were_and_all_other_keys_are_gone(bench: Bench) -> None:
    box = opened(bench)
    box.open("old", 1)
    receipt = put(box, "anna", 4, "one")
    put(box, "anna", 2, "second", slot=1)
    put(box, "bert", 1, None)
    put(box, "anna", 1, "left behind", part="old")
    dealt = box.deal("p", 1, "anna", lambda turn: (7, 8, 9))
    bench.keystore.make(f"{CODE}.room")
    bench.keystore.make("ZZZZ.p.1")
    bench.restart()

    box = bench.box()
    box.recover({("p", 1)})

    assert bench.keystore.names() == {f"{CODE}.p.1", f"{CODE}.room", "ZZZZ.p.1"}
    assert {row.part for row in bench.rows()} == {"p"}
    assert box.own("p", 1, "anna", 2)[0] == Own(0, 4, receipt.receipt, False)
    assert box.own("p", 1, "bert", 1)[0].withdrawn is True
    assert box.deal("p", 1, "anna", lambda turn: (0,)) == dealt == (7, 8, 9)
    assert put(box, "anna", 3, "late").version == 4
    assert texts(bench.close(box)) == ["one", "second"]


def test_a_deal_is_drawn_once_and_turns_count_up(bench: Bench) -> None:
    box = opened(bench)
    drawn = [box.deal("p", 1, f"subject {i}", lambda turn: (turn,)) for i in range(3)]
    again = [box.deal("p", 1, f"subject {i}", lambda turn: (99,)) for i in range(3)]
    assert drawn == again == [(0,), (1,), (2,)]
    assert bench.close(box) == []  # a deal is no ballot


def test_nobody_who_reads_the_rows_finds_subject_text_or_length(bench: Bench) -> None:
    box = opened(bench)
    put(box, "anna", 1, "short")
    put(box, "bert", 1, "a much longer text " * 5)
    put(box, "carl", 1, None)
    box.deal("p", 1, "dora", lambda turn: tuple(range(12)))
    rows = bench.rows()
    assert {len(row.ct) for row in rows} == {1024 + 12 + 16}
    assert {len(row.tag) for row in rows} == {16}
    raw = b"".join(path.read_bytes() for path in (bench.folder / "data").iterdir())
    assert [word for word in (b"anna", b"bert", b"short", b"much longer") if word in raw] == []


def test_the_same_subject_has_another_tag_in_every_round_and_slot(bench: Bench) -> None:
    box = opened(bench)
    box.open("p", 2)
    box.open("q", 1)
    for part, round_, slot in (("p", 1, 0), ("p", 1, 1), ("p", 2, 0), ("q", 1, 0)):
        put(box, "anna", 1, "same", slot, part, round_)
    assert len({row.tag for row in bench.rows()}) == 4


def test_a_row_that_was_moved_to_another_subject_does_not_open(bench: Bench) -> None:
    box = opened(bench)
    put(box, "anna", 1, "one")
    bench.writer.run(lambda conn: conn.execute(update(ballots).values(tag=bytes(16))))
    with pytest.raises(InvalidTag):
        bench.close(box)
    assert len(bench.rows()) == 1


def test_an_author_is_whoever_has_a_text_in_any_slot(bench: Bench) -> None:
    box = opened(bench)
    for name in ("anna", "bert", "carl"):
        put(box, name, 1, f"{name} one")
        put(box, name, 1, f"{name} two", slot=1)
    put(box, "anna", 2, None)  # withdrawn: the second text is still hers
    put(box, "dora", 1, "dora two", slot=1)
    put(box, "carl", 2, None)
    put(box, "carl", 2, None, slot=1)
    assert isinstance(box.put("p", 1, "emil", 0, 1, {"nothing": True}, None), Receipt)
    assert [box.people("p", 1, anything), len(box.view("p", 1))] == [4, 5]
    bench.restart()
    again = bench.box()
    again.recover({("p", 1)})
    assert [again.people("p", 1, anything), bench.authors(again)] == [4, 3]


def test_rows_of_an_older_program_are_counted_by_their_first_slot(bench: Bench) -> None:
    box = opened(bench)
    for name, slot in (("anna", 0), ("anna", 1), ("bert", 0), ("carl", 1)):
        put(box, name, 1, f"{name} {slot}", slot)
    key = bench.keystore.get(f"{CODE}.p.1")
    assert key is not None
    for row in bench.rows():
        aad = f"{CODE}|p|1|".encode() + row.tag
        words = open_sealed(key, row.ct, aad)
        del words["p"]
        old = words | {"n": int(words["a"]["text"][-1])}
        bench.writer.run(
            lambda conn, o=old, a=aad, t=row.tag: conn.execute(
                update(ballots).where(ballots.c.tag == t).values(ct=seal(key, o, a))
            )
        )
    bench.restart()
    again = bench.box()
    again.recover({("p", 1)})
    assert [len(again.view("p", 1)), bench.authors(again)] == [4, 2]


def test_what_is_released_has_nothing_that_two_texts_of_a_person_share(bench: Bench) -> None:
    box = opened(bench)
    for name in ("anna", "bert"):
        for slot in (0, 1):
            put(box, name, 1, f"{name} {slot}", slot)
    released = bench.close(box)
    assert sorted(map(asdict, released), key=str) == [
        {"answer": {"text": f"{name} {slot}"}, "side": None} for name in ("anna", "bert") for slot in (0, 1)
    ]
