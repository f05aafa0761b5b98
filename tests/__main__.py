"""The two test commands: `python -m tests gate` before every change lands, `python -m tests deep` now and then.

The gate runs what can run side by side on every core, longest first, then alone what measures; ruff and mypy run beside
it. `deep` adds what only stands there (CONTRIBUTING.md has the list and the reasons) and tries ten times as many
examples where examples are drawn. Further words go to pytest: `python -m tests gate -x tests/server`.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from tests.machine import additions, measured, pace

ROOT = Path(__file__).resolve().parent.parent
CHECKS = (("-m", "mypy"), ("-m", "ruff", "check", "--quiet", "."), ("-m", "ruff", "format", "--check", "--quiet", "."))
WORKERS = 5 * (os.cpu_count() or 1) // 2
"""Most tests wait more than they compute: on a room that closes, on a page. `tests/lots.py` mixes them."""
NO_TESTS = 5
"""What pytest exits with when it had nothing to run: as good as all passed for one of two passes."""


def main(depth: str, words: list[str]) -> int:
    """Runs everything; 0 if all of it passed."""
    os.environ["FACILITATOR_TESTS"] = depth
    # With it every interpreter that a test starts would compile our modules anew, which no user's does.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.monotonic()
    figures = ", ".join(f"{name} {times:.2f}" for name, times in measured().items())
    print(f"This machine, as multiples of the reference: {figures}; limits are stretched by {pace():.2f}.")
    print(f"Twenty million additions: {additions():.2f} s.", flush=True)
    checks = [_check(words) for words in CHECKS]
    more = "" if depth == "deep" else " and not deep"
    workers = ["-n", str(WORKERS), "--dist", "loadscope", "--no-loadscope-reorder"]
    with tempfile.TemporaryDirectory() as folder:
        reports = [Path(folder) / "beside.xml", Path(folder) / "alone.xml"]
        codes = [
            _pytest("side by side", reports[0], [*workers, "-m", f"not alone{more}", *words]),
            _pytest("alone", reports[1], ["-m", f"alone{more}", *words]),
        ]
        found = [case for report in reports if report.exists() for case in ElementTree.parse(report).iter("testcase")]
    failed = ["pytest"] if any(code not in (0, NO_TESTS) for code in codes) else []
    for process, command in checks:
        said = process.communicate()[0]
        if process.returncode:
            failed.append(command)
            print(f"\n== {command}\n{said}", flush=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("\n".join(_where_the_minutes_go(found)))
    print(f"\n{depth}: {time.monotonic() - began:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of CPU")
    print(f"Failed: {', '.join(failed)}." if failed else "All passed.")
    print(_counted(found, failed), flush=True)
    return 1 if failed else 0


def _pytest(name: str, report: Path, words: list[str]) -> int:
    print(f"\n== {name}", flush=True)
    return subprocess.run([sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *words], cwd=ROOT).returncode


def _check(words: tuple[str, ...]) -> tuple[subprocess.Popen[str], str]:
    # Behind the tests: what is measured there must not wait for it.
    command = ["nice", sys.executable, *words]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return process, " ".join(words[1:])


def _where_the_minutes_go(cases: list[ElementTree.Element]) -> Iterator[str]:
    """The table of CONTRIBUTING.md: by folder how many tests, and for how long they kept a worker."""
    tests: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for case in cases:
        folder = ".".join(case.get("classname", "").split(".")[1:2]) or "tests"
        tests[folder] += 1
        seconds[folder] += float(case.get("time", "0"))  # type: ignore[assignment]
    yield "\n| folder | tests | minutes of a worker |\n|---|---|---|"
    for folder, spent in seconds.most_common():
        yield f"| {folder} | {tests[folder]} | {spent / 60:.1f} |"


def _counted(cases: list[ElementTree.Element], failed: list[str]) -> str:
    skipped = sum(case.find("skipped") is not None for case in cases)
    wrong = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
    wrong = max(wrong, len(failed))
    return f"{len(cases) - skipped - min(wrong, len(cases))} passed, {wrong} failed, {skipped} skipped"


if __name__ == "__main__":
    if sys.argv[1:2] not in (["gate"], ["deep"]):
        sys.exit("Usage: python -m tests gate|deep [words for pytest]")
    sys.exit(main(sys.argv[1], sys.argv[2:]))
