"""The tables. No column holds a person, an address or the time of an answer."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

workshops = Table(
    "workshops",
    metadata,
    Column("code", String(8), primary_key=True),
    Column("plan_yaml", Text, nullable=False),
    Column("plan_name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("practice", Boolean, nullable=False),
    Column("created_on", String(10), nullable=False),
    Column("sealed", Boolean, nullable=False, default=False),
    Column("seats", String(8), nullable=False, server_default="open"),
)

journal = Table(
    "journal",
    metadata,
    Column("workshop", String(8), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("event", Text, nullable=False),
    Column("cmd", String(64)),
    sqlite_with_rowid=False,
)

texts = Table(
    "texts",
    metadata,
    Column("workshop", String(8), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("part", String(60), nullable=False),
    Column("round", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("original", Text),
    Column("name", Text),
    Column("translation", Text),
    Column("translation_language", String(20)),
    # Rows in the order of their random ids: the table itself carries no order of arrival.
    sqlite_with_rowid=False,
)

ballots = Table(
    "ballots",
    metadata,
    Column("workshop", String(8), primary_key=True),
    Column("part", String(60), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("tag", LargeBinary(16), primary_key=True),
    Column("v", Integer, nullable=False),
    Column("ct", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

seats = Table(
    "seats",
    metadata,
    Column("workshop", String(8), primary_key=True),
    Column("seat", String(32), primary_key=True),
    # Empty while nobody sits there: a ticket that was not used yet, or is void.
    Column("bearer", String(64), nullable=False),
    Column("state", String(6), nullable=False, server_default="active"),
    sqlite_with_rowid=False,
)
