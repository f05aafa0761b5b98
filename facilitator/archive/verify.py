"""Verifying an archive: every checksum, the schema, and what the files say of each other. Every fault is a sentence."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from facilitator.archive.build import record_files
from facilitator.archive.copies import organiser
from facilitator.archive.record import BadRecord, Record, read_record
from facilitator.archive.tabular import tables

MAX_FILES = 500
MAX_BYTES = 50_000_000
SUMS = ("checksums.txt", "participants-checksums.txt")
_LINE = re.compile(r"([0-9a-f]{64})  ([\w.-]{1,120})")
_PLAIN = re.compile(r"[A-Za-z0-9][\w.-]{0,119}")


class NotAnArchive(Exception):
    """A folder or zip that is not even looked into; the message is a sentence."""


@dataclass(frozen=True)
class Findings:
    """`faults` say what was changed or does not fit; `notes` are worth knowing and no fault."""

    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()


def read_source(path: Path) -> dict[str, bytes]:
    """The files of a folder or a zip by name. Raises NotAnArchive, before anything large is read."""
    if path.is_symlink() or not path.exists():
        raise NotAnArchive(f"{path.name} is not a folder or a zip file.")
    return _read_folder(path) if path.is_dir() else _read_zip(path)


def verify(files: Mapping[str, bytes]) -> Findings:
    """What is wrong with the files of an archive or of an export."""
    listed, faults = _listed(files)
    for name, digest in listed.items():
        if name not in files:
            faults.append(f"{name} is missing.")
        elif hashlib.sha256(files[name]).hexdigest() != digest:
            faults.append(f"{name} was changed after it was written.")
    faults += [f"{name} was added: no checksum names it." for name in sorted(set(files) - set(listed) - set(SUMS))]
    notes: list[str] = []
    if "session.json" in files:
        more, notes = _inside(files)
        faults += more
    return Findings(tuple(faults), tuple(notes))


def _listed(files: Mapping[str, bytes]) -> tuple[dict[str, str], list[str]]:
    listed: dict[str, str] = {}
    present = [name for name in SUMS if name in files]
    faults = [] if present else ["checksums.txt is missing."]
    for sums in present:
        for line in files[sums].decode("utf-8", "replace").splitlines():
            hit = _LINE.fullmatch(line)
            if hit:
                listed[hit[2]] = hit[1]
            else:
                faults.append(f"{sums} was changed: it has a line that is no checksum.")
    return listed, faults


def _inside(files: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    try:
        record = read_record(files["session.json"].decode("utf-8"))
        for part in record.outcomes:
            _ = part.config
    except UnicodeDecodeError:
        return ["session.json is not UTF-8."], []
    except BadRecord as problem:
        return [f"{problem}."], []
    return _agree(record, files)


def _agree(record: Record, files: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    faults = [
        f"Part {part.part} shows results of {part.received}, but its threshold is {part.threshold}."
        for part in record.parts
        if part.anonymity == "room" and part.results is not None and (part.received or 0) < part.threshold
    ]
    plan = files.get("plan.yaml")
    if plan is not None and hashlib.sha256(plan).hexdigest() != record.plan.sha256:
        faults.append("plan.yaml is not the plan that session.json names.")
    if plan is None or "report.html" not in files or faults:
        return faults, []
    try:
        made = record_files(record, plan.decode("utf-8"))["report.html"].encode()
        tables(organiser(record))
    except Exception:  # a template met results that no version of this program writes
        return ["Results in session.json do not fit the questions they belong to."], []
    same = made == files["report.html"]
    return [], [] if same else [
        "report.html reads differently from session.json: another version of the program wrote it."
    ]


def _read_folder(path: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total = 0
    with os.scandir(path) as found:
        for at, entry in enumerate(found):
            if at >= MAX_FILES:
                raise NotAnArchive(f"{path.name} has more than {MAX_FILES} files; an archive has fewer.")
            about = entry.stat(follow_symlinks=False)
            if not stat.S_ISREG(about.st_mode):
                raise NotAnArchive(f"{entry.name} is not a plain file; an archive has no links and no folders.")
            total += about.st_size
            if total > MAX_BYTES:
                raise NotAnArchive(f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB; an archive is smaller.")
            files[entry.name] = Path(entry.path).read_bytes()
    return files


def _read_zip(path: Path) -> dict[str, bytes]:
    if path.stat().st_size > MAX_BYTES:
        raise NotAnArchive(f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB; an archive is smaller.")
    try:
        with zipfile.ZipFile(path) as box:
            entries = [entry for entry in box.infolist() if not entry.is_dir()]
            _check_entries(path, entries)
            top = _common_folder([entry.filename for entry in entries])
            return {entry.filename.removeprefix(top): _unpacked(box, entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise NotAnArchive(f"{path.name} is not a folder or a zip file that can be read.") from None


def _check_entries(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_FILES:
        raise NotAnArchive(f"{path.name} has more than {MAX_FILES} files; an archive has fewer.")
    if sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise NotAnArchive(f"{path.name} unpacks to more than {MAX_BYTES // 1_000_000} MB; an archive is smaller.")
    if any(stat.S_ISLNK(entry.external_attr >> 16) for entry in entries):
        raise NotAnArchive(f"{path.name} holds a link; an archive has plain files only.")
    top = _common_folder([entry.filename for entry in entries])
    names = [entry.filename.removeprefix(top) for entry in entries]
    if not all(_PLAIN.fullmatch(name) for name in names):
        raise NotAnArchive(f"{path.name} holds a name that leads elsewhere; an archive has plain names only.")
    if len(set(names)) < len(names):
        raise NotAnArchive(f"{path.name} holds a name twice.")


def _common_folder(names: list[str]) -> str:
    """The one folder that everything in a zip lies in, with its slash, or nothing."""
    tops = {name.split("/", 1)[0] for name in names if "/" in name}
    if len(tops) == 1 and all("/" in name for name in names) and _PLAIN.fullmatch(next(iter(tops))):
        return f"{tops.pop()}/"
    return ""


def _unpacked(box: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with box.open(entry) as source:
        # The declared size was checked; what comes out is not believed either.
        raw = source.read(entry.file_size + 1)
    if len(raw) > entry.file_size:
        raise NotAnArchive("The zip file holds more than it says.")
    return raw
