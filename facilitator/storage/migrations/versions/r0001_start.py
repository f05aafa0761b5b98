"""The first tables: workshops, journal, texts, ballots, seats."""

from alembic import op
from sqlalchemy import Boolean, Column, Integer, LargeBinary, String, Text

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "workshops",
        Column("code", String(8), primary_key=True),
        Column("plan_yaml", Text, nullable=False),
        Column("plan_name", Text, nullable=False),
        Column("title", Text, nullable=False),
        Column("practice", Boolean, nullable=False),
        Column("created_on", String(10), nullable=False),
        Column("sealed", Boolean, nullable=False),
    )
    op.create_table(
        "journal",
        Column("workshop", String(8), primary_key=True),
        Column("seq", Integer, primary_key=True),
        Column("event", Text, nullable=False),
        Column("cmd", String(64)),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "texts",
        Column("workshop", String(8), primary_key=True),
        Column("id", String(32), primary_key=True),
        Column("part", String(60), nullable=False),
        Column("round", Integer, nullable=False),
        Column("body", Text, nullable=False),
        Column("original", Text),
        Column("name", Text),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballots",
        Column("workshop", String(8), primary_key=True),
        Column("part", String(60), primary_key=True),
        Column("round", Integer, primary_key=True),
        Column("tag", LargeBinary(16), primary_key=True),
        Column("v", Integer, nullable=False),
        Column("ct", LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "seats",
        Column("workshop", String(8), primary_key=True),
        Column("seat", String(32), primary_key=True),
        Column("bearer", String(64), nullable=False),
        sqlite_with_rowid=False,
    )
