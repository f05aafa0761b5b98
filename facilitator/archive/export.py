"""Exports: which files a copy of a workshop has in which formats, and writing them to a folder or into one zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from babel import Locale

from facilitator.archive.blocks import blocks
from facilitator.archive.build import checksums, replace_file
from facilitator.archive.copies import COPIES, STEMS, Copy
from facilitator.archive.html import report
from facilitator.archive.markdown import markdown
from facilitator.archive.pages import spoken
from facilitator.archive.pdf import can, pdf
from facilitator.archive.shelf import Entry
from facilitator.archive.tabular import csv_text, safe_name, tables

FORMATS: Final = ("html", "md", "csv", "xlsx", "pdf", "json")
KINDS: Final[Mapping[str, str]] = {
    "html": "text/html", "md": "text/markdown", "csv": "text/csv", "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "json": "application/json",
    "yaml": "text/plain", "txt": "text/plain", "zip": "application/zip",
}  # fmt: skip
"""The media type for the ending of a name."""
RAW: Final[Mapping[str, str]] = {"session.json": "json", "plan.yaml": "json"}
"""Files that are the data itself, and their format."""
ALWAYS = (1980, 1, 1, 0, 0, 0)


def possible() -> tuple[str, ...]:
    """The formats that this installation can make."""
    return tuple(name for name in FORMATS if name != "pdf" or can())


def export_files(entry: Entry, audience: str, formats: Iterable[str], bom: bool = False) -> dict[str, bytes]:
    """The files of a copy by name, their checksums last. The same bytes each time. Raises NoPdf."""
    copy = COPIES[audience](entry.record)
    wanted = set(formats)
    files: dict[str, bytes] = {}
    html = report(copy)
    if "html" in wanted:
        files[f"{copy.name}.html"] = html.encode()
    if "md" in wanted:
        files[f"{copy.name}.md"] = markdown(blocks(html)).encode()
    if "pdf" in wanted:
        files[f"{copy.name}.pdf"] = pdf(blocks(html), entry.record.plan.title, spoken(entry.record.plan.language))
    if "csv" in wanted:
        files |= {f"{name}.csv": csv_text(made, bom).encode() for name, _, made in tables(copy)}
    if "xlsx" in wanted:
        from facilitator.archive.workbook import workbook  # its library is a tenth of a start

        files[f"{copy.name}.xlsx"] = workbook(copy, _right_to_left(copy))
    if "json" in wanted and copy.whole:
        files["session.json"] = (entry.folder / "session.json").read_bytes()
        files["plan.yaml"] = entry.plan_text.encode()
    return {**files, _sums(copy): checksums(files).encode()}


def export(entry: Entry, target: Path, audience: str, formats: Iterable[str], bom: bool = False) -> list[Path]:
    """Writes the files of a copy to the folder `target`; the paths written."""
    files = export_files(entry, audience, formats, bom)
    target.mkdir(parents=True, exist_ok=True)
    for name, raw in files.items():
        replace_file(target / name, raw)
    return [target / name for name in files]


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files as one zip, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, raw in sorted(files.items()):
            about = zipfile.ZipInfo(name, ALWAYS)
            about.compress_type = zipfile.ZIP_DEFLATED
            about.create_system = 3
            about.external_attr = 0o600 << 16
            box.writestr(about, raw)
    return out.getvalue()


def download(entry: Entry, name: str) -> bytes | None:
    """One file of either copy as a browser asks for it, or None if there is no such file. Raises NoPdf.

    Besides the files of `export_files` there is one zip for each copy with everything this machine can make of it.
    """
    if name == "checksums.txt":
        return (entry.folder / name).read_bytes()
    for audience, stem in STEMS.items():
        if name == f"{stem}.zip":
            return packed(export_files(entry, audience, possible()))
        ending = name.rpartition(".")[2]
        known = name.startswith(f"{stem}.") or name.startswith(f"{stem}-") or (name in RAW and audience == "organiser")
        if known and (ending in FORMATS or name in RAW):
            return export_files(entry, audience, [RAW.get(name, ending)]).get(name)
    return None


def file_name(entry: Entry, name: str) -> str:
    """How a downloaded file is called: by code and title, so that two evenings do not overwrite each other."""
    return f"{entry.record.code}-{safe_name(entry.record.plan.title)}-{name}"


def names(audience: str) -> dict[str, str]:
    """What a page offers of a copy: format to file name, in the order of `FORMATS`; CSV files come in the zip."""
    stem = STEMS[audience]
    offered = {name: f"{stem}.{name}" for name in possible() if name not in ("csv", "json")}
    return {**offered, **({"json": "session.json"} if audience == "organiser" else {}), "zip": f"{stem}.zip"}


def _sums(copy: Copy) -> str:
    return "checksums.txt" if copy.whole else f"{copy.name}-checksums.txt"


def _right_to_left(copy: Copy) -> bool:
    return bool(Locale(spoken(copy.record.plan.language)).text_direction == "rtl")
