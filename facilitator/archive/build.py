"""The archive of a workshop: written part by part, finished at the seal, the same bytes each time it is made."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.archive.blocks import blocks
from facilitator.archive.copies import organiser
from facilitator.archive.html import report
from facilitator.archive.pages import page, spoken
from facilitator.archive.record import SCHEMA, Kept, Record, write_record
from facilitator.archive.tabular import safe_name
from facilitator.files import sync_folder
from facilitator.plans.read import read_plan_text
from facilitator.workshop.evening import counted_stages, evening, stayed
from facilitator.workshop.judge import ASIDE, MERGED, READY, WAITING, TextState
from facilitator.workshop.rules import asks
from facilitator.workshop.state import Phase, Workshop
from facilitator.workshop.views import TextCard, Words, shown_cards

FILES = ("report.html", "session.json", "plan.yaml", "checksums.txt")
NOTES = {
    "open": "Open room: one person could have answered more than once.",
    "tickets": "Room with tickets: one ballot for each ticket.",
}


def contents(w: Workshop, words: Mapping[str, Words], date: str) -> dict[str, Any]:
    """What is kept of a workshop: results, shown texts by random id, counts of the rest. No seat, no time."""
    texts = shown_cards(w, words)
    parts = []
    for stage, part in w.plan.parts():
        state = w.parts[part.id]
        if not _happened(w, part):
            continue
        judged = (*w.texts_of(part.id), *w.passed_on(part.id))
        parts.append({
            "stage": stage.id, "part": part.id, "kind": part.kind, "title": part.title, "round": state.round,
            "anonymity": part.anonymity, "threshold": part.threshold, "received": state.received,
            "step": state.step or int(type(part).leaves != "results"),
            "asked": part.model_dump(mode="json"), "items": state.items,
            "withheld": state.withheld, "rough": state.rough, "results": _results(w, part),
            "inserted": part.id in w.inserted,
            "chosen": [id_ for id_ in w.chosen.get(part.id, ()) if id_ in texts],
            **_judged(judged, texts),
        })  # fmt: skip
    return {
        "schema": SCHEMA, "code": w.code, "date": date,
        "practice": w.practice, "sealed": w.sealed, "seats": w.seats,
        "joined": w.joined_at_seal, "tickets": w.tickets_at_seal, "void": w.void_at_seal,
        "sides": [side.model_dump() for side in w.sides], "recalled": _recalled(w),
        "carried": w.plan.carried.model_dump(mode="json", by_alias=True) if w.plan.carried else None,
        "entered": w.entered, "languages": w.languages, "beside": _beside(w, texts), "safeguarding_notes": w.notes,
        "note": NOTES[w.seats], "parts": parts,
    }  # fmt: skip


def _recalled(w: Workshop) -> list[str]:
    """What of the session before stood on the wall."""
    up = [part for _, part in w.plan.parts() if w.parts[part.id].phase is not Phase.READY]
    return sorted({what for part in up if (what := activity(part).links(part).looks_back)})


def _beside(w: Workshop, texts: Mapping[str, TextCard]) -> list[dict[str, Any]]:
    """Parts beside the evening that gave texts; the others leave nothing behind."""
    found = ((part, w.texts_of(part.id)) for part in w.plan.beside)
    return [
        {
            "part": part.id, "kind": part.kind, "title": part.title, "asked": part.model_dump(mode="json"),
            "received": len(judged), **_judged(judged, texts),
        }
        for part, judged in found if judged
    ]  # fmt: skip


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


def _translation(card: TextCard) -> dict[str, str] | None:
    """The facilitator's words under a text, with their language where it was said."""
    return {"body": card.translation, "language": card.translation_language} if card.translation else None


def archive_files(w: Workshop, words: Mapping[str, Words], plan_text: str, date: str, kept: Kept) -> dict[str, str]:
    """All files of `w` by name."""
    found = {**contents(w, words, date), **_facts(w, plan_text, kept, date)}
    # Read back through the schema: what could not be read again is never written.
    return record_files(Record.model_validate_json(json.dumps(found)), plan_text)


def record_files(record: Record, plan_text: str) -> dict[str, str]:
    """The files that are kept of a record, each made from it alone."""
    files = {"session.json": write_record(record), "plan.yaml": plan_text, "report.html": report(organiser(record))}
    return {**files, "checksums.txt": checksums({name: text.encode() for name, text in files.items()})}


def checksums(files: Mapping[str, bytes]) -> str:
    """SHA-256, two spaces, name: a line for each file."""
    return "".join(f"{hashlib.sha256(raw).hexdigest()}  {name}\n" for name, raw in sorted(files.items()))


def folder_name(w: Workshop) -> str:
    """The folder of a workshop in the archive."""
    return f"{w.code}-{safe_name(w.plan.title)}"


def write_files(home: Path, files: Mapping[str, str]) -> None:
    """Writes `files` to the folder `home`, each replaced whole, the checksums last."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, text in files.items():
        replace_file(home / name, text.encode())


def _facts(w: Workshop, plan_text: str, kept: Kept, date: str) -> dict[str, Any]:
    """What is known of the evening itself: minutes, what was cut and edited, the promise, what was deleted."""
    run = {span.id: span for span in evening(w, w.log[-1].since, 0).ruler} if w.sealed else {}
    counted = {stage.id for stage in counted_stages(w)}
    return {
        "plan": {
            "id": w.plan.id, "title": w.plan.title, "language": w.plan.language, "credits": w.plan.credits,
            "version": w.plan.version, "place": w.plan.place, "next": w.plan.next,
            "sha256": hashlib.sha256(plan_text.encode()).hexdigest(),
        },
        "stages": [
            {"id": stage.id, "title": stage.title, "purpose": stage.purpose, "planned": float(stage.minutes.target),
             "taken": round(run[stage.id].run_for, 1) if stage.id in run and stage.id in counted else None,
             "cuts": [{"words": stage.cut[taken.cut].words, "saves": stage.cut[taken.cut].saves}
                      for taken in w.cuts if taken.stage == stage.id]}
            for stage in w.plan.stages
        ],
        "skipped": [
            {"stage": stage.id, "part": part.id, "title": part.title}
            for stage, part in w.plan.parts() if w.parts[part.id].phase is Phase.READY
        ],
        "edited": _edited(w, plan_text), "promise": _promise(w, kept), "kept": kept.model_dump(),
        "deleted": _deleted(w, date),
    }  # fmt: skip


def _edited(w: Workshop, plan_text: str) -> list[str]:
    """Parts whose words were changed on the console before they opened. Only known once the workshop is sealed."""
    before = read_plan_text(plan_text, "plan.yaml") if w.sealed else w.plan
    found = []
    for _, part in w.plan.parts():
        was = before.part(part.id)
        if was is not None and any(getattr(was, name, None) != getattr(part, name) for name in type(part).editable):
            found.append(part.id)
    return found


def _promise(w: Workshop, kept: Kept) -> list[str]:
    """The sentences of the promise as the phones showed it, in the language of the plan."""
    shown = page("phone/_promise.html", spoken(w.plan.language), kept=kept, ticketed=w.ticketed)
    return [block.text for block in blocks(shown) if block.role in ("line", "item")]


def _deleted(w: Workshop, date: str) -> list[dict[str, Any]]:
    """What was deleted by the end of the seal, by kind."""
    declined = sum(text.reason is not None for text in w.texts.values())
    asked = (*(part for _, part in w.plan.parts()), *w.plan.beside)
    rounds = sum(w.parts[part.id].round for part in asked if w.parts[part.id].received is not None)
    counts = {"declined_texts": declined, "part_keys": rounds}
    if w.sealed:
        unseen = sum(text.status != "shown" and text.reason is None for text in w.texts.values())
        earlier = sum(text.status == "shown" for text in w.texts.values()) - len(w.staying)
        first = sum(text.softened and text.status == "shown" for text in w.texts.values())
        counts |= {"unseen_texts": unseen, "earlier_texts": earlier, "first_wordings": first}
        counts |= {"seats": w.joined_at_seal or 0, "room_key": 1}
    return [{"what": what, "count": count, "on": date} for what, count in counts.items() if count]


def _happened(w: Workshop, part: PartConfig) -> bool:
    """Whether a part has an outcome: it closed, or it was opened and there was nothing to ask about, or is over."""
    phase = w.parts[part.id].phase
    if type(part).leaves != "results":
        return phase is not Phase.READY and (w.sealed or w.part.id != part.id)
    nothing_to_ask = phase is Phase.OPEN and activity(part).collects(part) and not asks(w, part)
    return phase in (Phase.CLOSED, Phase.REVEALED) or nothing_to_ask


def _results(w: Workshop, part: PartConfig) -> Mapping[str, Any] | None:
    """What came out of a part; of one that only took time, how much."""
    return {"minutes": round(stayed(w, part.id), 1)} if type(part).leaves == "minutes" else w.parts[part.id].results


def _reasons(judged: Iterable[TextState]) -> dict[str, int]:
    """How many texts were declined for each reason."""
    reasons = sorted(t.reason for t in judged if t.reason)
    return {reason: reasons.count(reason) for reason in reasons}


def replace_file(path: Path, raw: bytes) -> None:
    """Writes a file whole or not at all, for this user alone."""
    spare = path.with_name(path.name + ".new")
    with os.fdopen(os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(raw)
        out.flush()
        os.fsync(out.fileno())
    os.replace(spare, path)
    sync_folder(path.parent)
