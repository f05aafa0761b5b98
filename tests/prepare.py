"""Installs what the tests need besides Python packages, from Debian: a browser, what drives it, fonts, and `ip`."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys

PACKAGES = ("chromium-headless-shell", "fonts-dejavu-core", "fonts-droid-fallback", "libatomic1", "iproute2")


def missing() -> list[str]:
    """The Debian packages that are not there yet."""
    found = {
        "chromium-headless-shell": shutil.which("chromium-headless-shell") is not None,
        "fonts-dejavu-core": _writes(":lang=ar"),
        "fonts-droid-fallback": _writes(":charset=ff1d"),  # wide letters, which a PDF of the tests holds
        "iproute2": shutil.which("ip") is not None,  # for a network of a test's own
        "libatomic1": _loads("libatomic.so.1"),  # for the Node that comes with Playwright
    }
    return [name for name in PACKAGES if not found[name]]


def _writes(letters: str) -> bool:
    if shutil.which("fc-list") is None:
        return False
    fonts = subprocess.run(["fc-list", letters, "family"], capture_output=True, text=True, check=False)
    return bool(fonts.stdout.strip())


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def main() -> int:
    """Installs what is missing; the exit code. Says so before it asks for more rights."""
    wanted = missing()
    if not wanted:
        return 0
    if shutil.which("apt-get") is None:
        print(
            f"The tests need {' and '.join(wanted)}; install them with this system's package program.", file=sys.stderr
        )
        return 1
    rights: list[str] = []
    if os.geteuid() != 0:
        if shutil.which("sudo") is None:
            print(f"Not root and no sudo here. As root: apt-get install {' '.join(wanted)}", file=sys.stderr)
            return 1
        print(f"Installing {' and '.join(wanted)} for the tests; this needs sudo.", file=sys.stderr)
        rights = ["sudo"]
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    subprocess.run([*apt, "update"], check=True, stdout=sys.stderr)
    subprocess.run([*apt, "install", "--no-install-recommends", *wanted], check=True, stdout=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
