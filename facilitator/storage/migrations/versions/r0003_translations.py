"""Translations lie beside the text they belong to, and leave with it."""

from alembic import op
from sqlalchemy import Column, String, Text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("texts", Column("translation", Text))
    op.add_column("texts", Column("translation_language", String(20)))
