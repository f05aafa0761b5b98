"""Who wrote what cannot be read from the files: the attack that works on every plainer way of keeping texts."""

from __future__ import annotations

import random
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

import pytest
from sqlalchemy import Connection

from facilitator.activities.base import Asked, Ballot
from facilitator.activities.registry import KINDS, authored
from facilitator.ballots.release import release
from facilitator.storage import texts
from tests.ballots.conftest import CODE, Bench
from tests.ballots.forensics import by_frame, by_offset, by_row, kendall, matched

AUTHORS = 40
RUNS = 25
PART = KINDS["harvest"].Config(id="words", kind="harvest", title="Words")

# By chance 1 in 40 is at its place; the sum over 25 runs is Poisson(25), five deviations up are 50. Tau deviates by
# 0.11 in a run of 40 and by 0.022 in the mean of 25; five deviations are 0.11.
MATCH_BY_CHANCE = 50 / (AUTHORS * RUNS)
TAU_BY_CHANCE = 0.11
RELINKED = 0.9


@dataclass
class Wreck:
    """What a thief holds: the files as they were just before the log was emptied, and after."""

    path: Path
    table: str
    wal: bytes
    truth: list[bytes]

    def attacks(self) -> dict[str, list[bytes]]:
        return {
            "rows": by_row(self.path, self.table, self.truth),
            "frames": by_frame(self.wal, self.truth),
            "offsets": by_offset(self.path.read_bytes(), self.truth),
        }


@dataclass
class Score:
    matched: list[float] = field(default_factory=list)
    tau: list[float] = field(default_factory=list)

    def add(self, guess: list[bytes], truth: list[bytes]) -> None:
        self.matched.append(matched(guess, truth))
        self.tau.append(kendall(guess, truth))


def markers() -> list[bytes]:
    """One of each author, in the order in which they will write. They sort at random."""
    return [f"t{secrets.token_hex(6)}".encode() for _ in range(AUTHORS)]


def words(marker: bytes, draw: random.Random) -> str:
    return marker.decode() + "x" * draw.randint(5, 40)


def ours(folder: Path, draw: random.Random) -> Wreck:
    """Forty people write one after the other into the real box; some change their text; the round is released."""
    bench, truth = Bench.on(folder), markers()
    box = bench.box()
    box.open("words", 1)
    for author, marker in enumerate(truth):
        box.put("words", 1, f"seat-{author}", 0, 1, {"text": words(marker, draw)}, None)
    for author in draw.sample(range(AUTHORS), 6):
        box.put("words", 1, f"seat-{author}", 0, 2, {"text": words(truth[author], draw)}, None)
    path, logs = bench.folder / "data" / "f.sqlite3", [b""]

    def finish(conn: Connection, ballots: list[Ballot], people: int) -> None:
        raw = conn.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.set_trace_callback(lambda said: logs.append(_wal(path)) if "wal_checkpoint" in said else None)
        asked = Asked(authors=people)
        texts.add(conn, CODE, [(i, "words", 1, body) for i, body in release(PART, ballots, asked).texts])

    box.close("words", 1, authored(PART), finish)
    assert _wal(path) == b""  # emptied
    bench.writer.close()
    return Wreck(path, "texts", max(logs, key=len), truth)


def plainly(folder: Path, draw: random.Random, table: str, rows: Callable[[list[str]], list[tuple[object, str]]],
            one_by_one: bool) -> Wreck:  # fmt: skip
    """The same forty people, kept without the box: `rows` gives ids and texts, written on arrival or at the end."""
    folder.mkdir()
    path, truth = folder / "plain.sqlite3", markers()
    line = sqlite3.connect(path, isolation_level=None)
    for word in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "wal_autocheckpoint=0"):
        line.execute(f"PRAGMA {word}")
    line.execute(table)
    given = rows([words(marker, draw) for marker in truth])
    if not one_by_one:
        line.execute("BEGIN")
    for row in given:
        line.execute("INSERT INTO plain VALUES (?, ?)", row)
    if not one_by_one:
        line.execute("COMMIT")
    wal = _wal(path)
    line.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    line.close()
    return Wreck(path, "plain", wal, truth)


def numbered(bodies: list[str]) -> list[tuple[object, str]]:
    return list(enumerate(bodies, start=1))


def random_ids(bodies: list[str]) -> list[tuple[object, str]]:
    return [(secrets.token_hex(16), body) for body in bodies]


PLAIN = {
    "rows numbered on arrival": (
        "CREATE TABLE plain (id INTEGER PRIMARY KEY, body TEXT)", numbered, True, ("rows", "frames", "offsets")
    ),
    "random ids, row numbers kept": (
        "CREATE TABLE plain (id TEXT PRIMARY KEY, body TEXT)", random_ids, True, ("rows", "frames", "offsets")
    ),
    "random ids, no row numbers, on arrival": (
        "CREATE TABLE plain (id TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID", random_ids, True, ("frames", "offsets")
    ),
    "at the close, but not shuffled": (
        "CREATE TABLE plain (id INTEGER PRIMARY KEY, body TEXT)", numbered, False, ("rows", "frames", "offsets")
    ),
}  # fmt: skip


def _wal(path: Path) -> bytes:
    log = Path(f"{path}-wal")
    return log.read_bytes() if log.exists() else b""


def scores(wrecks: list[Wreck]) -> dict[str, Score]:
    found = {attack: Score() for attack in ("rows", "frames", "offsets")}
    for wreck in wrecks:
        for attack, guess in wreck.attacks().items():
            assert len(guess) == AUTHORS, attack
            found[attack].add(guess, wreck.truth)
    for attack, score in found.items():
        print(f"  {attack:8} {mean(score.matched):6.1%} at their place, tau {mean(score.tau):+.2f}")
    return found


def test_released_texts_stand_in_no_order_of_arrival_anywhere_in_the_files(tmp_path: Path) -> None:
    print("\nthe ballot box")
    found = scores([ours(tmp_path / str(run), random.Random(run)) for run in range(RUNS)])
    for attack, score in found.items():
        assert mean(score.matched) <= MATCH_BY_CHANCE, attack
        assert abs(mean(score.tau)) <= TAU_BY_CHANCE, attack


@pytest.mark.parametrize("way", PLAIN)
def test_the_same_attack_relinks_what_is_kept_more_plainly(way: str, tmp_path: Path) -> None:
    print(f"\n{way}")
    table, rows, one_by_one, working = PLAIN[way]
    wrecks = [plainly(tmp_path / str(run), random.Random(run), table, rows, one_by_one) for run in range(3)]
    found = scores(wrecks)
    for attack in working:
        assert mean(found[attack].matched) >= RELINKED, attack
