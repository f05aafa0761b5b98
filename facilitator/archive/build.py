"""The archive of a workshop: written part by part, finished at the seal, the same bytes each time it is made."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.workshop.evening import evening
from facilitator.workshop.judge import ASIDE, MERGED, READY, SHOWN, WAITING, TextState
from facilitator.workshop.rules import asks
from facilitator.workshop.state import Phase, Workshop
from facilitator.workshop.views import TextCard, Words, own_cards, part_view, shown_cards

SCHEMA = "workshop/1"
FILES = ("report.html", "session.json", "plan.yaml", "checksums.txt")
NOTES = {
    "open": "Open room: one person could have answered more than once.",
    "tickets": "Room with tickets: one ballot for each ticket.",
}
Render = Callable[[dict[str, Any]], str]


def contents(w: Workshop, words: Mapping[str, Words], date: str) -> dict[str, Any]:
    """What is kept of a workshop: results, shown texts by random id, counts of the rest. No seat, no time."""
    texts = shown_cards(w, words)
    parts = []
    for stage, part in w.plan.parts():
        state = w.parts[part.id]
        if not _happened(w, part):
            continue
        judged = w.texts_of(part.id)
        parts.append({
            "stage": stage.id, "part": part.id, "kind": part.kind, "title": part.title, "round": state.round,
            "anonymity": part.anonymity, "threshold": part.threshold, "received": state.received,
            "withheld": state.withheld, "rough": state.rough, "results": state.results,
            "inserted": part.id in w.inserted,
            **_judged(judged, texts),
        })  # fmt: skip
    return {
        "schema": SCHEMA, "code": w.code, "date": date, "plan": {"id": w.plan.id, "title": w.plan.title},
        "practice": w.practice, "sealed": w.sealed, "seats": w.seats, "joined": w.joined_at_seal,
        "tickets": w.tickets_at_seal, "void": w.void_at_seal,
        "sides": [side.model_dump() for side in w.sides],
        "entered": w.entered, "beside": _beside(w, texts), "safeguarding_notes": w.notes,
        "note": NOTES[w.seats], "parts": parts,
    }  # fmt: skip


def archive_files(w: Workshop, words: Mapping[str, Words], plan_text: str, date: str, render: Render) -> dict[str, str]:
    """All files of `w` by name."""
    files = {
        "session.json": json.dumps(contents(w, words, date), ensure_ascii=False, indent=1, sort_keys=True) + "\n",
        "plan.yaml": plan_text,
        "report.html": render(report_view(w, words, date)),
    }
    sums = [f"{hashlib.sha256(text.encode()).hexdigest()}  {name}" for name, text in sorted(files.items())]
    files["checksums.txt"] = "\n".join(sums) + "\n"
    return files


def folder_name(w: Workshop) -> str:
    """The folder of a workshop in the archive."""
    return f"{w.code}-{_slug(w.plan.title)}"


def write_files(home: Path, files: Mapping[str, str]) -> None:
    """Writes `files` to the folder `home`, each replaced whole, the checksums last."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, text in files.items():
        _replace(home / name, text)


def report_view(w: Workshop, words: Mapping[str, Words], date: str) -> dict[str, Any]:
    """The context of the report: every part that closed, as the room saw it, in the order of the plan."""
    stages: list[dict[str, Any]] = []
    for stage in w.plan.stages:
        parts = []
        for part in stage.parts:
            if not _happened(w, part):
                continue
            view = part_view(w, part, stage, words, None)
            judged = w.texts_of(part.id)
            own = [view["texts"][t.id] for t in judged if t.id in view["texts"]]
            more = {"inserted": part.id in w.inserted, "kind": part.kind, "own_texts": own, **_left_out(judged)}
            parts.append({**view, **more})
        if parts:
            stages.append({"stage": stage, "parts": parts})
    return {
        "plan": w.plan, "code": w.code, "date": date, "practice": w.practice, "sealed": w.sealed, "stages": stages,
        "joined": w.joined_at_seal, "sides": w.sides, "ticketed": w.ticketed,
        "tickets": w.tickets_at_seal, "void": w.void_at_seal,
        "entered": w.entered, "besides": _beside_views(w, words), "safeguarded": w.notes,
        "ruler": evening(w, w.log[-1].since, 0).ruler if w.sealed else (),
    }  # fmt: skip


def _parked(w: Workshop) -> list[tuple[PartConfig, tuple[TextState, ...]]]:
    """Parts beside the evening that gave texts; the others leave nothing behind."""
    found = ((part, w.texts_of(part.id)) for part in w.plan.beside)
    return [(part, judged) for part, judged in found if judged]


def _beside(w: Workshop, texts: Mapping[str, TextCard]) -> list[dict[str, Any]]:
    return [
        {
            "part": part.id, "kind": part.kind, "title": part.title, "received": len(judged), **_judged(judged, texts),
        }
        for part, judged in _parked(w)
    ]  # fmt: skip


def _beside_views(w: Workshop, words: Mapping[str, Words]) -> list[dict[str, Any]]:
    return [
        {"part": part, "kind": part.kind, "own_texts": own_cards(w, part, words), **_left_out(judged)}
        for part, judged in _parked(w)
    ]  # fmt: skip


def _happened(w: Workshop, part: PartConfig) -> bool:
    """Whether a part has an outcome: it closed, or it was opened and there was nothing to ask about."""
    phase = w.parts[part.id].phase
    nothing_to_ask = phase is Phase.OPEN and activity(part).collects(part) and not asks(w, part)
    return phase in (Phase.CLOSED, Phase.REVEALED) or nothing_to_ask


def _judged(judged: Sequence[TextState], texts: Mapping[str, TextCard]) -> dict[str, Any]:
    """The texts of a part that were shown, and how many became what else."""
    kept = [
        {"id": t.id, "body": texts[t.id].body, "name": texts[t.id].name, "edited": t.softened,
         "translation": _translation(texts[t.id])}
        for t in judged if t.id in texts
    ]  # fmt: skip
    became = Counter(t.status for t in judged)
    return {
        "texts": kept, "held": became[WAITING] + became[READY], "aside": became[ASIDE], "merged": became[MERGED],
        "declined": _reasons(judged),
    }  # fmt: skip


def _left_out(judged: Sequence[TextState]) -> dict[str, Any]:
    """What the report says of the texts that it does not have."""
    became = Counter(t.status for t in judged)
    kept_back = became.total() - became[SHOWN] - became[MERGED]
    return {"kept_back": kept_back, "merged": became[MERGED], "declined": _reasons(judged)}


def _translation(card: TextCard) -> dict[str, str] | None:
    """The facilitator's words under a text, with their language where it was said."""
    return {"body": card.translation, "language": card.translation_language} if card.translation else None


def _reasons(judged: Iterable[TextState]) -> dict[str, int]:
    """How many texts were declined for each reason."""
    reasons = sorted(t.reason for t in judged if t.reason)
    return {reason: reasons.count(reason) for reason in reasons}


def past_workshops(folder: Path) -> list[dict[str, Any]]:
    """Finished workshops below `folder`, newest first, with what a shelf shows of them."""
    found = []
    for path in sorted(folder.glob("*/session.json")) if folder.is_dir() else []:
        try:
            words = json.loads(path.read_text("utf-8"))
            if words["schema"] == SCHEMA and words["sealed"]:
                found.append({
                    "code": words["code"], "title": words["plan"]["title"], "date": words["date"],
                    "practice": words["practice"], "folder": path.parent,
                    "stages": list(dict.fromkeys(part["stage"] for part in words["parts"])),
                })  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a folder that somebody edited by hand is not on the shelf; `verify` will say why
    return sorted(found, key=lambda entry: (entry["date"], entry["code"]), reverse=True)


def export(folder: Path, code: str, target: Path) -> list[Path]:
    """Copies the files of a finished workshop; the paths written, none if there is no such workshop."""
    entry = next((e for e in past_workshops(folder) if e["code"] == code), None)
    if entry is None:
        return []
    target.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copyfile(entry["folder"] / name, target / name)) for name in FILES]


def _replace(path: Path, text: str) -> None:
    spare = path.with_name(path.name + ".new")
    with os.fdopen(
        os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline=""
    ) as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(spare, path)


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "workshop"
