"""The sign test on the wall where sides can be compared: an amount for each side, and all of it seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import StartServer
from tests.e2e.conftest import NewContext
from tests.e2e.crowd import Crowd
from tests.e2e.test_fits import OFF_THE_WALL, shape

OUT_OF_ITS_ROW = """() => [...document.querySelectorAll("li[data-signed]")].flatMap((row) => {
  const edge = row.getBoundingClientRect();
  return [...row.querySelectorAll("*")].filter((one) => {
    const box = one.getBoundingClientRect();
    return !one.classList.contains("only-heard") && (box.bottom > edge.bottom + 2 || box.top < edge.top - 2);
  }).map((one) => one.outerHTML.slice(0, 80));
})"""
SIDES = ("north", "south", "west", "east")
PLAN = f"""\
schema: plan/1
id: signed
title: Signed
promised_minutes: 10
sides: [{", ".join(f"{{id: {side}, name: {f'The people of the {side} '.ljust(40, 'x')}}}" for side in SIDES)}]
stages:
  - id: only
    title: Only
    minutes: 10
    parts:
      - {{id: talk, kind: say, title: Talk, minutes: 1}}
      - {{id: texts, kind: harvest, title: Texts, minutes: 4}}
      - {{id: test, kind: sign, title: Sign it?, minutes: 4, items_from: texts, each: 6, top: 6}}
      - {{id: thanks, kind: close, title: Thanks, minutes: 1, thanks: Thanks.}}
"""


def sentence(number: int) -> dict[str, Any]:
    """Six long texts, and nothing to add from the others."""
    return {"text": f"{number}. " + "We both need the hall. " * 20} if number < 6 else {"nothing": True}


@pytest.mark.parametrize("locale", ["en-GB", "ar"])
def test_four_sides_and_six_long_texts_fit(
    locale: str, start_server: StartServer, new_context: NewContext, tmp_path: Path
) -> None:
    plan = tmp_path / "signed.yaml"
    plan.write_text(PLAN)
    server = start_server(plan)
    walls = [new_context(shape(*size), locale).new_page() for size in ((1920, 1080), (1280, 720))]
    for wall in walls:
        wall.goto(server.screen_url)
    crowd = Crowd(server, 20, SIDES)
    server.go_to("texts")
    crowd.answer("texts", sentence)
    crowd.show()
    server.go_to("test")
    crowd.sign("test")
    server.do("close")
    server.until("revealed")
    for wall in walls:
        wall.locator("li[data-signed]").first.wait_for()
        assert wall.locator("li[data-signed]").count() == 6
        for row in wall.locator("li[data-signed]").all():
            assert row.locator("[data-cell]").count() == len(SIDES)
            assert row.locator("svg.signs").count() == len(SIDES)
        wall.wait_for_timeout(300)
        assert wall.evaluate(OFF_THE_WALL) == []
        assert wall.evaluate(OUT_OF_ITS_ROW) == []
