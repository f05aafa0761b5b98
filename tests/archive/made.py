"""Finished workshops made from events, for tests that need many of them or words that no phone would send."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from facilitator.archive.build import archive_files, folder_name, write_files
from facilitator.archive.record import Kept
from facilitator.archive.shelf import Entry, find
from facilitator.plans.read import read_plan_text
from facilitator.workshop import events as ev
from facilitator.workshop.state import Workshop, begin, fold
from facilitator.workshop.views import Words

PLAN = """\
schema: plan/1
id: {id}
title: {title}
language: {language}
promised_minutes: 20
credits: Written for a test.
sides:
  - {{id: up, name: "=Upstairs"}}
  - {{id: down, name: Downstairs}}
stages:
  - id: start
    title: Start
    minutes: 6
    parts:
      - {{id: hands, kind: choice, title: Hands, minutes: 3, screen: "=1+1?", phone: "=1+1?",
          options: ["=cmd|' /C calc'!A0", "+1", Often]}}
      - {{id: trust, kind: scale, title: Trust, minutes: 3, screen: How far?, phone: How far?,
          low_label: "-none", high_label: "@all"}}
  - id: write
    title: Write
    minutes: 8
    parts:
      - {{id: lines, kind: harvest, title: One line, minutes: 4, screen: What is owed?, phone: What is owed?}}
      - {{id: pick, kind: vote, title: Pick, minutes: 4, screen: Which?, phone: Which?, items_from: lines}}
  - id: after
    title: After
    minutes: 6
    parts:
      - {{id: hush, kind: choice, title: Hush, minutes: 2, reveal: never, screen: Quietly?, phone: Quietly?,
          options: [SecretYes, SecretNo]}}
      - {{id: again, kind: scale, title: Trust again, minutes: 2, pairs_with: trust, screen: How far now?,
          phone: How far now?}}
      - {{id: never, kind: choice, title: Never reached, minutes: 2, screen: Late?, phone: Late?, options: [A, B]}}
"""
NASTY = (
    "=cmd|' /C calc'!A0", "+1", "-1", "@x", "\t=1", "＝1", " =1", "safe\n=cmd", '"quoted"; and | piped, too',
    "\u00a0=HYPERLINK(1)", "</script><img src=x onerror=alert(1)>", "[a](javascript:alert(1)) ![b](http://x.test/b.png)",
    "# not a heading\n- no item\n1. no list\n```", "www.example.test and http://example.test and a@b.test",
)  # fmt: skip
"""What a spreadsheet program, a browser or a Markdown reader might take for more than text (trust.md, 4.7)."""
SECRET = "Declined words that nobody may read"
KEPT = Kept(unchosen_until="2026-03-28", until="2026-06-12")


def text_id(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:32]


def made(
    shown: Sequence[str] = NASTY, other: Sequence[tuple[str, str]] = ((SECRET, "declined"),),
    title: str = "Two questions", language: str = "en", code: str = "K7QD", sealed: bool = True, step: int = 2,
) -> tuple[Workshop, dict[str, Words], str]:  # fmt: skip
    """A workshop whose texts `shown` were put to a vote; `other` are texts with a status of their own."""
    plan_text = PLAN.format(id="two-questions", title=json.dumps(title, ensure_ascii=False), language=language)
    ids, others = [text_id(t) for t in shown], [(text_id(t), status) for t, status in other]
    events: list[ev.Event] = [
        *_part("hands", {"counts": {"o1": 4, "o2": 3, "o3": 2}, "n": 9}),
        *_part("trust", {"counts": {"1": 1, "2": 2, "3": 3, "4": 2, "5": 1}, "n": 9, "mean": 3.0}),
        *_part("lines", {"texts": len(ids) + len(others)}, (*ids, *(id_ for id_, _ in others))),
        ev.TextsShown(tuple(ids)),
        *(ev.TextDeclined(id_, "names_person") for id_, status in others if status == "declined"),
        ev.TextSoftened(ids[0]),
        *_part("pick", _orders(ids), items=tuple(sorted(ids)), step=step),
        *_part("hush", {"counts": {"o1": 6, "o2": 3}, "n": 9}, step=0),
        *_part("again", None, received=4),
        *([ev.WorkshopSealed(11, 19.0)] if sealed else []),
    ]
    w = fold(begin(code, read_plan_text(plan_text, "plan.yaml")), events)
    words = {text_id(t): Words(t) for t in [*shown, *(t for t, _ in other)]}
    return w, words, plan_text


def _orders(ids: Sequence[str]) -> dict[str, Any]:
    """Everything but the last two got votes; the second order is the first one turned round."""
    voted = list(ids[:-2])
    most = [sorted(voted[:2]), *([one] for one in voted[2:])]
    cells = [{"sides": ["up"], "rest": False}, {"sides": ["down"], "rest": True}]
    return {"most_votes": most, "most_sides": most[::-1], "cells": cells, "ballots": 9, "votes": 20}


def _part(
    part: str, results: dict[str, Any] | None, texts: tuple[str, ...] = (), items: tuple[str, ...] = (), step: int = 1,
    received: int = 9,
) -> list[ev.Event]:  # fmt: skip
    closed: list[ev.Event] = [
        ev.PartOpened(part, 1, 60, items, 1.0, "10:00"), ev.PartClosing(part, 1),
        ev.PartClosed(part, 1, received, results is None, results, texts),
    ]  # fmt: skip
    return [*closed, *(ev.PartRevealed(part, at) for at in range(1, step + 1) if not texts)]


def kept_files(w: Workshop, words: dict[str, Words], plan_text: str, date: str = "2026-03-14") -> dict[str, str]:
    return archive_files(w, words, plan_text, date, KEPT)


def shelved(folder: Path, date: str = "2026-03-14", **more: Any) -> Entry:
    """A made workshop on the shelf of the data folder `folder`."""
    w, words, plan_text = made(**more)
    write_files(folder / "archive" / folder_name(w), kept_files(w, words, plan_text, date))
    entry = find(folder / "archive", w.code)
    assert entry is not None
    return entry
