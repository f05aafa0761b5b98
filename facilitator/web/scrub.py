"""What may be logged of a fault: its type and where it happened, never its message, which may hold somebody's words."""

from __future__ import annotations

import sys
import traceback


def report(problem: BaseException) -> None:
    """Logs type and place of a fault."""
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [f for f in frames if "facilitator" in f.filename] or frames
    place = f"{ours[-1].filename.rsplit('facilitator', 1)[-1]}:{ours[-1].lineno}" if ours else "?"
    try:
        import structlog  # a tenth of a start, for what should not happen

        structlog.get_logger().error("fault", type=type(problem).__name__, at=place)
    except (ImportError, OSError):  # no file can be opened, perhaps: that is a fault to tell
        sys.stderr.write(f"fault type={type(problem).__name__} at={place}\n")
