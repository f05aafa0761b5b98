"""axe, asked about a page as it stands."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page

DIRECTION = {"en": "ltr", "ar": "rtl"}
RUN = "() => axe.run(document, { resultTypes: ['violations'] })"
_STILL = "() => document.getAnimations().every((moving) => moving.playState !== 'running')"


def still(page: Page) -> None:
    """Waits until nothing moves. The promise of an animation is no help: none comes when its element is taken away."""
    page.wait_for_function(_STILL, polling=20)


def violations(page: Page) -> list[str]:
    """What axe finds on a page, each with the element it is about; a wrong direction of writing counts too."""
    still(page)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for rule in page.evaluate(RUN)["violations"]
        for node in rule["nodes"]
    ]
    lang, direction = page.evaluate("() => [document.documentElement.lang, document.documentElement.dir]")
    return found if DIRECTION[lang] == direction else [*found, f"{lang} is written {direction}"]
