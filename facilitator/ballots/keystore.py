"""Keys on disk, in a folder apart from the data: made durable before use, shredded when a round closes."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from pathlib import Path

from facilitator.files import sync_folder

KEY_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,120}")


class Keystore:
    """32-byte keys by name, one file each, readable by this user only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._over: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        # Backup tools that honour it leave the folder out; a key in a backup outlives its shredding.
        (folder / ".nobackup").touch(mode=0o600)

    def make(self, name: str) -> bytes:
        """The key `name`, made if there is none; on the disk before this returns."""
        found = self.get(name)
        if found is not None:
            return found
        key = secrets.token_bytes(KEY_BYTES)
        spare = self._path(name).with_suffix(".new")
        with os.fdopen(os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(key)
            out.flush()
            os.fsync(out.fileno())
        os.replace(spare, self._path(name))
        sync_folder(self._folder)
        return key

    def get(self, name: str) -> bytes | None:
        """The key, or None if there is none or it was destroyed."""
        with contextlib.suppress(FileNotFoundError):
            key = self._path(name).read_bytes()
            return key if len(key) == KEY_BYTES else None
        return None

    def destroy(self, name: str) -> None:
        """Overwrites and removes a key. Safe to repeat; a crash in between leaves a file of the wrong content."""
        path = self._path(name)
        with contextlib.suppress(FileNotFoundError):
            with path.open("r+b") as out:
                out.write(secrets.token_bytes(KEY_BYTES))
                out.flush()
                os.fsync(out.fileno())
            path.unlink()
            sync_folder(self._folder)

    def let_go(self, name: str) -> None:
        """Destroys a key that is over: now or, where the disk does not let it, whenever `sweep` is called."""
        self._over.add(name)
        with contextlib.suppress(OSError):
            self.sweep()

    def sweep(self) -> None:
        """Destroys what is left of such keys, each that can be. Raises OSError where one still cannot."""
        stuck: OSError | None = None
        for name in sorted(self._over):
            try:
                self.destroy(name)
                self._over.discard(name)
            except OSError as problem:
                stuck = problem
        if stuck is not None:
            raise stuck

    def names(self) -> set[str]:
        return {p.name.removesuffix(".key") for p in self._folder.iterdir() if p.suffix == ".key"}

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name) or ".." in name:
            raise ValueError("not a key name")
        return self._folder / f"{name}.key"
