"""Nothing hangs over: no page scrolls sideways and the wall holds it all, with the longest words a plan may have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.conftest import StartServer
from tests.e2e.conftest import PHONE, NewContext
from tests.e2e.plans import plan_file, prose
from tests.e2e.room import link_beside
from tests.e2e.walk import Walk, watch

SIDEWAYS = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const over = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.right > wide + 1 || box.left < -1;
  });
  return [...over.map((one) => one.outerHTML.slice(0, 150)), "the page scrolls sideways"].slice(0, 4);
}"""
OFF_THE_WALL = """() => {
  const wall = document.querySelector("#frame-wall .wall"), front = wall.querySelector(".wall__front");
  const room = wall.getBoundingClientRect(), floor = front.getBoundingClientRect().top;
  const seen = (one) => {
    const box = one.getBoundingClientRect();
    const cut = { left: box.left, top: box.top, right: box.right, bottom: box.bottom };
    for (let around = one; around !== wall; around = around.parentElement) {
      if (getComputedStyle(around).overflow === "visible") continue;
      const edge = around.getBoundingClientRect();
      for (const side of ["left", "top"]) cut[side] = Math.max(cut[side], edge[side]);
      for (const side of ["right", "bottom"]) cut[side] = Math.min(cut[side], edge[side]);
    }
    return cut;
  };
  const found = [];
  if (wall.scrollHeight > wall.clientHeight) found.push(`scrollHeight ${wall.scrollHeight} of ${wall.clientHeight}`);
  for (const one of wall.querySelectorAll("*")) {
    if (front.contains(one) || one.closest(".only-heard")) continue;
    if (![...one.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim())) continue;
    const box = seen(one);
    if (box.bottom > floor + 2 || box.right > room.right + 1 || box.left < room.left - 1 || box.top < room.top - 1) {
      found.push(`${Math.round(box.left)},${Math.round(box.top)},${Math.round(box.right)},${Math.round(box.bottom)} ` +
        `(floor ${Math.round(floor)}) ${one.outerHTML.slice(0, 120)}`);
    }
  }
  return found.slice(0, 4);
}"""


def shape(width: int, height: int, **more: Any) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": height}, **more}


class Pages:
    """Walls and phones of the sizes that matter; what does not fit is noted."""

    def __init__(self, found: dict[str, list[str]]) -> None:
        self.found = found
        self.measured: dict[str, tuple[Page, str]] = {}

    def add(self, name: str, page: Page, measure: str) -> Page:
        watch(page)
        self.measured[name] = (page, measure)
        return page

    def look(self, part: str, moment: str) -> None:
        for name, (page, measure) in self.measured.items():
            if over := page.evaluate(measure):
                self.found[f"{part} {moment} {name}"] = over

    def named(self, start: str) -> list[Page]:
        return [page for name, (page, _) in self.measured.items() if name.startswith(start)]


WALLS = {1920: 1080, 1280: 720}
PHONES = ((360, "normal"), (320, "normal"), (320, "largest"))
CONSOLES = (1280, 1000, 360)
IN_TURN = {
    "en-GB": ((1920,), ((360, "normal"), (320, "largest")), (1280,)),
    "ar": ((1280,), ((320, "normal"), (320, "largest")), (1000, 360)),
}
"""Each size in one language, the narrowest phone in both; `deep` has every size in both."""


@pytest.mark.slow(minutes=1)
@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.deep)])
@pytest.mark.parametrize("locale", ["en-GB", "ar"])
def test_the_longest_words_fit_on_every_page(
    locale: str, every: bool, start_server: StartServer, new_context: NewContext, tmp_path: Path
) -> None:
    server = start_server(plan_file(tmp_path, prose), closing_seconds=30)
    pages = Pages({})
    walls, phones, consoles = (tuple(WALLS), PHONES, CONSOLES) if every else IN_TURN[locale]
    for width in walls:
        page = new_context(shape(width, WALLS[width]), locale).new_page()
        pages.add(f"wall {width}", page, OFF_THE_WALL).goto(server.screen_url)
    for width, size in phones:
        phone = pages.add(
            f"phone {width} {size}", new_context({**PHONE, **shape(width, 640)}, locale).new_page(), SIDEWAYS
        )
        phone.goto(f"{server.url}/{server.code}")
        phone.locator(f"[data-size={size}]").tap()
        pages.look("door", f"phone {width} {size}")
        phone.locator("[data-door-target=enter]").tap()
    for width in consoles:
        console = pages.add(f"console {width}", new_context(shape(width, 800), locale).new_page(), SIDEWAYS)
        console.goto(link_beside(server))

    walk = Walk(server, pages.named("phone"), [*pages.named("wall"), *pages.named("console")], 10)
    walk.go(prose, pages.look)

    assert pages.found == {}


def test_words_that_hang_over_would_be_noticed(new_context: NewContext) -> None:
    page = new_context(shape(360, 640)).new_page()
    page.set_content(
        "<p style='width: 400px'>wide</p><div id='frame-wall'>"
        "<main class='wall' style='height: 90px; overflow: hidden; position: relative'><p style='height: 80px'>tall</p>"
        "<div class='wall__front' style='position: absolute; top: 70px'>foot</div>"
        "<p style='margin: 0'>below</p></main></div>"
    )

    assert page.evaluate(SIDEWAYS)[-1] == "the page scrolls sideways"
    over = page.evaluate(OFF_THE_WALL)
    assert [words.split(" ")[0] for words in over][:1] == ["scrollHeight"]
    assert [words.rpartition(">")[0][-7:] for words in over][1:] == ["tall</p", "elow</p"]
