"""What kind of place a folder is: synced, on a network, encrypted, readable by others. Looks, and changes nothing."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from pathlib import Path

SYNCED_NAMES = (
    "onedrive", "dropbox", "google drive", "googledrive", "my drive", "icloud drive", "mobile documents",
    "cloudstorage", "nextcloud", "owncloud", "seafile", "pcloud drive", "pclouddrive", "mega", "megasync", "box sync",
    "tresorit", "proton drive", "yandex.disk", "syncthing",
)  # fmt: skip
"""Names that sync programs give to their folders; a name that begins so counts, as in "OneDrive - Office"."""
SYNCED_MARKS = (".stfolder", ".dropbox", ".dropbox.cache", ".owncloudsync.log", ".nextcloudsync.log", ".seafile-data")
NETWORKED = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "fuse.rclone", "davfs"}
ENCRYPTED = {"ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.securefs"}


def resolved(path: Path) -> Path:
    """Where `path` really is, or will be; links are followed."""
    return path.expanduser().absolute().resolve()


def existing(path: Path) -> Path:
    """The folder itself, or the nearest above it that is already there."""
    path = resolved(path)
    return next((folder for folder in (path, *path.parents) if folder.exists()), Path(path.anchor))


def synced(path: Path) -> str | None:
    """The folder above (or at) `path` that a sync program copies elsewhere, as far as its name or marks tell."""
    whole = resolved(path)
    for folder in (whole, *whole.parents):
        name = folder.name.casefold()
        if any(name == known or name.startswith((known + " -", known + "-")) for known in SYNCED_NAMES):
            return str(folder)
        if any((folder / mark).exists() for mark in SYNCED_MARKS):
            return str(folder)
    return None


def within(inner: Path, outer: Path) -> bool:
    """Whether `inner` is `outer` or lies in it."""
    return resolved(outer) in (resolved(inner), *resolved(inner).parents)


def open_to_others(path: Path) -> bool:
    """Whether other users of this machine may list or enter the folder. False where it does not exist yet."""
    if os.name != "posix" or not path.is_dir():
        return False
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def free_megabytes(path: Path) -> int:
    return shutil.disk_usage(existing(path)).free // 1_000_000


def mount_of(path: Path, table: str) -> tuple[str, str]:
    """(file system, device) under which `path` lies, from the text of /proc/self/mountinfo; empty if unknown."""
    best, found = -1, ("", "")
    for line in table.splitlines():
        before, _, after = line.partition(" - ")
        fields, words = before.split(), after.split()
        if len(fields) < 5 or len(words) < 2:
            continue
        at = Path(fields[4].replace("\\040", " "))
        if (at == path or at in path.parents) and len(at.parts) >= best:
            best, found = len(at.parts), (words[0], fields[2])
    return found


def mounted(path: Path) -> tuple[str, str]:
    """(file system, major:minor of the device) under which `path` lies; empty where the system does not tell."""
    table = Path("/proc/self/mountinfo")
    return mount_of(existing(path), table.read_text("utf-8", "replace")) if table.exists() else ("", "")


def encrypted(path: Path) -> bool | None:
    """Whether the disk under `path` is encrypted; None where this cannot be told."""
    if sys.platform != "linux":
        return None
    system, device = mounted(path)
    if system in ENCRYPTED:
        return True
    block = Path("/sys/dev/block") / device
    if not device or not block.exists():
        return None
    return any(_crypt(found) for found in _below(block.resolve()))


def _below(block: Path) -> list[Path]:
    """The block device and those it is made of: a logical volume may lie on an encrypted partition."""
    found = [block]
    slaves = block / "slaves"
    for slave in sorted(slaves.iterdir()) if slaves.is_dir() else []:
        found += _below(slave.resolve())
    return found


def _crypt(block: Path) -> bool:
    uuid = block / "dm" / "uuid"
    return uuid.is_file() and uuid.read_text("ascii", "replace").startswith("CRYPT-")
