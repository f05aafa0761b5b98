"""Pictures on the wall as figures: the bars of a choice, the columns of a scale."""

from __future__ import annotations

from facilitator.rehearsal.pages import parsed


def bars(page: str) -> dict[str, int]:
    """How many picked each option, read off its bar; empty where there are no exact bars."""
    found: dict[str, int] = {}
    for bar in parsed(page).having("data-option"):
        figure = "".join(node.words() for node in bar.of_class("bar__value"))
        if figure.isdecimal():
            found[bar.attrs["data-option"]] = int(figure)
    return found


def columns(page: str) -> dict[str, int]:
    """How many gave each number, read off the last chart on the page; empty where there is none."""
    charts = parsed(page).of_class("columns")
    found: dict[str, int] = {}
    count = ""
    for text in (node for node in (charts[-1].walk() if charts else ()) if node.tag == "text"):
        if "value" in text.attrs.get("class", "").split():
            found[text.words()] = int(count)
        count = text.words()
    return found
