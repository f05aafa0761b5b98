"""A judge who is wrong in no evening of a thousand, and who finds whatever was planted in any of them."""

from __future__ import annotations

from random import Random

from facilitator.plans.read import read_plan
from facilitator.rehearsal.heard import Heard
from facilitator.rehearsal.outcome import Check
from facilitator.rehearsal.privacy import KEPT_BACK, Secrets, text_of
from facilitator.rehearsal.reading import read_script
from facilitator.rehearsal.traces import Traces, legible
from tests.rehearsal.conftest import ROOT, SMALL
from tests.rehearsal.invented import files_of, invented_evening, secrets, variants

EVENINGS = 1000
PLAN = ROOT / "session_plans" / "dont-do-it-alone-90.yaml"


def failed(findings: object) -> dict[str, list[str]]:
    return {c.name: c.got for c in findings if isinstance(c, Check) and not c.ok}  # type: ignore[attr-defined]


def test_no_false_alarm_in_a_thousand_evenings_and_each_planted_leak_is_found() -> None:
    plan, script, text = read_plan(PLAN), read_script(SMALL), PLAN.read_text("utf-8")
    alarms, overlooked = [], []
    for seed in range(EVENINGS):
        evening, draw = invented_evening(plan, script, text, seed), Random(f"leak.{seed}")
        files = files_of(evening)
        judge = Secrets(evening)
        found = failed(judge.findings(evening.heard.pages, files))
        if found:
            alarms.append((seed, found))
        hidden = secrets(evening)
        heard = Heard()
        files = {}
        leak = variants(draw.choice(hidden), draw)
        where = draw.choice(["screen", "phone", "file", "attribute", "comment"])
        if where == "file":
            files["x.db"] = text_of(f"\x00\x01{leak}\x00".encode())
        else:
            page = {"attribute": f'<i title="{leak}"></i>', "comment": f"<!-- {leak} -->"}.get(where, f"<p>{leak}</p>")
            heard.note("screen" if where == "screen" else "phone", "close", "open", page)
        found = failed(judge.findings(heard.pages, files))
        name, seen = ("kept_back.files", "x.db") if where == "file" else ("kept_back.frames", "in close (open), page ")
        if not any(seen in said and KEPT_BACK in said for said in found.get(name, [])):
            overlooked.append((seed, where, leak, found))
    assert alarms == []
    assert overlooked == []


def test_a_finding_says_what_was_seen_where_and_by_what_it_was_compared() -> None:
    evening = invented_evening(read_plan(PLAN), read_script(SMALL), PLAN.read_text("utf-8"), 1)
    words = secrets(evening)[0]
    evening.heard.note("screen", "choose", "revealed", f"<li>{words}</li>")
    found = failed(Secrets(evening).findings(evening.heard.pages, {}))["kept_back.frames"]
    page = evening.heard.pages[-1].number
    assert (
        f"the screen in choose (revealed), page {page}: words of {KEPT_BACK}, and of nothing that may be seen"
        in found[0]
    )


def test_labels_side_by_side_are_no_text_and_a_text_in_pieces_is() -> None:
    text = "Do we keep the old pier or sell the heron and the marzipan to the quarry"
    labels = "<p>We sell</p><p>the heron</p><p>and the</p><p>marzipan</p>"
    assert Traces([text], []).within(legible(labels)) == set()
    pieces = "".join(f"<p>{word}</p>" for word in text.split())
    assert Traces([text], []).within(legible(pieces)) != set()


def test_one_word_is_a_text_only_where_it_stands_alone() -> None:
    traces = Traces(["Marzipan"], [])
    assert traces.within(legible("<p>Our marzipan is best</p><i title='marzipan'></i>")) == set()
    assert traces.within(legible("<li><bdi>marzipan</bdi></li>")) == {"marzipan"}
