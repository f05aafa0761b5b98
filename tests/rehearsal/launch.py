"""A rehearsal against a sabotaged server: `launch.py NAME ROOM SPEED [PLAN]`. The result is printed as JSON.

Ends with 3 if the sabotage changed nothing that was ever reached.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import os  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from pathlib import Path  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from facilitator.rehearsal.entry import Options, run  # noqa: E402
from tests.rehearsal.patching import NOTHING_DONE, REPORT, without_effect  # noqa: E402

if __name__ == "__main__":
    name, room, speed, *plan = sys.argv[1:]
    command = (sys.executable, str(Path(__file__).with_name("sabotage.py")), name)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report"
        os.environ[REPORT] = str(report)
        options = Options(Path(plan[0]) if plan else None, room=Path(room), speed=float(speed), as_json=True)
        code = run(options, command)
        idle = without_effect(report)
    if idle and code != 2:
        sys.stderr.write(f"The sabotage {name} did not change {', '.join(idle)}.\n")
        code = NOTHING_DONE
    sys.exit(code)
