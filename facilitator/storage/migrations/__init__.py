"""Alembic's scripts: how a data folder of an earlier release becomes today's."""
