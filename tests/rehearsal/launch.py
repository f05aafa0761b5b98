"""A rehearsal against a sabotaged server: `launch.py NAME ROOM SPEED [PLAN]`. The result is printed as JSON."""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from facilitator.rehearsal.entry import Options, run  # noqa: E402

if __name__ == "__main__":
    name, room, speed, *plan = sys.argv[1:]
    command = (sys.executable, str(Path(__file__).with_name("sabotage.py")), name)
    sys.exit(run(Options(Path(plan[0]) if plan else None, room=Path(room), speed=float(speed), as_json=True), command))
