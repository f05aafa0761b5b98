"""Opening the database: pragmas that make a commit mean "on the disk", and the migrations."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool

LATEST = "0003"


def open_database(path: Path) -> Engine:
    """An engine with exactly one connection, which writes and checkpoints (DECISIONS.md, storage), migrated to date.

    WAL and synchronous=FULL: a commit survives a power cut. secure_delete and a truncated WAL: what was deleted is not
    in the file. Leftovers of a kill are truncated before anything is served.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_engine(
        f"sqlite:///{path}", poolclass=StaticPool, hide_parameters=True, connect_args={"check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def pragmas(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        words = ["journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", "busy_timeout=5000"]
        words += ["temp_store=MEMORY"]
        if sys.platform == "darwin":
            words += ["fullfsync=1", "checkpoint_fullfsync=1"]
        for word in words:
            connection.execute(f"PRAGMA {word}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @event.listens_for(engine, "begin")
    def immediate(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    _migrate(engine)
    return engine


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
        ).scalar_one()
        current = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if found else None
    if current == LATEST:
        return
    # Alembic takes a second to import: only a new or an old folder pays for it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
