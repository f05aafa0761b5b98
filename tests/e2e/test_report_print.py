"""The report on paper: A4, no card cut in two, in English and Arabic, on screens of three sizes without a fault."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from facilitator.archive.copies import organiser
from facilitator.archive.export import export_files
from facilitator.archive.html import report
from tests.archive.made import shelved
from tests.archive.test_first_page import with_first_page
from tests.e2e.axe import violations
from tests.e2e.conftest import NewContext
from tests.e2e.test_fits import SIDEWAYS, shape

WORDS = {
    "en": "We promised not to speak of it before the others do, and now everybody waits. ",
    "ar": "وعدنا ألا نتحدث عن الأمر قبل أن يتحدث الآخرون، والآن ينتظر الجميع. ",
}
A4 = (595, 842)
WHOLE = ".sheet, .doc figure, .doc .honest, .doc .bars, tbody tr, .two-orders, .record li"
MARKED = """(selector) => {
  // A mark at both ends of everything that may not be cut: paper shows them on one page or on two.
  let n = 0;
  for (const one of document.querySelectorAll(selector)) {
    for (const [end, where] of [["A", "afterbegin"], ["Z", "beforeend"]]) {
      const mark = document.createElement("span");
      mark.textContent = ` ${end}${String(n).padStart(4, "0")}x `;
      mark.dir = "ltr";
      const cells = [...one.querySelectorAll("td, th")]; // a row takes nothing but cells
      const host = one.localName === "tr" ? cells[end === "A" ? 0 : cells.length - 1] : one;
      host.insertAdjacentElement(where, mark);
    }
    n += 1;
  }
  return n;
}"""


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("audience", ["organiser", "participants"])
def test_no_card_is_cut_on_a4(lang: str, audience: str, new_context: NewContext, tmp_path: Path) -> None:
    shown = [f"{WORDS[lang] * (1 + n % 6)}{n}." for n in range(36)]
    entry = shelved(tmp_path, shown=shown, language=lang)
    name, raw = next((n, r) for n, r in export_files(entry, audience, ["html"]).items() if n.endswith(".html"))
    (tmp_path / name).write_bytes(raw)
    page = new_context(shape(794, 1123)).new_page()
    page.goto(f"file://{tmp_path / name}")
    marks = page.evaluate(MARKED, WHOLE)
    assert marks > 60

    sheets = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages

    assert len(sheets) > 3
    assert {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in sheets} == {A4}
    said = [sheet.extract_text() for sheet in sheets]
    cut = [
        n
        for n in range(marks)
        if [f"A{n:04d}x" in text for text in said] != [f"Z{n:04d}x" in text for text in said]
    ]  # fmt: skip
    found = sum(f"A{n:04d}x" in text for n in range(marks) for text in said)
    assert (found, cut) == (marks, [])


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_first_page_is_one_page(lang: str, new_context: NewContext, tmp_path: Path) -> None:
    shown = [f"{WORDS[lang] * 2}{n}." for n in range(12)]
    record = shelved(tmp_path, shown=shown, language=lang).record
    chosen = next(part for part in record.parts if part.part == "pick").items[:6]
    headings = {"hands": "What the room noticed", "trust": "What the room noticed", "again": "And then"}
    record = with_first_page(record, headings, next=WORDS[lang] * 3)
    parts = tuple(p.model_copy(update={"chosen": chosen}) if p.part == "pick" else p for p in record.parts)
    file = tmp_path / "one.html"
    file.write_text(report(organiser(record.model_copy(update={"parts": parts}))), "utf-8")
    page = new_context(shape(794, 1123)).new_page()
    page.goto(f"file://{file}")
    page.evaluate("""() => {
      for (const one of document.querySelectorAll(".first-page li, .first-page h3")) one.append(" Mx");
      document.querySelector(".how").append(" Hx");
    }""")
    marks = page.locator(".first-page li, .first-page h3").count()
    first, second = (
        sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages[:2]
    )
    assert marks >= 11
    assert (first.count("Mx"), "Hx" in first, "Hx" in second) == (marks, False, True)


def test_a_cut_card_would_be_seen(browser: Browser) -> None:
    page = browser.new_page()
    tall = "<p>A0000x</p>" + "<p>line</p>" * 80 + "<p>Z0000x</p>"
    page.set_content(f"<div class=sheet>{tall}</div>")
    said = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]
    page.close()
    assert ["A0000x" in text for text in said] != ["Z0000x" in text for text in said]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_page_of_either_copy_fits_and_axe_finds_nothing(lang: str, new_context: NewContext, tmp_path: Path) -> None:
    entry = shelved(tmp_path, language=lang)
    for audience in ("organiser", "participants"):
        for name, raw in export_files(entry, audience, ["html"]).items():
            if not name.endswith(".html"):
                continue
            (tmp_path / name).write_bytes(raw)
            for width, height in ((360, 640), (1280, 800), (1920, 1080)):
                # The report's own policy lets no script in; axe is one.
                page = new_context(shape(width, height), bypass_csp=True).new_page()
                page.goto(f"file://{tmp_path / name}")
                assert violations(page) == []
                assert page.evaluate(SIDEWAYS) == []
