"""Tickets: how people get a seat in a workshop, and the state of a seat."""

from alembic import op
from sqlalchemy import Column, String

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("workshops", Column("seats", String(8), nullable=False, server_default="open"))
    op.add_column("seats", Column("state", String(6), nullable=False, server_default="active"))
