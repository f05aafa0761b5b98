"""Judging an evening: what every rehearsal must come to, and what the script of this room expects."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.kinds import SCRIPTED, taken
from facilitator.rehearsal.outcome import Check, Finding, Skipped, equal, none
from facilitator.rehearsal.privacy import privacy
from facilitator.rehearsal.script import Expected, Script
from facilitator.rehearsal.traces import canonical

FILES = ("report.html", "session.json", "plan.yaml", "checksums.txt")
OF_THE_SCRIPT = ("authors", "not_english", "unanimous_cells", "k")
"""Keys that describe the script alone and are not read from the product."""
OF_THE_ROOM = ("joined", "joined_max", "must_not_appear")
FRAME = {
    "schema_", "id", "title", "setting", "plan", "plan_minutes", "buffer_minutes", "starts_at", "headcount", "notes",
    "stages", "participants", "card_order", "events", "expected",
}  # fmt: skip
"""Fields of a script that are no section of a kind."""


def judged(evening: Evening) -> Iterator[Finding]:
    """Every finding about an evening that is over."""
    yield from _room(evening)
    for part in evening.collecting():
        yield from _counted(evening, part)
    yield none("moderation", map(str, evening.moderation.refused))
    yield none("phones.current", evening.missed)
    yield none("phones.received", evening.unlike)
    yield none("phones.refused", (said for p in evening.people if p.phone for said in p.phone.contradicted))
    yield from _archive(evening)
    yield from privacy(evening)
    for _, part in evening.plan.parts():
        module = SCRIPTED.get(part.kind)
        if module is None or part.id not in evening.opened:
            continue
        if not (evening.unfit and hasattr(module, "fits")):
            yield from module.judge(evening, part)
        else:
            here = taken(evening.script, evening.plan, part)
            asked = [key for key in module.KEYS if key in here and getattr(evening.script.expected, key) is not None]
            why = f"the plan there is too small for this room; it would need {', '.join(evening.unfit)}"
            yield from (Skipped(key, why) for key in asked)
    yield from _not_played(evening)


def _room(evening: Evening) -> Iterator[Finding]:
    expected = evening.script.expected
    came = len({person.id for person in evening.people if person.phone is not None and person.phone.token})
    yield equal("joined", came if expected.joined is None else expected.joined, evening.joined)
    if expected.joined_max is not None:
        highest = evening.heard.joined_max
        yield Check("joined_max", expected.joined_max, highest, highest <= expected.joined_max)


def _counted(evening: Evening, part: PartConfig) -> Iterator[Finding]:
    """Every acknowledged ballot is counted once: how many, and what they come to by the rules of the activity."""
    kept = evening.part(part.id)
    if not kept:
        yield Check(f"counted.{part.id}", "in the archive", None, False)
        return
    asked = evening.asked(part)
    if activity(part).links(part).items_from is not None and not asked.items:
        yield equal(f"counted.{part.id}", [None, None], [kept["received"], kept["results"]])
        return
    given = replace(asked, authors=evening.authors(part))
    outcome = activity(part).results(part, evening.acknowledged(part), given)
    unsure = evening.late(part)
    expected, got = outcome.received, kept["received"]
    yield Check(
        f"counted.{part.id}", expected if not unsure else [expected, expected + unsure], got,
        got is not None and expected <= got <= expected + unsure,
    )  # fmt: skip
    withheld = part.anonymity == "room" and not part.forms_groups and outcome.received < part.threshold
    if unsure:
        yield Skipped(f"results.{part.id}", f"of {unsure} ballots no phone knows whether they were taken in time")
    elif withheld:
        yield equal(f"results.{part.id}", [True, None, []], [kept["withheld"], kept["results"], kept["texts"]])
    elif outcome.placed is not None:
        # Results name their texts by random ids: compared by their words.
        words = {text["id"]: canonical(str(text["body"])) for text in kept["texts"]}
        told = outcome.placed([canonical(text) for text in outcome.texts])
        yield equal(f"results.{part.id}", in_words(dict(told), words), in_words(kept["results"], words))
    else:
        yield equal(f"results.{part.id}", dict(outcome.shown or {}), kept["results"])


def in_words(found: Any, words: Mapping[str, str]) -> Any:
    """Results with the words of a text in the place of its id."""
    if isinstance(found, Mapping):
        return {key: in_words(value, words) for key, value in found.items()}
    if isinstance(found, list):
        return [in_words(value, words) for value in found]
    return words.get(found, found) if isinstance(found, str) else found


def _archive(evening: Evening) -> Iterator[Finding]:
    yield equal("archive.files", sorted(FILES), sorted(evening.files))
    sums = {name: hashlib.sha256(raw).hexdigest() for name, raw in evening.files.items() if name != "checksums.txt"}
    lines = evening.files.get("checksums.txt", b"").decode("utf-8", "replace").splitlines()
    said = {name: mark for mark, _, name in (line.partition("  ") for line in lines)}
    yield Check("archive.checksums", sorted(sums), sorted(n for n in said if sums.get(n) == said[n]), said == sums)
    collected = [part.id for part in evening.collecting()]
    in_it = [part["part"] for part in evening.archive.get("parts", ()) if part["part"] in collected]
    yield equal("archive.parts", collected, in_it)
    yield equal("archive.sealed", True, evening.archive.get("sealed"))
    yield equal("archive.joined", evening.joined_sealed, evening.archive.get("joined"))
    if evening.log is None:
        yield Skipped("log", "what a server that runs elsewhere prints cannot be read")
    else:
        yield equal("log", "", evening.log[:400])


def _not_played(evening: Evening) -> Iterator[Finding]:
    """Sections and expectations of the script for which nothing in this plan stands."""
    played = {name for _, part in evening.plan.parts() for name in taken(evening.script, evening.plan, part)}
    sections = [name for name in Script.model_fields if name in evening.script.model_fields_set]
    keys = [name for name in Expected.model_fields if getattr(evening.script.expected, name) is not None]
    known = {*FRAME, *played, *OF_THE_SCRIPT, *OF_THE_ROOM}
    for name in dict.fromkeys([*sections, *keys]):
        if name not in known:
            yield Skipped(name, "the plan has no part for it")
