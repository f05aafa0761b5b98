"""The words of a frame set in its language, looked up once: a full queue has thirteen thousand of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from babel.support import Translations
from jinja2 import pass_context
from markupsafe import Markup

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"


@cache
def translated(language: str) -> dict[str, Callable[..., Markup]]:
    """`gettext` and `ngettext` for the context of templates, as Jinja's own new style has them: autoescaped, with
    variables. Flask-Babel asks for the language of the request at every single word."""
    words = Translations.load(str(CATALOGUES), [language])
    plain: dict[str, Markup] = {}

    @pass_context
    def gettext(context: Any, text: str, /, **variables: Any) -> Markup:
        if variables:
            return Markup(words.ugettext(text)) % variables  # noqa: S704  our own words; what is put in is escaped
        found = plain.get(text)
        if found is None:
            found = plain[text] = Markup(words.ugettext(text)) % {}  # noqa: S704  our own
        return found

    @pass_context
    def ngettext(context: Any, one: str, many: str, number: int, /, **variables: Any) -> Markup:
        return Markup(words.ungettext(one, many, number)) % {"num": number, **variables}  # noqa: S704  as above

    return {"gettext": gettext, "ngettext": ngettext}
