"""Which tests go to one worker together: the lots that `--dist loadscope` hands out."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

ROOT = Path(__file__).resolve().parent.parent
ONE_BY_ONE = ("e2e", "rehearsal", "server", "abuse")
"""Folders whose tests take seconds: each goes to whichever worker is free. Elsewhere a file is the smallest lot."""
_OF_A_MODULE = re.compile(r'@pytest\.fixture\(scope="module"[^)]*\)\s+def (\w+)')


class Lots(LoadScopeScheduling):
    """Hands out lots from both ends: the first workers, one for each processor, begin with the longest, the others with
    the shortest. What computes for minutes, a browser most of all, so runs beside what mostly waits.

    xdist writes its own groups into ids, which pytest forbids now.
    """

    def _assign_work_unit(self, node: WorkerController) -> None:
        if self.nodes.index(node) >= (os.cpu_count() or 1):
            self.workqueue.move_to_end(next(reversed(self.workqueue)), last=False)
        super()._assign_work_unit(node)

    def _split_scope(self, nodeid: str) -> str:
        return lot(nodeid)


def lot(nodeid: str) -> str:
    """A test of its own kind, or all of a file, where they share a fixture of the module or take no time."""
    path = nodeid.partition("::")[0]
    return path if path.split("/")[1] not in ONE_BY_ONE or _shares(ROOT / path) else nodeid


@cache
def _shares(path: Path) -> bool:
    text = path.read_text("utf-8")
    of_folder = path.with_name("conftest.py")
    names = _OF_A_MODULE.findall(of_folder.read_text("utf-8")) if of_folder.exists() else []
    return bool(_OF_A_MODULE.search(text)) or any(re.search(rf"[(,\s]{name}: ", text) for name in names)
