"""The archive's own pages: the same templates and catalogues as everywhere, without a server around them."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.support import Translations
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from facilitator.paths import resource
from facilitator.precompiled import LOOK, Precompiled

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"


def spoken(language: str) -> str:
    """The language in which a report of a plan in `language` is written: its own if there is a catalogue."""
    code = language.split("-")[0]
    return code if (CATALOGUES / code).is_dir() else "en"


def page(template: str, language: str, **context: Any) -> str:
    """A template in a language, with its direction and the report's style at hand."""
    direction = Locale(language).text_direction
    css = _style()
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    about = {"lang": language, "dir": direction, "css": css, "css_digest": digest}
    return _pages(language).get_template(template).render(**about, **context)


@cache
def _pages(language: str) -> Environment:
    pages = Environment(
        loader=FileSystemLoader(resource("templates")), autoescape=True, **LOOK,
        extensions=["jinja2.ext.i18n"], bytecode_cache=Precompiled(),
    )  # fmt: skip
    words = Translations.load(str(CATALOGUES), [language])
    pages.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    return pages


@cache
def _style() -> Markup:
    return Markup((resource("static") / "vendor" / "report.css").read_text("utf-8"))  # noqa: S704  our own
