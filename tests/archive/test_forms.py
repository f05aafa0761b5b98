"""Forms of tables in the two copies: the participants' has those that the wall had shown, and no other word of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from facilitator.archive.build import record_files, write_files
from facilitator.archive.export import FORMATS, export_files
from facilitator.archive.record import PartRecord, Record, Text
from facilitator.archive.shelf import Entry, find
from tests.archive.made import shelved
from tests.archive.test_copies import said

FIELDS = [
    {"id": "move", "ask": "What would you do?"},
    {"id": "loss", "ask": "What could be lost?", "kind": "options",
     "options": [{"id": "a", "text": "Their standing"}, {"id": "b", "text": "The keys to the hall"}]},
]  # fmt: skip
WORDS = ("Ask the first two people", "Read it aloud to both", "Not before Friday noon", "Half a sentence, but shown")
IDS = [f"{n:032x}" for n in range(1, 5)]


def form(n: int) -> dict[str, Any]:
    done = n < 3  # the fourth table did not agree; its words were shown by the facilitator
    picks = {"loss": ["b"] if n == 2 else ["a"]} if done else {}
    return {"group": n + 1, "text": "", "done": done, "picks": picks, "texts": {"move": IDS[n]}}


def evening(folder: Path, step: int, asked_later: tuple[str, ...] = ()) -> Entry:
    """An evening whose four tables wrote a form, revealed so far; `asked_later` were signed or refused afterwards."""
    entry = shelved(folder)
    record = entry.record
    config = {"id": "forms", "kind": "capture", "title": "Forms", "groups": "tables", "fields": FIELDS}
    texts = tuple(Text(id=i, body=w, name=w, edited=False, translation=None) for i, w in zip(IDS, WORDS, strict=True))
    results = {"groups": [form(n) for n in range(4)]}
    like = record.parts[0].model_dump() | {"part": "forms", "kind": "capture", "title": "Forms", "step": step}
    like |= {"anonymity": "group", "asked": config, "results": results, "received": 4}
    made = PartRecord.model_validate(like | {"texts": texts})
    items = tuple(p.model_copy(update={"items": (*p.items, *asked_later)}) if p.items else p for p in record.parts)
    changed: Record = record.model_copy(update={"parts": (made, *items)})
    write_files(entry.folder, record_files(changed, entry.plan_text))
    found = find(folder / "archive", record.code)
    assert found is not None
    return found


def there(entry: Entry, audience: str) -> list[str]:
    everything = said(export_files(entry, audience, FORMATS))
    return [words for words in (*WORDS, "The keys to the hall") if words in everything]


@pytest.mark.parametrize(("step", "shown"), [(0, ()), (1, (WORDS[0], WORDS[3])), (2, (*WORDS[:2], WORDS[3]))])
def test_a_form_is_in_the_participants_copy_once_the_wall_had_shown_it(
    tmp_path: Path, step: int, shown: tuple[str, ...]
) -> None:
    entry = evening(tmp_path, step)
    # The option stands in the question as it was asked; as an answer it is the third table's.
    assert [words for words in there(entry, "participants") if words in WORDS] == list(shown)
    assert [words for words in there(entry, "organiser") if words in WORDS] == list(WORDS)


def test_an_answer_by_taps_goes_no_further_than_the_wall(tmp_path: Path) -> None:
    for step, told in ((2, False), (3, True)):
        entry = evening(tmp_path / str(step), step)
        everything = said(export_files(entry, "participants", ["html", "csv"]))
        assert ("The keys to the hall" in everything, "Their standing" in everything) == (told, True)


def test_a_line_that_a_later_part_put_before_the_room_stays_readable_there(tmp_path: Path) -> None:
    entry = evening(tmp_path, 0, (IDS[1],))
    assert [words for words in there(entry, "participants") if words in WORDS] in ([], [WORDS[1]])
    html = export_files(entry, "participants", ["html"])["participants.html"].decode()
    assert "Table 2" not in html and "What would you do?" not in html
