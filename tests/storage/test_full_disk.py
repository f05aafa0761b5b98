"""A disk that is really full, by the system's own limit: no acknowledgement is lost and the writer does not die."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.machine import patience

LIMITED = """
import json, resource, sys
from pathlib import Path
import gevent
from facilitator.storage import journal
from facilitator.storage.engine import open_database
from facilitator.storage.writer import DiskFull, Writer

path, room, patient = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
writer = Writer(open_database(path))
writer.alone(lambda conn: None)
size = path.stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
facts = {"acked": [], "full": [], "other": []}

def append(seq, alone, words):
    try:
        with gevent.Timeout(patient):
            hand_in = writer.alone if alone else writer.run
            hand_in(lambda conn: journal.append(conn, "QQQQ", seq, {"event": "Test", "words": words}))
        facts["acked"].append(seq)
    except DiskFull:
        facts["full"].append(seq)
    except BaseException as problem:
        facts["other"].append([seq, repr(problem)])

for seq in range(1, 30):
    append(seq, seq % 3 == 0, "x" * 3_000)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.getrlimit(resource.RLIMIT_FSIZE)[1],) * 2)
append(100, False, "")
append(101, True, "")
facts["kept"] = [seq for seq, _, _ in writer.read(lambda conn: journal.load(conn, "QQQQ"))]
print(json.dumps(facts), flush=True)
import os
os._exit(0)
"""


def limited(path: Path, room: int) -> dict[str, Any]:
    pytest.importorskip("resource", reason="file sizes cannot be limited here")
    words = [sys.executable, "-c", LIMITED, str(path), str(room), str(patience(2))]
    done = subprocess.run(words, capture_output=True, text=True, timeout=patience(30))
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


# From "the log may not even begin" over "it is committed, but the log cannot be emptied" to plenty.
@pytest.mark.parametrize("room", [-40_000, -20_000, 0, 4_096, 12_288, 40_000])
def test_whatever_part_of_a_write_the_disk_has_no_room_for_every_acknowledgement_holds(
    room: int, tmp_path: Path
) -> None:
    facts = limited(tmp_path / "data" / "f.sqlite3", room)
    print(f"\nroom for {room} bytes: {len(facts['acked'])} acknowledged, {len(facts['full'])} refused as full")
    assert facts["other"] == []
    assert facts["acked"][0] == 1 or room < 0
    assert facts["full"] != []
    assert {100, 101} <= set(facts["acked"])  # space is back: the writer goes on by itself
    assert facts["kept"] == facts["acked"]
