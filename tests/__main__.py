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
import time
from pathlib import Path

from tests.machine import additions, measured, pace

ROOT = Path(__file__).resolve().parent.parent
CHECKS = (("-m", "mypy"), ("-m", "ruff", "check", "--quiet", "."), ("-m", "ruff", "format", "--check", "--quiet", "."))
NO_TESTS = 5
"""What pytest exits with when it had nothing to run: as good as all passed for one of two passes."""


def main(depth: str, words: list[str]) -> int:
    """Runs everything; 0 if all of it passed."""
    os.environ["FACILITATOR_TESTS"] = depth
    began = time.monotonic()
    figures = ", ".join(f"{name} {times:.2f}" for name, times in measured().items())
    print(f"This machine, as multiples of the reference: {figures}; limits are stretched by {pace():.2f}.")
    print(f"Twenty million additions: {additions():.2f} s.", flush=True)
    checks = [_check(words) for words in CHECKS]
    alone = "alone" if depth == "deep" else "alone and not deep"
    beside = "not alone" if depth == "deep" else "not alone and not deep"
    failed = []
    for name, more in (("side by side", [*_workers(), "-m", beside]), ("alone", ["-m", alone])):
        print(f"\n== {name}", flush=True)
        done = subprocess.run([sys.executable, "-m", "pytest", "-q", *more, *words], cwd=ROOT, check=False)
        if done.returncode not in (0, NO_TESTS):
            failed.append(name)
    for process, command in checks:
        said = process.communicate()[0]
        if process.returncode:
            failed.append(command)
            print(f"\n== {command}\n{said}", flush=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"\n{depth}: {time.monotonic() - began:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of CPU")
    print("All passed." if not failed else f"Failed: {', '.join(failed)}.", flush=True)
    return 1 if failed else 0


def _workers() -> list[str]:
    return ["-n", str(max(2, os.cpu_count() or 2)), "--dist", "loadgroup", "--no-loadscope-reorder"]


def _check(words: tuple[str, ...]) -> tuple[subprocess.Popen[str], str]:
    # Behind the tests: what is measured there must not wait for it.
    command = ["nice", sys.executable, *words]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return process, " ".join(words[1:])


if __name__ == "__main__":
    if sys.argv[1:2] not in (["gate"], ["deep"]):
        sys.exit("Usage: python -m tests gate|deep [words for pytest]")
    sys.exit(main(sys.argv[1], sys.argv[2:]))
