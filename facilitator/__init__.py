"""Facilitator: run a live workshop from one laptop."""

__version__ = "0.1.0"
