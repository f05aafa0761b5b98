"""The result of a rehearsal as one page to read and print: style inside, no script, nothing fetched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from babel import Locale
from babel.support import Translations
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from facilitator.paths import resource
from facilitator.plans.model import Plan
from facilitator.rehearsal.outcome import Outcome

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
LONGEST = 400
"""Characters of a value that are shown."""


def page(outcome: Outcome, title: str, plan: Plan) -> str:
    """The page, in the language of the plan where there is a catalogue for it."""
    spoken = plan.language.split("-")[0]
    lang = spoken if (CATALOGUES / spoken).is_dir() else "en"
    pages = Environment(
        loader=FileSystemLoader(resource("templates")), extensions=["jinja2.ext.i18n"], autoescape=True,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    pages.install_gettext_translations(Translations.load(CATALOGUES, [lang]), newstyle=True)  # type: ignore[attr-defined]
    pages.filters["value"] = _value
    css = (resource("static") / "vendor" / "report.css").read_text("utf-8")
    return pages.get_template("rehearsal/report.html").render(
        outcome=outcome, title=title, plan=plan, lang=lang, dir=Locale.parse(lang).text_direction,
        css=Markup(css),  # noqa: S704  our own
        failed=sum(not check.ok for check in outcome.checks),
    )  # fmt: skip


def _value(found: Any) -> str:
    text = json.dumps(found, ensure_ascii=False)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
