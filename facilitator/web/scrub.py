"""What may be logged of a fault: its type and where it happened, never its message, which may hold somebody's words."""

from __future__ import annotations

import traceback

import structlog

log = structlog.get_logger()


def report(problem: BaseException) -> None:
    """Logs type and place of a fault."""
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [f for f in frames if "facilitator" in f.filename] or frames
    place = f"{ours[-1].filename.rsplit('facilitator', 1)[-1]}:{ours[-1].lineno}" if ours else "?"
    log.error("fault", type=type(problem).__name__, at=place)
