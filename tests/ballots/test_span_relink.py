"""Who sits with whom cannot be read from the files, while the span lasts or after it; from plainer rows it can."""

from __future__ import annotations

import random
import secrets
from itertools import combinations
from pathlib import Path

import pytest

from facilitator.ballots.span import Spans
from tests.ballots.conftest import CODE, Bench
from tests.ballots.forensics import by_frame, by_offset

TABLES, PEOPLE = 6, 4
RUNS = 15
SPAN = ("tables", 1)

# By chance a pair out of 24 sits together with 3/23; of 15 x 36 guessed pairs 70 are right, five deviations up 110.
TOGETHER_BY_CHANCE = 110 / (RUNS * TABLES * PEOPLE * (PEOPLE - 1) / 2)
RELINKED = 0.9


class Numbered(Spans):
    """Rows in the order in which they are handed over, as anybody would keep them who does not think of thieves."""

    def tag(self, span: tuple[str, int], subject: str) -> bytes:
        known = self.__dict__.setdefault("known", {})
        return known.setdefault(subject, len(known).to_bytes(16, "big"))  # type: ignore[no-any-return]


def room() -> dict[str, int]:
    """Seats and their tables, table by table, as a solver gives them."""
    return {secrets.token_hex(16): table for table in range(1, TABLES + 1) for _ in range(PEOPLE)}


def attack(bench: Bench, spans: Spans, seats: dict[str, int]) -> dict[str, float]:
    """Chunks of four in every order the files give; the share of guessed pairs that sit together."""
    spans.begin(SPAN)
    rows = {seat: {"g": table, "r": "voice", "s": 10, "c": False} for seat, table in seats.items()}
    bench.writer.run(lambda conn: spans.write(conn, SPAN, rows))
    spans.take(SPAN, rows)
    table_of = {spans.tag(SPAN, seat): table for seat, table in seats.items()}
    path = bench.folder / "data" / "f.sqlite3"
    wal = Path(f"{path}-wal").read_bytes()
    orders = {"rows": [row.tag for row in bench.rows()], "frames": by_frame(wal, [*table_of])}
    bench.writer.alone(lambda conn: None)  # the log goes into the file
    orders["offsets"] = by_offset(path.read_bytes(), [*table_of])
    assert all(len(order) == len(seats) for order in orders.values()), "an attack that finds nothing proves nothing"
    return {name: together(order, table_of) for name, order in orders.items()}


def together(order: list[bytes], table_of: dict[bytes, int]) -> float:
    chunks = [order[i : i + PEOPLE] for i in range(0, len(order), PEOPLE)]
    pairs = [pair for chunk in chunks for pair in combinations(chunk, 2)]
    return sum(table_of[a] == table_of[b] for a, b in pairs) / len(pairs)


def score(folder: Path, kind: type[Spans]) -> dict[str, float]:
    totals: dict[str, list[float]] = {}
    for run in range(RUNS):
        bench = Bench.on(folder / str(run))
        for name, share in attack(bench, kind(bench.writer, bench.keystore, CODE), room()).items():
            totals.setdefault(name, []).append(share)
        bench.writer.close()
    return {name: sum(shares) / len(shares) for name, shares in totals.items()}


def test_rows_of_a_span_tell_nobody_who_sits_together(tmp_path: Path) -> None:
    found = score(tmp_path, Spans)
    assert all(share <= TOGETHER_BY_CHANCE for share in found.values()), found


def test_the_same_attack_finds_it_in_rows_that_are_only_numbered(tmp_path: Path) -> None:
    found = score(tmp_path, Numbered)
    assert found["rows"] >= RELINKED, found
    assert min(found["frames"], found["offsets"]) > TOGETHER_BY_CHANCE, found


def test_after_the_span_no_tag_no_row_and_no_key_is_left(bench: Bench) -> None:
    spans = Spans(bench.writer, bench.keystore, CODE)
    seats = room()
    attack(bench, spans, seats)
    tags = [spans.tag(SPAN, seat) for seat in seats]
    key = bench.keystore.get(f"{CODE}.tables.span.1")
    moved = random.choice(tags)
    spans.put(SPAN, moved, {"g": 1, "r": "scribe", "s": 11, "c": False})
    files = lambda: [p.read_bytes() for p in sorted(bench.folder.rglob("*")) if p.is_file()]  # noqa: E731
    assert key is not None
    assert any(key in file for file in files())
    assert all(any(tag in file for file in files()) for tag in tags), "what is looked for was there"
    spans.end(SPAN)
    assert not [tag for tag in tags if any(tag in file for file in files())]
    assert not any(key in file for file in files())
    assert bench.rows() == []


def test_after_a_restart_a_span_that_lasts_is_as_it_was_and_another_is_gone(bench: Bench) -> None:
    spans = Spans(bench.writer, bench.keystore, CODE)
    for span in (SPAN, ("others", 2)):
        spans.begin(span)
        rows = {"seat-1": {"g": 1, "r": "scribe", "s": 12, "c": False}}
        bench.writer.run(lambda conn, s=span, r=rows: spans.write(conn, s, r))
        spans.take(span, rows)
    spans.put(SPAN, spans.tag(SPAN, "seat-1"), {"g": 2, "r": "voice", "s": 12, "c": False})
    bench.restart()
    again = Spans(bench.writer, bench.keystore, CODE)
    again.recover({SPAN})
    assert again.get(SPAN, "seat-1") == {"g": 2, "r": "voice", "s": 12, "c": False}
    assert again.get(SPAN, "seat-2") is None
    assert {row.part for row in bench.rows()} == {"tables.span"}


def test_a_span_without_its_key_is_said_and_not_guessed(bench: Bench) -> None:
    spans = Spans(bench.writer, bench.keystore, CODE)
    spans.begin(SPAN)
    bench.keystore.destroy(f"{CODE}.tables.span.1")
    with pytest.raises(Exception, match="tables"):
        Spans(bench.writer, bench.keystore, CODE).recover({SPAN})
