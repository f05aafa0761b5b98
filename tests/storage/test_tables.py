"""Journal, texts and migrations on a real file: nothing twice, nothing left of what was forgotten."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path

import gevent
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import IntegrityError

import facilitator.storage
from facilitator.storage import journal, texts, workshops
from facilitator.storage.engine import LATEST, open_database
from facilitator.storage.tables import metadata
from facilitator.storage.texts import StoredText
from facilitator.storage.writer import Writer

CODE = "QQQQ"
MARK = "my boss falsified the audit"


def raw(path: Path) -> bytes:
    return b"".join(found.read_bytes() for found in path.parent.iterdir())


def test_a_number_in_the_journal_is_given_once(path: Path) -> None:
    engine = open_database(path)
    with engine.begin() as conn:
        journal.append(conn, CODE, 1, {"event": "First"}, "cmd-0001")
        journal.append(conn, "ZZZZ", 1, {"event": "Elsewhere"})
    with pytest.raises(IntegrityError), engine.begin() as conn:
        journal.append(conn, CODE, 1, {"event": "Second"})
    with engine.begin() as conn:
        assert journal.load(conn, CODE) == [(1, {"event": "First"}, "cmd-0001")]
        assert journal.load(conn, "ZZZZ") == [(1, {"event": "Elsewhere"}, None)]


def test_the_journal_comes_back_in_order_whatever_the_order_of_writing(path: Path) -> None:
    with open_database(path).begin() as conn:
        for seq in (3, 1, 11, 2):
            journal.append(conn, CODE, seq, {"event": str(seq), "words": "ü"})
        assert [seq for seq, _, _ in journal.load(conn, CODE)] == [1, 2, 3, 11]


def test_a_number_given_twice_harms_nothing_else_in_its_transaction(writer: Writer) -> None:
    writer.run(lambda conn: journal.append(conn, CODE, 1, {"event": "First"}))
    second, third = (
        gevent.spawn(writer.run, partial(journal.append, workshop=CODE, seq=seq, event={"event": name}))
        for seq, name in ((1, "Second"), (2, "Third"))
    )
    gevent.joinall([second, third])
    with pytest.raises(IntegrityError):
        second.get()
    found = writer.read(lambda conn: journal.load(conn, CODE))
    assert [event["event"] for _, event, _ in found] == ["First", "Third"]


def test_a_forgotten_text_leaves_no_byte_in_any_file(writer: Writer, path: Path) -> None:
    rows = [(f"{i:032x}", "words", 1, f"text {i} {MARK if i == 7 else ''} {'x' * 40}") for i in range(60)]
    writer.run(lambda conn: texts.add(conn, CODE, rows))
    assert MARK.encode() in raw(path)
    writer.alone(lambda conn: texts.forget(conn, CODE, [f"{7:032x}"]))
    assert MARK.encode() not in raw(path)
    assert len(writer.read(lambda conn: texts.load(conn, CODE))) == 59


def test_without_the_emptied_log_it_would_still_be_there(writer: Writer, path: Path) -> None:
    writer.run(lambda conn: texts.add(conn, CODE, [("a" * 32, "words", 1, MARK)]))
    writer.run(lambda conn: texts.forget(conn, CODE, ["a" * 32]))
    assert MARK.encode() in raw(path)
    writer.vacuum()
    assert MARK.encode() not in raw(path)


def test_a_killed_process_leaves_nothing_that_the_next_start_does_not_clear(path: Path, tmp_path: Path) -> None:
    engine = open_database(path)
    with engine.begin() as conn:
        texts.add(conn, CODE, [("a" * 32, "words", 1, MARK)])
    with engine.begin() as conn:
        texts.forget(conn, CODE, ["a" * 32])
    wreck = tmp_path / "wreck"
    wreck.mkdir()
    for found in path.parent.iterdir():
        (wreck / found.name).write_bytes(found.read_bytes())
    assert MARK.encode() in raw(wreck / path.name)
    open_database(wreck / path.name)
    assert MARK.encode() not in raw(wreck / path.name)


def test_the_first_words_are_kept_beside_softer_ones_until_originals_are_forgotten(writer: Writer, path: Path) -> None:
    id_ = "a" * 32
    writer.run(lambda conn: texts.add(conn, CODE, [(id_, "words", 1, MARK)]))
    for softer in ("softer", "softest"):
        writer.run(lambda conn, words=softer: texts.rewrite(conn, CODE, id_, words))  # type: ignore[misc]
    writer.run(lambda conn: texts.name(conn, CODE, id_, "the audit"))
    expected = StoredText(id_, "words", 1, "softest", MARK, "the audit")
    assert writer.read(lambda conn: texts.load(conn, CODE)) == [expected]
    writer.alone(lambda conn: texts.forget_originals(conn, CODE))
    writer.run(lambda conn: texts.name(conn, CODE, id_, ""))
    writer.alone(lambda conn: None)
    assert writer.read(lambda conn: texts.load(conn, CODE)) == [StoredText(id_, "words", 1, "softest", None, None)]
    assert MARK.encode() not in raw(path)


def test_workshops_are_listed_by_date_and_sealed_one_by_one(writer: Writer) -> None:
    def stored(code: str, date: str, sealed: bool = False) -> workshops.StoredWorkshop:
        return workshops.StoredWorkshop(code, "plan", "plan.yaml", "Title", False, date, sealed)

    for code, date in (("AAAA", "2026-01-01"), ("CCCC", "2026-02-01"), ("BBBB", "2026-02-01")):
        writer.run(partial(workshops.create, workshop=stored(code, date)))
    writer.run(lambda conn: workshops.mark_sealed(conn, "CCCC"))
    found = writer.read(workshops.all_workshops)
    assert [(w.code, w.sealed) for w in found] == [("BBBB", False), ("CCCC", True), ("AAAA", False)]


def test_migrations_from_nothing_to_head_make_exactly_the_tables(path: Path, tmp_path: Path) -> None:
    migrated = open_database(path)
    with migrated.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn, opts={"compare_type": True}), metadata) == []
    made = create_engine(f"sqlite:///{tmp_path / 'made.sqlite3'}")
    metadata.create_all(made)
    assert set(inspect(migrated).get_table_names()) - {"alembic_version"} == set(metadata.tables)
    for table in metadata.tables:
        ours, theirs = (_shape(file, table) for file in (path, tmp_path / "made.sqlite3"))
        assert ours == theirs, table
    made.dispose()
    migrated.dispose()


def test_the_head_of_the_migrations_is_what_the_engine_calls_latest(path: Path) -> None:
    engine = open_database(path)
    scripts = ScriptDirectory(str(Path(facilitator.storage.__file__).parent / "migrations"))
    assert scripts.get_heads() == [LATEST]
    with engine.connect() as conn:
        assert MigrationContext.configure(conn).get_current_revision() == LATEST
    engine.dispose()


def test_a_folder_from_before_there_were_tickets_keeps_its_workshops_and_seats(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    before = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(Path(facilitator.storage.__file__).parent / "migrations"))
    with before.connect() as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, "0001")
        conn.exec_driver_sql("INSERT INTO workshops VALUES ('AAAA', 'plan', 'plan.yaml', 'Title', 0, '2026-01-01', 0)")
        conn.exec_driver_sql("INSERT INTO seats VALUES ('AAAA', 'the seat', 'the bearer')")
        conn.commit()
    before.dispose()
    engine = open_database(path)
    with engine.connect() as conn:
        assert [(w.code, w.seats) for w in workshops.all_workshops(conn)] == [("AAAA", "open")]
        assert conn.exec_driver_sql("SELECT * FROM seats").all() == [("AAAA", "the seat", "the bearer", "active")]
    engine.dispose()


def test_a_commit_means_on_the_disk_and_a_deletion_means_gone(path: Path) -> None:
    with open_database(path).connect() as conn:
        found = {
            name: conn.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "secure_delete")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


def _shape(path: Path, table: str) -> tuple[list[tuple[object, ...]], bool]:
    """Columns with their types and keys, and whether SQLite keeps row numbers for the table."""
    line = sqlite3.connect(path)
    try:
        columns = line.execute(f"PRAGMA table_info({table})").fetchall()
        (sql,) = line.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    finally:
        line.close()
    return columns, "WITHOUT ROWID" in sql
